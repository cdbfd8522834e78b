"""What a formula gives, in exact fractions: operators and functions as spreadsheets mean them, as far as we write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from assay.core.money import round_half_away
from assay.reports.workbook.calculation.tree import (
    Call,
    Chain,
    Minus,
    Node,
    Number,
    Place,
    Text,
    UnknownFormulaError,
)


class Fault(Exception):  # noqa: N818  # what a spreadsheet shows, caught by its own IFERROR; no error of ours
    """What a spreadsheet shows in place of a value, as ``#DIV/0!``."""


Value: TypeAlias = Fraction | str | bool | None
"""None is an empty cell."""
Result: TypeAlias = Value | Fault
Cells: TypeAlias = Sequence[Result]

_JOKERS = frozenset('*?~<>="')


def value_of(node: Node, at: Sequence[Cells]) -> Value:
    """The value of a tree.

    Args:
        node: The tree.
        at: What the cells of each of its references hold.

    Raises:
        Fault: A division by zero, here or in a cell that it needs.
        UnknownFormulaError: A function that we do not write, or one given what it does not take.
    """
    match node:
        case Place(index):
            return _single(at[index])
        case Number(value) | Text(value):
            return value
        case Chain(first, steps):
            found = value_of(first, at)
            for sign, other in steps:
                found = _OPERATORS[sign](found, value_of(other, at))
            return found
        case Minus(of):
            return -_number(value_of(of, at))
        case Call(name, given):
            return _called(name, given, at)


def _called(name: str, given: Sequence[Node], at: Sequence[Cells]) -> Value:
    if name == "IF":
        condition, good, bad = given
        return value_of(good if _truth(value_of(condition, at)) else bad, at)
    if name == "IFERROR":
        attempt, otherwise = given
        try:
            return value_of(attempt, at)
        except Fault:
            return value_of(otherwise, at)
    if name == "COUNTIF":
        return _count(given, at)
    if name in _OF_CELLS:
        return _OF_CELLS[name](list(_numbers(given, at)))
    if name in _OF_VALUES:
        return _OF_VALUES[name](*(value_of(one, at) for one in given))
    raise UnknownFormulaError(name)


def _single(cells: Cells) -> Value:
    if len(cells) != 1:
        raise UnknownFormulaError(f"{len(cells)} cells for one value")
    if isinstance(cells[0], Fault):
        raise cells[0]
    return cells[0]


def _numbers(given: Sequence[Node], at: Sequence[Cells]) -> Iterator[Fraction]:
    """The numbers among cells, empty ones and text passed over, and the numbers computed in the formula itself."""
    for node in given:
        if not isinstance(node, Place):
            yield _number(value_of(node, at))
            continue
        for cell in at[node.index]:
            if isinstance(cell, Fault):
                raise cell
            if isinstance(cell, Fraction):
                yield cell


def _count(given: Sequence[Node], at: Sequence[Cells]) -> Fraction:
    """How many cells hold a text; one that a spreadsheet would take for a pattern is refused."""
    place, text = given
    if not isinstance(place, Place) or not isinstance(text, Text) or _JOKERS & set(text.value):
        raise UnknownFormulaError("COUNTIF")
    wanted = text.value.casefold()
    return Fraction(sum(isinstance(cell, str) and cell.casefold() == wanted for cell in at[place.index]))


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _number(value: Value) -> Fraction:
    """A number; an empty cell counts as zero. Text is refused: programs differ in what they read in it."""
    if value is None:
        return Fraction(0)
    if isinstance(value, Fraction):
        return value
    raise UnknownFormulaError(f"{value!r} for a number")


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise UnknownFormulaError(f"{value!r} for a condition")


def _written(value: Value) -> str:
    """Text to join; of numbers only whole ones, which every program writes alike."""
    if isinstance(value, str):
        return value
    number = _number(value)
    if number.denominator != 1:
        raise UnknownFormulaError(f"{number} for text")
    return str(number)


def _quotient(value: Value, by: Value) -> Fraction:
    if not _number(by):
        raise Fault("#DIV/0!")
    return _number(value) / _number(by)


def _order(value: Value, other: Value) -> int:
    """Less than, equal to or greater than zero, as the one number is beside the other."""
    one, two = _number(value), _number(other)
    return (one > two) - (one < two)


def _round(value: Value, digits: Value) -> Fraction:
    """Half away from zero."""
    scale = Fraction(10) ** int(_number(digits))
    return Fraction(round_half_away(_number(value) * scale)) / scale


_OPERATORS: Final[Mapping[str, Callable[[Value, Value], Value]]] = {
    "+": lambda one, two: _number(one) + _number(two),
    "-": lambda one, two: _number(one) - _number(two),
    "*": lambda one, two: _number(one) * _number(two),
    "/": _quotient,
    "&": lambda one, two: _written(one) + _written(two),
    "=": lambda one, two: _order(one, two) == 0,
    "<>": lambda one, two: _order(one, two) != 0,
    "<": lambda one, two: _order(one, two) < 0,
    "<=": lambda one, two: _order(one, two) <= 0,
    ">": lambda one, two: _order(one, two) > 0,
    ">=": lambda one, two: _order(one, two) >= 0,
}
_OF_CELLS: Final[Mapping[str, Callable[[Sequence[Fraction]], Fraction]]] = {
    "SUM": lambda numbers: sum(numbers, Fraction(0)),
    "MAX": lambda numbers: max(numbers, default=Fraction(0)),
    "MIN": lambda numbers: min(numbers, default=Fraction(0)),
}
_OF_VALUES: Final[Mapping[str, Callable[..., Value]]] = {
    "ABS": lambda value: abs(_number(value)),
    "ROUND": _round,
    "AND": lambda *values: all(_truth(value) for value in values),
    "OR": lambda *values: any(_truth(value) for value in values),
    "NOT": lambda value: not _truth(value),
}
