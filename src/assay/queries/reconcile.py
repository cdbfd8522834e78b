"""What is asked of the engine to hold books against each other: leads by moment, and the media ledger row by row."""

from __future__ import annotations

from assay.core.tables import LEADS, MEDIA_LEDGER
from assay.queries.current import current_rows

LEADS_BY_MOMENT = f"""
WITH leads_now AS ({current_rows(LEADS)})
SELECT "source" AS source, "account" AS account, "campaign" AS campaign, "form" AS form, "created_at" AS created_at,
       COUNT(*) AS leads
FROM leads_now
WHERE "campaign" IS NOT NULL AND "created_at" >= $from_at AND "created_at" < $to_at
GROUP BY "source", "account", "campaign", "form", "created_at"
ORDER BY source, account, campaign, form, created_at
"""  # noqa: S608 - names come from our own definitions
"""One row per (book, campaign, form, moment) of leads that a paid click brought."""

LEDGER_ROWS = f"""
WITH ledger_now AS ({current_rows(MEDIA_LEDGER)})
SELECT "account" AS account, "entry_id" AS entry_id, "day" AS day, "kind" AS kind, "paid_currency" AS paid_currency,
       "paid_micros" AS paid_micros, "credited_currency" AS currency, "credited_micros" AS moved_micros,
       "balance_micros" AS balance_micros, "blob" AS blob, "row" AS row_no
FROM ledger_now
ORDER BY account, currency, blob, row_no, entry_id
"""  # noqa: S608
"""One row per entry of every media ledger, in the order of its statement."""
