"""Money that waited: what was withheld, what the decision took of it, and what came back, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.money import Money
from assay.i18n.figures import fraction_of, grouped
from assay.i18n.statement import is_some, slice_of, standing
from assay.reports.paper.blocks import Block, Cell, Column, cell, note, section, table
from assay.reports.paper.judged import joined
from assay.reports.paper.page import Source


@dataclass(frozen=True, slots=True)
class Waited:
    """A slice of one line of one month, as decimals of the statement's currency.

    Attributes:
        id, period: The line that it would become, and its month.
        before: Withheld by earlier statements; negative where it lowered what was withheld.
        withheld: What this one added to what still waits; negative where it lowers that.
        released: What this one let go, for the slice is decided.
        taken: What this one posted for that line; negative when the vendor loses.
        back: Of what moved, what the line leaves.
        left: What still waits; zero once it is decided.
    """

    id: str
    period: str
    before: str
    withheld: str
    released: str
    taken: str
    back: str
    left: str


def waited_of(document: Mapping[str, Any]) -> list[Waited]:
    """Every slice that a statement moved, in its order."""
    moved: dict[tuple[str, str], Fraction] = {}
    for item in document["suspense"]:
        key = slice_of(item["id"], document["period"])
        moved[key] = moved.get(key, Fraction(0)) + fraction_of(item["amount"])
    return [_waited(key, amount, document) for key, amount in moved.items() if amount]


def _waited(key: tuple[str, str], moved: Fraction, document: Mapping[str, Any]) -> Waited:
    currency = document["currency"]
    zero = Fraction(0)
    left = dict(standing(document)).get(key, zero)
    taken = sum(
        (
            fraction_of(line["amount"])
            for line in document["lines"]
            if slice_of(line["id"], line["period"]) == key
        ),
        zero,
    )
    withheld, released = (-moved, zero) if left else (zero, moved)
    amounts = (left + moved, withheld, released, taken, moved + taken, left)
    return Waited(*key, *(Money.exactly(amount, currency).decimal for amount in amounts))


def released_section(lines: Sequence[Mapping[str, Any]], source: Source) -> Iterator[Block]:
    """What had waited and is decided now; nothing where all that moved still waits.

    Args:
        lines: What the table above it lists.
        source: The statement.
    """
    rows = [one for one in waited_of(source.document) if is_some(one.released)]
    yield from section(
        source.say("waited.title"), _released(rows, source), note(_read(rows, lines, source)), filled=rows
    )


def _read(rows: Sequence[Waited], lines: Sequence[Mapping[str, Any]], source: Source) -> str:
    """How to read the table; a line that stands elsewhere is never said to stand above."""
    above = {slice_of(line["id"], line["period"]) for line in lines}
    taken = [(one.id, one.period) in above for one in rows if is_some(one.taken)]
    said = ["waited.note"]
    said += ["waited.above" if all(taken) else "waited.above_if_listed"] if any(taken) else []
    said += ["waited.elsewhere"] if not all(taken) else []
    said += ["waited.lowered"] if any(one.before.startswith("-") for one in rows) else []
    return joined(map(source.say, said), source)


def withheld_section(source: Source) -> Iterator[Block]:
    """What is not decided yet and so not paid; it is no deduction."""
    rows = [one for one in waited_of(source.document) if is_some(one.withheld)]
    yield from section(
        source.say("deductions.waiting"),
        _withheld(rows, source),
        note(source.say("waited.withheld_note")),
        filled=rows,
    )


def _released(rows: Sequence[Waited], source: Source) -> Block:
    names = ("before", "released", "taken", "back", "left")
    columns = [
        Column(source.say("money.label"), "wide"),
        Column(source.say("so_far.period")),
        *(Column(source.say(f"waited.{name}"), side="right") for name in names),
    ]
    return table(columns, [_row(one, [getattr(one, name) for name in names], source) for one in rows])


def _withheld(rows: Sequence[Waited], source: Source) -> Block:
    names = ("withheld", "left")
    columns = [
        Column(source.say("money.label"), "wide"),
        Column(source.say("so_far.period")),
        *(Column(source.say(f"waited.{name}"), side="right") for name in names),
    ]
    return table(columns, [_row(one, [getattr(one, name) for name in names], source) for one in rows])


def _row(one: Waited, amounts: Sequence[str], source: Source) -> list[str | Cell]:
    bold = len(amounts) - 2
    return [
        source.line_cell(one.id, one.period),
        one.period,
        *(cell(grouped(amount), bold=place == bold) for place, amount in enumerate(amounts)),
    ]
