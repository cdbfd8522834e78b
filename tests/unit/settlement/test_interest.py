"""Interest: unpaid amount × rate × days, simple; the day due bears none, the day of payment bears it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from assay.core.contract.model import Contract, Party
from assay.core.period import Month
from assay.core.settlement.interest import Overdue, interest_lines, overdue
from assay.core.settlement.receivables import Receivable
from tests.contracts.test_cases import loaded

DUE = date(2027, 2, 26)


def march(day: int) -> date:
    return date(2027, 3, day)


def of(*paid: tuple[date, int], minor: int = 3_000_000, due_on: date | None = DUE) -> Receivable:
    return Receivable(Party.BUYER, Month(2027, 1), minor, due_on, paid)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return loaded("invoiced")


def test_paid_before_the_day_or_on_it_bears_nothing() -> None:
    assert list(overdue(of((date(2027, 2, 20), 3_000_000)), march(5))) == []
    assert list(overdue(of((DUE, 3_000_000)), march(5))) == []


def test_paid_the_day_after_bears_one_day() -> None:
    (stretch,) = overdue(of((date(2027, 2, 27), 3_000_000)), march(5))
    assert (stretch.minor, stretch.days) == (3_000_000, 1)


def test_before_the_day_and_on_it_nothing_is_overdue() -> None:
    assert list(overdue(of(), date(2027, 2, 20))) == []
    assert list(overdue(of(), DUE)) == []


def test_without_a_day_nothing_is_overdue() -> None:
    assert list(overdue(of(due_on=None), march(5))) == []


def test_unpaid_it_runs_to_the_day_of_the_statement() -> None:
    # 26 February → 5 March: two days of February and five of March
    assert [item.days for item in overdue(of(), march(5))] == [7]


def test_each_part_bears_interest_until_it_is_paid() -> None:
    found = list(overdue(of((march(1), 1_000_000), (march(4), 500_000)), march(5)))
    assert found == [
        Overdue(3_000_000, DUE, march(1)),
        Overdue(2_000_000, march(1), march(4)),
        Overdue(1_500_000, march(4), march(5)),
    ]


def test_a_part_paid_in_time_bears_nothing() -> None:
    assert [(item.minor, item.days) for item in overdue(of((DUE, 1_000_000)), march(5))] == [(2_000_000, 7)]


def test_two_payments_of_one_day_are_one_stretch() -> None:
    found = list(overdue(of((march(1), 1_000_000), (march(1), 2_000_000)), march(5)))
    assert [(item.minor, item.days) for item in found] == [(3_000_000, 3)]


def test_more_than_owed_bears_nothing_back() -> None:
    found = list(overdue(of((march(1), 4_000_000)), march(5)))
    assert [(item.minor, item.days) for item in found] == [(3_000_000, 3)]


def test_what_comes_after_all_is_paid_bears_nothing() -> None:
    found = list(overdue(of((march(1), 3_000_000), (march(4), 1)), march(5)))
    assert found == [Overdue(3_000_000, DUE, march(1))]


def test_a_single_fen_is_overdue_too() -> None:
    assert list(overdue(of(minor=1), march(5))) == [Overdue(1, DUE, march(5))]
    assert list(overdue(of((march(1), 1), minor=1), march(5))) == [Overdue(1, DUE, march(1))]


def test_a_line_is_whole_as_of_its_statement_and_simple(contract: Contract) -> None:
    # 30,000 × 0.05% = 15 a day: 7 days on 5 March, 39 days on 6 April; no interest on the first 105
    for today, exact in ((march(5), 105), (date(2027, 4, 6), 585)):
        (line,) = interest_lines(contract, [of()], today)
        assert (line.id, line.exact) == ("C9/buyer", Fraction(exact))


def test_what_the_vendor_owes_is_its_loss(contract: Contract) -> None:
    debt = Receivable(Party.VENDOR, Month(2027, 1), 1_600_000, DUE, ())
    (line,) = interest_lines(contract, [debt], march(5))
    # 16,000 × 0.05% × 7
    assert (line.id, line.exact) == ("C9/vendor", Fraction(-56))


def test_no_day_gives_no_line(contract: Contract) -> None:
    assert interest_lines(contract, [of()], DUE) == ()
