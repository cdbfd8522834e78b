"""A statement for readers: one sheet of words and figures that terminal, page and workbook draw, and the tree behind each line."""

from assay.i18n.statement.explaining import facts_behind, line_head, lots_of, node_text, sentence_of
from assay.i18n.statement.monitors import monitors_shown
from assay.i18n.statement.sheet import KpiRow, MoneyRow, Rank, Sheet, sheet_of
from assay.i18n.statement.slices import slice_of, standing, way_of
from assay.i18n.statement.words import (
    brief,
    duty_name,
    is_month,
    is_some,
    kpi_name,
    kpi_target,
    kpi_value,
    line_label,
    money_text,
    right_name,
    value_decimals,
)

__all__ = [
    "KpiRow",
    "MoneyRow",
    "Rank",
    "Sheet",
    "brief",
    "duty_name",
    "facts_behind",
    "is_month",
    "is_some",
    "kpi_name",
    "kpi_target",
    "kpi_value",
    "line_head",
    "line_label",
    "lots_of",
    "money_text",
    "monitors_shown",
    "node_text",
    "right_name",
    "sentence_of",
    "sheet_of",
    "slice_of",
    "standing",
    "value_decimals",
    "way_of",
]
