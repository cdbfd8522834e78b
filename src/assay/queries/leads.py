"""What is asked of the engine about leads: small questions, each with rows in a total order.

Most are about the leads created in ``[$from_at, $to_at)`` and ask :data:`LEADS_NOW`, which numbers all leads in their
total order: creation, source, account, number in the log. Rows are matched to a lead by its identity or by a contact
key; nothing is judged here. Parameters are instants, UTC.

A later export of a log replaces a lead's row whole: a message or sales verdict that names the lead counts only from
the commit that brought the row that counts, so that a cell left blank since is blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assay.core.tables import INTERACTIONS, LEADS, ORDERS, QUALIFICATIONS, ColumnType
from assay.core.tables import VERDICT_SHEET as _SHEET
from assay.queries.current import current_rows, quoted

RECORD_FIELDS: Mapping[str, str] = {
    "name": "name_key",
    "email": "email_key",
    "phone": "phone_key",
    "company": "company_key",
    "country": "country",
    "product": "product",
    "quantity": "quantity",
    "source": "channel",
    "campaign": "campaign",
    "form": "form",
    "action": "action",
    "consent": "consent",
    "salesperson": "salesperson",
}
"""Name of a required field in contracts → column of the leads table. ``email_or_phone`` stands for either."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that several questions ask: name of the relation, the table that its query reads, and the query."""

    name: str
    table: str
    text: str


_LEADS = current_rows(LEADS)
_MEASURED = 'l."created_at" >= $from_at AND l."created_at" < $to_at'
_IDENTITY = 'l."source" AS source, l."account" AS account, l."lead_id" AS lead_id'
_KEPT = (
    *("source", "account", "lead_id", "created_at", "channel", "campaign", "clicked_at", "click_id", "form"),
    *("email_key", "phone_key", "country", "product", "quantity", "action", "consent", "reachable"),
    *("exclusion", "salesperson", "blob", "row", "commit"),
)


def _filled(column: str) -> str:
    known = f"{quoted(column)} IS NOT NULL"
    is_text = LEADS.column(column).type in (ColumnType.TEXT, ColumnType.CONTACT)
    return f"{known} AND {quoted(column)} <> ''" if is_text else known


_FILLED = " + ".join(
    f"CASE WHEN {_filled(column)} THEN {1 << place} ELSE 0 END"
    for place, column in enumerate(RECORD_FIELDS.values())
)

LEADS_NOW = Kept(
    "leads_now",
    LEADS.name,
    f"""
SELECT ROW_NUMBER() OVER (ORDER BY "created_at", "source", "account", "lead_id") AS number,
       {", ".join(map(quoted, _KEPT))}, {_FILLED} AS filled
FROM ({_LEADS}) AS found
""",  # noqa: S608 - names come from our own definitions; so below
)
"""One row per lead, numbered; ``filled`` has a bit for each of :data:`RECORD_FIELDS`, in their order."""

LEAD_ROWS = f"""
WITH leads_now AS ({_LEADS})
SELECT l.* FROM leads_now AS l
WHERE {_MEASURED}
ORDER BY l."created_at", l."source", l."account", l."lead_id"
"""  # noqa: S608
"""One row per lead: all its columns."""

LEAD_FACTS = f"""
SELECT l.number AS number, l."source" AS source, l."account" AS account, l."lead_id" AS lead_id,
       l."created_at" AS created_at, l."blob" AS blob, l."row" AS row_no, l."channel" AS channel, l."form" AS form, l."country" AS country,
       l."exclusion" AS exclusion, l."action" AS action, l."consent" AS consent, l."reachable" AS reachable,
       l."product" AS product, l."quantity" AS quantity, l."salesperson" AS salesperson, l.filled AS filled,
       l."campaign" AS campaign, l."clicked_at" AS clicked_at, l."click_id" AS click_id
FROM leads_now AS l
WHERE {_MEASURED}
ORDER BY number
"""  # noqa: S608
"""One row per lead: what is judged of its own row."""

LEAD_ADS = f"""
WITH leads_now AS ({_LEADS})
SELECT {_IDENTITY}, l."ad_platform" AS ad_platform, l."ad_id" AS ad_id FROM leads_now AS l
WHERE {_MEASURED} AND l."ad_id" IS NOT NULL
ORDER BY source, account, lead_id
"""  # noqa: S608
"""One row per lead whose ad is known. No rule asks for it."""

LEADS_FROM_TO = f"""
SELECT MIN("created_at") AS first_at, MAX("created_at") AS last_at FROM ({_LEADS}) AS leads_now
ORDER BY first_at
"""  # noqa: S608
"""One row: when the first and the last of all leads came, without values where there is none."""


def _earlier_by(key: str, kind: str) -> str:
    """Pairs of a measured lead and an earlier lead that share one contact key."""
    return f"""
SELECT l.number AS number, e.number AS earlier, '{kind}' AS through, e."created_at" AS created_at,
       e."source" AS source, e."account" AS account, e."lead_id" AS lead_id, e."channel" AS channel,
       e."campaign" AS campaign, e."clicked_at" AS clicked_at, e."click_id" AS click_id,
       e."blob" AS blob, e."row" AS row_no
FROM leads_now AS l JOIN leads_now AS e ON l."{key}" = e."{key}"
WHERE {_MEASURED} AND e.number < l.number"""  # noqa: S608


EARLIER_LEADS = f"""
WITH pairs AS ({_earlier_by("email_key", "email")}
UNION ALL {_earlier_by("phone_key", "phone")})
SELECT number, through, created_at, source, account, lead_id, channel, campaign, clicked_at, click_id, blob, row_no FROM pairs
ORDER BY number, earlier, through
"""  # noqa: S608
"""One row per (lead, earlier lead, shared key), with the click recorded for the earlier lead."""


def _orders_by(key: str, kind: str) -> str:
    return f"""
SELECT l.number AS number, '{kind}' AS through, o."ordered_on" AS ordered_on, o."source" AS order_source,
       o."account" AS order_account, o."order_no" AS order_no, o."blob" AS blob, o."row" AS row_no
FROM leads_now AS l JOIN orders_now AS o ON l."{key}" = o."{key}"
WHERE {_MEASURED} AND o."ordered_on" <= CAST(l."created_at" AS DATE)"""  # noqa: S608


EARLIER_ORDERS = f"""
WITH orders_now AS ({current_rows(ORDERS)}),
     pairs AS ({_orders_by("email_key", "email")}
UNION ALL {_orders_by("phone_key", "phone")})
SELECT number, ordered_on, order_no, through, blob, row_no FROM pairs
ORDER BY number, ordered_on, order_source, order_account, order_no, through
"""  # noqa: S608
"""One row per (lead, order of the same person up to the enquiry's UTC day, shared key).

The exact limit, the day before the enquiry's day in the contract's zone, is set where zones are known.
"""


def _messages_by(condition: str) -> str:
    return f"""
SELECT l.number AS number, l."created_at" AS created_at, i."at" AS message_at, i."direction" AS direction,
       i."source" AS message_source, i."account" AS message_account, i."interaction_id" AS message_id,
       i."row" AS row_no
FROM leads_now AS l JOIN messages_now AS i ON {condition}
WHERE {_MEASURED} AND i."at" >= l."created_at" AND i."at" <= $as_of"""  # noqa: S608


def _of_its_row(other: str) -> str:
    """Rows that name the lead and came with the row of it that counts."""
    return " AND ".join(
        f'l."{name}" = {other}."{name}"' for name in ("source", "account", "lead_id", "commit")
    )


MESSAGES = f"""
WITH messages_now AS ({current_rows(INTERACTIONS)}),
     messages AS ({_messages_by(_of_its_row("i"))}
UNION ALL {_messages_by('l."phone_key" = i."contact_key" AND i."lead_id" IS NULL')}
UNION ALL {_messages_by('l."email_key" = i."contact_key" AND i."lead_id" IS NULL')}),
     named AS (
SELECT m.*, CASE WHEN direction = 'out' THEN 'reply' ELSE 'next' END AS part FROM messages AS m
WHERE direction = 'out' OR (direction = 'in' AND message_at > created_at)),
     earliest AS (SELECT number, part, MIN(message_at) AS message_at FROM named GROUP BY number, part)
SELECT n.number AS number, n.part AS part, n.message_at AS message_at, n.message_id AS message_id
FROM named AS n JOIN earliest AS e ON n.number = e.number AND n.part = e.part AND n.message_at = e.message_at
ORDER BY n.number, n.part, n.message_source, n.message_account, n.message_id, n.row_no
"""  # noqa: S608
"""Of each lead our first reply and its own next message: the first row of each part; others are of the same moment.

Messages are the lead's own by number, or carry its phone or e-mail key and name no lead.
"""


def _said_by(condition: str) -> str:
    return f"""
SELECT l.number AS number, q."verdict" AS verdict, q."judged_at" AS judged_at, q."blob" AS blob, q."row" AS row_no,
       q."commit" AS said_in
FROM leads_now AS l JOIN verdicts_now AS q ON {condition}
WHERE {_MEASURED}"""  # noqa: S608


_IN_A_SHEET = f"""q."source" = '{_SHEET}' AND q."account" = l."source" || '|' || l."account"
    AND q."lead_id" = l."lead_id\""""

SALES_VERDICTS = f"""
WITH verdicts_now AS ({current_rows(QUALIFICATIONS)}),
     said AS ({_said_by(_of_its_row("q"))}
UNION ALL {_said_by(_IN_A_SHEET)})
SELECT number, verdict, judged_at FROM said
ORDER BY number, said_in DESC, blob, row_no
"""  # noqa: S608
"""What the verdict source and returned sheets say of a lead, the newest first; null while sales have not judged.

A log that comes later takes back its own word with a blank cell, but not that of a sheet.
"""


def _sold_by(condition: str, kind: str) -> str:
    return f"""
SELECT l.number AS number, '{kind}' AS through, o."ordered_on" AS ordered_on, o."source" AS order_source,
       o."account" AS order_account, o."order_no" AS order_no, o."stage" AS stage, o."currency" AS currency,
       o."amount_micros" AS amount_micros
FROM leads_now AS l JOIN orders_now AS o ON {condition}
WHERE {_MEASURED}"""  # noqa: S608


ORDERS_SINCE = f"""
WITH orders_now AS ({current_rows(ORDERS)}),
     pairs AS ({_sold_by('l."lead_id" = o."lead_id"', "number")}
UNION ALL {_sold_by('l."email_key" = o."email_key" AND o."lead_id" IS NULL', "email")}
UNION ALL {_sold_by('l."phone_key" = o."phone_key" AND o."lead_id" IS NULL', "phone")})
SELECT number, order_source, order_account, order_no, ordered_on, through, stage, currency,
       amount_micros
FROM pairs
ORDER BY number, ordered_on, order_source, order_account, order_no, through
"""  # noqa: S608
"""One row per (lead, order that names it, or that names none and shares a contact key, the link), of any day.

Which of several leads an order came from is decided where days and zones are known.
"""
