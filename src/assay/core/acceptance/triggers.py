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
        id: The trigger.
        month: Month of the period that completed the streak.
        last_on: Last day of that period.
        then: Rights that arose.
    """

    id: str
    month: Month
    last_on: date
    then: tuple[str, ...]


def fire(
    triggers: Mapping[Month, Trigger], outcomes: Sequence[Outcome], fired: Sequence[Firing]
) -> Iterator[Firing]:
    """The firings that are new: one for each unbroken streak that is long enough and has none yet.

    A figure that comes late may lengthen a streak backwards; a streak that has fired does not fire again.

    Args:
        triggers: Month → the trigger as the contract had it then, absent when it had none: old periods keep their text.
        outcomes: Outcomes of its KPI in order of time; the first open one ends what can be said.
        fired: What this trigger fired before and was not withdrawn.
    """
    known = {firing.last_on for firing in fired}
    for streak in _streaks(triggers, outcomes):
        if any(outcome.span.last_on in known for _, outcome in streak):
            continue
        for length, (trigger, outcome) in enumerate(streak, start=1):
            if length >= trigger.times:
                yield Firing(trigger.id, outcome.month, outcome.span.last_on, trigger.then)
                break


def _streaks(
    triggers: Mapping[Month, Trigger], outcomes: Sequence[Outcome]
) -> Iterator[list[tuple[Trigger, Outcome]]]:
    """Each unbroken streak of misses, each period with the trigger of its own month."""
    streak: list[tuple[Trigger, Outcome]] = []
    for outcome in outcomes:
        trigger = triggers.get(outcome.month)
        if outcome.state.is_open:
            break
        if outcome.state.freezes_streaks:
            continue
        if trigger is not None and is_below(trigger, outcome):
            streak.append((trigger, outcome))
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
