"""What a month is judged on: its days, its weeks, the reliefs and revisions of its own text, and the days of grace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.accept import PeriodInput
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Amended, Contract
from assay.core.deadlines import Deadline
from assay.core.period import Month, Span
from assay.core.settlement.judging import _input, _released
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
