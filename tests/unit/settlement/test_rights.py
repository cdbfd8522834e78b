"""Rights that arose stand once in the state, however often their streak is looked at again, and fall by what decides it."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.monitors import Reading, Watch
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Amended, Contract
from assay.core.contract.remedy import Trigger
from assay.core.findings import Finding, Place
from assay.core.period import Month, Span
from assay.core.settlement.fold import steps
from assay.core.settlement.rights import check_cures, firings, monitor_readings, undone_by_rulings
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import HERE, _read, loaded, read_case, steps_of_case

WITHDRAWN: Path = HERE / "triggers" / "withdrawn_by_an_event.yaml"
MET, MISSED, OPEN = KpiState.MET, KpiState.MISSED, KpiState.PROVISIONAL
JANUARY, FEBRUARY, MARCH, APRIL = (Month(2027, number) for number in range(1, 5))
TARGET = Target(Fraction(40), Fraction(40), Fraction(1), 30, 30, Fraction(0))
KNOWN_AT = datetime(2027, 5, 1, tzinfo=UTC)


def contract_of(base: str) -> Contract:
    return loaded(base)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """T1 ends the contract after two months in a row below the target."""
    return contract_of("two-misses")


def months(*states: KpiState, kpi: str = "valid_leads", first: int = 1) -> list[Outcome]:
    return [
        Outcome(
            kpi,
            Month(2027, number),
            Month(2027, number).span,
            state,
            TARGET,
            Fraction(30 if state is MISSED else 40),
            Fraction(0),
            Fraction(0),
        )
        for number, state in enumerate(states, first)
    ]


def fired(trigger: str, month: Month, *then: str) -> Firing:
    return Firing(trigger, month, month.span.last_on, then or ("termination_right",))


def state_of(last: Month, *firings: Firing, noted: tuple[Event, ...] = ()) -> State:
    record = MonthRecord(PeriodFigures(last, KNOWN_AT, {}))
    return State("A", records=(record,), firings=firings, noted=noted)


def event(event_id: str, kind: str, **fields: str) -> Event:
    return Event(
        event_id, kind, date(2027, 4, 30), KNOWN_AT, {key.rstrip("_"): to for key, to in fields.items()}
    )


def unwatched(*found: Month) -> dict[Month, tuple[Reading, ...]]:
    return dict.fromkeys(found, ())


def test_a_firing_that_was_withdrawn_stands_once_in_every_later_state() -> None:
    case = _read(WITHDRAWN)
    last = deepcopy(case["measurements"]["periods"][-1])
    later = {"period": "2027-04", "as_of": "2027-05-05T09:00:00+08:00", "events": []}
    case["measurements"]["periods"].append(last | later)
    pairs, _ = steps_of_case(case)
    assert len(pairs) > 2
    assert pairs[-1][1].withdrawn
    for _, state in pairs:
        assert len(set(state.firings)) == len(state.firings)


@pytest.mark.parametrize(("roi", "months_fired"), [("1", ["2027-02"]), ("3", [])])
def test_each_month_looks_at_the_monitor_that_its_version_watched(roi: str, months_fired: list[str]) -> None:
    # below 2: the return on search in January, which is 3; that on all from February on, whose January does not count
    case = _read(HERE / "monitors" / "each_channel_fires_for_itself_after_the_first_month.yaml")
    trigger = {"id": "T4", "when": {"monitor": "search", "below": "2"}, "then": ["review"]}
    monitors = {name: {"metric": "roi_net", "period": "month"} for name in ("search", "whole")}
    case["changes"] = {"monitors": monitors, "triggers": [trigger]}
    low, high = ({"numerator": number, "denominator": "1"} for number in ("1", "3"))
    first, second = case["measurements"]["periods"][:2]
    first["monitors"] = {"search": high, "whole": low}
    second["monitors"] = {"search": low, "whole": {"numerator": roi, "denominator": "1"}}
    case["measurements"]["periods"] = [first, second]
    amended, measurements, findings = read_case(case)
    assert amended is not None, findings
    assert measurements is not None, findings
    (before,) = amended.first.triggers
    later = replace(amended.first, triggers=(replace(before, monitor="whole"),))
    changed = Amended(amended.first, ((date(2027, 2, 1), later),))
    pairs = tuple(steps(changed, State(amended.first.id), measurements.periods))
    assert [str(item.month) for item in pairs[-1][1].firings] == months_fired


def test_a_streak_that_has_fired_does_not_fire_again_when_it_grows_backwards(contract: Contract) -> None:
    # it fired with March; January's late figure makes it three months long
    state = state_of(MARCH, fired("T1", MARCH))
    found = firings(
        state, Amended(contract), months(MISSED, MISSED, MISSED), unwatched(JANUARY, FEBRUARY, MARCH)
    )
    assert found == (fired("T1", MARCH),)


def test_what_another_trigger_fired_is_not_its_own(contract: Contract) -> None:
    state = state_of(MARCH, fired("T0", MARCH))
    found = firings(
        state, Amended(contract), months(MISSED, MISSED, MISSED), unwatched(JANUARY, FEBRUARY, MARCH)
    )
    assert found == (fired("T1", FEBRUARY), fired("T0", MARCH))


def test_a_channel_that_has_fired_does_not_fire_again_when_its_run_grows_backwards(
    contract: Contract,
) -> None:
    trigger = Trigger(
        "T2", "", None, Fraction(100), 2, "month", ("review",), Place(), monitor="visitors", per_channel=True
    )
    watched = Amended(replace(contract, triggers=(trigger,)))
    found = {
        month: (Reading("visitors", "visitors", month, month.span, "search", Fraction(50), "", Watch.OK),)
        for month in (JANUARY, FEBRUARY, MARCH)
    }
    once = fired("T2/search", MARCH, "review")
    assert firings(state_of(MARCH, once), watched, [], found) == (once,)
    assert firings(state_of(MARCH), watched, [], found) == (fired("T2/search", FEBRUARY, "review"),)


def test_before_its_version_a_trigger_looks_at_its_own_kpi_alone(contract: Contract) -> None:
    amended = Amended(replace(contract, triggers=()), ((FEBRUARY.first_on, contract),))
    outcomes = [
        *months(OPEN, kpi="qualified"),
        *months(MET),
        *months(MISSED, first=2),
        *months(OPEN, kpi="qualified", first=2),
        *months(MISSED, first=3),
    ]
    found = firings(state_of(MARCH), amended, outcomes, unwatched(JANUARY, FEBRUARY, MARCH))
    assert found == (fired("T1", MARCH),)


MAJEURE = {"cause": "natural_disaster", "from_": "2027-01-10", "to": "2027-02-20", "notice": "2027-01-10"}


def test_the_right_to_replace_comes_from_the_first_long_event_of_the_vendor(contract: Contract) -> None:
    assert contract.force_majeure is not None
    terms = replace(contract.force_majeure, replace_after_days=30)
    amended = Amended(replace(contract, force_majeure=terms, triggers=()))
    others = (
        event("s1", "signing"),
        event("m0", "force_majeure", party="buyer", **MAJEURE),
        event("m1", "force_majeure", party="vendor", **MAJEURE | {"to": "2027-02-08"}),
        event("m2", "force_majeure", party="vendor", **MAJEURE),
    )
    # 10 January to 8 February are 30 days; the 31st is 9 February
    right = Firing("force_majeure", FEBRUARY, date(2027, 2, 9), ("replace_vendor",))
    assert firings(state_of(FEBRUARY, noted=others), amended, [], unwatched(FEBRUARY)) == (right,)
    known = replace(right, last_on=date(2027, 2, 3))
    assert firings(state_of(FEBRUARY, known, noted=others), amended, [], unwatched(FEBRUARY)) == (known,)


DISPUTE = event("d1", "dispute", of_period="2027-02", by="vendor")
RULING = event("r1", "ruling", on="d1", for_="vendor")


@pytest.mark.parametrize(
    ("decides", "states", "is_undone"),
    [
        (RULING, [MISSED, MET], True),
        (RULING, [MISSED, MISSED], False),
        (RULING, [MISSED, OPEN], False),
        (RULING, [MET, MISSED], False),  # January came late; February is what was decided
        (event("i1", "reissue", of_period="2027-02"), [MISSED, MET], True),
        (event("i1", "reissue", of_period="2027-01"), [MISSED, MET], False),
        (event("i1", "reissue", of_period="2027-03"), [MISSED, MET, MET], False),
        (event("n1", "notice", on="T1"), [MISSED, MET], False),
        (event("r0", "ruling", on="d0", for_="vendor"), [MISSED, MET], False),  # it decides January alone
    ],
)
def test_a_firing_falls_when_the_month_that_is_decided_counts_no_more(
    decides: Event, states: list[KpiState], is_undone: bool, contract: Contract
) -> None:
    other = months(MISSED, MISSED, kpi="qualified")
    right = Firing("force_majeure", JANUARY, date(2027, 1, 31), ("replace_vendor",))
    january = event("d0", "dispute", of_period="2027-01", by="vendor")
    state = state_of(APRIL, right, fired("T1", FEBRUARY), noted=(DISPUTE, january, decides))
    found = undone_by_rulings(state, Amended(contract), [decides], [*months(*states), *other])
    assert found == ((("T1", FEBRUARY),) if is_undone else ())


def test_a_firing_that_was_withdrawn_falls_no_more(contract: Contract) -> None:
    state = state_of(APRIL, fired("T1", FEBRUARY), noted=(DISPUTE, RULING))
    withdrawn = replace(state, withdrawn=(("T1", FEBRUARY),))
    assert undone_by_rulings(withdrawn, Amended(contract), [RULING], months(MISSED, MET)) == ()


@pytest.mark.parametrize(
    ("last_on", "added", "days"),
    [
        (date(2027, 6, 30), 1, 31),  # July was added
        (date(2027, 6, 30), 0, None),
        (date(2027, 7, 1), 0, 1),
    ],
)
def test_monitors_are_read_in_the_days_of_the_term_as_grown(
    last_on: date, added: int, days: int | None
) -> None:
    contract = contract_of("watched")
    span = replace(contract.term.span, end_on=date.fromordinal(last_on.toordinal() + 1))
    cut = replace(contract, term=replace(contract.term, span=span))
    visitors = {"visitors": contract.monitors["visitors"]}
    july = Month(2027, 7)
    found = monitor_readings(state_of(july), Amended(replace(cut, monitors=visitors)), added)
    spans = [reading.span for reading in found[july]]
    assert spans == (
        []
        if days is None
        else [Span(july.first_on, date(2027, 7, days + 1) if days < 31 else date(2027, 8, 1))]
    )


THERE = Place("measurements", 7)
PAUSING = {"buyer": {"sales_reply": {"within": "24 h", "relief": {"effect": "pause_clock"}}}}
LATE = {"party": "buyer", "duty": "sales_reply", "from_": "2027-04-10", "to": "2027-04-12"}


def notice(on: str) -> Event:
    """15 days to cure from 5 April: until the 20th."""
    return replace(event("n1", "notice", on=on, by="buyer"), effective_on=date(2027, 4, 5))


def ended_on(day: int, *noted: Event, ground: str = "T1", later: Contract | None = None) -> list[Finding]:
    """What stands against a termination in April on a trigger that fired in March, of which nothing was mended."""
    amended = Amended(loaded("ending"), ((APRIL.first_on, later),) if later is not None else ())
    records = tuple(MonthRecord(PeriodFigures(month, KNOWN_AT, {})) for month in (FEBRUARY, MARCH, APRIL))
    state = replace(state_of(APRIL, fired(ground, MARCH), noted=noted), records=records)
    other = event("e0", "signing")
    told = event("t1", "termination", by="buyer", ground=ground)
    termination = replace(told, effective_on=date(2027, 4, day), place=THERE)
    return list(check_cures(state, amended, [other, termination], months(MISSED, MISSED, MISSED), {}))


NO_GROUND = [Finding("settlement.no_ground", THERE, {"id": "t1", "trigger": "T1"})]


@pytest.mark.parametrize(
    ("day", "noted", "expected"),
    [
        (21, (notice("T1"),), []),
        (20, (notice("T1"),), NO_GROUND),  # the last day to cure
        (21, (), NO_GROUND),
        (21, (notice("T9"),), NO_GROUND),  # a notice on something else
        (21, (event("s1", "signing"), notice("T9"), notice("T1")), []),
    ],
)
def test_a_right_to_end_stands_once_its_own_notice_ran_out(
    day: int, noted: tuple[Event, ...], expected: list[Finding]
) -> None:
    assert ended_on(day, *noted) == expected


@pytest.mark.parametrize(("day", "expected"), [(23, NO_GROUND), (24, [])])
def test_the_time_to_cure_is_that_of_the_version_in_force_now(day: int, expected: list[Finding]) -> None:
    # from April on three days on which the buyer was late stop the clock: until the 23rd
    pausing = loaded("ending", {"duties": PAUSING})
    assert ended_on(day, notice("T1"), event("l1", "late_duty", **LATE), later=pausing) == expected


def test_a_trigger_that_fired_for_a_channel_gives_the_same_time_to_cure() -> None:
    params = {"id": "t1", "trigger": "T1/search"}
    assert ended_on(21, ground="T1/search") == [Finding("settlement.no_ground", THERE, params)]
    assert ended_on(21, notice("T1"), ground="T1/search") == []
    assert ended_on(21, notice("T1/search"), ground="T1/search") == []
    assert ended_on(21, notice("T1/display"), ground="T1/search") == [
        Finding("settlement.no_ground", THERE, params)
    ]


FIRST, SECOND, THIRD = date(2027, 2, 20), date(2027, 3, 10), date(2027, 4, 5)
"""Notices of 15 days: February ends in the first; no period ends in the others, so nothing is mended in them."""


@pytest.mark.parametrize(
    ("again", "notices", "withdrawn", "stands"),
    [
        pytest.param((), (FIRST, THIRD), (), False, id="not fired since"),
        pytest.param((("T1", date(2027, 3, 31)),), (FIRST, THIRD), (), True, id="fired again"),
        pytest.param((("T1", THIRD),), (FIRST, THIRD), (), True, id="fired on the day of the notice"),
        pytest.param((("T1", FIRST),), (FIRST, THIRD), (), False, id="fired on the day of the one it mended"),
        pytest.param((("T1", date(2027, 4, 6)),), (FIRST, THIRD), (), False, id="fired after the notice"),
        pytest.param((("T1", date(2027, 3, 31)),), (FIRST, THIRD), (MARCH,), False, id="fired and withdrawn"),
        pytest.param((("T9", date(2027, 3, 31)),), (FIRST, THIRD), (), False, id="another fired"),
        pytest.param(
            (("T1", date(2027, 3, 31)),), (FIRST, SECOND, THIRD), (), True, id="a notice too many in between"
        ),
    ],
)
def test_what_was_mended_gives_a_right_again_once_it_has_fired_again(
    again: tuple[tuple[str, date], ...],
    notices: tuple[date, ...],
    withdrawn: tuple[Month, ...],
    *,
    stands: bool,
) -> None:
    """T1 fired in January; February, which ends in the time of the first notice, reached its target."""
    right = ("termination_right",)
    refired = tuple(Firing(trigger, Month.of(on), on, right) for trigger, on in again)
    noted = tuple(
        replace(event(f"n{at}", "notice", on="T1", by="buyer"), effective_on=on)
        for at, on in enumerate(notices)
    )
    state = replace(
        state_of(APRIL, fired("T1", JANUARY), *refired, noted=noted),
        withdrawn=tuple(("T1", month) for month in withdrawn),
    )
    told = replace(event("t1", "termination", by="buyer", ground="T1"), place=THERE)
    found = list(
        check_cures(state, Amended(loaded("ending")), [told], months(MISSED, MET, MISSED, MISSED), {})
    )
    assert found == ([] if stands else NO_GROUND)
