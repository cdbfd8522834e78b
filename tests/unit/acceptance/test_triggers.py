"""Which outcomes count for a streak, and which streaks fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.acceptance.triggers import Firing, fire, is_below
from assay.core.contract.remedy import Trigger
from assay.core.findings import Place
from assay.core.period import Month

TARGET = Target(Fraction(50), Fraction(50), Fraction(1), 31, 31, Fraction(0))
MISSED, MET, HELD, OPEN = State.MISSED, State.MET, State.HELD, State.PROVISIONAL


def a_trigger(times: int = 1, *, share: str = "0.8", below: str = "") -> Trigger:
    return Trigger(
        id="T1",
        kpi="valid_leads",
        below_share=Fraction(share) if share else None,
        below_value=Fraction(below) if below else None,
        times=times,
        per="month",
        then=("terminate",),
        place=Place(),
    )


def outcome(month: int, state: State, value: int | None) -> Outcome:
    at = Month(2027, month)
    certain = None if value is None else Fraction(value)
    return Outcome("valid_leads", at, at.span, state, TARGET, certain, Fraction(0), Fraction(0))


def life(*states: State) -> list[Outcome]:
    """Outcomes from January on: 30 of 50 where it was missed, 50 elsewhere."""
    return [outcome(month, state, 30 if state is MISSED else 50) for month, state in enumerate(states, 1)]


def fired(
    outcomes: Sequence[Outcome], times: int = 1, *, known: Sequence[int] = (), without: int = 0
) -> list[int]:
    """The months in which it fires anew; ``without``: the month in which the contract has no such trigger."""
    triggers = {Month(2027, month): a_trigger(times) for month in range(1, 13) if month != without}
    before = [_firing(month) for month in known]
    new = list(fire(triggers, outcomes, before))
    assert new == [_firing(item.month.month) for item in new]
    return [item.month.month for item in new]


def _firing(month: int) -> Firing:
    return Firing("T1", Month(2027, month), Month(2027, month).span.last_on, ("terminate",))


def test_each_streak_fires_once_when_it_is_long_enough() -> None:
    states = (MISSED, MISSED, MISSED, MET, MISSED, MET, MISSED, MISSED)
    assert fired(life(*states)) == [1, 5, 7]
    assert fired(life(*states), times=2) == [2, 8]


def test_a_streak_that_has_fired_is_passed_over_and_the_next_is_not() -> None:
    states = (MISSED, MISSED, MET, MISSED)
    assert fired(life(*states), known=[1]) == [4]
    assert fired(life(*states), known=[2]) == [4]


def test_frozen_months_are_passed_over_and_open_ones_end_what_can_be_said() -> None:
    assert fired(life(MISSED, HELD, MISSED), times=2) == [3]
    assert fired(life(MISSED, State.EXCLUDED, MISSED), times=2) == [3]
    assert fired(life(MISSED, OPEN, MISSED), times=2) == []
    assert fired(life(MISSED, OPEN, MET, MISSED)) == [1]


def test_a_month_without_the_trigger_ends_a_streak() -> None:
    assert fired(life(MISSED, MISSED, MISSED), times=2, without=2) == []
    assert fired(life(MISSED, MISSED, MISSED), without=2) == [1, 3]


@pytest.mark.parametrize(
    ("trigger", "value", "below"),
    [
        (a_trigger(share="0.8"), 39, True),  # 40 is 80% of 50
        (a_trigger(share="0.8"), 40, False),
        (a_trigger(share="", below="38"), 37, True),
        (a_trigger(share="", below="38"), 38, False),
        (a_trigger(share=""), 0, False),
    ],
)
def test_a_value_counts_below_its_line(trigger: Trigger, value: int, *, below: bool) -> None:
    assert is_below(trigger, outcome(1, MISSED, value)) is below


def test_without_a_value_the_state_tells() -> None:
    trigger = a_trigger()
    assert is_below(trigger, outcome(1, MISSED, None)) is True
    assert is_below(trigger, outcome(1, MET, None)) is False
    assert is_below(trigger, replace(outcome(1, MISSED, 50), deemed=True)) is True
