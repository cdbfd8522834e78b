"""Money is whole minor units: rounded once, split without loss, never mixed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.money import (
    AllocationError,
    Money,
    MoneyError,
    allocate,
    decimal_text,
    exponent,
    is_currency,
    round_half_away,
    total,
    zero,
)

WEIGHTS = st.lists(st.fractions(0, 1000, max_denominator=50), min_size=1, max_size=12).filter(any)


def cny(fen: int) -> Money:
    return Money(fen, "CNY")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.5", 3),
        ("-2.5", -3),
        ("2.49", 2),
        ("-2.49", -2),
        ("0.5", 1),
        ("-0.5", -1),
        ("1/3", 0),
        ("-2/3", -1),
        ("7", 7),
        ("0", 0),
    ],
)
def test_halves_go_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


@given(st.fractions())
def test_rounding_moves_a_value_by_at_most_a_half_and_mirrors_its_sign(value: Fraction) -> None:
    assert abs(round_half_away(value) - value) <= Fraction(1, 2)
    assert round_half_away(-value) == -round_half_away(value)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("54000/11", "CNY", 490909),  # 4909.0909… to the fen
        ("0.005", "CNY", 1),
        ("-0.005", "CNY", -1),
        ("12.5", "JPY", 13),  # the yen has no minor unit
        ("1.2345", "KWD", 1235),  # the dinar has a thousand fils
    ],
)
def test_an_amount_is_rounded_to_its_currencys_minor_unit(amount: str, currency: str, minor: int) -> None:
    assert Money.of(Fraction(amount), currency) == Money(minor, currency)


def test_an_exact_amount_must_fit_the_minor_unit() -> None:
    assert Money.exactly(Fraction("12.34"), "CNY") == cny(1234)
    with pytest.raises(MoneyError, match="finer than the minor unit"):
        Money.exactly(Fraction("12.345"), "CNY")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (cny(-490909), "-4909.09 CNY"),
        (cny(5), "0.05 CNY"),
        (cny(-5), "-0.05 CNY"),
        (cny(0), "0.00 CNY"),
        (Money(1200, "JPY"), "1200 JPY"),
        (Money(-7, "KWD"), "-0.007 KWD"),
    ],
)
def test_it_prints_the_digits_of_its_currency(money: Money, text: str) -> None:
    assert str(money) == text


@given(st.integers(-(10**12), 10**12), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_what_is_printed_reads_back_exactly(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.exactly(Fraction(money.decimal), currency) == money
    assert Money.of(money.amount, currency) == money


def test_it_adds_subtracts_and_turns_its_sign() -> None:
    assert cny(500) + cny(-120) == cny(380)
    assert cny(500) - cny(620) == cny(-120)
    assert -cny(5) == cny(-5)


def test_it_never_mixes_currencies() -> None:
    with pytest.raises(MoneyError, match="cannot add USD to CNY"):
        cny(1) + Money(1, "USD")
    with pytest.raises(MoneyError):
        cny(1) - Money(1, "USD")
    with pytest.raises(MoneyError):
        total([cny(1), Money(1, "USD")], "CNY")


def test_only_nothing_is_false() -> None:
    assert not zero("CNY")
    assert cny(-1)


def test_the_sum_of_nothing_is_nothing_in_its_currency() -> None:
    assert total([], "JPY") == Money(0, "JPY")
    assert total([cny(1), cny(2), cny(-5)], "CNY") == cny(-2)


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (10000, ["1", "1", "1"], [3334, 3333, 3333]),  # a tie goes to the earlier part
        (-10000, ["1", "1", "1"], [-3334, -3333, -3333]),
        (100, ["1/7", "2/7", "4/7"], [14, 29, 57]),  # 14.29, 28.57, 57.14: the largest remainder is .57
        (100, ["0", "3", "0"], [0, 100, 0]),
        (0, ["1", "2"], [0, 0]),
        (2, ["1", "1", "1", "1"], [1, 1, 0, 0]),
    ],
)
def test_a_total_is_split_by_largest_remainder(minor: int, weights: list[str], parts: list[int]) -> None:
    assert allocate(cny(minor), [Fraction(weight) for weight in weights]) == tuple(map(cny, parts))


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_needs_a_positive_weight_and_no_negative_one(weights: list[int]) -> None:
    with pytest.raises(AllocationError):
        allocate(cny(100), [Fraction(weight) for weight in weights])


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_a_split_loses_nothing_and_gives_each_part_its_share_within_one_fen(
    minor: int, weights: list[Fraction]
) -> None:
    parts = allocate(cny(minor), weights)
    assert total(parts, "CNY") == cny(minor)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - minor * weight / sum(weights)) < 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.6", "0.6"),
        ("54000/11", "54000/11"),
        ("-1/8", "-0.125"),
        ("-1/3", "-1/3"),
        ("1200", "1200"),
        ("0", "0"),
        ("1/1000", "0.001"),
        ("3/40", "0.075"),
    ],
)
def test_a_finite_decimal_is_written_out_and_another_stays_a_fraction(value: str, text: str) -> None:
    assert decimal_text(Fraction(value)) == text


@given(st.fractions())
def test_a_written_number_reads_back_exactly(value: Fraction) -> None:
    assert Fraction(decimal_text(value)) == value


def test_it_knows_currencies_and_their_digits() -> None:
    assert [code for code in ("CNY", "USD", "RMB", "cny", "") if is_currency(code)] == ["CNY", "USD"]
    assert [exponent(code) for code in ("CNY", "JPY", "KWD")] == [2, 0, 3]
