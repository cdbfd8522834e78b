"""The deduction notice: what the vendor loses this month, by which clause, and how each amount came about."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.money import Money, zero
from assay.core.settlement.disputed import own_line
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
    yield from _agreement(lines, source)
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
    bonuses = _by(document["lines"], lambda one: one["period"] if one["head"] == "bonus" else None)
    given_back = _given_back(document)
    lines = [
        one
        for one in document["lines"]
        if (bonuses[one["period"]] < 0 if one["head"] == "bonus" else one["id"] not in given_back)
    ]
    return lines if any(one["amount"].startswith("-") for one in lines) else []


def _given_back(document: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the lines that correct an earlier month in the vendor's favour: the true-up note tells them.

    A cap that takes less off a line now is none where it softens what is taken. One that takes no more off what is given
    back is one of them, unless it takes back more than is given: then all of it is deducted.
    """
    late = [
        one for one in document["lines"] if one["period"] != document["period"] and one["head"] != "bonus"
    ]
    taken = {_of_clause(one) for one in late if one["amount"].startswith("-")}
    given = [
        one
        for one in late
        if not one["amount"].startswith("-")
        and one["explain"]["code"] != "explain.cap"
        and _cut(one) not in taken
    ]
    of_given = {_of_clause(one) for one in given}
    undone = [one for one in late if one["amount"].startswith("-") and _cut(one) in of_given]
    sums = _by([*given, *undone], lambda one: _cut(one) if one in undone else _of_clause(one))
    return frozenset(
        [one["id"] for one in given if sums[_of_clause(one)] >= 0]
        + [one["id"] for one in undone if sums[_cut(one)] >= 0]
    )


def _of_clause(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["period"], line["clause"]


def _cut(line: Mapping[str, Any]) -> tuple[str, str]:
    """Month and clause from which a cap's line takes: behind the stroke in its id. A KPI stands there in others."""
    return line["period"], own_line(line["id"]).partition("/")[2]


def _by(
    lines: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Hashable]
) -> dict[Hashable, Fraction]:
    """The sums of lines by what they have in common."""
    sums: dict[Hashable, Fraction] = {}
    for line in lines:
        sums[key(line)] = sums.get(key(line), Fraction(0)) + fraction_of(line["amount"])
    return sums


def _amounts(lines: list[Mapping[str, Any]], source: Source) -> list[Amount]:
    """What the invoice loses, what is set off, and both."""
    reduced, set_off, in_all = _sums(lines, source)
    return [
        Amount(source.say("amount.reduced"), source.money(reduced.decimal)),
        Amount(source.say("amount.taken_off"), source.money(set_off.decimal)),
        source.total(source.say("amount.deducted"), in_all.decimal),
    ]


def _sums(lines: Sequence[Mapping[str, Any]], source: Source) -> tuple[Money, Money, Money]:
    """What lines take off the invoice, what they set off, and both; positive when the vendor loses."""
    currency = source.document["currency"]
    amount = {True: zero(currency), False: zero(currency)}
    for line in lines:
        amount[Head(line["head"]).on_invoice] -= Money.exactly(fraction_of(line["amount"]), currency)
    return amount[True], amount[False], amount[True] + amount[False]


def _agreement(lines: list[Mapping[str, Any]], source: Source) -> Iterator[Block]:
    """From what is deducted to what the statement takes, where it gives something back for earlier months as well."""
    back = _given_back(source.document)
    given = [line for line in source.document["lines"] if line["id"] in back]
    rows = {"deducted": lines, "given_back": given, "statement": [*lines, *given]}
    names = ("amount.reduced", "amount.taken_off", "amount.in_all")
    columns = (
        Column(source.say("money.label"), "wide"),
        *(Column(source.say(name), side="right") for name in names),
    )
    cells: list[list[str | Cell]] = [
        [
            cell(source.say(f"deductions.{name}"), bold=name == "statement"),
            *(cell(grouped(one.decimal), bold=name == "statement") for one in _sums(found, source)),
        ]
        for name, found in rows.items()
    ]
    yield from section(source.say("deductions.agreement"), table(columns, cells), filled=given)


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
