"""The sheet of a statement with its rows in words: what each is, and its code behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assay.i18n.figures import spelled
from assay.i18n.statement import KpiRow, MoneyRow, Sheet, brief, sheet_of
from assay.reports.called import Called
from assay.reports.paper.judged import sampled
from assay.reports.paper.notices import notices
from assay.reports.paper.page import Source
from assay.reports.paper.statement import called_row, days_of, kpi_called
from assay.reports.paper.watched import monitors_called


def named_sheet(source: Source) -> Sheet:
    """The sheet as a workbook shows it; a cell has one text, so the code stands behind the words."""
    sheet = sheet_of(source.document, source.lang)
    kpis = tuple(_kpi(kpi, row, source) for kpi, row in zip(source.document["kpis"], sheet.kpis, strict=True))
    lines = {f"line/{line['id']}": line for line in source.document["lines"]}
    money = tuple(_money(row, lines.get(row.part), source) for row in sheet.money)
    monitors = tuple((in_one(called), *row[1:]) for called, row in monitors_called(sheet, source))
    told = tuple(in_one(replace(one, words=f"▲ {one.words}")) for one in notices(source))
    return replace(sheet, kpis=kpis, money=money, notices=told, monitors=monitors)


def line_title(line: Mapping[str, Any], source: Source) -> str:
    """What a line is, with its code, as the head of its working."""
    return in_one(Called(source.names_in(line["period"]).line(line["id"]).words, line["id"]))


def in_one(called: Called) -> str:
    """Words and code as one text."""
    return f"{called.words}  {called.code}".rstrip()


def _kpi(kpi: Mapping[str, Any], row: KpiRow, source: Source) -> KpiRow:
    """One text: what it is, of which days, its code; below it by which rule a sample decides it."""
    called, days = kpi_called(kpi, source), days_of(kpi, source)
    words = source.names_in(kpi["period"]).of_days(called.words, days) if days else called.words
    rule = sampled(kpi, source)
    return replace(row, name=in_one(Called(words, called.code)) + (f"\n{rule}" if rule else ""), days="")


def _money(row: MoneyRow, line: Mapping[str, Any] | None, source: Source) -> MoneyRow:
    working = row.brief if line is None else brief(line, source.lang, spelled)
    return replace(row, label=in_one(called_row(row, source)), brief=working)
