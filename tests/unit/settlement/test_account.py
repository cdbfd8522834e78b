"""The end of the account: while a claim on the vendor is unpaid, what it lodged does not go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.settlement.account import closed, payment_case
from tests.contracts.test_cases import HERE, _read, read_case, steps_of_case


def payment(by: str, amount: str) -> Event:
    told = {"by": by, "of_period": "2027-02", "amount": f"{amount} CNY"}
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
