"""Triggers: rights that arise from consecutive misses. Streaks wait for open figures and pass over frozen ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.contract.model import Trigger
from assay.core.period import Month


@dataclass(frozen=True, slots=True)
class Firing:
    """A trigger that fired.

    Attributes:
        id: The trigger.
        month: Month of the period that completed the streak.
        then: Rights that arose.
    """

    id: str
    month: Month
    then: tuple[str, ...]


def firings(trigger: Trigger, outcomes: Sequence[Outcome]) -> Iterator[Firing]:
    """Each unbroken streak's firing, once.

    Args:
        trigger: The trigger.
        outcomes: Outcomes of its KPI in order of time; the first open one ends what can be said.
    """
    streak = 0
    for outcome in outcomes:
        if outcome.state.is_open:
            return
        if outcome.state.freezes_streaks:
            continue
        streak = streak + 1 if is_below(trigger, outcome) else 0
        if streak == trigger.times:
            yield Firing(trigger.id, outcome.month, trigger.then)


def is_below(trigger: Trigger, outcome: Outcome) -> bool:
    """Whether a final outcome counts for the streak; a missing figure deemed missed does."""
    if outcome.deemed:
        return True
    if outcome.value is None:
        return outcome.state is State.MISSED
    if trigger.below_share is not None:
        return outcome.value < trigger.below_share * outcome.target.value
    return trigger.below_value is not None and outcome.value < trigger.below_value
