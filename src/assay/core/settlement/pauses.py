"""The vendor's time stops while the buyer is late with a duty whose relief is ``pause_clock``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assay.core.acceptance.measurements import Event
from assay.core.contract.judged import Effect
from assay.core.contract.model import Contract, Party
from assay.core.deadlines import Deadline
from assay.core.period import ONE_DAY, Span, parse_day


def vendor_last_day(deadline: Deadline, start_on: date, contract: Contract, noted: Iterable[Event]) -> date:
    """The vendor's last day in time: each day that the buyer was late inside it moves it by one.

    A deadline in workdays moves by a workday, and only workdays of the delay move it.

    Args:
        deadline: As agreed.
        start_on: The day from which it runs; it does not count itself.
        contract: The version in force, with the duties and the workdays.
        noted: All events seen.
    """
    due_on = deadline.last_day(start_on, contract.workdays)
    for day in sorted(_stopped_days(contract, noted)):
        if start_on < day <= due_on:
            due_on = _moved(due_on, day, deadline, contract)
    return due_on


def _moved(due_on: date, day: date, deadline: Deadline, contract: Contract) -> date:
    if deadline.unit != "workday":
        return due_on + ONE_DAY
    assert contract.workdays is not None
    return contract.workdays.after(due_on, 1) if contract.workdays.is_workday(day) else due_on


def _stopped_days(contract: Contract, noted: Iterable[Event]) -> frozenset[date]:
    """Days of the buyer's delays that stop the clock; a day in two delays counts once."""
    return frozenset(day for event in noted if stops_clock(event, contract) for day in _days(event))


def stops_clock(event: Event, contract: Contract) -> bool:
    """Whether an event is a delay of the buyer that stops the vendor's time."""
    if event.kind != "late_duty" or event.fields["party"] != Party.BUYER:
        return False
    duty = contract.duties.get(event.fields["duty"])
    return duty is not None and duty.effect is Effect.PAUSE_CLOCK


def _days(event: Event) -> Iterator[date]:
    span = Span(parse_day(event.fields["from"]), parse_day(event.fields["to"]) + ONE_DAY)
    return iter(span.each_day())
