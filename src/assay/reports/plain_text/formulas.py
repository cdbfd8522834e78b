"""Formulas in words: the canonical tree with every name explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

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
from assay.core.quantity import Quantity
from assay.i18n import translate

_SIGNS = {Operator.ADD: "+", Operator.SUBTRACT: "−", Operator.MULTIPLY: "×", Operator.DIVIDE: "÷"}


@dataclass(frozen=True, slots=True)
class FormulaTeller:
    """Says formulas in one language.

    Attributes:
        name: Says a name of the formula.
        quantity: Says a number with its unit; a percentage has the unit ``%``.
    """

    lang: str
    name: Callable[[str], str]
    quantity: Callable[[Quantity], str]

    def say(self, node: Expression) -> str:
        """The formula in words."""
        match node:
            case Number(quantity=quantity, is_percent=is_percent):
                return self.quantity(Quantity(quantity.value, "%") if is_percent else quantity)
            case Name(name=name):
                return self.name(name)
            case Minus(operand=operand):
                return f"−{self._within(operand)}"
            case Share(percent=percent, whole=whole):
                return self._sentence("share", percent=self.say(percent), whole=self._within(whole))
            case Chain():
                return self._chain(node)
            case _:
                return self._condition(node)

    def _condition(self, node: Comparison | Not | All | Either) -> str:
        match node:
            case Comparison(left=left, relation=relation, right=right):
                said = self._sentence(relation.name.lower(), right=self.say(right))
                return said if left is None else self._sentence("left", left=self.say(left), said=said)
            case Not(operand=operand):
                return self._sentence("not", operand=self._within(operand))
            case All(parts=parts):
                return self._joined("and", parts)
            case Either(parts=parts):
                return self._joined("or", parts)

    def _joined(self, word: str, parts: tuple[Expression, ...]) -> str:
        said = map(self._within, parts)
        return reduce(lambda left, right: self._sentence(word, left=left, right=right), said)

    def _chain(self, chain: Chain) -> str:
        steps = (f" {_SIGNS[step.operator]} {self._within(step.operand)}" for step in chain.steps)
        return self._within(chain.first) + "".join(steps)

    def _within(self, node: Expression) -> str:
        """The part of a larger formula; in brackets when it is made of parts itself."""
        simple = isinstance(node, (Number, Name, Comparison))
        return self.say(node) if simple else self._sentence("brackets", inner=self.say(node))

    def _sentence(self, key: str, **params: str) -> str:
        return translate(self.lang, f"plain.formula.{key}", params)
