"""The sheet of a statement with its rows in words: what each is, and its code behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assay.i18n.figures import spelled
from assay.i18n.statement import KpiRow, MoneyRow, Sheet, brief, sheet_of
from assay.reports.called import Called
from assay.reports.paper.judged import kpi_title
from assay.reports.paper.page import Source
from assay.reports.paper.statement import called_row, days_of


def named_sheet(source: Source) -> Sheet:
    """The sheet as a workbook shows it; a cell has one text, so the code stands behind the words."""
    sheet = sheet_of(source.document, source.lang)
    kpis = tuple(_kpi(kpi, row, source) for kpi, row in zip(source.document["kpis"], sheet.kpis, strict=True))
    lines = {f"line/{line['id']}": line for line in source.document["lines"]}
    money = tuple(_money(row, lines.get(row.part), source) for row in sheet.money)
    return replace(sheet, kpis=kpis, money=money)


def line_title(line: Mapping[str, Any], source: Source) -> str:
    """What a line is, with its code, as the head of its working."""
    return in_one(Called(source.names_in(line["period"]).line(line["id"]).words, line["id"]))


def in_one(called: Called) -> str:
    """Words and code as one text."""
    return f"{called.words}  {called.code}".rstrip()


def _kpi(kpi: Mapping[str, Any], row: KpiRow, source: Source) -> KpiRow:
    name = kpi_title(kpi, source)
    return replace(row, name=in_one(Called(name, kpi["id"])), days=days_of(kpi, source))


def _money(row: MoneyRow, line: Mapping[str, Any] | None, source: Source) -> MoneyRow:
    working = row.brief if line is None else brief(line, source.lang, spelled)
    return replace(row, label=in_one(called_row(row, source)), brief=working)
