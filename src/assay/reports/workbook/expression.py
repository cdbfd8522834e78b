"""A formula of the contract as a spreadsheet's: its numbers and names become cells."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from assay.core.formula.tree import Chain, Expression, Minus, Name, Number, Operator, Share

_SIGNS = {Operator.ADD: "+", Operator.SUBTRACT: "-", Operator.MULTIPLY: "*", Operator.DIVIDE: "/"}


def spreadsheet_formula(
    expression: Expression, *, number: Callable[[Fraction], str], name: Callable[[str], str]
) -> str:
    """The same arithmetic over addresses.

    Args:
        expression: A number, no condition.
        number: Gives the cell of a number that stands in it; a percentage comes as its ratio.
        name: Gives the cell of a name.

    Raises:
        ValueError: It is a condition.
    """

    def written(part: Expression) -> str:
        match part:
            case Number(quantity):
                return number(quantity.value)
            case Name(known):
                return name(known)
            case Minus(operand):
                return f"(-{written(operand)})"
            case Share(percent, whole):
                return f"{written(percent)}*{written(whole)}"
            case Chain(first, steps):
                rest = "".join(_SIGNS[step.operator] + written(step.operand) for step in steps)
                return f"({written(first)}{rest})"
        raise ValueError(part)

    return written(expression)
