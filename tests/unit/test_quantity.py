"""Numbers with units as contracts write them, read exactly or not at all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.quantity import (
    Quantity,
    QuantityError,
    parse_hours,
    parse_money,
    parse_number,
    parse_quantity,
    parse_ratio,
)

UNITS = st.sampled_from(["", "lead", "CNY", "CNY/lead", "CNY/1000", "workday"])


@pytest.mark.parametrize(
    ("text", "value"),
    [("50", "50"), ("0.05", "1/20"), ("-3.10", "-31/10"), ("+7", "7"), ("007", "7")],
)
def test_it_reads_a_plain_decimal_number(text: str, value: str) -> None:
    assert parse_number(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "1e5", "1,234", "nan", "inf", "1/2", ".5", "5.", "--1", "1_000", " 5", "0x1", "1.2.3"],
        *["9" * 31, "0." + "1" * 19, "\uff15\uff10", "\u0665", "5\n"],
    ],
)
def test_it_refuses_any_other_number(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("50 lead", "50", "lead"),
        ("35%", "7/20", ""),
        ("35 %", "7/20", ""),
        ("-0.05%", "-1/2000", ""),
        ("360.00 CNY/lead", "360", "CNY/lead"),
        ("80 CNY/1000", "80", "CNY/1000"),
        ("  72   h ", "72", "h"),
        ("0.6", "3/5", ""),
    ],
)
def test_it_reads_a_number_with_its_unit(text: str, value: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Fraction(value), unit)


@pytest.mark.parametrize(
    "text", ["", "lead", "50lead", "50 lead lead", "50 CNY/lead/day", "50 %%", "50% lead", "50 /lead", "5 1"]
)
def test_it_refuses_any_other_quantity(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)


@given(st.integers(-(10**20), 10**20), st.integers(0, 18), UNITS)
def test_what_is_printed_reads_back_exactly(digits: int, places: int, unit: str) -> None:
    quantity = Quantity(Fraction(digits, 10**places), unit)
    assert parse_quantity(str(quantity)) == quantity


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_a_quantity_error(text: str) -> None:
    try:
        unit = parse_quantity(text).unit
    except QuantityError:
        unit = ""
    assert unit in text


def test_a_ratio_is_a_number_or_a_percentage_without_a_unit() -> None:
    assert parse_ratio("0.2") == parse_ratio("20%") == Fraction(1, 5)
    with pytest.raises(QuantityError):
        parse_ratio("20 lead")


def test_money_is_a_number_and_a_currency() -> None:
    assert parse_money("30000.00 CNY") == (Fraction(30000), "CNY")


@pytest.mark.parametrize("text", ["30000.00", "30000.00 RMB", "30000 CNY/month", "20%", "CNY 30000"])
def test_it_refuses_any_other_money(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_money(text)


@pytest.mark.parametrize(("text", "hours"), [("72 h", 72), ("1 hour", 1), ("3 day", 72), ("2 week", 336)])
def test_it_reads_a_length_of_time_in_hours(text: str, hours: int) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize("text", ["72", "3 workday", "1 month", "3 days"])
def test_it_refuses_a_length_that_is_no_fixed_number_of_hours(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_hours(text)
