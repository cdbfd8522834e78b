"""What a month's remedies depend on: its own events, its days in the term as grown, what is owed for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended, Party
from assay.core.period import Month
from assay.core.settlement.judging import Judged, judged_months
from assay.core.settlement.month_cases import MonthCases, _by_period
from assay.core.settlement.receivables import Receivable
from assay.core.settlement.remedies import MonthCase
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import read_case

JANUARY, FEBRUARY = Month(2027, 1), Month(2027, 2)


@pytest.fixture(scope="module")
def three() -> tuple[Amended, Any]:
    """Three months of a term that was written to end with the second."""
    periods = [
        {
            "period": f"2027-0{number}",
            "as_of": f"2027-0{number + 1}-05T00:30:00+08:00",
            "kpis": {"valid_leads": {"value": "40", "n": "60", "status": "final"}},
            "lots": {"spend": []},
            "events": [],
        }
        for number in (1, 2, 3)
    ]
    changes = {"term.end": "2027-02-28", "fee.total": "60000.00 CNY"}
    told = {"opening": "none", "periods": periods}
    amended, measurements, _ = read_case({"base": "watched", "changes": changes, "measurements": told})
    assert amended is not None
    assert measurements is not None
    return amended, measurements.periods


def cases(amended: Amended, periods: Any, *noted: Event) -> list[MonthCase]:  # noqa: ANN401  # months as read
    state = State(amended.first.id, records=tuple(map(MonthRecord, periods)), noted=noted)
    judged, state = judged_months(state, amended, Judged({}, {}), 1)
    found = MonthCases.of(state, amended, judged, periods[-1], {}, 1)
    return [found.case_of(record) for record in state.records]


def test_an_added_month_counts_whole(three: tuple[Amended, Any]) -> None:
    assert [case.days for case in cases(*three)] == [31, 28, 31]


def test_a_fraud_adds_up_causes_in_the_month_whose_statement_is_the_first_to_see_it(
    three: tuple[Amended, Any],
) -> None:
    amended, periods = three
    contract = replace(amended.first, same_cause="max", unless_fraud=True)
    fraud = Event("f", "fraud", date(2027, 1, 20), periods[0].as_of)
    found = cases(Amended(contract), periods, fraud)
    assert [case.same_cause for case in found] == ["add", "max", "max"]
    assert [case.same_cause for case in cases(Amended(contract), periods)] == ["max", "max", "max"]


def test_what_is_owed_for_a_month_stands_together() -> None:
    due = date(2027, 3, 1)
    first = Receivable(Party.BUYER, JANUARY, 100, due, ())
    second = Receivable(Party.VENDOR, JANUARY, 200, due, ())
    third = Receivable(Party.BUYER, FEBRUARY, 300, due, ())
    assert _by_period([first, third, second]) == {JANUARY: (first, second), FEBRUARY: (third,)}
