"""What each side owes the other, when it is due, and what was paid: facts from statements and events, nothing computed twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Acceptance, Amended, Contract, Party
from assay.core.findings import Finding
from assay.core.period import Month
from assay.core.quantity import parse_quantity
from assay.core.settlement.postings import minor_of
from assay.core.settlement.state import Owed


@dataclass(frozen=True, slots=True)
class Receivable:
    """What one side owes by the statement of a period, minor units.

    Attributes:
        side: Who owes it.
        minor: Without interest lines, >= 0.
        due_on: Last day to pay in time; None where the contract sets none or no valid invoice was received.
        paid: Day and amount of each payment of that side for that period, in order.
    """

    side: Party
    period: Month
    minor: int
    due_on: date | None
    paid: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that a statement sees."""

    id: str
    side: Party
    minor: int


def receivables(left: Iterable[Owed], noted: Sequence[Event], amended: Amended) -> tuple[Receivable, ...]:
    """What statements left to pay, on either side, in order of their periods; the buyer's first."""
    found = []
    for owed in left:
        contract = amended.for_month(owed.period)
        invoiced_on = _invoiced_on(owed.period, noted)
        from_statement = contract.acceptance.pay_from == "statement"
        starts = {
            Party.BUYER: owed.drawn_on if from_statement else invoiced_on,
            Party.VENDOR: owed.drawn_on,
        }
        for side, minor in ((Party.BUYER, owed.payable), (Party.VENDOR, owed.claim)):
            if minor:
                paid = _paid(side, owed.period, noted, contract.currency)
                due_on = pay_by(starts[side], contract)
                found.append(
                    Receivable(side, owed.period, _without_interest(minor, owed, side), due_on, paid)
                )
    return tuple(found)


def payments_seen(events: Sequence[Event], currency: str) -> tuple[Paid, ...]:
    """The payments among a statement's events, in the order known."""
    return tuple(
        Paid(event.id, Party(event.fields["by"]), _minor(event, currency))
        for event in events
        if event.kind == "payment"
    )


def check_payments(events: Iterable[Event], months: Iterable[Month], contract: Contract) -> Iterator[Finding]:
    """Payments and invoices in another currency, and payments of a period that has no statement.

    Args:
        events: What the statement sees.
        months: Months settled so far, the current one included.
        contract: The version in force.
    """
    known = {str(month) for month in months}
    for event in events:
        if event.kind not in ("payment", "invoice"):
            continue
        unit = parse_quantity(event.fields["amount"]).unit
        if unit != contract.currency:
            params = {"found": unit, "expected": contract.currency}
            yield Finding("contract.wrong_currency", event.place, params)
        if event.kind == "payment" and event.fields["of_period"] not in known:
            params = {"id": event.id, "period": event.fields["of_period"]}
            yield Finding("measurements.event_of_period", event.place, params)


def _without_interest(minor: int, owed: Owed, side: Party) -> int:
    own = owed.interest if side is Party.BUYER else -owed.interest
    return max(0, minor - max(0, own))


def _invoiced_on(period: Month, noted: Iterable[Event]) -> date | None:
    """The day on which the first valid invoice of a period was received."""
    of_period = str(period)
    days = (
        event.effective_on
        for event in noted
        if event.kind == "invoice"
        and event.fields["of_period"] == of_period
        and event.fields.get("valid", "true") == "true"
    )
    return min(days, default=None)


@lru_cache(maxsize=1024)
def pay_by(start_on: date | None, contract: Contract) -> date | None:
    """The last day to pay what runs from a day, moved off holidays as agreed; None where the contract sets none."""
    terms: Acceptance = contract.acceptance
    if start_on is None or terms.pay_within is None:
        return None
    day = terms.pay_within.last_day(start_on, contract.workdays)
    return contract.workdays.moved(day, terms.if_holiday) if contract.workdays is not None else day


def _paid(side: Party, period: Month, noted: Iterable[Event], currency: str) -> tuple[tuple[date, int], ...]:
    of_period = str(period)
    found = (
        (event.effective_on, event.id, _minor(event, currency))
        for event in noted
        if event.kind == "payment" and event.fields["by"] == side and event.fields["of_period"] == of_period
    )
    return tuple((day, minor) for day, _, minor in sorted(found))


def _minor(event: Event, currency: str) -> int:
    return minor_of(parse_quantity(event.fields["amount"]).value, currency)
