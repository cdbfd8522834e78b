"""What is asked of the engine to hold books against each other: ad reports, leads by moment, media ledgers row by row."""

from __future__ import annotations

from assay.core.tables import LEADS, MEDIA_LEDGER, SPEND, SPEND_TOTALS, Table
from assay.queries.current import current_rows

_FIGURES = ("cost_micros", "clicks", "results")
_SUMS = ", ".join(
    f'CAST(SUM("{name}") AS BIGINT) AS {name}, COUNT("{name}") AS with_{name}' for name in _FIGURES
)


def _reports(table: Table, first: str, last: str) -> str:
    """Sums by book, grain, campaign, period, currency and kind of result; ``last`` is a bound that is out."""
    beside = f', "{last}" AS {last}' if last != first else ""
    return f"""
WITH reports_now AS ({current_rows(table)})
SELECT "source" AS source, "account" AS account, "grain" AS grain, "campaign" AS campaign, "{first}" AS {first}{beside},
       "currency" AS currency, "result_kind" AS result_kind, COUNT(*) AS row_count, {_SUMS}
FROM reports_now
WHERE "{first}" < $to_on AND "{last}" {">" if beside else ">="} $from_on
GROUP BY "source", "account", "grain", "campaign", "{first}", "{last}", "currency", "result_kind"
ORDER BY source, account, grain, campaign, {first}, {last}, currency, result_kind
"""  # noqa: S608 - names come from our own definitions; so below


REPORTS_BY_DAY = _reports(SPEND, "day", "day")
"""One row per (book, grain, campaign, day, currency, kind of result); a sum is whole where ``with_…`` is ``row_count``."""

REPORTS_OF_PERIODS = _reports(SPEND_TOTALS, "start_on", "end_on")
"""As :data:`REPORTS_BY_DAY`, of reports that state a period which reaches into the days asked for; periods may overlap."""

CAMPAIGNS_OF_PERIODS = f"""
WITH reports_now AS ({current_rows(SPEND_TOTALS)})
SELECT DISTINCT "campaign" AS campaign, "account" AS account FROM reports_now
WHERE "campaign" IS NOT NULL
ORDER BY campaign, account
"""  # noqa: S608
"""One row per (campaign, account) that any report of a period ever named."""

LEADS_BY_MOMENT = f"""
WITH leads_now AS ({current_rows(LEADS)})
SELECT "source" AS source, "account" AS account, "campaign" AS campaign, "form" AS form, "created_at" AS created_at,
       COUNT(*) AS leads
FROM leads_now
WHERE "campaign" IS NOT NULL AND "created_at" >= $from_at AND "created_at" < $to_at
GROUP BY "source", "account", "campaign", "form", "created_at"
ORDER BY source, account, campaign, form, created_at
"""  # noqa: S608
"""One row per (book, campaign, form, moment) of leads that a paid click brought."""

LOGS_WITH_FORMS = f"""
WITH leads_now AS ({current_rows(LEADS)})
SELECT DISTINCT "source" AS source, "account" AS account FROM leads_now
WHERE "form" IS NOT NULL AND "form" <> ''
ORDER BY source, account
"""  # noqa: S608
"""One row per log that names the form of any lead, whenever it came."""

LEDGER_ROWS = f"""
WITH ledger_now AS ({current_rows(MEDIA_LEDGER)})
SELECT "source" AS source, "account" AS account, "entry_id" AS entry_id, "day" AS day, "kind" AS kind,
       "paid_currency" AS paid_currency, "paid_micros" AS paid_micros, "credited_currency" AS currency,
       "credited_micros" AS moved_micros, "balance_micros" AS balance_micros, "blob" AS blob, "row" AS row_no
FROM ledger_now
ORDER BY source, account, currency, blob, row_no, entry_id
"""  # noqa: S608
"""One row per entry of every media ledger, in the order of its statement."""
