"""What is asked of the engine about media spend: sums of micros, and who reports which campaign."""

from __future__ import annotations

from assay.core.tables import SPEND
from assay.queries.current import current_rows

SPEND_BY_DAY = f"""
WITH spend_now AS ({current_rows(SPEND)})
SELECT "source" AS source, "account" AS account, "grain" AS grain, "campaign" AS campaign, "day" AS day,
       "currency" AS currency, CAST(SUM("cost_micros") AS BIGINT) AS cost_micros, COUNT("cost_micros") AS with_cost_micros, COUNT(*) AS row_count,
       CAST(SUM("impressions") AS BIGINT) AS impressions, COUNT("impressions") AS with_impressions,
       CAST(SUM("clicks") AS BIGINT) AS clicks, COUNT("clicks") AS with_clicks,
       MIN("campaign_type") AS campaign_type
FROM spend_now
WHERE "day" >= $from_on AND "day" < $to_on
GROUP BY "source", "account", "grain", "campaign", "day", "currency"
ORDER BY source, account, grain, campaign, day, currency
"""  # noqa: S608 - names come from our own definitions; so below
"""One row per (source, account, grain, campaign, day, currency). Grains stand beside each other, never added.

Cost, impressions and clicks are whole only where every row of the group states them: ``with_…`` equals ``row_count``.
"""

CAMPAIGN_ACCOUNTS = f"""
WITH spend_now AS ({current_rows(SPEND)})
SELECT DISTINCT "campaign" AS campaign, "account" AS account FROM spend_now
WHERE "campaign" IS NOT NULL
ORDER BY campaign, account
"""  # noqa: S608
"""One row per (campaign, account) that any report ever named."""
