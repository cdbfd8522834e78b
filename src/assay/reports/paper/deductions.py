"""The deduction notice: what the vendor loses this month, by which clause, and how each amount came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.money import Money, zero
from assay.i18n.figures import fraction_of, grouped, spelled
from assay.i18n.statement import brief
from assay.reports.paper.blocks import (
    Amount,
    Block,
    Cell,
    Column,
    amounts,
    cell,
    paragraph,
    section,
    table,
    together,
)
from assay.reports.paper.cited import cited
from assay.reports.paper.page import Kind, Source, notice_seals
from assay.reports.paper.waiting import released_section, withheld_section
from assay.reports.paper.workings import workings


def _blocks(source: Source) -> Iterator[Block]:
    lines = _lines(source.document)
    three = _amounts(lines, source)
    yield paragraph(source.say("deductions.to", vendor=source.parties[1], period=source.document["period"]))
    yield from section(source.say("deductions.amounts"), amounts(three), filled=three)
    yield from section(source.say("deductions.lines"), _table(lines, source), filled=lines)
    yield from released_section(lines, source)
    yield from withheld_section(source)
    how = section(source.say("deductions.object"), paragraph(source.say(_how(source))))
    yield together((*how, notice_seals(source, three[-1])))
    yield workings(lines, source)


def _how(source: Source) -> str:
    """How to object; of a time limit only where the contract sets one."""
    return "deductions.how" if source.contract.acceptance.object_within is None else "deductions.how_within"


def _nothing(document: Mapping[str, Any]) -> str:
    return "" if _lines(document) else "paper.nothing_deducted"


DEDUCTIONS = Kind("deductions", "DN", _blocks, _nothing)
"""扣款通知单: each amount that the vendor loses, its clause and its working."""


def _lines(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Lines that take money from the vendor, and those that soften them; none when nothing is taken.

    A bonus is none of them, nor is the cap on it; a bonus that is taken back is.
    """
    bonuses: dict[str, Fraction] = {}
    for line in document["lines"]:
        if line["head"] == "bonus":
            bonuses[line["period"]] = bonuses.get(line["period"], Fraction(0)) + fraction_of(line["amount"])
    lines = [
        one
        for one in document["lines"]
        if (bonuses[one["period"]] < 0 if one["head"] == "bonus" else not _gives_back(one, document))
    ]
    return lines if any(one["amount"].startswith("-") for one in lines) else []


def _gives_back(line: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """Whether a line corrects an earlier month in the vendor's favour: the true-up note tells it. A cap softens only."""
    late = line["period"] != document["period"] and not line["amount"].startswith("-")
    return late and line["explain"]["code"] != "explain.cap"


def _amounts(lines: list[Mapping[str, Any]], source: Source) -> list[Amount]:
    """What the invoice loses, what is set off, and both."""
    currency = source.document["currency"]
    amount = {True: zero(currency), False: zero(currency)}
    for line in lines:
        amount[Head(line["head"]).on_invoice] -= Money.exactly(fraction_of(line["amount"]), currency)
    reduced, set_off = amount[True], amount[False]
    return [
        Amount(source.say("amount.reduced"), source.money(reduced.decimal)),
        Amount(source.say("amount.taken_off"), source.money(set_off.decimal)),
        source.total(source.say("amount.deducted"), (reduced + set_off).decimal),
    ]


def _table(lines: list[Mapping[str, Any]], source: Source) -> Block:
    columns = (
        Column(source.say("money.label"), "wider"),
        Column(source.say("so_far.period")),
        Column(source.say("money.amount_in", currency=source.document["currency"]), side="right"),
        Column(source.say("money.basis")),
        Column(source.say("money.working"), "wide"),
    )
    return table(columns, [_row(line, source) for line in lines])


def _row(line: Mapping[str, Any], source: Source) -> list[str | Cell]:
    place = line["place"]
    called = source.names_in(line["period"]).line(line["id"], with_month=False)
    return [
        cell(called.words, below=called.code),
        line["period"],
        grouped(line["amount"]),
        cell(cited(line, source), below=f"{place['file']}:{place['line']}"),
        cell(brief(line, source.lang, spelled), small=True),
    ]
