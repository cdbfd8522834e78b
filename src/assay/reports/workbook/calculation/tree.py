"""What a formula is made of. Its references are numbered and stand apart, so that formulas of one shape share one tree."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


class UnknownFormulaError(ValueError):
    """A formula says what none of our workbooks should say."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Text:
    """Text written in the formula."""

    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """The formula's reference of this number, to a cell or a range."""

    index: int


@dataclass(frozen=True, slots=True)
class Minus:
    """A value with its sign turned."""

    of: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Values joined by operators of one rank, from left to right."""

    first: Node
    steps: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    name: str
    given: tuple[Node, ...]


Node: TypeAlias = Number | Text | Place | Minus | Chain | Call
