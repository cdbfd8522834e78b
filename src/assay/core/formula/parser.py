"""Reading a formula: one method for each rule of the grammar in ``docs/language/formula.md``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from assay.core.formula.errors import FormulaError, excerpt
from assay.core.formula.tokens import Kind, Token, tokenize
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
from assay.core.quantity import Quantity, QuantityError, parse_number

MAX_DEPTH = 32

_SUM: Final = {"+": Operator.ADD, "-": Operator.SUBTRACT}
_PRODUCT: Final = {"x": Operator.MULTIPLY, "*": Operator.MULTIPLY, "/": Operator.DIVIDE}
_RELATIONS: Final = {relation.value: relation for relation in Relation}

T = TypeVar("T")


def parse(text: str) -> Expression:
    """Read a formula.

    Args:
        text: At most 2,000 characters, 400 tokens, and 32 brackets or prefixes inside one another.

    Returns:
        A number or a condition. ``>= 50 lead`` is a comparison whose left side is None.

    Raises:
        FormulaError: ``formula.unexpected``, ``operand_expected``, ``unfinished``, ``unknown_sign``, ``bad_number``,
            ``needs_number``, ``needs_condition``, ``too_long`` or ``too_deep``.

    Example:
        >>> from assay.core.formula import format, names
        >>> expression = parse("qualified/valid_leads ≥ 20%")
        >>> format(expression), sorted(names(expression))
        ('qualified / valid_leads >= 20%', ['qualified', 'valid_leads'])
    """
    return _Parser(tokenize(text)).whole()


class _Parser:
    """A place in the tokens and how many brackets and prefixes are open there."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._either()
        if self._here.kind is not Kind.END:
            raise self._surprise("formula.unexpected")
        return expression

    def _either(self) -> Expression:
        first = self._all()
        parts = [first]
        while self._take("or"):
            parts.append(self._all())
        return first if len(parts) == 1 else Either(tuple(map(_condition, parts)), first.column)

    def _all(self) -> Expression:
        first = self._not()
        parts = [first]
        while self._take("and"):
            parts.append(self._not())
        return first if len(parts) == 1 else All(tuple(map(_condition, parts)), first.column)

    def _not(self) -> Expression:
        if sign := self._take("not"):
            return Not(_condition(self._inside(self._not)), sign.column)
        return self._comparison()

    def _comparison(self) -> Expression:
        if sign := self._take(*_RELATIONS):
            return Comparison(None, _RELATIONS[sign.text], _numeric(self._sum()), sign.column)
        left = self._sum()
        if sign := self._take(*_RELATIONS):
            return Comparison(_numeric(left), _RELATIONS[sign.text], _numeric(self._sum()), left.column)
        return left

    def _sum(self) -> Expression:
        return self._chain(_SUM, self._product)

    def _product(self) -> Expression:
        return self._chain(_PRODUCT, self._factor)

    def _chain(self, operators: dict[str, Operator], operand: Callable[[], Expression]) -> Expression:
        first = operand()
        steps = []
        while sign := self._take(*operators):
            steps.append(Step(operators[sign.text], _numeric(operand()), sign.column))
        return Chain(_numeric(first), tuple(steps), first.column) if steps else first

    def _factor(self) -> Expression:
        if sign := self._take("-"):
            return Minus(_numeric(self._inside(self._factor)), sign.column)
        first = self._primary()
        if isinstance(first, Number) and first.is_percent and self._take("of"):
            return Share(first, _numeric(self._inside(self._factor)), first.column)
        return first

    def _primary(self) -> Expression:
        token = self._here
        if token.kind is Kind.NUMBER:
            return self._number()
        if token.kind is Kind.NAME:
            return Name(self._advance().text, token.column)
        if not self._take("("):
            raise self._surprise("formula.operand_expected")
        expression = self._inside(self._either)
        if not self._take(")"):
            raise self._surprise("formula.unexpected")
        return expression

    def _number(self) -> Number:
        token = self._advance()
        try:
            value = parse_number(token.text)
        except QuantityError:
            raise FormulaError("formula.bad_number", token.column, found=excerpt(token.text)) from None
        if self._take("%"):
            return Number(Quantity(value / 100), is_percent=True, column=token.column)
        unit = self._advance().text if self._here.kind is Kind.UNIT else ""
        return Number(Quantity(value, unit), column=token.column)

    def _inside(self, rule: Callable[[], T]) -> T:
        """Follow a rule one level deeper."""
        if self._depth == MAX_DEPTH:
            raise FormulaError("formula.too_deep", self._here.column, depth=str(MAX_DEPTH))
        self._depth += 1
        result = rule()
        self._depth -= 1
        return result

    def _surprise(self, code: str) -> FormulaError:
        """What is wrong here: this token, or that the formula ends."""
        if self._here.kind is Kind.END:
            return FormulaError("formula.unfinished", self._here.column)
        return FormulaError(code, self._here.column, found=excerpt(self._here.text))

    @property
    def _here(self) -> Token:
        return self._tokens[self._index]

    def _advance(self) -> Token:
        token = self._here
        self._index += 1
        return token

    def _take(self, *signs: str) -> Token | None:
        return self._advance() if self._here.kind is Kind.SIGN and self._here.text in signs else None


def _numeric(expression: Expression) -> Numeric:
    if isinstance(expression, Comparison | Not | All | Either):
        raise FormulaError("formula.needs_number", expression.column)
    return expression


def _condition(expression: Expression) -> Condition:
    if isinstance(expression, Number | Minus | Share | Chain):
        raise FormulaError("formula.needs_condition", expression.column)
    return expression
