"""What a month's remedies depend on: its own events, its days in the term as grown, what is owed for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event, Figure, KpiFigures
from assay.core.contract.model import Amended, Party
from assay.core.period import Month
from assay.core.settlement.judging import Judged, judged_months
from assay.core.settlement.month_cases import MonthCases, _by_period
from assay.core.settlement.postings import Amount, Posted
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
    found = MonthCases.of(state, amended, judged, periods[-1], {})
    return [found.case_of(record) for record in state.records]


def test_an_added_month_has_no_days_for_it_has_no_fee(three: tuple[Amended, Any]) -> None:
    assert [case.days for case in cases(*three)] == [31, 28, 0]


def test_a_miss_that_may_become_part_of_a_streak_keeps_its_month_open(three: tuple[Amended, Any]) -> None:
    amended, periods = three
    refund = replace(amended.first.clauses[0], kind="shortfall_refund", subject="kpis", streak=2)
    short = KpiFigures("valid_leads", Figure(value=Fraction(30)))
    told = [*periods[:2], replace(periods[2], kpis={"valid_leads": short})]
    found = cases(Amended(replace(amended.first, clauses=(refund,))), told)
    assert [case.streak_grows for case in found] == [False, False, True]
    assert [case.has_doubt for case in found] == [False, False, True]


def test_what_is_certain_of_a_streak_is_not_in_dispute(three: tuple[Amended, Any]) -> None:
    # January is missed for certain, February in dispute; both were claimed and posted
    amended, periods = three
    refund = replace(amended.first.clauses[0], kind="shortfall_refund", subject="kpis", streak=2)
    contract = replace(amended.first, clauses=(refund,))
    line = f"{refund.id}/valid_leads"
    posted = {line: Posted(line, refund.id, refund.head, Amount(Fraction(-1), -100))}
    records = tuple(MonthRecord(period, posted=posted) for period in periods[:2])
    state = State(contract.id, records=records)
    judged, state = judged_months(state, Amended(contract), Judged({}, {}), 0)
    certain, open_ = (("valid_leads", month.span) for month in (JANUARY, FEBRUARY))
    found = replace(
        MonthCases.of(state, Amended(contract), judged, periods[1], {}),
        streaks={refund.id: frozenset({certain})},
        streaks_at_worst={refund.id: frozenset({certain, open_})},
    )
    assert found.case_of(records[0]).streaks_at_worst == {}
    assert found.case_of(records[1]).streaks_at_worst == {refund.id: frozenset({open_})}


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


def test_interest_runs_to_the_day_of_the_statement_where_the_contract_is(three: tuple[Amended, Any]) -> None:
    """Drawn at half past midnight of 5 April in Shanghai and due on the 3rd: 1000.00 x 0.1% x 2 days = 2.00."""
    amended, periods = three
    clause = replace(amended.first.clauses[0], id="I1", kind="interest", by="both", rate=Fraction(1, 1000))
    contract = replace(amended.first, clauses=(clause,))
    record = MonthRecord(periods[0])
    state = State(contract.id, records=(record,))
    judged, state = judged_months(state, Amended(contract), Judged({}, {}), 0)
    owed = Receivable(Party.BUYER, JANUARY, 100_000, date(2027, 4, 3), ())
    found = replace(MonthCases.of(state, Amended(contract), judged, periods[2], {}), owed={JANUARY: (owed,)})

    (line,) = found.interest_of(record)

    assert line.exact == 2


def test_traffic_of_which_the_buyer_wants_more_is_still_in_dispute(three: tuple[Amended, Any]) -> None:
    amended, periods = three
    traffic = replace(amended.first.clauses[0], id="C3", kind="invalid_traffic", subject="click.class_A")
    contract = replace(amended.first, clauses=(traffic,))
    told = {"by": "buyer", "of_period": "2027-01", "line": "C3", "records": "0"}
    dispute = Event("d1", "dispute", date(2027, 2, 6), periods[1].as_of, told)
    found = cases(Amended(contract), periods, dispute)
    assert [sorted(case.too_small_lines) for case in found] == [["C3"], [], []]
    assert [case.class_a_open for case in found] == [True, False, False]
