"""When no more cash can fall due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from assay.core.period import Month
from assay.core.settlement.closing import all_due
from assay.core.settlement.payments import PaymentCase
from assay.core.settlement.state import PaymentState
from tests.contracts.test_cases import loaded

RETENTION = {"share": "20%", "base": "contract_price", "inside": "tail", "release": {"after": "90 day"}}


@pytest.mark.parametrize(
    ("due", "retained", "all_of_it"),
    [
        ({}, 0, False),  # the tail is still to come, whatever the month
        ({"tail": 100}, 0, True),
        ({"tail": 100}, 1, False),  # a single fen is still held
    ],
)
def test_the_tail_and_its_retention_must_have_fallen_due(
    due: Mapping[str, int], retained: int, all_of_it: bool
) -> None:
    payments = [
        {"id": "monthly", "share": "70%", "on": "each_month"},
        {"id": "tail", "share": "30%", "on": "final_acceptance"},
    ]
    changes = {"payments": payments, "retention": RETENTION}
    case = PaymentCase(
        loaded("ending", changes), Month(2027, 6), (), date(2027, 6, 30), no_open_claim=True, earned=0
    )
    assert all_due(PaymentState(due=due, retained=retained), case) is all_of_it


@pytest.mark.parametrize(
    ("month", "due", "all_of_it"),
    [
        (5, {"tail": 100}, False),  # the fee of June is still to come
        (6, {}, False),  # the last month alone does not bring the tail
        (6, {"monthly": 100, "tail": 100}, True),
    ],
)
def test_without_a_retention_each_instalment_must_have_fallen_due(
    month: int, due: Mapping[str, int], all_of_it: bool
) -> None:
    payments = [
        {"id": "monthly", "share": "70%", "on": "each_month"},
        {"id": "tail", "share": "30%", "on": "final_acceptance"},
    ]
    contract = loaded("ending", {"payments": payments})
    case = PaymentCase(contract, Month(2027, month), (), date(2027, 6, 30), no_open_claim=True)
    assert all_due(PaymentState(due=due), case) is all_of_it
