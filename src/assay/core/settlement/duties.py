"""Duties that fall due in a month, and what goes on after the end: who owes what by when, and whether it was reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party
from assay.core.contract.undertakings import VendorDuty
from assay.core.deadlines import Deadline
from assay.core.period import ONE_DAY, Month, Span, day_of, parse_day
from assay.core.settlement.duties_once import once
from assay.core.settlement.duty_reports import is_enough, reports_of
from assay.core.settlement.obligation import DutyCase, Obligation, Standing
from assay.core.settlement.receivables import Receivable


def obligations(case: DutyCase) -> tuple[Obligation, ...]:
    """The duties of a statement, in order of day and id."""
    contract, month, noted = case.contract, case.month, case.noted
    found = [
        *_periodic(contract, month, noted, case.term_last_on),
        *_late(noted, month),
        *_acceptance(contract, case.today),
        *_payments(case),
        *once(case),
        *_lasting(contract, case.term_last_on, case.today),
    ]
    if month.span.last_on >= case.term_last_on:
        found += _handover(contract, noted, case.term_last_on, case.today)
    return tuple(sorted(found, key=lambda item: (item.due_on, item.id, item.party)))


def _periodic(
    contract: Contract, month: Month, noted: Sequence[Event], term_last_on: date
) -> Iterator[Obligation]:
    """The vendor's rhythms: each time that ends in the month, with what was reported for it."""
    for duty in contract.vendor_duties.values():
        if duty.rhythm is None or duty.answers:
            continue
        reports = reports_of(noted, duty.id)
        times = tuple(times_of(duty.rhythm, contract.term.span.start_on, term_last_on))
        for time in times:
            if time.last_on in month.span:
                own = [event for event in reports if _time_of(event, times) == time]
                yield Obligation(duty.id, Party.VENDOR, time.last_on, _standing(duty, own))


def times_of(per: Deadline, start_on: date, last_on: date) -> Iterator[Span]:
    """The times of a rhythm in a term: calendar months; days, weeks and years from its start.

    A last month or year that the end cuts is owed, a last week or some last days are not.
    """
    end_on, begins_on = last_on + ONE_DAY, start_on
    for number in count(1):
        if begins_on >= end_on:
            return
        if per.unit == "month":
            after = Month.of(start_on).plus(int(per.amount) * number).first_on
        else:
            after = Deadline(per.amount * number, per.unit).last_day(start_on, None)
        if after <= end_on or per.unit in ("month", "year"):
            yield Span(begins_on, min(after, end_on))
        begins_on = after


def _time_of(event: Event, times: Sequence[Span]) -> Span | None:
    """The time that a report speaks of: that which ends in its period, the first not over when it was done; else that around it."""
    month = Month.parse(event.fields["of_period"])
    ending = [time for time in times if time.last_on in month.span]
    if ending:
        return next((time for time in ending if event.effective_on <= time.last_on), ending[-1])
    return next((time for time in times if month.span.last_on in time), None)


def _standing(duty: VendorDuty, reports: Sequence[Event]) -> Standing:
    """How a duty stands by its latest report, if there is one."""
    if not reports:
        return Standing.UNREPORTED
    return Standing.MET if is_enough(duty, reports[-1]) else Standing.LATE


def _late(noted: Sequence[Event], month: Month) -> Iterator[Obligation]:
    """Duties of either side that an event found late in the month."""
    for event in noted:
        if event.kind != "late_duty":
            continue
        from_on, to_on = parse_day(event.fields["from"]), parse_day(event.fields["to"])
        if month.span.cut(Span(from_on, to_on + ONE_DAY)).days:
            party = Party(event.fields["party"])
            due_on = from_on - ONE_DAY
            yield Obligation(event.fields["duty"], party, due_on, Standing.LATE)


def _acceptance(contract: Contract, today: date) -> Iterator[Obligation]:
    """What the statement itself sets going: the days to object and to bring final figures."""
    terms, workdays = contract.acceptance, contract.workdays
    object_until = terms.object_until(today, workdays)
    if object_until is not None:
        yield Obligation("objection", Party.VENDOR, object_until, Standing.OPEN)
    if terms.final_by is not None:
        due_on = terms.final_by.last_day(today, workdays)
        yield Obligation("final_figures", Party.BUYER, due_on, Standing.OPEN)


def _payments(case: DutyCase) -> Iterator[Obligation]:
    """What is to be paid by a day that is known: while it is open, and once when it is known to be paid or its day has passed.

    A side of which no payment was ever reported is not said to be late.
    """
    reporting = {event.fields["by"] for event in case.noted if event.kind == "payment"}
    told = {(item.side, item.period): (item.due_on, _paid_on(item)) for item in case.owed_before}
    for item in case.owed:
        if item.due_on is None or not item.minor:
            continue
        paid_on = _paid_on(item)
        is_news = told.get((item.side, item.period)) != (item.due_on, paid_on)
        if paid_on is not None:
            state = Standing.MET if paid_on <= item.due_on else Standing.LATE
        elif case.today <= item.due_on:
            state, is_news = Standing.OPEN, True
        else:
            state = Standing.LATE if item.side in reporting else Standing.UNREPORTED
            is_news = is_news or state is Standing.LATE or not _was_over(case, item.due_on)
        if is_news:
            yield Obligation(f"payment@{item.period}", item.side, item.due_on, state)


def _was_over(case: DutyCase, due_on: date) -> bool:
    """Whether a day had passed when the statement before was drawn."""
    return case.before is not None and due_on < day_of(case.before, case.contract.term.zone)


def _paid_on(item: Receivable) -> date | None:
    """The day on which an amount was paid in full; None while it is not."""
    paid = 0
    for day, minor in item.paid:
        paid += minor
        if paid >= item.minor:
            return day
    return None


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
