"""What each side owes, when it is due, what was paid; and the books of payments, claims and bonds."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from assay.core.acceptance.measurements import Event
from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended, Party
from assay.core.findings import Finding, Place
from assay.core.period import Month
from assay.core.settlement.receivables import Receivable, check_payments, receivables
from assay.core.settlement.state import Owed, State
from assay.core.settlement.state_json import state_document, state_of
from tests.contracts.test_cases import HERE, _changed, _read, loaded, steps_of_case

FIGURES: dict[str, Any] = {
    "kpis": {"valid_leads": {"value": "40", "n": "60", "status": "final"}},
    "lots": {"spend": []},
}
NOTHING: dict[str, Any] = {"kpis": {}, "lots": {"spend": []}}
NO_INTEREST = {"clauses[C9]": "null"}
JANUARY, FEBRUARY = Month(2027, 1), Month(2027, 2)


def event(event_id: str, kind: str, day: str, **fields: str) -> dict[str, str]:
    return {"id": event_id, "kind": kind, "effective": day, "known": f"{day}T10:00:00+08:00"} | fields


def life(*months: list[dict[str, str]], changes: dict[str, Any], figures: int = 3) -> tuple[State, ...]:
    """The states of January and the months after it, with the events of each; so many months have figures."""
    measurements = {"opening": "none", "periods": _periods(months, figures)}
    pairs, refused = steps_of_case({"base": "invoiced", "changes": changes, "measurements": measurements})
    assert refused == []
    return tuple(state for _, state in pairs)


def _periods(months: Sequence[list[dict[str, str]]], figures: int) -> list[dict[str, Any]]:
    return [
        {"period": f"2027-0{number}", "as_of": f"2027-0{number + 1}-05T09:00:00+08:00", "events": events}
        | copy.deepcopy(FIGURES if number <= figures else NOTHING)
        for number, events in enumerate(months, 1)
    ]


def owed(state: State, changes: dict[str, Any]) -> list[Receivable]:
    contract = _read(HERE / "bases" / "invoiced.yaml")
    for path, to in changes.items():
        _changed(contract, path, to)
    amended, _ = load_amended(yaml.safe_dump(contract, allow_unicode=True, default_style='"'), "contract")
    assert amended is not None
    return list(receivables(state.owed, state.noted, amended))


INVOICE = event("v1", "invoice", "2027-02-16", of_period="2027-01", amount="30000.00 CNY")
PART = event("p1", "payment", "2027-02-20", by="buyer", of_period="2027-01", amount="10000.00 CNY")
REST = event("p2", "payment", "2027-03-01", by="buyer", of_period="2027-01", amount="20000.00 CNY")


def test_a_payable_is_due_from_the_first_valid_invoice_and_knows_its_payments() -> None:
    wrong = event("v0", "invoice", "2027-02-10", of_period="2027-01", amount="1.00 CNY", valid="false")
    *_, state = life([], [wrong, INVOICE, REST, PART], changes=NO_INTEREST)
    # 16 February + 10 days = 26 February, a Friday; February has no invoice yet
    paid = ((date(2027, 2, 20), 1000000), (date(2027, 3, 1), 2000000))
    assert owed(state, NO_INTEREST) == [
        Receivable(Party.BUYER, JANUARY, 3000000, date(2027, 2, 26), paid),
        Receivable(Party.BUYER, FEBRUARY, 3000000, None, ()),
    ]


def test_a_due_day_that_is_no_workday_moves_to_the_next() -> None:
    saturday = INVOICE | {"effective": "2027-02-17"}  # + 10 days = 27 February, a Saturday; Monday is 1 March
    *_, state = life([], [saturday], changes=NO_INTEREST)
    assert owed(state, NO_INTEREST)[0].due_on == date(2027, 3, 1)


def test_days_from_the_statement_need_no_invoice() -> None:
    changes = NO_INTEREST | {"acceptance.pay_within.from": "statement"}
    (state,) = life([], changes=changes)
    # drawn on Friday 5 February + 10 days = 15 February, a Monday
    assert owed(state, changes)[0].due_on == date(2027, 2, 15)


def test_a_payable_stays_open_until_it_is_paid() -> None:
    first, second = life([], [INVOICE, PART], changes=NO_INTEREST)
    assert first.balances == {"fee": 3000000, "payable": -3000000}
    # two months of 30,000.00, of which 10,000.00 were paid
    assert second.balances == {"cash": -1000000, "fee": 6000000, "payable": -5000000}


def test_a_state_remembers_what_is_owed() -> None:
    *_, state = life([], [INVOICE, PART], changes=NO_INTEREST)
    document = state_document(state)
    assert state_document(state_of(document, "AS-GOLD-INVOICED")) == document


BOND = {"id": "performance", "amount": "9000.00 CNY", "draw_for": ["undisputed_debt"]}
PREPAID = {"bonds": [BOND], "payments": [{"id": "advance", "share": "100%", "on": "signing"}]} | NO_INTEREST
SIGNED = event("s1", "signing", "2027-01-01")
ENDED = event("t1", "termination", "2027-02-28", by="buyer", ground="convenience")
PAID = event("p1", "payment", "2027-03-20", by="vendor", of_period="2027-02", amount="15000.00 CNY")


def test_a_bond_is_held_apart_from_the_vendors_money() -> None:
    (state,) = life([SIGNED], changes=PREPAID)
    assert (state.balances["bond_pool"], state.balances["bond"]) == (900000, -900000)


def test_a_claim_is_the_vendors_debt_until_it_is_paid() -> None:
    first, second, third = life([SIGNED], [ENDED], [PAID], changes=PREPAID, figures=2)
    # 90,000.00 on signing, 30,000.00 earned in January and in February: 30,000.00 come back, 9,000.00 from the bond
    assert first.balances == {
        "bond": -900000, "bond_pool": 900000, "fee": 3000000, "payable": -9000000, "prepaid": 6000000,
    }  # fmt: skip
    assert second.balances == {"cash": 900000, "fee": 6000000, "payable": -9000000, "vendor_debt": 2100000}
    assert third.balances == {"cash": 2400000, "fee": 6000000, "payable": -9000000, "vendor_debt": 600000}


def test_a_vendors_debt_is_due_after_the_statement_that_claims_it() -> None:
    *_, state = life([SIGNED], [ENDED], [PAID], changes=PREPAID, figures=2)
    # drawn on Friday 5 March + 10 days = 15 March, a Monday
    paid = ((date(2027, 3, 20), 1500000),)
    assert owed(state, PREPAID)[-1] == Receivable(Party.VENDOR, FEBRUARY, 2100000, date(2027, 3, 15), paid)


def test_a_payment_leaves_its_trace_in_the_books() -> None:
    periods = _periods([[SIGNED], [ENDED], [PAID]], figures=2)
    case = {"base": "invoiced", "changes": PREPAID, "measurements": {"opening": "none", "periods": periods}}
    pairs, _ = steps_of_case(case)
    legs = [(leg.account, leg.minor, leg.ref) for leg in pairs[-1][0].postings]
    assert legs == [("vendor_debt", -1500000, "payment/p1"), ("cash", 1500000, "payment/p1")]


def test_what_is_owed_in_yen_is_paid_in_whole_yen() -> None:
    contract = replace(loaded("invoiced"), currency="JPY")
    told = {"by": "buyer", "of_period": "2027-01", "amount": "1500 JPY"}
    paid = Event("p1", "payment", date(2027, 2, 20), datetime(2027, 2, 20, tzinfo=UTC), told)
    (found,) = receivables([Owed(JANUARY, date(2027, 2, 5), payable=3000)], [paid], Amended(contract))
    assert (found.minor, found.paid) == (3000, ((date(2027, 2, 20), 1500),))


@pytest.mark.parametrize(
    ("kind", "amount", "period", "expected"),
    [
        ("payment", "1.00 CNY", "2027-01", []),
        ("payment", "1.00 USD", "2027-01", ["contract.wrong_currency"]),
        ("payment", "1.00 CNY", "2027-02", ["measurements.event_of_period"]),
        ("invoice", "1.00 CNY", "2027-02", []),  # an invoice may come before its statement
        ("invoice", "1.00 USD", "2027-01", ["contract.wrong_currency"]),
        ("platform_credit", "1.00 USD", "2027-02", []),
    ],
)
def test_payments_and_invoices_are_money_of_the_contract_and_payments_of_a_settled_month(
    kind: str, amount: str, period: str, expected: list[str]
) -> None:
    told = {"by": "buyer", "of_period": period, "amount": amount}
    here = Place("measurements", 7)
    given = Event("p1", kind, date(2027, 2, 20), datetime(2027, 2, 20, tzinfo=UTC), told, place=here)
    params = {
        "contract.wrong_currency": {"found": "USD", "expected": "CNY"},
        "measurements.event_of_period": {"id": "p1", "period": "2027-02"},
    }
    found = list(check_payments([given], [JANUARY], loaded("invoiced")))
    assert found == [Finding(code, here, params[code]) for code in expected]
