"""What a month is judged on: its days, its weeks, the reliefs and revisions of its own text, and the days of grace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.accept import PeriodInput
from assay.core.acceptance.measurements import Event, Figure, KpiFigures, LotLeads, SpendLot
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Amended, Contract
from assay.core.deadlines import Deadline
from assay.core.period import Month, Span
from assay.core.settlement.judging import Judged, _input, _released, judged_months
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import read_case

JANUARY = Month(2027, 1)


def read(base: str, **changes: Any) -> tuple[Contract, MonthRecord]:  # noqa: ANN401  # any YAML value
    """The contract, and January as its statement of 5 February 00:30 in the contract's zone finds it."""
    january = {
        "period": "2027-01",
        "as_of": "2027-02-05T00:30:00+08:00",
        "kpis": {"valid_leads": {"value": "40", "n": "60", "status": "final"}},
        "lots": {"spend": []},
        "events": [],
    }
    told = {"opening": "none", "periods": [january]}
    amended, measurements, _ = read_case({"base": base, "changes": changes, "measurements": told})
    assert amended is not None
    assert measurements is not None
    return amended.first, MonthRecord(measurements.periods[0])


def judged_on(contract: Contract, record: MonthRecord, as_of: datetime | None = None) -> PeriodInput:
    """What January is judged on in a statement of a moment; its own without one."""
    later = record if as_of is None else replace(record, figures=replace(record.figures, as_of=as_of))
    state = State(contract.id, records=(record, later))
    return _input(record, Amended(contract), state, 0, record.figures)


def test_a_month_is_judged_by_the_weeks_that_end_in_it() -> None:
    # 1 January 2027 is a Friday: the first week is cut by the term, the last that ends in January begins on the 25th
    weeks = judged_on(*read("watched")).weeks
    assert [week.last_on.day for week in weeks] == [3, 10, 17, 24, 31]
    assert isinstance(weeks[0], Span)


def test_a_revision_of_one_is_none() -> None:
    terms = {"every": "quarter", "max_change": "20%", "needs": "both_sign", "otherwise": "keep"}
    contract, record = read("watched", revision=terms | {"retroactive": "false"})
    assert contract.revision is not None
    assert judged_on(contract, record).revisions == {}


@pytest.mark.parametrize(
    ("minute", "in_grace"),
    [(datetime(2027, 2, 8, 15, 59, tzinfo=UTC), True), (datetime(2027, 2, 8, 16, 0, tzinfo=UTC), False)],
)
def test_days_of_grace_end_with_the_day_in_the_contracts_zone(minute: datetime, in_grace: bool) -> None:
    # 5 February + 3 days: until midnight of the 8th in Shanghai, 16:00 in UTC
    contract, record = read("watched")
    lenient = replace(contract, missing=replace(contract.missing, grace=Deadline(Fraction(3), "day")))
    assert judged_on(lenient, record, minute).in_grace is in_grace
    assert judged_on(contract, record, minute).in_grace is False


def test_what_is_held_is_the_vendors_when_nothing_is_left_open() -> None:
    zero, one = Fraction(0), Fraction(1)
    target = Target(one, one, one, 31, 31, zero)
    held = Outcome("valid_leads", JANUARY, JANUARY.span, KpiState.HELD, target, None, zero, one)
    assert _released(held) == replace(held, worst=zero)


def disputed(number: int, month: Month, lot: str = "", **more: str) -> Event:
    known = datetime(2027, number, 20, tzinfo=UTC)
    told = {"by": "vendor", "of_period": str(month), "reason": "silent", "records": "4"}
    return Event("d1", "dispute", date(2027, number, 20), known, told | more | ({"lot": lot} if lot else {}))


def test_both_readings_of_an_added_month_are_of_the_term_as_grown() -> None:
    # July was added; 38 leads for the buyer, 42 with the 4 that the vendor claims, of 40
    contract, record = read("ending")
    july = Month(2027, 7)
    leads = LotLeads(Fraction(10), Fraction(6), {"silent": Fraction(4)})
    figures = replace(
        record.figures,
        month=july,
        kpis={"valid_leads": KpiFigures("valid_leads", Figure(value=Fraction(38)))},
        lots=(SpendLot("search/2027-07-01", Fraction(100), "CNY", leads=leads),),
    )
    state = State(
        contract.id, records=(MonthRecord(figures),), noted=(disputed(8, july, "search/2027-07-01"),)
    )
    judged, _ = judged_months(state, Amended(contract), Judged({}, {}), 1)
    (outcome,) = judged.by_month[july]
    assert (outcome.state, outcome.value, outcome.undisputed) == (KpiState.DISPUTED, 42, 38)
    assert (outcome.shortfall, outcome.worst) == (0, Fraction(1, 20))


def test_a_pool_waits_in_both_readings_while_a_line_is_in_dispute() -> None:
    # 10 records of 20 that are needed; they wait for February's
    contract, record = read("ratio-and-cost")
    ten = Figure(numerator=Fraction(9), denominator=Fraction(10), n=Fraction(10))
    cost = Figure(numerator=Fraction(100), denominator=Fraction(1), currency="CNY")
    kpis = {
        **record.figures.kpis,
        "crm_fill": KpiFigures("crm_fill", ten),
        "cpl": KpiFigures("cpl", cost),
    }
    told = replace(record, figures=replace(record.figures, kpis=kpis))
    state = State(contract.id, records=(told,), noted=(disputed(2, JANUARY, line="C1/valid_leads"),))
    judged, _ = judged_months(state, Amended(contract), Judged({}, {}), 0)
    assert judged.readings[JANUARY].open == ("d1",)
    states = {outcome.kpi: outcome.state for outcome in judged.by_month[JANUARY]}
    assert states == {"valid_leads": KpiState.MISSED, "crm_fill": KpiState.WAITING, "cpl": KpiState.MET}
