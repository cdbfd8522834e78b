"""The end of the account: while a claim on the vendor is unpaid, what it lodged does not go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.settlement.account import closed, payment_case
from assay.core.settlement.postings import Amount
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from tests.contracts.test_cases import HERE, _read, read_case, steps_of_case


def payment(by: str, amount: str, currency: str = "CNY") -> Event:
    told = {"by": by, "of_period": "2027-02", "amount": f"{amount} {currency}"}
    return Event(f"p-{by}-{amount}", "payment", date(2027, 3, 4), datetime(2027, 3, 4, tzinfo=UTC), told)


@pytest.mark.parametrize(
    ("debt", "payments", "released"),
    [
        (0, [], 900_000),
        (250_000, [], 0),
        (250_000, [payment("vendor", "2499.99")], 0),
        (250_000, [payment("vendor", "2500.00")], 900_000),
        (250_000, [payment("vendor", "1000.00"), payment("vendor", "1500.00")], 900_000),
        (250_000, [payment("buyer", "2500.00")], 0),  # what the buyer pays is no payment of the vendor's debt
    ],
)
def test_a_bond_goes_back_when_what_was_claimed_is_paid(
    debt: int, payments: list[Event], released: int
) -> None:
    case = _read(HERE / "bonds" / "released_with_the_last_statement.yaml")
    amended, _, _ = read_case(case)
    (_, before), (statement, after) = steps_of_case(case)[0][-2:]
    assert amended is not None
    owing = replace(payment_case(after, amended, statement.month, statement.outcomes, 0), no_open_claim=True)
    owed = replace(after, balances={**before.balances, "vendor_debt": debt})
    found = closed(statement, owed, before.payments, owing, payments)
    assert [(bond.id, bond.released) for bond in found.closing.bonds] == [("performance", released)]


@pytest.fixture(scope="module")
def last() -> tuple[Amended, State, Statement, State]:
    """The contract, the state before its last statement, that statement, and the state after it; 30,000.00 CNY a month."""
    case = _read(HERE / "bonds" / "released_with_the_last_statement.yaml")
    amended, _, _ = read_case(case)
    (_, before), (statement, after) = steps_of_case(case)[0][-2:]
    assert amended is not None
    return amended, before, statement, after


def test_each_month_earns_the_fee_of_its_own_version(last: tuple[Amended, State, Statement, State]) -> None:
    amended, _, statement, after = last
    dearer = replace(amended.first, fee=replace(amended.first.fee, monthly=Fraction(36_000)))
    versions = replace(amended, later=((date(2027, 2, 1), dearer),))
    found = payment_case(after, versions, statement.month, statement.outcomes, 0)
    assert found.contract is dearer
    assert found.earned == 3_000_000 + 3_600_000  # January by the first version, February by the second


def test_a_debt_in_yen_is_paid_in_whole_yen(last: tuple[Amended, State, Statement, State]) -> None:
    amended, before, statement, after = last
    case = replace(payment_case(after, amended, statement.month, statement.outcomes, 0), no_open_claim=True)
    owed = replace(after, balances={"vendor_debt": 2_500})
    found = closed(
        replace(statement, currency="JPY"), owed, before.payments, case, [payment("vendor", "2499", "JPY")]
    )
    assert [bond.released for bond in found.closing.bonds] == [0]


def test_all_that_waits_in_any_month_is_no_debt(last: tuple[Amended, State, Statement, State]) -> None:
    # 100.00 below zero; 10.00 + 20.00 of the fee and 1.50 + 2.50 of the remedies wait: 66.00 is owed and drawn
    amended, before, statement, after = last
    waits = [
        {"C1/valid_leads": Amount(Fraction(10), 1_000), "C3": Amount(Fraction("1.5"), 150)},
        {"C1/valid_leads": Amount(Fraction(20), 2_000), "C3": Amount(Fraction("2.5"), 250)},
    ]
    records = tuple(replace(record, withheld=held) for record, held in zip(after.records, waits, strict=True))
    below = replace(statement, dues=(), carry_before=-10_000)
    case = payment_case(after, amended, statement.month, statement.outcomes, 0)
    found = closed(below, replace(after, records=records), before.payments, case, [])
    assert [(bond.id, bond.drawn) for bond in found.closing.bonds] == [("performance", 6_600)]
