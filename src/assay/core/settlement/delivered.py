"""When the vendor had a statement in hand: from that day on its silence counts.

A statement is delivered on the day that the first ``delivery`` event of its month names; sending it again starts
nothing anew. Without such an event it is taken to be delivered on the day on which it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding
from assay.core.period import Month, day_of
from assay.core.settlement.state import MonthRecord


def delivery_of(month: Month, noted: Iterable[Event]) -> Event | None:
    """The first delivery of a month's statement, None when nobody recorded one."""
    found = (event for event in noted if event.kind == "delivery" and event.fields["of_period"] == str(month))
    return min(found, key=lambda event: (event.effective_on, event.id), default=None)


def heard_on(figures: PeriodFigures, contract: Contract, noted: Iterable[Event]) -> date:
    """The day from which the vendor's time to answer a month's statement runs; it does not count itself."""
    stated_on = day_of(figures.as_of, contract.term.zone)
    delivery = delivery_of(figures.month, noted)
    return stated_on if delivery is None else max(stated_on, delivery.effective_on)


def object_until(figures: PeriodFigures, contract: Contract, noted: Iterable[Event]) -> date | None:
    """The last day to object to a month's statement, the time after a reminder included; None without a limit."""
    return contract.acceptance.object_until(heard_on(figures, contract, noted), contract.workdays)


def check_delivery(event: Event, amended: Amended, records: Iterable[MonthRecord]) -> Iterator[Finding]:
    """What is wrong with a delivery: no statement was there yet, or not on that day, or the day was not over."""
    month = Month.parse(event.fields["of_period"])
    zone = amended.for_month(month).term.zone
    record = next((one for one in records if one.month == month), None)
    if record is None:
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
        return
    stated_on, known_on = day_of(record.figures.as_of, zone), day_of(event.known_at, zone)
    if not stated_on <= event.effective_on <= known_on:
        params = {
            "id": event.id,
            "found": str(event.effective_on),
            "stated": str(stated_on),
            "known": str(known_on),
        }
        yield Finding("settlement.delivered_when", event.place, params)
