"""Cure: the time that a notice gives to mend what fired, and whether a firing still stands when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.triggers import Firing, Watched
from assay.core.contract.remedy import Trigger
from assay.core.deadlines import Workdays


def notified_on(firing: Firing, noted: Sequence[Event]) -> date | None:
    """The day of the first notice on a firing: one on its trigger after the period that completed it."""
    days = (
        event.effective_on for event in noted if event.kind == "notice" and event.fields["on"] == firing.id
    )
    return min((day for day in days if day > firing.last_on), default=None)


def cure_ends_on(
    firing: Firing, trigger: Trigger, noted: Sequence[Event], workdays: Workdays | None
) -> date | None:
    """The cure day, the last on which the other side may mend it; None without a time to cure, or before a notice."""
    notice_on = notified_on(firing, noted)
    if trigger.cure is None or notice_on is None:
        return None
    return trigger.cure.last_day(notice_on, workdays)


def is_cured(
    firing: Firing,
    trigger: Trigger,
    periods: Sequence[Watched],
    noted: Sequence[Event],
    workdays: Workdays | None,
) -> bool:
    """Whether a firing was mended: of the periods that end after the notice and before the cure day none counts.

    Args:
        firing: What fired.
        trigger: As the contract had it in the firing's month.
        periods: As the trigger sees them; without any that ends in time nothing was mended.
        noted: All events seen.
        workdays: Needed for a cure in workdays.
    """
    notice_on, cure_on = notified_on(firing, noted), cure_ends_on(firing, trigger, noted, workdays)
    if notice_on is None or cure_on is None:
        return False
    within = [period for period in periods if notice_on < period.last_on < cure_on]
    told = [period.counts for period in within if period.counts is not None]
    return bool(told) and not any(told) and not any(period.is_open for period in within)


def stands(
    firing: Firing,
    trigger: Trigger,
    periods: Sequence[Watched],
    noted: Sequence[Event],
    workdays: Workdays | None,
    *,
    withdrawn: bool,
    on: date,
) -> bool:
    """Whether the right of a firing can be used on a day: not withdrawn, not cured, and its cure day over.

    A trigger without a time to cure gives its right at once; with one, not before a notice.

    Args:
        firing, trigger, periods, noted, workdays: As for :func:`is_cured`.
        withdrawn: Whether an event withdrew the firing.
        on: The day on which the right is used.
    """
    if withdrawn or trigger.cure is None:
        return not withdrawn
    cure_on = cure_ends_on(firing, trigger, noted, workdays)
    return cure_on is not None and on > cure_on and not is_cured(firing, trigger, periods, noted, workdays)
