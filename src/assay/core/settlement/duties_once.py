"""Duties without a rhythm: the answers to an incident, people who stay, and what is done once in the term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Party
from assay.core.contract.undertakings import VendorDuty
from assay.core.period import ONE_DAY, day_of
from assay.core.settlement.duty_reports import is_enough, reports_of
from assay.core.settlement.obligation import DutyCase, Obligation, Standing


def once(case: DutyCase) -> Iterator[Obligation]:
    """The vendor's duties that come round with no month, each until the first statement after its day."""
    for duty in case.contract.vendor_duties.values():
        if duty.answers:
            yield from _answers(case, duty)
        elif duty.rhythm is None:
            yield from _in_term(case, duty)


def _answers(case: DutyCase, duty: VendorDuty) -> Iterator[Obligation]:
    """What is owed after each incident, counted from its day."""
    for incident in case.noted:
        if incident.kind != "incident":
            continue
        for part, deadline in duty.answers.items():
            due_on = deadline.last_day(incident.effective_on, case.contract.workdays)
            reports = reports_of(case.noted, duty.id, part=part, on=incident.id)
            yield from _owed(case, f"{duty.id}/{part}@{incident.id}", due_on, reports)


def _in_term(case: DutyCase, duty: VendorDuty) -> Iterator[Obligation]:
    """The duty itself, when it has a bound or no parts, and each of its parts."""
    if duty.least is not None or not duty.parts:
        reports = reports_of(case.noted, duty.id)
        yield from _owed(
            case, duty.id, _last_day(case, duty), reports, lambda report: is_enough(duty, report)
        )
    for part in duty.parts:
        reports = reports_of(case.noted, duty.id, part=part)
        yield from _owed(case, f"{duty.id}/{part}", case.term_last_on, reports)


def _last_day(case: DutyCase, duty: VendorDuty) -> date:
    """The last day of the term, or that on which a lock counted from its start is over, if that is sooner."""
    if duty.lock is None:
        return case.term_last_on
    start_on = case.contract.term.span.start_on
    return min(duty.lock.last_day(start_on - ONE_DAY, case.contract.workdays), case.term_last_on)


def _owed(
    case: DutyCase,
    duty: str,
    due_on: date,
    reports: Sequence[Event],
    enough: Callable[[Event], bool] = lambda _: True,
) -> Iterator[Obligation]:
    """How it stands; nothing once an earlier statement has said so after its day, and no report is known since."""
    before = case.before
    is_told = before is not None and due_on < day_of(before, case.contract.term.zone)
    if before is not None and is_told and all(report.known_at <= before for report in reports):
        return
    done_on = next((report.effective_on for report in reports if enough(report)), None)
    if done_on is not None:
        state = Standing.MET if done_on <= due_on else Standing.LATE
    elif case.today <= due_on:
        state = Standing.OPEN
    else:
        state = Standing.LATE if reports else Standing.UNREPORTED
    yield Obligation(duty, Party.VENDOR, due_on, state)
