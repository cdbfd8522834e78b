"""The true-up note: what was known of an earlier month when it was settled, what is known now, and the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from assay.core.money import Money, total
from assay.core.settlement.disputed import own_line
from assay.i18n.figures import fraction_of, grouped
from assay.i18n.statement import is_some
from assay.reports.paper.blocks import (
    Amount,
    Block,
    Column,
    amounts,
    items,
    note,
    paragraph,
    section,
    table,
    together,
)
from assay.reports.paper.page import Kind, Source, both_seal
from assay.reports.paper.waiting import released_section, waited_of
from assay.reports.paper.workings import workings


def _blocks(source: Source) -> Iterator[Block]:
    document = source.document
    lines = _lines(document)
    sum_of = _sum(lines, document["currency"])
    all_in_all = Amount(source.say("amount.true_up"), source.money(sum_of), total=True)
    yield paragraph(source.say("true-up.intro"))
    yield from section(source.say("true-up.amount"), amounts([all_in_all]), filled=lines)
    yield from section(source.say("true-up.lines"), *_corrected(lines, source), filled=lines)
    yield from released_section(lines, source)
    why = list(_reissues(source))
    anew = section(source.say("true-up.reissues"), items(why), filled=why)
    yield together((*anew, both_seal(source, all_in_all)))
    if lines:
        yield workings(lines, source)


def _nothing(document: Mapping[str, Any]) -> str:
    released = any(is_some(one.released) for one in waited_of(document))
    return "" if _lines(document) or document.get("reissues") or released else "paper.nothing_trued_up"


TRUE_UP = Kind("true-up", "TU", _blocks, _nothing)
"""多退少补说明: each correction of an earlier month, before, now and between."""


def _lines(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Lines of earlier months."""
    return [line for line in document["lines"] if line["period"] != document["period"]]


def _sum(lines: list[Mapping[str, Any]], currency: str) -> str:
    return total((Money.exactly(fraction_of(line["amount"]), currency) for line in lines), currency).decimal


def _corrected(lines: list[Mapping[str, Any]], source: Source) -> Iterator[Block]:
    """The lines; where the cap within a bonus clause stands unchanged beside its bonus, the note says so."""
    yield _table(lines, source)
    here = {(own_line(line["id"]), line["period"]) for line in lines}
    posted = {(own_line(line["id"]), line["period"]) for line in _posted(source)}
    caps = ((f"{own_line(line['id'])}/cap", line["period"]) for line in lines if line["head"] == "bonus")
    if any(cap in posted - here for cap in caps):
        yield note(source.say("true-up.capped"))


def _posted(source: Source) -> Iterator[Mapping[str, Any]]:
    """Every line of the statements before this one."""
    return (line for document in source.earlier for line in document["lines"])


def _table(lines: list[Mapping[str, Any]], source: Source) -> Block:
    columns = (
        Column(source.say("money.label"), "wide"),
        Column(source.say("so_far.period")),
        *(Column(source.say(f"true-up.{name}"), side="right") for name in ("before", "now", "difference")),
    )
    taken_out = _taken_out(source.document)
    rows = [
        [
            source.line_cell(line["id"], line["period"]),
            line["period"],
            *map(grouped, (*_stood(line, taken_out, source), line["amount"])),
        ]
        for line in lines
    ]
    return table(columns, rows)


def _stood(line: Mapping[str, Any], taken_out: AbstractSet[str], source: Source) -> tuple[str, str]:
    """What had been posted for it, and what it is now; a line that says neither is new, or taken out altogether."""
    currency = source.document["currency"]
    zero, amount = total((), currency), Money.exactly(fraction_of(line["amount"]), currency)
    explain = line["explain"]
    if explain["code"] == "explain.true_up":
        before, now = (explain["params"][name].partition(" ")[0] for name in ("before", "now"))
        return before, now
    if line["id"] in taken_out:
        return (-amount).decimal, zero.decimal
    if explain["code"] == "explain.reversed":
        posted = total(
            (
                Money.exactly(fraction_of(one["amount"]), currency)
                for one in _posted(source)
                if (own_line(one["id"]), one["period"]) == (own_line(line["id"]), line["period"])
            ),
            currency,
        )
        return posted.decimal, (posted + amount).decimal
    return zero.decimal, amount.decimal


def _taken_out(document: Mapping[str, Any]) -> frozenset[str]:
    """Lines of a month settled anew that take out what its version before had posted; beside them stand the new ones."""
    ends = tuple(f"@{item['period']}v{int(item['version']) - 1}" for item in document.get("reissues", ()))
    return frozenset(line["id"] for line in document["lines"] if ends and line["id"].endswith(ends))


def _reissues(source: Source) -> Iterator[str]:
    for item in source.document.get("reissues", ()):
        yield source.say(
            "true-up.reissue", period=item["period"], version=item["version"], reason=item["reason"]
        )
