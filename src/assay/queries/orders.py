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
