"""Money that waited: what was withheld, what the decision took of it, and what came back, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.money import Money
from assay.i18n.figures import fraction_of, grouped
from assay.i18n.statement import is_some
from assay.reports.paper.blocks import Block, Cell, Column, cell, note, section, table
from assay.reports.paper.page import Source

_MONTH = len("2027-03")


@dataclass(frozen=True, slots=True)
class Waited:
    """A slice of one line of one month, as decimals of the statement's currency.

    Attributes:
        id, period: The line that it would become, and its month.
        before: Withheld by earlier statements.
        withheld, released: What this one withheld, or let go.
        taken: What this one posted for that line; negative when the vendor loses.
        back: Of what was let go, what the line leaves.
        left: What still waits.
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
        key = key_of(item["id"], document["period"])
        moved[key] = moved.get(key, Fraction(0)) + fraction_of(item["amount"])
    return [_waited(key, amount, document) for key, amount in moved.items() if amount]


def key_of(line_id: str, period: str) -> tuple[str, str]:
    """A line's name without its suffix, and its month: ``C1/qualified@2027-03v2``."""
    name, _, month = line_id.partition("@")
    return name, month[:_MONTH] or period


def _waited(key: tuple[str, str], moved: Fraction, document: Mapping[str, Any]) -> Waited:
    currency = document["currency"]
    left = _still(key, document)
    taken = sum(
        (
            fraction_of(line["amount"])
            for line in document["lines"]
            if key_of(line["id"], line["period"]) == key
        ),
        Fraction(0),
    )
    amounts = (left + moved, max(-moved, Fraction(0)), max(moved, Fraction(0)), taken, moved + taken, left)
    return Waited(*key, *(Money.exactly(amount, currency).decimal for amount in amounts))


def _still(key: tuple[str, str], document: Mapping[str, Any]) -> Fraction:
    """What the state after the statement still withholds of a line."""
    name, period = key
    for record in document["state"]["records"]:
        if record["figures"]["period"] == period and name in record["withheld"]:
            return Fraction(Money(int(record["withheld"][name]["minor"]), document["currency"]).decimal)
    return Fraction(0)


def released_section(source: Source) -> Iterator[Block]:
    """What had waited and is decided now; nothing where nothing was let go."""
    rows = [one for one in waited_of(source.document) if is_some(one.released)]
    yield from section(
        source.say("waited.title"), _released(rows, source), note(source.say("waited.note")), filled=rows
    )


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
