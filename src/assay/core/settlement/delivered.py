"""When the vendor had a statement in hand: from that day on its silence counts.

A statement is delivered on the day that the first ``delivery`` event of its month names; sending it again starts
nothing anew. Without such an event it is taken to be delivered on the day on which it was drawn. A reissued one (v2 …) is
another statement: it has days of its own to object, from the statement that brought it or from a delivery that names it.
What waits for a reply or for replacements runs from the first version alone: money was posted on its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding
from assay.core.period import Month, day_of
from assay.core.settlement.state import MonthRecord, State


def delivery_of(month: Month, noted: Iterable[Event], version: int = 1) -> Event | None:
    """The first delivery of a version of a month's statement, None when nobody recorded one."""
    found = (
        event
        for event in noted
        if event.kind == "delivery" and event.fields["of_period"] == str(month) and _version(event) == version
    )
    return min(found, key=lambda event: (event.effective_on, event.id), default=None)


def heard_on(figures: PeriodFigures, contract: Contract, noted: Iterable[Event]) -> date:
    """The day from which the vendor's time to answer a month's statement runs; it does not count itself."""
    stated_on = day_of(figures.as_of, contract.term.zone)
    delivery = delivery_of(figures.month, noted)
    return stated_on if delivery is None else max(stated_on, delivery.effective_on)


def objection_until(
    record: MonthRecord, records: Iterable[MonthRecord], contract: Contract, noted: Sequence[Event]
) -> date | None:
    """The last day to object to the newest version of a month's statement; None without a limit.

    Args:
        record: Of the month.
        records: Of every month.
        contract: The version in force in that month.
        noted: All events so far.
    """
    stated_on = _stated_on(record, records, contract, noted)
    delivery = delivery_of(record.month, noted, record.version)
    heard = stated_on if delivery is None else max(stated_on, delivery.effective_on)
    return contract.acceptance.object_until(heard, contract.workdays)


def _stated_on(
    record: MonthRecord, records: Iterable[MonthRecord], contract: Contract, noted: Iterable[Event]
) -> date:
    """The day of the statement that told the newest version of a month: its own, or that which saw the reissue."""
    period = str(record.month)
    seen_at = [
        event.known_at for event in noted if event.kind == "reissue" and event.fields["of_period"] == period
    ]
    drawn = sorted(one.figures.as_of for one in records)
    told_at = [next((at for at in drawn if at >= known), known) for known in seen_at]
    own = record.figures.as_of
    return day_of(max(told_at, default=own) if record.version > 1 else own, contract.term.zone)


def _version(event: Event) -> int:
    return int(Fraction(event.fields.get("of_version", "1")))


def check_delivery(event: Event, amended: Amended, state: State) -> Iterator[Finding]:
    """What is wrong with a delivery: no statement was there yet, or not on that day, or the day was not over."""
    month = Month.parse(event.fields["of_period"])
    contract = amended.for_month(month)
    zone = contract.term.zone
    record = next((one for one in state.records if one.month == month), None)
    if record is None or not 1 <= _version(event) <= record.version:
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
        return
    stated_on, known_on = day_of(record.figures.as_of, zone), day_of(event.known_at, zone)
    if _version(event) == record.version:
        stated_on = _stated_on(record, state.records, contract, state.noted)
    if not stated_on <= event.effective_on <= known_on:
        params = {
            "id": event.id,
            "found": str(event.effective_on),
            "stated": str(stated_on),
            "known": str(known_on),
        }
        yield Finding("settlement.delivered_when", event.place, params)
