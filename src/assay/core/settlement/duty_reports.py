"""Reports of duties: which events speak of a duty, whether they say enough, and what a report must name."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party
from assay.core.contract.undertakings import VendorDuty
from assay.core.findings import Finding
from assay.core.period import Month
from assay.core.quantity import parse_quantity

_MEETS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda done, least: done >= least,
    "<=": lambda done, least: done <= least,
    "=": lambda done, least: done == least,
}


def reports_of(noted: Iterable[Event], duty: str, *, part: str = "", on: str = "") -> tuple[Event, ...]:
    """The vendor's reports of a duty, or of a part of it, in order of day.

    Args:
        noted: Events seen.
        duty: Id of the duty.
        part: What of it; empty for the duty itself.
        on: Id of the incident that it answers; empty for none.
    """
    named = {"party": Party.VENDOR.value, "duty": duty, "part": part, "on": on}
    found = (
        event
        for event in noted
        if event.kind == "duty" and all(event.fields.get(key, "") == name for key, name in named.items())
    )
    return tuple(sorted(found, key=lambda event: (event.effective_on, event.known_at, event.id)))


def is_enough(duty: VendorDuty, report: Event) -> bool:
    """Whether a report of a duty says as much as was promised; without a bound, doing it is enough."""
    return duty.least is None or _MEETS[duty.op](parse_quantity(report.fields["value"]).value, duty.least)


def check_duty(
    event: Event, contract: Contract, months: Container[Month], noted: Iterable[Event]
) -> Iterator[Finding]:
    """A report must name a duty of the contract, a month settled so far, and what was done in the duty's own unit.

    Args:
        event: The report.
        contract: The version in force.
        months: Months settled so far.
        noted: Events seen, those of this statement included.
    """
    known = set(contract.vendor_duties) if event.fields["party"] == Party.VENDOR else set(contract.duties)
    period = event.fields["of_period"]
    if event.fields["duty"] not in known:
        yield _unknown(event, event.fields["duty"], known)
    elif event.fields["party"] == Party.VENDOR:
        yield from _check_vendor(event, contract.vendor_duties[event.fields["duty"]], noted)
    if Month.parse(period) not in months:
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": period})


def _check_vendor(event: Event, duty: VendorDuty, noted: Iterable[Event]) -> Iterator[Finding]:
    part = event.fields.get("part")
    if part and part not in duty.parts:
        yield _unknown(event, part, duty.parts)
    elif part and duty.answers:
        yield from _check_incident(event, noted)
    elif not part and duty.parts and duty.least is None:
        yield Finding("contract.missing_field", event.place, {"field": "part"})
    elif not part:
        yield from _check_value(event, duty)


def _check_incident(event: Event, noted: Iterable[Event]) -> Iterator[Finding]:
    incidents = {other.id for other in noted if other.kind == "incident"}
    if "on" not in event.fields:
        yield Finding("contract.missing_field", event.place, {"field": "on"})
    elif event.fields["on"] not in incidents:
        yield _unknown(event, event.fields["on"], incidents)


def _check_value(event: Event, duty: VendorDuty) -> Iterator[Finding]:
    if duty.least is None:
        return
    if "value" not in event.fields:
        yield Finding("contract.missing_field", event.place, {"field": "value"})
        return
    unit = parse_quantity(event.fields["value"]).unit
    if unit != duty.unit:
        params = {"found": unit or "1", "expected": duty.unit or "1"}
        yield Finding("contract.wrong_unit", event.place, params)


def _unknown(event: Event, found: str, known: Iterable[str]) -> Finding:
    return Finding(
        "contract.unknown_name", event.place, {"found": found, "expected": ", ".join(sorted(known))}
    )
