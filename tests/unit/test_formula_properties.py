"""What holds for every formula: it survives writing and reading, equals plain arithmetic, and refuses quickly."""

import operator
import pickle
import time
from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core import formula
from assay.core.formula import Comparison, Expression, FormulaError, Relation, Value
from assay.core.formula.tree import (
    All,
    Chain,
    Condition,
    Either,
    Minus,
    Name,
    Not,
    Number,
    Numeric,
    Operator,
    Share,
    Step,
)
from assay.core.quantity import Quantity

DECIMALS = st.builds(
    lambda whole, digits: Fraction(whole, 10**digits), st.integers(0, 10**9), st.integers(0, 6)
)
NAMES = st.builds(Name, st.sampled_from(["a", "fee.month", "valid_leads", "lpr_1y"]))
PERCENTAGES = st.builds(lambda value: Number(Quantity(value / 100), is_percent=True), DECIMALS)
NUMBERS = PERCENTAGES | st.builds(
    lambda value, unit: Number(Quantity(value, unit)),
    DECIMALS,
    st.sampled_from(["", "lead", "CNY", "CNY/lead", "CNY/1000"]),
)
FLAGS = st.just(Name("kpi.met"))
ARITHMETIC = {
    Operator.ADD: operator.add,
    Operator.SUBTRACT: operator.sub,
    Operator.MULTIPLY: operator.mul,
    Operator.DIVIDE: operator.truediv,
}
SUM = st.sampled_from([Operator.ADD, Operator.SUBTRACT])
PRODUCT = st.sampled_from([Operator.MULTIPLY, Operator.DIVIDE])


def larger_number(operand: st.SearchStrategy[Numeric]) -> st.SearchStrategy[Numeric]:
    def chain(operators: st.SearchStrategy[Operator]) -> st.SearchStrategy[Numeric]:
        steps = st.lists(st.builds(Step, operators, operand), min_size=1, max_size=3)
        return st.builds(lambda first, rest: Chain(first, tuple(rest)), operand, steps)

    return chain(SUM) | chain(PRODUCT) | st.builds(Minus, operand) | st.builds(Share, PERCENTAGES, operand)


def larger_condition(operand: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(operand, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, operand) | st.builds(All, parts) | st.builds(Either, parts)


NUMERICS: st.SearchStrategy[Numeric] = st.recursive(NUMBERS | NAMES, larger_number, max_leaves=12)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    FLAGS | st.builds(Comparison, st.none() | NUMERICS, st.sampled_from(Relation), NUMERICS),
    larger_condition,
    max_leaves=4,
)
EXPRESSIONS: st.SearchStrategy[Expression] = NUMERICS | CONDITIONS


def plain(node: Numeric, values: dict[str, Fraction]) -> Fraction:
    """The same sum in Python's own arithmetic, without units."""
    match node:
        case Number(quantity=quantity):
            return quantity.value
        case Name(name=name):
            return values[name]
        case Minus(operand=operand):
            return -plain(operand, values)
        case Share(percent=percent, whole=whole):
            return percent.quantity.value * plain(whole, values)
        case Chain(first=first, steps=steps):
            return reduce(
                lambda left, step: ARITHMETIC[step.operator](left, plain(step.operand, values)),
                steps,
                plain(first, values),
            )


@given(EXPRESSIONS)
def test_reading_what_was_written_gives_the_same_formula(expression: Expression) -> None:
    assert formula.parse(formula.format(expression)) == expression


PURE = st.recursive(
    PERCENTAGES | st.builds(lambda value: Number(Quantity(value)), DECIMALS) | NAMES,
    larger_number,
    max_leaves=12,
)


@given(PURE, st.lists(DECIMALS, min_size=4, max_size=4))
def test_it_computes_what_plain_arithmetic_computes(
    expression: Numeric, given_values: list[Fraction]
) -> None:
    values = dict(zip(["a", "fee.month", "valid_leads", "lpr_1y"], given_values, strict=True))
    quantities = {name: Quantity(value) for name, value in values.items()}
    try:
        expected = plain(expression, values)
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="divide_by_zero"):
            formula.evaluate(expression, quantities)
    else:
        assert formula.evaluate(expression, quantities) == Quantity(expected)


def outcome(expression: Expression, values: Mapping[str, Value], left: Quantity) -> Value | str:
    try:
        return formula.evaluate(expression, values, left=left)
    except FormulaError as error:
        return error.code


@given(EXPRESSIONS, st.lists(DECIMALS, min_size=4, max_size=4), st.sampled_from(["", "lead"]), st.booleans())
def test_the_text_with_values_put_in_comes_to_the_same(
    expression: Expression, given_values: list[Fraction], unit: str, is_met: bool
) -> None:
    left = Quantity(Fraction(7), unit)
    values: dict[str, Value] = {"kpi.met": is_met}
    for name, value in zip(["a", "fee.month", "valid_leads", "lpr_1y"], given_values, strict=True):
        values[name] = Quantity(value + 1, unit)  # a written 0 compares with any unit, a value of 0 does not
    written = formula.parse(formula.substitute(expression, values, left=left))
    assert outcome(written, {"true": True, "false": False}, left) == outcome(expression, values, left)


HOSTILE = (
    st.text(max_size=200)
    | st.text("aAx09.,%()<>=+-*/ \n_≤×\u200b", max_size=200)
    | st.lists(
        st.sampled_from(
            ["20%", "of", "a.b", "not", "and", "or", "(", ")", "-", "x", "/", ">=", "5 lead", "0", ","]
        ),
        max_size=60,
    ).map(" ".join)
)


def column_of_error(text: str) -> int | None:
    try:
        formula.evaluate(formula.parse(text), {"a": Quantity(Fraction(0)), "a.b": True})
    except FormulaError as error:
        return error.column
    return None


@given(HOSTILE)
def test_no_text_raises_anything_but_a_formula_error(text: str) -> None:
    column = column_of_error(text)
    assert column is None or 1 <= column <= len(text) + 1


@pytest.mark.parametrize("piece", ["(", "9", "a", " ", "-", "a+", "not ", "1% of ", "\u200b", "a."])
def test_a_million_characters_are_refused_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    with pytest.raises(FormulaError, match="too_long"):
        formula.parse(text)
    assert time.perf_counter() - started < 1


def test_the_largest_product_is_still_computed_at_once() -> None:
    text = " / ".join(["3." + "7"] + ["1." + "9" * 4] * 199)
    started = time.perf_counter()
    result = formula.evaluate(formula.parse(text), {})
    assert result == Quantity(Fraction(37, 10) / Fraction(19999, 10000) ** 199)
    assert time.perf_counter() - started < 1


def test_a_number_too_long_to_print_is_still_refused_as_a_formula() -> None:
    expression = formula.parse("a x a x a + 1 lead")
    with pytest.raises(FormulaError, match="unit_mismatch"):
        formula.evaluate(expression, {"a": Quantity(Fraction(10**2000))})


def test_an_error_travels_between_processes() -> None:
    with pytest.raises(FormulaError) as refused:
        formula.parse("a b")
    copy = pickle.loads(pickle.dumps(refused.value))  # noqa: S301  # our own bytes
    assert (copy.code, copy.column, copy.params) == ("formula.unexpected", 3, {"column": "3", "found": "b"})
