"""The books: what falls due comes from what is earned first, and the rest is paid in advance."""

from __future__ import annotations

import pytest

from assay.core.contract.remedy import Head
from assay.core.settlement.ledger import Movement, UnbalancedError, postings


def moved(dues: list[tuple[str, int, int]], payable: int, fee: int = 0) -> Movement:
    return Movement(fee, [], dues, [], 0, 0, payable)


def legs(movement: Movement, **balances: int) -> list[tuple[str, int, str]]:
    return [(leg.account, leg.minor, leg.ref) for leg in postings(movement, balances)]


def test_a_fee_uses_what_was_prepaid_first_and_only_its_rest_can_fall_due() -> None:
    # a fee of 30 uses 20 paid in advance; 10 are earned and not due; of 25 that fall due now 15 are in advance
    assert legs(moved([("p", 25, 0)], payable=25, fee=30), prepaid=20) == [
        ("fee", 30, "fee"),
        ("prepaid", -20, "fee"),
        ("fee_payable", -10, "fee"),
        ("fee_payable", 10, "p"),
        ("prepaid", 15, "p"),
        ("payable", -25, "p"),
    ]


def test_two_payments_share_what_is_earned() -> None:
    # 40 are earned: the first takes 30 of them, 10 are left for the second, 20 of it and all of the third in advance
    dues = [("a", 30, 0), ("b", 30, 5), ("c", 8, 0)]
    assert legs(moved(dues, payable=63), fee_payable=-40) == [
        ("fee_payable", 30, "a"),
        ("payable", -30, "a"),
        ("fee_payable", 10, "b"),
        ("prepaid", 20, "b"),
        ("retention", -5, "b"),
        ("payable", -25, "b"),
        ("prepaid", 8, "c"),
        ("payable", -8, "c"),
    ]


def test_books_that_leave_another_sum_to_be_paid_are_refused() -> None:
    with pytest.raises(UnbalancedError, match=r"^the postings do not leave what is to be paid$"):
        postings(moved([("p", 25, 0)], payable=24), {})


def test_a_line_off_the_invoice_is_set_off() -> None:
    movement = Movement(0, [("C2", Head.DAMAGES, -7), ("C1", Head.FEE_REDUCTION, -3)], [], [], 0, 0, -10)
    assert legs(movement) == [
        ("set_off", -7, "C2"),
        ("payable", 7, "C2"),
        ("fee_reduction", -3, "C1"),
        ("payable", 3, "C1"),
    ]
