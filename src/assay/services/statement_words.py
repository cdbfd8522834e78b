"""The words of a statement, for whoever shows one: the sheet, and the tree behind each line."""

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
