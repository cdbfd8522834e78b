"""Triggers: rights that arise from consecutive misses. Streaks wait for open figures and pass over frozen ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.contract.remedy import Trigger
from assay.core.period import Month


@dataclass(frozen=True, slots=True)
class Firing:
    """A trigger that fired.

    Attributes:
        id: The trigger; with ``/channel`` behind it where each channel is watched on its own.
        month: Month of the period that completed the streak.
        last_on: Last day of that period.
        then: Rights that arose.
    """

    id: str
    month: Month
    last_on: date
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A period as a trigger sees it.

    Attributes:
        last_on: Its last day.
        counts: Whether it counts for the streak; None where it is frozen: it neither counts nor breaks.
        trigger: As the contract had it in that month; None when it had none.
        is_open: Whether figures that decide it are still to come.
    """

    month: Month
    last_on: date
    counts: bool | None
    trigger: Trigger | None
    is_open: bool = False


def watch(triggers: Mapping[Month, Trigger], outcomes: Sequence[Outcome]) -> Iterator[Watched]:
    """The periods of a KPI as its trigger sees them.

    Args:
        triggers: Month → the trigger as the contract had it then: old periods keep their text.
        outcomes: Of the KPI, in order of time.
    """
    for outcome in outcomes:
        trigger, state = triggers.get(outcome.month), outcome.state
        frozen = state.is_open or state.freezes_streaks
        counts = None if frozen else trigger is not None and is_below(trigger, outcome)
        yield Watched(outcome.month, outcome.span.last_on, counts, trigger, state.is_open)


def fire(name: str, periods: Sequence[Watched], fired: Sequence[Firing]) -> Iterator[Firing]:
    """The firings that are new: one for each unbroken streak that is long enough and has none yet.

    A figure that comes late may lengthen a streak backwards; a streak that has fired does not fire again.

    Args:
        name: Id of the firing.
        periods: In order of time.
        fired: What this trigger fired before and was not withdrawn.
    """
    known = {firing.last_on for firing in fired}
    for streak in _streaks(periods):
        if any(period.last_on in known for period in streak):
            continue
        for length, period in enumerate(streak, start=1):
            if period.trigger is not None and length >= period.trigger.times:
                yield Firing(name, period.month, period.last_on, period.trigger.then)
                break


def _streaks(periods: Sequence[Watched]) -> Iterator[list[Watched]]:
    """Each unbroken streak of periods that count; the first open period ends what can be said."""
    streak: list[Watched] = []
    for period in periods:
        if period.is_open:
            break
        if period.counts is None:
            continue
        if period.counts:
            streak.append(period)
        else:
            yield streak
            streak = []
    yield streak


def is_below(trigger: Trigger, outcome: Outcome) -> bool:
    """Whether a final outcome counts for the streak; a missing figure deemed missed does."""
    if outcome.deemed:
        return True
    if outcome.value is None:
        return outcome.state is State.MISSED
    if trigger.below_share is not None:
        return outcome.value < trigger.below_share * outcome.target.value
    return trigger.below_value is not None and outcome.value < trigger.below_value
