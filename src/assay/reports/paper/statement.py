"""The settlement statement on paper: what stands on which place of the page. Every figure is the stored statement's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from assay.i18n import translate
from assay.i18n.figures import grouped, spelled
from assay.i18n.statement import MoneyRow, Rank, brief, is_month, sheet_of, slice_of
from assay.reports.called import Called, first_upper
from assay.reports.paper.blocks import (
    Amount,
    Block,
    Cell,
    Column,
    amounts,
    cell,
    items,
    note,
    paragraph,
    section,
    table,
)
from assay.reports.paper.ended import ended_texts
from assay.reports.paper.judged import kpi_title, sampled, shown_target, worked_value
from assay.reports.paper.notices import notice_items
from assay.reports.paper.page import Kind, Source, both_seal
from assay.reports.paper.watched import monitor_table
from assay.reports.paper.workings import workings

MARKS = {"met": "●", "missed": "■", "excluded": "○"}
_OPEN = "◐"
TONES = {"met": "met", "missed": "missed", "excluded": "aside"}
_SO_FAR = ("fee", "invoice_basis", "set_offs", "payable")


def _blocks(source: Source) -> Iterator[Block]:
    sheet = sheet_of(source.document, source.lang)
    three = _three(source)
    ended = ended_texts(source)
    if ended:
        yield from section(source.say("ended.title"), paragraph(ended[0]), items(ended[1:]))
    yield from section(source.say("word.amounts"), amounts(three), filled=three)
    yield from section(source.say("word.kpis"), kpi_table(sheet.kpi_head, source), filled=sheet.kpis)
    yield from section(source.say("word.money"), money_table(sheet.money, source), filled=sheet.money)
    matters = notice_items(sheet, source)
    yield from section(source.say("word.notices"), items(matters), filled=matters)
    yield from section(source.say("word.monitors"), monitor_table(sheet, source), filled=sheet.monitors)
    yield from section(
        source.say("word.so_far"),
        _so_far(source),
        note(source.say("word.so_far_note")),
        filled=source.earlier,
    )
    yield both_seal(source, three[-1])
    if source.document["lines"]:
        yield workings(source.document["lines"], source)


STATEMENT = Kind("statement", "", _blocks)
"""结算单: the three amounts, KPIs, every line, the months so far, seals, and the working."""


def kpi_table(head: Sequence[str], source: Source) -> Block:
    """KPIs with target, value and verdict; the verdict is a word and a shape."""
    name, days, target, value, verdict = map(first_upper, head)
    columns = (
        Column(name, "wide"), Column(days), Column(target, side="right"), Column(value, side="right"), Column(verdict)
    )  # fmt: skip
    return table(columns, [_kpi(kpi, source) for kpi in source.document["kpis"]])


def _kpi(kpi: Mapping[str, Any], source: Source) -> list[str | Cell]:
    state = kpi["state"]
    verdict = f"{MARKS.get(state, _OPEN)} {translate(source.lang, f'state.{state}')}"
    called = kpi_called(kpi, source)
    return [
        cell(called.words, aside=called.code, below=sampled(kpi, source)),
        days_of(kpi, source),
        shown_target(kpi),
        worked_value(kpi),
        cell(verdict, tone=TONES.get(state, "open")),
    ]


def kpi_called(kpi: Mapping[str, Any], source: Source) -> Called:
    """A KPI in words, with its code unless they name it already; ``Sales-qualified leads`` does not name ``qualified``."""
    words = kpi_title(kpi, source)
    named = re.search(rf"(?<![\w-]){re.escape(kpi['id'])}(?![\w-])", words, re.ASCII)
    return Called(words, "" if named else kpi["id"])


def days_of(kpi: Mapping[str, Any], source: Source) -> str:
    """The days of a weekly KPI, the month of one that is of an earlier month, else nothing."""
    if is_month(kpi):
        return kpi["period"] if kpi["period"] != source.document["period"] else ""
    return source.say("days", first=kpi["from"][5:], last=kpi["to"][5:])


def money_table(rows: Sequence[MoneyRow], source: Source) -> Block:
    """Rows of money with their working in one run."""
    columns = (
        Column(source.say("money.label"), "wider"),
        Column(source.say("money.amount_in", currency=source.document["currency"]), side="right"),
        Column(source.say("money.working"), "wide"),
    )
    lines = {f"line/{line['id']}": line for line in source.document["lines"]}
    briefs = {part: brief(line, source.lang, spelled) for part, line in lines.items()}
    return table(columns, [_money(row, briefs.get(row.part, row.brief), source) for row in rows])


def _money(row: MoneyRow, working: str, source: Source) -> list[Cell]:
    bold = row.rank is not Rank.PART
    rule: Literal["thin", "sum"] = "sum" if row.rank is Rank.TOTAL else "thin"
    called = called_row(row, source)
    return [
        cell(called.words, aside=called.code, bold=bold, indented=not bold, rule=rule),
        cell(grouped(row.amount), bold=bold, rule=rule),
        cell(working, small=True, rule=rule),
    ]


def called_row(row: MoneyRow, source: Source) -> Called:
    """Words and code of a row, by the text of its month."""
    return source.names_in(slice_of(row.part, source.document["period"])[1]).row(row)


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
