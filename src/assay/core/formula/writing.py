"""A formula back as text: in canonical form, or with the values put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from assay.core.formula.evaluate import Value, value_of
from assay.core.formula.tree import (
    All,
    Chain,
    Comparison,
    Either,
    Expression,
    Minus,
    Name,
    Not,
    Number,
    Operator,
    Share,
)
from assay.core.money import decimal_text
from assay.core.quantity import Quantity


class _Level(IntEnum):
    """How tightly a form binds; a looser one inside a tighter one needs brackets."""

    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    SUM = 5
    PRODUCT = 6
    FACTOR = 7
    PRIMARY = 8


_LEVELS: Final = {
    Either: _Level.OR,
    All: _Level.AND,
    Not: _Level.NOT,
    Comparison: _Level.COMPARISON,
    Minus: _Level.FACTOR,
    Share: _Level.FACTOR,
}


def format(expression: Expression) -> str:  # noqa: A001  # read as formula.format
    """The canonical text: one blank around operators, no needless brackets or zeros, ``x``, ``<=`` and ``>=``.

    Reading it again gives an equal tree, as long as the blanks do not carry it over the limit of 2,000 characters.

    Example:
        >>> from assay.core.formula import parse
        >>> format(parse("(fee.month*20.0%) ≥ 360.00 CNY/lead×bonus_leads"))
        'fee.month x 20% >= 360 CNY/lead x bonus_leads'
    """
    return _Writer(None).text(expression)


def substitute(expression: Expression, values: Mapping[str, Value], *, left: Quantity | None = None) -> str:
    """The canonical text with each name replaced by its value, for explanations.

    Args:
        expression: The formula.
        values: One value for each name: quantities as exact decimals, else as fractions; booleans as
            ``true`` or ``false``.
        left: Printed where a comparison leaves its left side out; without it that side stays out.

    Raises:
        FormulaError: ``formula.unknown_name``.

    Example:
        >>> from fractions import Fraction
        >>> from assay.core.formula import parse
        >>> counts = {"qualified": Quantity(Fraction(7)), "valid_leads": Quantity(Fraction(40))}
        >>> substitute(parse("qualified / valid_leads >= 20%"), counts)
        '7 / 40 >= 20%'
    """
    return _Writer(values, left).text(expression)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes names as they are when ``values`` is None, else the values."""

    values: Mapping[str, Value] | None
    left: Quantity | None = None

    def text(self, node: Expression) -> str:
        match node:
            case Number():
                return _number(node)
            case Name():
                return self._name(node)
            case Minus(operand=operand):
                return f"-{self._within(_Level.FACTOR, operand)}"
            case Share(percent=percent, whole=whole):
                return f"{_number(percent)} of {self._within(_Level.FACTOR, whole)}"
            case Chain():
                return self._chain(node)
            case _:
                return self._condition(node)

    def _condition(self, node: Comparison | Not | All | Either) -> str:
        match node:
            case Comparison():
                return self._comparison(node)
            case Not(operand=operand):
                return f"not {self._within(_Level.NOT, operand)}"
            case All(parts=parts):
                return " and ".join(self._within(_Level.NOT, part) for part in parts)
            case Either(parts=parts):
                return " or ".join(self._within(_Level.AND, part) for part in parts)

    def _chain(self, chain: Chain) -> str:
        level = _Level(_level(chain) + 1)
        steps = (f" {step.operator} {self._within(level, step.operand)}" for step in chain.steps)
        return self._within(level, chain.first) + "".join(steps)

    def _comparison(self, node: Comparison) -> str:
        right = f"{node.relation} {self._within(_Level.SUM, node.right)}"
        if node.left is not None:
            return f"{self._within(_Level.SUM, node.left)} {right}"
        return right if self.left is None else f"{_quantity(self.left)} {right}"

    def _name(self, node: Name) -> str:
        if self.values is None:
            return node.name
        value = value_of(node, self.values)
        return str(value).lower() if isinstance(value, bool) else _quantity(value)

    def _within(self, level: _Level, node: Expression) -> str:
        """The node's text, bracketed where only forms of this level or tighter may stand."""
        text = self.text(node)
        return text if _level(node) >= level else f"({text})"


def _level(node: Expression) -> _Level:
    if isinstance(node, Chain):
        additive = node.steps[0].operator in (Operator.ADD, Operator.SUBTRACT)
        return _Level.SUM if additive else _Level.PRODUCT
    return _LEVELS.get(type(node), _Level.PRIMARY)


def _number(node: Number) -> str:
    return f"{decimal_text(node.quantity.value * 100)}%" if node.is_percent else str(node.quantity)


def _quantity(quantity: Quantity) -> str:
    """A value in a formula; a fraction in brackets, so that its stroke is not read as the formula's."""
    text = str(quantity)
    return f"({text})" if "/" in decimal_text(quantity.value) else text
