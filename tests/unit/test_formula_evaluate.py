"""What a formula comes to: exact values, strict units, and the text with the values put in."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from assay.core import formula
from assay.core.formula import FormulaError, Value
from assay.core.quantity import Quantity, parse_quantity

VALUES: Mapping[str, Value] = {
    "fee.month": parse_quantity("30000.00 CNY"),
    "benchmark_cpc": parse_quantity("9.50 CNY/click"),
    "qualified": parse_quantity("7 lead"),
    "valid_leads": parse_quantity("40 lead"),
    "none": parse_quantity("0 lead"),
    "lpr_1y": parse_quantity("3.0%"),
    "kpi.qualified.met": True,
    "kpi.valid_leads.met": False,
}


def value(text: str) -> Value:
    return formula.evaluate(formula.parse(text), VALUES)


def refusal(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as refused:
        value(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20% of fee.month", "6000 CNY"),  # 30000 × 20/100
        ("4 x lpr_1y", "12%"),  # 4 × 3/100
        ("1.2 x benchmark_cpc", "11.4 CNY/click"),  # 1.2 × 9.50
        ("360.00 CNY/lead x (valid_leads - 33 lead)", "2520 CNY"),  # 360 × 7
        ("2 + 3 x 4 - 6 / 2", "11"),  # 2 + 12 − 3
        ("12 / 3 / 2", "2"),  # from the left: 4 / 2
        ("2 - 3 - 4", "-5"),  # from the left: −1 − 4
        ("-20% of fee.month", "-6000 CNY"),
        ("50% of 20% of fee.month", "3000 CNY"),  # half of 6000
        ("-(2 - 3)", "1"),
        ("none / valid_leads", "0"),
    ],
)
def test_it_computes_a_number(text: str, expected: str) -> None:
    assert value(text) == parse_quantity(expected)


def test_it_never_rounds() -> None:
    assert value("1 / 3 + 1 / 6") == Quantity(Fraction(1, 2))
    assert value("54000 CNY / 11") == Quantity(Fraction(54000, 11), "CNY")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("qualified / valid_leads >= 20%", False),  # 7/40 = 17.5%
        ("qualified / valid_leads >= 17.5%", True),
        ("qualified / valid_leads > 17.5%", False),
        ("qualified / valid_leads <= 17.5%", True),
        ("qualified / valid_leads < 17.5%", False),
        ("qualified / valid_leads = 7 / 40", True),
        ("valid_leads > 0", True),
        ("0 < none", False),
        ("kpi.qualified.met", True),
        ("not kpi.qualified.met", False),
        ("kpi.qualified.met and kpi.valid_leads.met", False),
        ("kpi.qualified.met or kpi.valid_leads.met", True),
        ("not kpi.valid_leads.met and valid_leads = 40 lead", True),
    ],
)
def test_it_judges_a_condition(text: str, holds: bool) -> None:
    assert value(text) is holds


@pytest.mark.parametrize(("counted", "met"), [("50 lead", True), ("49 lead", False)])
def test_a_left_out_side_is_the_value_of_the_field(counted: str, met: bool) -> None:
    target = formula.parse(">= 50 lead")
    assert formula.evaluate(target, {}, left=parse_quantity(counted)) is met


def test_a_ratio_just_below_its_target_misses_it() -> None:
    target = formula.parse(">= 35%")
    assert formula.evaluate(target, {}, left=parse_quantity("34.996%")) is False


@pytest.mark.parametrize("guarded", ["none > 0 and 1 lead / none > 1", "none = 0 or 1 lead / none > 1"])
def test_a_part_that_decides_guards_the_division_after_it(guarded: str) -> None:
    assert value(guarded) is guarded.startswith("none = 0")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2 lead x 3", "lead"),
        ("3 x 2 lead", "lead"),
        ("2 lead / 3", "lead"),
        ("2 CNY/lead x 3 lead", "CNY"),
        ("3 lead x 2 CNY/lead", "CNY"),
        ("2 CNY/lead x 3 lead/month", "CNY/month"),
        ("6 CNY / 2 lead", "CNY/lead"),
        ("6 CNY / 2 CNY/lead", "lead"),
        ("6 CNY/lead / 2 CNY/lead", ""),
        ("6 CNY/lead / 2 CNY/click", "click/lead"),
        ("6 lead / 2 lead", ""),
        ("1 / 2 CNY/lead", "lead/CNY"),
        ("2 lead + 3 lead", "lead"),
        ("-2 lead", "lead"),
    ],
)
def test_units_cancel(text: str, unit: str) -> None:
    result = value(text)
    assert isinstance(result, Quantity)
    assert result.unit == unit


@pytest.mark.parametrize(
    ("text", "left", "sign", "right"),
    [
        ("50 lead + 3", "lead", "+", "1"),
        ("50 lead - 0", "lead", "-", "1"),
        ("50 lead - 1 click", "lead", "-", "click"),
        ("50 lead >= 20", "lead", ">=", "1"),
        ("50 lead >= 0%", "lead", ">=", "1"),
        ("50 lead >= 1 - 1", "lead", ">=", "1"),
        ("1 CNY < 1 USD", "CNY", "<", "USD"),
        ("2 CNY x 3 lead", "CNY", "x", "lead"),
        ("2 lead x 3 lead", "lead", "x", "lead"),
        ("1 / 2 lead", "1", "/", "lead"),
        ("2 CNY/lead / 3 lead", "CNY/lead", "/", "lead"),
        ("2 CNY / 3 CNY/1000", "CNY", "/", "CNY/1000"),
    ],
)
def test_units_that_do_not_fit_are_refused(text: str, left: str, sign: str, right: str) -> None:
    error = refusal(text)
    assert error.code == "formula.unit_mismatch"
    assert {key: error.params[key] for key in ("left", "operator", "right")} == {
        "left": left,
        "operator": sign,
        "right": right,
    }


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("valid_leads / none", "formula.divide_by_zero", 13),
        ("2 x kpi.qualified.met", "formula.needs_number", 5),
        ("kpi.qualified.met = 1", "formula.needs_number", 1),
        ("not valid_leads", "formula.needs_condition", 5),
        ("kpi.qualified.met and qualified", "formula.needs_condition", 23),
        (">= 50 lead", "formula.left_missing", 1),
        ("2 x fee.mnoth", "formula.unknown_name", 5),
    ],
)
def test_it_refuses_what_has_no_value(text: str, code: str, column: int) -> None:
    error = refusal(text)
    assert (error.code, error.column) == (code, column)


def test_an_unknown_name_comes_with_the_names_that_are_known() -> None:
    with pytest.raises(FormulaError) as refused:
        formula.evaluate(formula.parse("fe"), {"target": True, "fee": True})
    assert refused.value.params == {"column": "1", "name": "fe", "known": "fee, target"}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("(qualified/valid_leads)≥20.0%", "qualified / valid_leads >= 20%"),
        ("(a+b)*(c)", "(a + b) x c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a+(b x c)", "a + b x c"),
        ("a/(b/c)", "a / (b / c)"),
        ("-(a+b)", "-(a + b)"),
        ("20% of (a/b)", "20% of (a / b)"),
        ("(20% of a)/b", "20% of a / b"),
        ("not (a and b)", "not (a and b)"),
        ("not (a<b)", "not a < b"),
        ("a and (b or c)", "a and (b or c)"),
        ("(a and b) or c", "a and b or c"),
        ("≥ 050.00 lead", ">= 50 lead"),
        ("0.05% of 12.50 CNY/lead", "0.05% of 12.5 CNY/lead"),
    ],
)
def test_it_writes_one_canonical_text(text: str, canonical: str) -> None:
    assert formula.format(formula.parse(text)) == canonical
    assert formula.parse(canonical) == formula.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("qualified / valid_leads >= 20%", "7 lead / 40 lead >= 20%"),
        ("kpi.qualified.met and not kpi.valid_leads.met", "true and not false"),
        ("20% of fee.month", "20% of 30000 CNY"),
    ],
)
def test_it_puts_the_values_in(text: str, expected: str) -> None:
    assert formula.substitute(formula.parse(text), VALUES) == expected


def test_a_fraction_put_in_stands_in_brackets() -> None:
    third = {"a": Quantity(Fraction(1, 3), "CNY")}
    assert formula.substitute(formula.parse("a / 2"), third) == "(1/3 CNY) / 2"


def test_a_left_out_side_is_put_in_when_it_is_known() -> None:
    target = formula.parse(">= 50 lead")
    assert formula.substitute(target, {}, left=parse_quantity("45 lead")) == "45 lead >= 50 lead"
    assert formula.substitute(target, {}) == ">= 50 lead"


def test_putting_in_refuses_an_unknown_name() -> None:
    with pytest.raises(FormulaError, match="unknown_name"):
        formula.substitute(formula.parse("a + b"), {"a": parse_quantity("1")})
