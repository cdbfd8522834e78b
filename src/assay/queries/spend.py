"""What is asked of the engine about media spend: sums of micros, and who reports which campaign."""

from __future__ import annotations

from assay.core.tables import SPEND
from assay.queries.current import current_rows

SPEND_BY_DAY = f"""
WITH spend_now AS ({current_rows(SPEND)})
SELECT "source" AS source, "account" AS account, "grain" AS grain, "campaign" AS campaign, "day" AS day,
       "currency" AS currency, CAST(SUM("cost_micros") AS BIGINT) AS cost_micros, COUNT(*) AS row_count
FROM spend_now
WHERE "day" >= $from_on AND "day" < $to_on
GROUP BY "source", "account", "grain", "campaign", "day", "currency"
ORDER BY source, account, grain, campaign, day, currency
"""  # noqa: S608 - names come from our own definitions; so below
"""One row per (source, account, grain, campaign, day, currency). Grains stand beside each other, never added."""

CAMPAIGN_ACCOUNTS = f"""
WITH spend_now AS ({current_rows(SPEND)})
SELECT DISTINCT "campaign" AS campaign, "account" AS account FROM spend_now
WHERE "campaign" IS NOT NULL
ORDER BY campaign, account
"""  # noqa: S608
"""One row per (campaign, account) that any report ever named."""
