"""What is asked of the engine about leads: small questions, each with rows in a total order.

Each question is about the leads created in ``[$from_at, $to_at)``. Rows are matched to a lead by its identity (source,
account, number) or by a contact key; nothing is judged here. Parameters are instants, UTC.

A later export of a log replaces a lead's row whole: a message or sales verdict that names the lead counts only from
the commit that brought the row that counts, so that a cell left blank since is blank.
"""

from __future__ import annotations

from assay.core.tables import INTERACTIONS, LEADS, ORDERS, QUALIFICATIONS
from assay.core.tables import VERDICT_SHEET as _SHEET
from assay.queries.current import current_rows

_LEADS = current_rows(LEADS)
_MEASURED = 'l."created_at" >= $from_at AND l."created_at" < $to_at'
_IDENTITY = 'l."source" AS source, l."account" AS account, l."lead_id" AS lead_id'

LEAD_ROWS = f"""
WITH leads_now AS ({_LEADS})
SELECT l.* FROM leads_now AS l
WHERE {_MEASURED}
ORDER BY l."created_at", l."source", l."account", l."lead_id"
"""  # noqa: S608 - names come from our own definitions; so below
"""One row per lead: all its columns."""

LEAD_ADS = f"""
WITH leads_now AS ({_LEADS})
SELECT {_IDENTITY}, l."ad_platform" AS ad_platform, l."ad_id" AS ad_id FROM leads_now AS l
WHERE {_MEASURED} AND l."ad_id" IS NOT NULL
ORDER BY source, account, lead_id
"""  # noqa: S608
"""One row per lead whose ad is known. No rule asks for it."""


def _earlier_by(key: str, kind: str) -> str:
    """Pairs of a measured lead and an earlier lead that share one contact key."""
    return f"""
SELECT {_IDENTITY}, '{kind}' AS through, e."created_at" AS earlier_at, e."source" AS earlier_source,
       e."account" AS earlier_account, e."lead_id" AS earlier_id, e."channel" AS channel,
       e."campaign" AS campaign, e."clicked_at" AS clicked_at, e."click_id" AS click_id,
       e."blob" AS blob, e."row" AS row_no
FROM leads_now AS l JOIN leads_now AS e ON l."{key}" = e."{key}"
WHERE {_MEASURED} AND (
    e."created_at" < l."created_at"
    OR (e."created_at" = l."created_at" AND (
        e."source" < l."source" OR (e."source" = l."source" AND (
            e."account" < l."account" OR (e."account" = l."account" AND e."lead_id" < l."lead_id"))))))"""  # noqa: S608


EARLIER_LEADS = f"""
WITH leads_now AS ({_LEADS}), pairs AS ({_earlier_by("email_key", "email")}
UNION ALL {_earlier_by("phone_key", "phone")})
SELECT * FROM pairs
ORDER BY source, account, lead_id, earlier_at, earlier_source, earlier_account, earlier_id, through
"""  # noqa: S608
"""One row per (lead, earlier lead, shared key), with the click recorded for the earlier lead.

A tie in time goes to the smaller source, account and number.
"""


def _orders_by(key: str, kind: str) -> str:
    return f"""
SELECT {_IDENTITY}, '{kind}' AS through, o."ordered_on" AS ordered_on, o."source" AS order_source,
       o."account" AS order_account, o."order_no" AS order_no, o."blob" AS blob, o."row" AS row_no
FROM leads_now AS l JOIN orders_now AS o ON l."{key}" = o."{key}"
WHERE {_MEASURED} AND o."ordered_on" <= CAST(l."created_at" AS DATE)"""  # noqa: S608


EARLIER_ORDERS = f"""
WITH leads_now AS ({_LEADS}), orders_now AS ({current_rows(ORDERS)}),
     pairs AS ({_orders_by("email_key", "email")}
UNION ALL {_orders_by("phone_key", "phone")})
SELECT * FROM pairs
ORDER BY source, account, lead_id, ordered_on, order_source, order_account, order_no, through
"""  # noqa: S608
"""One row per (lead, order of the same person up to the enquiry's UTC day, shared key).

The exact limit, the day before the enquiry's day in the contract's zone, is set where zones are known.
"""


def _messages_by(condition: str) -> str:
    return f"""
SELECT {_IDENTITY}, l."created_at" AS created_at, i."at" AS message_at, i."direction" AS direction,
       i."source" AS message_source, i."account" AS message_account, i."interaction_id" AS message_id,
       i."blob" AS blob, i."row" AS row_no
FROM leads_now AS l JOIN messages_now AS i ON {condition}
WHERE {_MEASURED} AND i."at" >= l."created_at" AND i."at" <= $as_of"""  # noqa: S608


_MESSAGE_ORDER = "message_at, message_source, message_account, message_id, row_no"


def _of_its_row(other: str) -> str:
    """Rows that name the lead and came with the row of it that counts."""
    return " AND ".join(
        f'l."{name}" = {other}."{name}"' for name in ("source", "account", "lead_id", "commit")
    )


MESSAGES = f"""
WITH leads_now AS ({_LEADS}), messages_now AS ({current_rows(INTERACTIONS)}),
     messages AS ({_messages_by(_of_its_row("i"))}
UNION ALL {_messages_by('l."phone_key" = i."contact_key" AND i."lead_id" IS NULL')}
UNION ALL {_messages_by('l."email_key" = i."contact_key" AND i."lead_id" IS NULL')}),
     named AS (
SELECT m.*, 'reply' AS part FROM messages AS m WHERE direction = 'out'
UNION ALL
SELECT m.*, 'next' AS part FROM messages AS m WHERE direction = 'in' AND message_at > created_at),
     ranked AS (
SELECT *, ROW_NUMBER() OVER (PARTITION BY source, account, lead_id, part ORDER BY {_MESSAGE_ORDER}) AS place
FROM named)
SELECT source, account, lead_id, part, message_at, message_id, blob, row_no FROM ranked WHERE place = 1
ORDER BY source, account, lead_id, part
"""  # noqa: S608
"""At most two rows per lead: our first reply, and the lead's next message.

Messages are the lead's own by number, or carry its phone or e-mail key and name no lead.
"""


def _said_by(condition: str) -> str:
    return f"""
SELECT {_IDENTITY}, q."verdict" AS verdict, q."judged_at" AS judged_at, q."blob" AS blob, q."row" AS row_no,
       q."commit" AS said_in
FROM leads_now AS l JOIN verdicts_now AS q ON {condition}
WHERE {_MEASURED}"""  # noqa: S608


_IN_A_SHEET = f"""q."source" = '{_SHEET}' AND q."account" = l."source" || '|' || l."account"
    AND q."lead_id" = l."lead_id\""""

SALES_VERDICTS = f"""
WITH leads_now AS ({_LEADS}), verdicts_now AS ({current_rows(QUALIFICATIONS)}),
     said AS ({_said_by(_of_its_row("q"))}
UNION ALL {_said_by(_IN_A_SHEET)})
SELECT source, account, lead_id, verdict, judged_at, blob, row_no FROM said
ORDER BY source, account, lead_id, said_in DESC, blob, row_no
"""  # noqa: S608
"""What the verdict source and returned sheets say of a lead, the newest first; null while sales have not judged.

A log that comes later takes back its own word with a blank cell, but not that of a sheet.
"""


def _sold_by(condition: str, kind: str) -> str:
    return f"""
SELECT {_IDENTITY}, '{kind}' AS through, o."ordered_on" AS ordered_on, o."source" AS order_source,
       o."account" AS order_account, o."order_no" AS order_no, o."stage" AS stage, o."currency" AS currency,
       o."amount_micros" AS amount_micros
FROM leads_now AS l JOIN orders_now AS o ON {condition}
WHERE {_MEASURED}"""  # noqa: S608


ORDERS_SINCE = f"""
WITH leads_now AS ({_LEADS}), orders_now AS ({current_rows(ORDERS)}),
     pairs AS ({_sold_by('l."lead_id" = o."lead_id"', "number")}
UNION ALL {_sold_by('l."email_key" = o."email_key" AND o."lead_id" IS NULL', "email")}
UNION ALL {_sold_by('l."phone_key" = o."phone_key" AND o."lead_id" IS NULL', "phone")})
SELECT * FROM pairs
ORDER BY source, account, lead_id, ordered_on, order_source, order_account, order_no, through
"""  # noqa: S608
"""One row per (lead, order that names it, or that names none and shares a contact key, the link), of any day.

Which of several leads an order came from is decided where days and zones are known.
"""
