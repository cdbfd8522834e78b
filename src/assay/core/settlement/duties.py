"""Duties that fall due in a month, and what goes on after the end: who owes what by when, and whether it was reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party
from assay.core.contract.undertakings import VendorDuty
from assay.core.deadlines import Deadline
from assay.core.findings import Finding
from assay.core.period import Month, Span, parse_day
from assay.core.quantity import parse_quantity

_MEETS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda done, least: done >= least,
    "<=": lambda done, least: done <= least,
    "=": lambda done, least: done == least,
}


class Standing(StrEnum):
    """How a duty stands."""

    MET = "met"
    LATE = "late"
    OPEN = "open"
    UNREPORTED = "unreported"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty with its day. ``due_on`` is the day it was due, or until which it lasts."""

    id: str
    party: Party
    due_on: date
    state: Standing


def obligations(
    contract: Contract, month: Month, noted: Sequence[Event], *, term_last_on: date, today: date
) -> tuple[Obligation, ...]:
    """The duties of a statement, in order of day and id.

    Args:
        contract: The version in force.
        month: The month settled.
        noted: All events seen.
        term_last_on: Last day of the term as grown or ended.
        today: Day of the statement.
    """
    found = [
        *_periodic(contract, month, noted, term_last_on),
        *_late(noted, month),
        *_acceptance(contract, today),
    ]
    found += _lasting(contract, term_last_on, today)
    if month.span.last_on >= term_last_on:
        found += _handover(contract, noted, term_last_on, today)
    return tuple(sorted(found, key=lambda item: (item.due_on, item.id, item.party)))


def check_duty(event: Event, contract: Contract) -> Iterator[Finding]:
    """A duty reported must be one of the contract."""
    known = set(contract.vendor_duties) if event.fields["party"] == Party.VENDOR else set(contract.duties)
    if event.fields["duty"] not in known:
        params = {"found": event.fields["duty"], "expected": ", ".join(sorted(known))}
        yield Finding("contract.unknown_name", event.place, params)


def _periodic(
    contract: Contract, month: Month, noted: Sequence[Event], term_last_on: date
) -> Iterator[Obligation]:
    """The vendor's rhythms: each time that ends in the month, with what was reported for it."""
    span = month.span.cut(Span(contract.term.span.start_on, term_last_on + timedelta(days=1)))
    for duty in contract.vendor_duties.values():
        if duty.per is None or not span.days:
            continue
        reports = [event for event in noted if _is_report(event, duty.id, month)]
        for index, due_on in enumerate(_due_days(duty.per, contract.term.span.start_on, span, term_last_on)):
            report = reports[index] if index < len(reports) else None
            yield Obligation(duty.id, Party.VENDOR, due_on, _standing(duty, report))


def _is_report(event: Event, duty: str, month: Month) -> bool:
    return (
        event.kind == "duty"
        and event.fields["party"] == Party.VENDOR
        and event.fields["duty"] == duty
        and event.fields["of_period"] == str(month)
    )


def _due_days(per: Deadline, start_on: date, span: Span, term_last_on: date) -> Iterator[date]:
    """The last days of the times that end within a span: calendar months, weeks from the start, years, or the end."""
    if per.unit == "month" and per.amount == 1:
        yield span.last_on
        return
    day = per.last_day(start_on, None) - timedelta(days=1)
    while day <= span.last_on:
        if day >= span.start_on:
            yield min(day, term_last_on)
        day = per.last_day(day, None)
    if per.unit == "year" and span.last_on == term_last_on and day > term_last_on:
        yield term_last_on


def _standing(duty: VendorDuty, report: Event | None) -> Standing:
    if report is None:
        return Standing.UNREPORTED
    if duty.least is None:
        return Standing.MET
    done = parse_quantity(report.fields.get("value", "0")).value
    return Standing.MET if _MEETS[duty.op](done, duty.least) else Standing.LATE


def _late(noted: Sequence[Event], month: Month) -> Iterator[Obligation]:
    """Duties of either side that an event found late in the month."""
    for event in noted:
        if event.kind == "late_duty" and Month.of(parse_day(event.fields["from"])) == month:
            party = Party(event.fields["party"])
            due_on = parse_day(event.fields["from"]) - timedelta(days=1)
            yield Obligation(event.fields["duty"], party, due_on, Standing.LATE)


def _acceptance(contract: Contract, today: date) -> Iterator[Obligation]:
    """What the statement itself sets going: the days to object and to bring final figures."""
    terms = contract.acceptance
    for name, party, deadline in (
        ("objection", Party.VENDOR, terms.object_within),
        ("final_figures", Party.BUYER, terms.final_by),
    ):
        if deadline is not None:
            yield Obligation(name, party, deadline.last_day(today, contract.workdays), Standing.OPEN)


def _handover(
    contract: Contract, noted: Sequence[Event], term_last_on: date, today: date
) -> Iterator[Obligation]:
    """What is to be handed over after the last day of service."""
    access = contract.access
    if access.handover is not None:
        due_on = access.handover.last_day(term_last_on, contract.workdays)
        done = [event.effective_on for event in noted if event.kind == "hand_over"]
        late = min(done, default=today) > due_on
        state = Standing.LATE if late else Standing.MET if done else Standing.OPEN
        yield Obligation("handover", Party.VENDOR, due_on, state)


def _lasting(contract: Contract, term_last_on: date, today: date) -> Iterator[Obligation]:
    """What goes on after the last day of service, and until when."""
    access, survival = contract.access, contract.survival
    lasting = (
        ("confidentiality", survival.confidentiality),
        ("non_compete_core_team", survival.non_compete),
        ("personal_retention", access.personal_retention),
        ("raw_retention", access.raw_retention),
        ("after_end_credit", contract.credit.after_end),
    )
    for name, deadline in lasting:
        if deadline is not None:
            due_on = deadline.last_day(term_last_on, contract.workdays)
            state = Standing.OPEN if today <= due_on else Standing.MET
            yield Obligation(name, Party.VENDOR, due_on, state)
