"""Closed months that nothing has touched are left alone, and a fold says the same with and without remembering them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
import yaml

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.contract.model import Amended
from assay.core.period import Month, Span
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.scenario import Assumed
from assay.core.settlement import fold
from assay.core.settlement.fold import step
from assay.core.settlement.judging import Judged
from assay.core.settlement.month import settle_month
from assay.core.settlement.remedies import MonthCase
from assay.core.settlement.standing import Before, _first_pooling_on, standing
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import HERE as CASES
from tests.contracts.test_cases import read_case
from tests.unit.scenarios.contracts import contract, standard
from tests.unit.scenarios.test_by_hand import BONUS

REPLY = "waiting/the_clock_stops_on_workdays_only"


def settled_in(scenario: str, monkeypatch: pytest.MonkeyPatch) -> list[Month]:
    """The months of a term in the order in which they were settled, each as often as it was."""
    settled: list[Month] = []

    def noting(case: MonthCase, record: MonthRecord, *rest: object) -> object:
        settled.append(record.month)
        return settle_month(case, record, *rest)  # type: ignore[arg-type]  # what the fold itself passes

    monkeypatch.setattr(fold, "settle_month", noting)
    amended = contract(clauses=BONUS)
    periods = periods_of(amended, standard(scenario), Assumed())
    tuple(fold.steps(amended, State(amended.first.id), periods))
    return settled


def test_a_closed_month_is_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled_in("double", monkeypatch) == [Month(2027, month) for month in range(1, 7)]


def test_a_late_finding_has_its_month_settled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    settled = settled_in("late_fraud", monkeypatch)
    # March's statement sees the finding about January: both closed months once more; April's sees its bonus come to rest
    assert [month.month for month in settled] == [1, 2, 1, 2, 3, 1, 4, 5, 6]


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> list[list[Month]]:
    """The months that stood in each step of what a test settles."""
    stood: list[list[Month]] = []

    def noting(state: State, amended: Amended, before: Before) -> Judged:
        known = standing(state, amended, before)
        stood.append(list(known.by_month))
        return known

    monkeypatch.setattr(fold, "standing", noting)
    return stood


def test_what_was_held_and_released_is_judged_anew(stood: list[list[Month]]) -> None:
    amended = contract(clauses=BONUS)
    periods = periods_of(amended, standard("missing_neither"), Assumed())
    july = replace(
        periods[-1],
        month=periods[-1].month.next(),
        as_of=periods[-1].as_of + timedelta(days=31),
        kpis={},
        lots=(),
        events=(),
    )
    tuple(fold.steps(amended, State(amended.first.id), [*periods, july]))
    # February is held until June's statement, the last, releases and closes it: it and what follows never stand
    assert stood[1:] == [[Month(2027, 1)]] * 6


@pytest.mark.parametrize(
    "scenario", ["double", "late_fraud", "missing_neither", "missing_buyer", "vendor_ends"]
)
def test_it_says_what_a_fold_says_that_remembers_nothing(scenario: str) -> None:
    amended = contract(clauses=BONUS)
    periods = periods_of(amended, standard(scenario), Assumed())
    events = periods[0].events
    state = State(amended.first.id)
    for whole in fold.steps(amended, state, periods):
        period = next(item for item in periods if item.month == whole[0].month)
        (alone,) = fold.steps(amended, state, [replace(period, events=events)])
        assert alone == whole
        state = alone[1]


def months_of(case: str, *later: Mapping[str, object]) -> tuple[Amended, tuple[PeriodFigures, ...]]:
    """The contract and the months of a golden case, and further months without figures of lots."""
    document = yaml.load((CASES / f"{case}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    periods = document["measurements"]["periods"]
    periods += [periods[-1] | {"events": []} | dict(month) for month in later]
    amended, measured, findings = read_case(document)
    assert amended is not None, findings
    assert measured is not None, findings
    return amended, measured.periods


MAY = {"period": "2027-05", "as_of": "2027-06-09T09:00:00+08:00"}
JUNE = {"period": "2027-06", "as_of": "2027-07-09T09:00:00+08:00"}
SPEAKS_OF_MAY = {"id": "n1", "kind": "invoice", "of_period": "2027-05", "amount": "20000.00 CNY"}
STOPS_THE_CLOCK = {
    "id": "d2",
    "kind": "late_duty",
    "party": "buyer",
    "duty": "site_change",
    "from": "2027-05-03",
    "to": "2027-07-15",
}


@pytest.mark.parametrize(
    ("event", "stand", "is_closed"),
    [
        # March waited for a reply until 10 May, April until late in May: in June both stand, though an event has come
        (SPEAKS_OF_MAY, [Month(2027, 3), Month(2027, 4)], True),
        # the buyer is late from 3 May to 15 July: each workday of it moves the day of March's reply, beyond 9 July
        (STOPS_THE_CLOCK, [], False),
    ],
)
def test_months_stand_unless_a_clock_was_stopped(
    event: dict[str, str], stand: list[Month], *, is_closed: bool, stood: list[list[Month]]
) -> None:
    known = {"effective": "2027-06-30", "known": "2027-06-30T10:00:00+08:00"}
    amended, periods = months_of(REPLY, MAY, JUNE | {"events": [event | known]})
    state = State(amended.first.id)
    for whole in fold.steps(amended, state, periods):
        period = next(item for item in periods if item.month == whole[0].month)
        if period.month == Month(2027, 6):
            assert stood[-1] == stand
        (alone,) = fold.steps(amended, state, [period])
        assert alone == whole
        state = alone[1]
    assert state.records[0].closed is is_closed


@pytest.mark.parametrize(("last_on", "reaches"), [(date(2027, 2, 28), None), (date(2027, 3, 1), 1)])
def test_a_pool_reaches_beyond_a_month_from_the_first_day_after_it(
    last_on: date, reaches: int | None
) -> None:
    amended = contract(clauses=BONUS)
    periods = periods_of(amended, standard("double"), Assumed())
    months = [Month(2027, 1), Month(2027, 2)]
    state, known = State(amended.first.id), Before()
    for period in periods[:2]:
        _, state, known = step(state, amended, period, [], known, explained=True)
    second = known.settled[months[1]]
    pooled = (Span(date(2027, 2, 22), last_on + timedelta(days=1)),)
    outcomes = tuple(replace(outcome, pooled=pooled) for outcome in second.outcomes)
    before = Before(settled={**known.settled, months[1]: replace(second, outcomes=outcomes)})
    assert _first_pooling_on(before, months) == reaches
