"""Triggers on monitors: rises against the period before, values below a line, each channel on its own where agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assay.core.acceptance.monitors import Reading
from assay.core.acceptance.triggers import Watched
from assay.core.contract.remedy import Trigger
from assay.core.period import Month


def watch_monitor(
    triggers: Mapping[Month, Trigger], readings: Sequence[Reading], *, first: Month
) -> dict[str, tuple[Watched, ...]]:
    """The periods of a monitor as its trigger sees them, by the id of the firing.

    Args:
        triggers: Month → the trigger as the contract had it then.
        readings: Of every monitor, in order of months.
        first: First month of the term, from which ``after`` counts.
    """
    series: dict[str, list[Reading]] = {}
    for reading in readings:
        trigger = triggers.get(reading.month)
        if trigger is None or reading.id != trigger.monitor or trigger.per_channel != bool(reading.channel):
            continue
        name = f"{trigger.id}/{reading.channel}" if reading.channel else trigger.id
        series.setdefault(name, []).append(reading)
    return {name: tuple(_watched(triggers, items, first)) for name, items in sorted(series.items())}


def _watched(
    triggers: Mapping[Month, Trigger], readings: Sequence[Reading], first: Month
) -> Iterator[Watched]:
    """The readings in order of days; those of the first months that the trigger lets pass are left out."""
    before: Reading | None = None
    for reading in sorted(readings, key=lambda item: item.span):
        trigger = triggers[reading.month]
        if reading.month >= first.plus(trigger.after_months):
            yield Watched(reading.month, reading.span.last_on, _counts(trigger, before, reading), trigger)
        before = reading


def _counts(trigger: Trigger, before: Reading | None, reading: Reading) -> bool | None:
    """Whether a reading counts; None where it or what it is held against is unknown."""
    if reading.value is None:
        return None
    if trigger.rises_by is None:
        return trigger.below_value is not None and reading.value < trigger.below_value
    if before is None or before.value is None:
        return None
    return reading.value > before.value * (1 + trigger.rises_by)
