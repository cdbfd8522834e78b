"""Amounts: rounded once, split without losing or inventing a unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assay.core.settlement import ledger
from assay.core.settlement.ledger import Movement, Posting, UnbalancedError, postings
from assay.core.settlement.postings import NOTHING, Amount, apportion, minor_of, rounded


@pytest.mark.parametrize(
    ("exact", "currency", "minor"),
    [("10.005", "CNY", 1001), ("-10.005", "CNY", -1001), ("10.5", "JPY", 11), ("10.0005", "KWD", 10001)],
)
def test_it_rounds_half_away_from_zero_in_the_units_of_the_currency(
    exact: str, currency: str, minor: int
) -> None:
    assert rounded(Fraction(exact), currency) == Amount(Fraction(exact), minor)
    assert minor_of(Fraction(exact), currency) == minor


def test_an_amount_is_nothing_only_when_both_its_values_are() -> None:
    assert not NOTHING
    assert Amount(Fraction(0), 1)
    assert Amount(Fraction(1, 1000), 0)
    assert Amount(Fraction(3), 300) - Amount(Fraction(1), 101) + Amount(Fraction(5), 7) == Amount(
        Fraction(7), 206
    )


def split(total: int, *cuts: tuple[str, int], currency: str = "CNY") -> list[int]:
    rows = [(index, Fraction(exact), most) for index, (exact, most) in enumerate(cuts)]
    return list(apportion(total, rows, currency).values())


@pytest.mark.parametrize(
    ("total", "cuts", "parts"),
    [
        # 1.001 and 2.009: 100 and 200, the unit that is left goes to the greater remainder
        (301, [("1.001", 999), ("2.009", 999)], [100, 201]),
        # equal remainders: to the earlier
        (301, [("1.005", 999), ("2.005", 999)], [101, 200]),
        # nobody gives more than its most: the second has reached it
        (302, [("1.001", 999), ("2.009", 200)], [102, 200]),
        # too much by two: taken back from the least remainder first, the later of equals, none below nothing
        (298, [("1.001", 999), ("2.001", 999)], [99, 199]),
        (299, [("1.001", 999), ("2.001", 999)], [100, 199]),
        (0, [("0", 5), ("1.00", 999)], [0, 0]),
        # all at their most: the rest cannot be given
        (500, [("1", 100), ("2", 200)], [100, 200]),
        (100, [("1", 100)], [100]),
    ],
)
def test_a_total_is_split_by_the_largest_remainder(
    total: int, cuts: list[tuple[str, int]], parts: list[int]
) -> None:
    assert split(total, *cuts) == parts


def test_it_splits_whole_yen() -> None:
    assert split(4, ("1.5", 9), ("2.6", 9), currency="JPY") == [1, 3]


def movement(payable: int = 1000) -> Movement:
    dues = [("monthly", 1000, 0)]
    return Movement(1000, [], dues, [], carry_before=0, carry_after=0, payable=payable)


def test_the_books_balance() -> None:
    legs = postings(movement(), {})
    assert sum(leg.minor for leg in legs) == 0
    assert [(leg.account, leg.minor) for leg in legs if leg.account == "payable"] == [("payable", -1000)]


def test_what_falls_due_is_taken_from_what_was_earned_and_not_prepaid() -> None:
    # 10.00 earned, 3.00 of it prepaid: 7.00 are to be paid; 4.00 and 3.00 of what falls due, 2.00 are paid ahead again
    dues = [("a", 400, 0), ("b", 500, 0)]
    moved = Movement(1000, [], dues, [], carry_before=0, carry_after=0, payable=900)
    legs = [(leg.account, leg.minor, leg.ref) for leg in postings(moved, {"prepaid": 300})]
    assert legs == [
        ("fee", 1000, "fee"),
        ("prepaid", -300, "fee"),
        ("fee_payable", -700, "fee"),
        ("fee_payable", 400, "a"),
        ("payable", -400, "a"),
        ("fee_payable", 300, "b"),
        ("prepaid", 200, "b"),
        ("payable", -500, "b"),
    ]


def test_books_that_do_not_balance_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnbalancedError, match=r"^the postings do not leave what is to be paid$"):
        postings(movement(payable=900), {})
    monkeypatch.setattr(ledger, "_legs", lambda *_: [Posting("cash", 1, "fault")])
    with pytest.raises(UnbalancedError, match=r"^the postings do not sum to zero$"):
        postings(movement(), {})
