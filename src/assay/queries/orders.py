"""What is asked of the engine about the order ledger as a whole: how far it reaches."""

from __future__ import annotations

from assay.core.tables import ORDERS
from assay.queries.current import current_rows

LAST_ORDER = f"""
WITH orders_now AS ({current_rows(ORDERS)})
SELECT MAX("ordered_on") AS last_on, COUNT(*) AS row_count FROM orders_now
ORDER BY last_on
"""  # noqa: S608 - names come from our own definitions
"""One row: the newest day of any order, null when no ledger was imported."""

ORDERS_BETWEEN = f"""
WITH orders_now AS ({current_rows(ORDERS)})
SELECT "stage" AS stage, "currency" AS currency, COUNT(*) AS orders,
       CAST(SUM("amount_micros") AS BIGINT) AS amount_micros,
       COUNT("amount_micros") AS with_amount
FROM orders_now
WHERE "ordered_on" >= $from_on AND "ordered_on" < $to_on
GROUP BY "stage", "currency"
ORDER BY "stage", "currency"
"""  # noqa: S608 - names come from our own definitions
"""Orders dated in ``[$from_on, $to_on)`` by stage and currency; ``with_amount`` of them state an amount."""
