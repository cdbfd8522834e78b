"""Documents of a stored statement: nothing is computed again, every figure is the statement's own."""

from __future__ import annotations

from assay.reports.statement import (
    KpiRow,
    MoneyRow,
    Rank,
    Sheet,
    facts_behind,
    line_head,
    lots_of,
    node_text,
    sheet_of,
)

__all__ = [
    "KpiRow",
    "MoneyRow",
    "Rank",
    "Sheet",
    "facts_behind",
    "line_head",
    "lots_of",
    "node_text",
    "sheet_of",
]
