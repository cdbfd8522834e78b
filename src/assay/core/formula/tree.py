"""What a formula is once read: a tree of numbers and conditions.

Chains hold ``a + b - c`` flat, so a tree is never deeper than the brackets that were written. Columns point back into
the text and do not count when trees are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from assay.core.quantity import Quantity


class Operator(StrEnum):
    """Joins two numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "x"
    DIVIDE = "/"


class Relation(StrEnum):
    """Compares two numbers of one unit."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, never negative. ``is_percent`` keeps ``20%`` from being printed as ``0.2``."""

    quantity: Quantity
    is_percent: bool = False
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A value given from outside: ``fee.month``, ``kpi.qualified.met``."""

    name: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Minus:
    """A number with its sign turned."""

    operand: Numeric
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    """``20% of fee.month``: the percentage times the whole."""

    percent: Number
    whole: Numeric
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One more operand of a chain; the column is the operator's."""

    operator: Operator
    operand: Numeric
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined from left to right, either all by ``+ -`` or all by ``x /``; at least one step."""

    first: Numeric
    steps: tuple[Step, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left relation right``; ``left`` is None where the text leaves it to its field (``target: ">= 50 lead"``)."""

    left: Numeric | None
    relation: Relation
    right: Numeric
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the operand does not."""

    operand: Condition
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by ``and``; at least two."""

    parts: tuple[Condition, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Conditions joined by ``or``; at least two."""

    parts: tuple[Condition, ...]
    column: int = field(default=1, compare=False)


Numeric: TypeAlias = Number | Name | Minus | Share | Chain
Condition: TypeAlias = Name | Comparison | Not | All | Either
Expression: TypeAlias = Numeric | Condition


def names(expression: Expression) -> frozenset[str]:
    """The names that a formula needs values for."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Name))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all that it is made of, in the order of the text."""
    yield expression
    for part in _parts(expression):
        yield from walk(part)


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Minus(operand=operand) | Not(operand=operand):
            return (operand,)
        case Share(percent=percent, whole=whole):
            return (percent, whole)
        case Chain(first=first, steps=steps):
            return (first, *(step.operand for step in steps))
        case Comparison(left=left, right=right):
            return (right,) if left is None else (left, right)
        case All(parts=parts) | Either(parts=parts):
            return parts
        case _:
            return ()
