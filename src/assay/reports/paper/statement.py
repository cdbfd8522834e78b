"""The settlement statement on paper: what stands on which place of the page. Every figure is the stored statement's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from assay.i18n.figures import grouped
from assay.i18n.statement import KpiRow, MoneyRow, Rank, sheet_of
from assay.reports.paper.blocks import (
    Amount,
    Block,
    Cell,
    Column,
    amounts,
    cell,
    items,
    note,
    section,
    table,
    together,
    working,
)
from assay.reports.paper.cited import working_of
from assay.reports.paper.page import Kind, Source, both_seal

MARKS = {"met": "●", "missed": "■", "excluded": "○"}
_OPEN = "◐"
TONES = {"met": "met", "missed": "missed", "excluded": "aside"}
_FITS = 24
"""Months that stand on one page with the seals."""

_SO_FAR = ("fee", "invoice_basis", "set_offs", "payable")


def _blocks(source: Source) -> Iterator[Block]:
    sheet = sheet_of(source.document, source.lang)
    three = _three(source)
    yield from section(source.say("word.amounts"), amounts(three), filled=three)
    yield from section(source.say("word.kpis"), kpi_table(sheet.kpi_head, sheet.kpis), filled=sheet.kpis)
    yield from section(source.say("word.money"), money_table(sheet.money, source), filled=sheet.money)
    matters = (*sheet.notices, *sheet.matters)
    yield from section(source.say("word.notices"), items(matters), filled=matters)
    monitors = monitor_table(sheet.monitor_head, sheet.monitors)
    yield from section(source.say("word.monitors"), monitors, filled=sheet.monitors)
    so_far = section(
        source.say("word.so_far"),
        _so_far(source),
        note(source.say("word.so_far_note")),
        filled=source.earlier,
    )
    if len(source.earlier) > _FITS:
        yield from so_far
    yield together((*so_far, both_seal(source, three[-1])))
    if source.document["lines"]:
        yield working([working_of(line, source) for line in source.document["lines"]])


STATEMENT = Kind("statement", "", _blocks)
"""结算单: the three amounts, KPIs, every line, the months so far, seals, and the working."""


def kpi_table(head: Sequence[str], kpis: Sequence[KpiRow]) -> Block:
    """KPIs with target, value and verdict; the verdict is a word and a shape."""
    name, days, target, value, verdict = head
    columns = (
        Column(name, "wide"), Column(days), Column(target, side="right"), Column(value, side="right"), Column(verdict)
    )  # fmt: skip
    return table(columns, [_kpi(kpi) for kpi in kpis])


def _kpi(kpi: KpiRow) -> list[str | Cell]:
    verdict = f"{MARKS.get(kpi.state, _OPEN)} {kpi.verdict}"
    return [kpi.name, kpi.days, kpi.target, kpi.value, cell(verdict, tone=TONES.get(kpi.state, "open"))]


def money_table(rows: Sequence[MoneyRow], source: Source) -> Block:
    """Rows of money with their working in one run."""
    columns = (
        Column(source.say("money.label")),
        Column(source.say("money.amount"), side="right"),
        Column(source.say("money.working"), "wide"),
    )
    return table(columns, [_money(row) for row in rows])


def _money(row: MoneyRow) -> list[Cell]:
    bold = row.rank is not Rank.PART
    rule: Literal["thin", "sum"] = "sum" if row.rank is Rank.TOTAL else "thin"
    return [
        cell(row.label, bold=bold, indented=not bold, rule=rule),
        cell(grouped(row.amount), bold=bold, rule=rule),
        cell(row.brief, small=True, rule=rule),
    ]


def monitor_table(head: Sequence[str], monitors: Sequence[Sequence[str]]) -> Block:
    """Monitors with limit, value and state."""
    name, days, limit, value, state = head
    columns = (Column(name, "wide"), Column(days), Column(limit), Column(value, side="right"), Column(state))
    return table(columns, monitors)


def _three(source: Source) -> list[Amount]:
    """What is invoiced, what is set off, what is paid."""
    document = source.document
    plain = [
        Amount(source.say(f"amount.{name}"), source.money(document[name]))
        for name in ("invoice_basis", "set_offs")
    ]
    return [*plain, source.total(source.say("amount.payable"), document["payable"])]


def _so_far(source: Source) -> Block:
    columns = [Column(source.say("so_far.period"), "wide")]
    columns += [Column(source.say(f"so_far.{name}"), "wide", "right") for name in _SO_FAR]
    months = (*source.earlier, source.document)
    return table(columns, [[one["period"], *(grouped(one[name]) for name in _SO_FAR)] for one in months])
