"""Computing a formula exactly, with units."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from assay.core.formula.errors import FormulaError, excerpt
from assay.core.formula.tree import (
    All,
    Chain,
    Comparison,
    Condition,
    Either,
    Expression,
    Minus,
    Name,
    Not,
    Number,
    Numeric,
    Operator,
    Relation,
    Share,
    Step,
)
from assay.core.formula.units import product_unit, quotient_unit
from assay.core.quantity import Quantity

Value: TypeAlias = Quantity | bool

_COMPARE: Final[dict[Relation, Callable[[Fraction, Fraction], bool]]] = {
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.MORE: operator.gt,
    Relation.AT_LEAST: operator.ge,
    Relation.EQUAL: operator.eq,
}
_ZERO: Final = Number(Quantity(Fraction(0)))


def evaluate(expression: Expression, values: Mapping[str, Value], *, left: Quantity | None = None) -> Value:
    """Compute a formula.

    Args:
        expression: What :func:`~assay.core.formula.parse` returned.
        values: One value for each of its names; more are ignored.
        left: The left side of comparisons that leave it out, such as ``>= 50 lead``.

    Returns:
        A quantity, unrounded, or whether the condition holds. ``and`` and ``or`` stop at the first part that
        decides, so ``n > 0 and a / n >= 20%`` guards its division.

    Raises:
        FormulaError: ``formula.unknown_name``, ``left_missing``, ``unit_mismatch``, ``divide_by_zero``,
            ``needs_number`` or ``needs_condition``.

    Example:
        >>> from assay.core.formula import parse
        >>> str(evaluate(parse("20% of fee.month"), {"fee.month": Quantity(Fraction(30000), "CNY")}))
        '6000 CNY'
        >>> evaluate(parse(">= 50 lead"), {}, left=Quantity(Fraction(55), "lead"))
        True
    """
    scope = _Scope(values, left)
    match expression:
        case Name():
            return value_of(expression, values)
        case Number() | Minus() | Share() | Chain():
            return scope.number(expression)
        case _:
            return scope.holds(expression)


def value_of(name: Name, values: Mapping[str, Value]) -> Value:
    """What a name stands for.

    Raises:
        FormulaError: ``formula.unknown_name``, with the names that are known.
    """
    if name.name not in values:
        known = ", ".join(sorted(values)) or "-"
        raise FormulaError("formula.unknown_name", name.column, name=excerpt(name.name), known=known)
    return values[name.name]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the names and the left-out left side stand for."""

    values: Mapping[str, Value]
    left: Quantity | None

    def number(self, node: Numeric) -> Quantity:
        match node:
            case Number(quantity=quantity):
                return quantity
            case Minus(operand=operand):
                quantity = self.number(operand)
                return Quantity(-quantity.value, quantity.unit)
            case Share(percent=percent, whole=whole):
                quantity = self.number(whole)
                return Quantity(percent.quantity.value * quantity.value, quantity.unit)
            case Chain():
                return self._chain(node)
            case Name():
                value = value_of(node, self.values)
                if isinstance(value, bool):
                    raise FormulaError("formula.needs_number", node.column)
                return value

    def holds(self, node: Condition) -> bool:
        match node:
            case Comparison():
                return self._compare(node)
            case Not(operand=operand):
                return not self.holds(operand)
            case All(parts=parts):
                return all(self.holds(part) for part in parts)
            case Either(parts=parts):
                return any(self.holds(part) for part in parts)
            case Name():
                value = value_of(node, self.values)
                if isinstance(value, Quantity):
                    raise FormulaError("formula.needs_condition", node.column)
                return value

    def _chain(self, chain: Chain) -> Quantity:
        result = self.number(chain.first)
        for step in chain.steps:
            result = _join(result, step, self.number(step.operand))
        return result

    def _compare(self, node: Comparison) -> bool:
        left = self.left if node.left is None else self.number(node.left)
        if left is None:
            raise FormulaError("formula.left_missing", node.column, relation=node.relation)
        right = self.number(node.right)
        if left.unit != right.unit and _ZERO not in (node.left, node.right):
            raise _mismatch(node.column, left, node.relation, right)
        return _COMPARE[node.relation](left.value, right.value)


def _join(left: Quantity, step: Step, right: Quantity) -> Quantity:
    unit = _joined_unit(left.unit, step.operator, right.unit)
    if unit is None:
        raise _mismatch(step.column, left, step.operator, right)
    match step.operator:
        case Operator.ADD:
            return Quantity(left.value + right.value, unit)
        case Operator.SUBTRACT:
            return Quantity(left.value - right.value, unit)
        case Operator.MULTIPLY:
            return Quantity(left.value * right.value, unit)
        case Operator.DIVIDE:
            if right.value == 0:
                raise FormulaError("formula.divide_by_zero", step.column)
            return Quantity(left.value / right.value, unit)


def _joined_unit(left: str, operator: Operator, right: str) -> str | None:
    match operator:
        case Operator.ADD | Operator.SUBTRACT:
            return left if left == right else None
        case Operator.MULTIPLY:
            return product_unit(left, right)
        case Operator.DIVIDE:
            return quotient_unit(left, right)


def _mismatch(column: int, left: Quantity, sign: str, right: Quantity) -> FormulaError:
    """Units that do not fit; ``1`` is the unit of a pure number."""
    return FormulaError(
        "formula.unit_mismatch", column, left=left.unit or "1", operator=sign, right=right.unit or "1"
    )
