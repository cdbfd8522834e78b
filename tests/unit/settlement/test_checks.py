"""What a step refuses: months out of order, another text, figures outside the term, an acceptance that comes too soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event, Figure, PeriodFigures, SpendLot
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import target_of
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError, Place
from assay.core.period import Month
from assay.core.settlement.checks import check_acceptance, check_month, check_order, check_text
from assay.core.settlement.judging import Judged
from assay.core.settlement.readings import Readings
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import loaded

HERE = Place("measurements", 7)
FEBRUARY, MARCH, APRIL = Month(2027, 2), Month(2027, 3), Month(2027, 4)
JUNE = Month(2027, 6)


@pytest.fixture(scope="module")
def amended() -> Amended:
    """January to June 2027, with a second version from April."""
    first = loaded("ending")
    later = replace(first, version="2", digest="second", final_after_last=True)
    return Amended(replace(first, digest="first"), ((date(2027, 4, 1), later),))


def figures(month: Month, day: int = 5, *lots: SpendLot) -> PeriodFigures:
    drawn = month.next()
    return PeriodFigures(month, datetime(drawn.year, drawn.month, day, tzinfo=UTC), {}, lots, place=HERE)


def after(month: Month, digest: str = "", *lots: SpendLot) -> State:
    told = figures(month, 5, *lots)
    return State("c", contract_digest=digest, as_of=told.as_of, records=(MonthRecord(told),))


def refused(error: pytest.ExceptionInfo[FindingsError]) -> list[tuple[str, Place, dict[str, str]]]:
    return [(item.code, item.place, dict(item.params)) for item in error.value.findings]


def test_the_first_month_follows_the_opening_state() -> None:
    check_order(after(FEBRUARY), [figures(MARCH), figures(APRIL)], [])
    with pytest.raises(FindingsError) as error:
        check_order(after(FEBRUARY), [figures(APRIL)], [])
    params = {"found": "2027-04", "expected": "2027-03"}
    assert refused(error) == [("measurements.period_order", HERE, params)]


def test_the_first_statement_is_drawn_after_that_of_the_opening_state() -> None:
    same = replace(figures(MARCH), as_of=datetime(2027, 3, 5, tzinfo=UTC))
    with pytest.raises(FindingsError) as error:
        check_order(after(FEBRUARY), [same], [])
    params = {"found": "2027-03-05T00:00:00+00:00", "before": "2027-03-05T00:00:00+00:00"}
    assert refused(error) == [("measurements.as_of_order", HERE, params)]


@pytest.mark.parametrize(
    ("month", "digest", "fits"),
    [(MARCH, "first", True), (MARCH, "first+second", False), (APRIL, "first+second", True)],
)
def test_a_state_stands_on_the_texts_in_force_up_to_its_month(
    amended: Amended, month: Month, digest: str, fits: bool
) -> None:
    if fits:
        check_text(after(month, digest), amended)
        return
    with pytest.raises(FindingsError) as error:
        check_text(after(month, digest), amended)
    assert refused(error) == [("settlement.state_of_other_text", Place(), {"contract": "c"})]


def test_figures_after_the_term_as_grown_are_named_with_its_end(amended: Amended) -> None:
    lot = SpendLot("search/2027-08-02", Fraction(1), "CNY")
    found = check_month(State("c"), amended, amended.first, figures(Month(2027, 8), 5, lot), 1)
    assert [(item.code, item.place, item.params) for item in found] == [
        ("measurements.after_term", HERE, {"period": "2027-08", "end": "2027-07"})
    ]


def test_a_month_keeps_the_rates_of_its_own_version(amended: Amended) -> None:
    # the second version is in dollars: what March cost in yuan needed no rate
    dollars = replace(amended.later[0][1], currency="USD")
    versions = Amended(amended.first, ((date(2027, 4, 1), dollars),))
    lot = SpendLot("search/2027-03-02", Fraction(1), "CNY")
    state = after(MARCH, "", lot)
    assert check_month(state, versions, dollars, figures(Month(2027, 8)), 0) == []


@pytest.mark.parametrize(
    ("month", "added", "undecided", "fits"),
    [
        (JUNE, 0, False, True),
        (JUNE, 0, True, False),  # its figures are not final
        (Month(2027, 5), 0, False, False),
        (JUNE, 1, False, False),  # the term has grown by July
        (Month(2027, 7), 1, False, True),
    ],
)
def test_final_acceptance_waits_for_the_last_final_statement(
    amended: Amended, month: Month, added: int, undecided: bool, fits: bool
) -> None:
    kpi = amended.first.kpis["valid_leads"]
    target = target_of(kpi, month, month.span, Figure(), frozenset())
    state = KpiState.PROVISIONAL if undecided else KpiState.MET
    outcome = Outcome(kpi.id, month, month.span, state, target, Fraction(40), Fraction(0), Fraction(0))
    judged = Judged({month: (outcome,)}, {})
    known = datetime(2027, 7, 1, tzinfo=UTC)
    events = [
        Event("h1", "hand_over", date(2027, 7, 1), known, place=HERE),
        Event("a1", "final_acceptance", date(2027, 7, 1), known, place=HERE),
    ]
    if fits:
        check_acceptance(after(month), amended, judged, events, added)
        return
    check_acceptance(after(month), amended, judged, events[:1], added)
    with pytest.raises(FindingsError) as error:
        check_acceptance(after(month), amended, judged, events, added)
    assert refused(error) == [("settlement.acceptance_needs", HERE, {"need": "last final statement"})]


def test_final_acceptance_waits_for_open_disputes_where_that_is_agreed(amended: Amended) -> None:
    agreed = replace(amended, first=replace(amended.first, needs_for_final=("no_open_dispute",)))
    told = figures(MARCH)
    quiet = Readings(told, told, (), frozenset(), frozenset())
    known = datetime(2027, 4, 1, tzinfo=UTC)
    accepted = Event("a1", "final_acceptance", date(2027, 4, 1), known, place=HERE)
    in_dispute = Judged({}, {FEBRUARY: quiet, MARCH: replace(quiet, open=("d1",))})
    check_acceptance(after(MARCH), agreed, Judged({}, {MARCH: quiet}), [accepted], 0)
    check_acceptance(after(MARCH), amended, in_dispute, [accepted], 0)
    with pytest.raises(FindingsError) as error:
        check_acceptance(after(MARCH), agreed, in_dispute, [accepted], 0)
    assert refused(error) == [("settlement.acceptance_needs", HERE, {"need": "no_open_dispute"})]


def test_where_nothing_is_agreed_final_acceptance_waits_for_nothing(amended: Amended) -> None:
    known = datetime(2027, 4, 1, tzinfo=UTC)
    accepted = Event("a1", "final_acceptance", date(2027, 4, 1), known, place=HERE)
    check_acceptance(after(MARCH), amended, Judged({}, {}), [accepted], 0)


def test_an_event_told_twice_is_named_both_times() -> None:
    known = datetime(2027, 4, 1, tzinfo=UTC)
    events = [Event(name, "signing", date(2027, 4, 1), known, place=HERE) for name in ("a", "b", "a")]
    with pytest.raises(FindingsError) as error:
        check_order(State("c"), [], events)
    assert refused(error) == [("measurements.event_twice", HERE, {"id": "a"})] * 2
