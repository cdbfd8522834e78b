"""Make-good: what was contracted and not delivered is owed in kind, and once it is late at its agreed rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Event, PeriodFigures, Status
from assay.core.contract.model import Amended, Contract, clauses_of
from assay.core.contract.remedy import Clause
from assay.core.explain import Node
from assay.core.money import decimal_text
from assay.core.period import Month, day_of
from assay.core.settlement.pauses import vendor_last_day
from assay.core.settlement.postings import Draft
from assay.core.settlement.state import State

_ZERO = Fraction(0)


class Owing(StrEnum):
    """Where a make-good stands."""

    OWED = "owed"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class MakeGood:
    """Units that the vendor still owes for a month.

    Attributes:
        owed: Units not delivered yet.
        due_on: Last day to deliver them.
    """

    clause: Clause
    month: Month
    owed: Fraction
    due_on: date
    state: Owing

    @property
    def may_cost(self) -> bool:
        """Whether it costs money once its day is past."""
        return self.state is Owing.OWED and bool(self.clause.rate)

    @property
    def id(self) -> str:
        """The clause and the month."""
        return f"{self.clause.id}@{self.month}"


def make_goods(
    contract: Contract, figures: PeriodFigures, noted: Sequence[Event], today: date
) -> Iterator[MakeGood]:
    """What is owed in kind for a month, by clause; nothing where all was delivered at once.

    Args:
        contract: The version in force in that month.
        figures: The month's figures; its ``as_of`` is the day of its statement.
        noted: All events seen.
        today: Day of the statement being drawn.
    """
    for clause in clauses_of(contract, "redelivery"):
        short = _not_delivered(clause, figures)
        if short <= 0 or clause.due is None:
            continue
        stated_on = day_of(figures.as_of, contract.term.zone)
        due_on = vendor_last_day(clause.due, stated_on, contract, noted)
        in_time_only = bool(clause.rate)  # what is paid for once late cannot be delivered any more
        delivered = _delivered(clause, figures.month, noted, due_on if in_time_only else today)
        owed = max(_ZERO, short - delivered)
        state = Owing.DONE if not owed else Owing.LATE if today > due_on else Owing.OWED
        yield MakeGood(clause, figures.month, owed, due_on, state)


def late_make_good(found: Sequence[MakeGood]) -> tuple[Draft, ...]:
    """The lines of what is late and has a rate: the units still owed, once."""
    drafts = []
    for item in found:
        clause = item.clause
        if item.state is Owing.LATE and clause.rate:
            exact = -item.owed * clause.rate
            params = {
                "clause": clause.id,
                "units": decimal_text(item.owed),
                "due_on": str(item.due_on),
                "rate": decimal_text(clause.rate),
            }
            node = Node("explain.redelivery", params, exact)
            drafts.append(Draft(clause.id, clause.id, clause.head, exact, node=node))
    return tuple(drafts)


def _not_delivered(clause: Clause, figures: PeriodFigures) -> Fraction:
    """Units contracted less units delivered, from the monitor that the clause names; 0 while that is not known."""
    given = figures.monitors.get(clause.subject)
    if given is None:
        return _ZERO
    parts = [given.all.month] if given.all.month is not None else [figure for _, figure in given.all.weeks]
    short = _ZERO
    for part in parts:
        is_final = part.status is Status.FINAL
        if is_final and part.denominator is not None and part.numerator is not None:
            short += part.denominator - part.numerator
    return short


def _delivered(clause: Clause, month: Month, noted: Sequence[Event], until: date) -> Fraction:
    """Units delivered since, by the days on which they were; an event that names no clause speaks of the only one."""
    return sum(
        (
            Fraction(event.fields["units"])
            for event in noted
            if event.kind == "redelivery"
            and event.fields["of_period"] == str(month)
            and event.fields.get("on", clause.id) == clause.id
            and event.effective_on <= until
        ),
        _ZERO,
    )


def still_owed(state: State, amended: Amended, events: Sequence[Event]) -> Iterator[MakeGood]:
    """What is owed in kind for every month so far; what is done only in the statement that sees it delivered."""
    delivered = {event.fields["of_period"] for event in events if event.kind == "redelivery"}
    for record in state.records:
        contract = amended.for_month(record.month)
        today = day_of(state.records[-1].figures.as_of, contract.term.zone)
        for item in make_goods(contract, record.figures, state.noted, today):
            is_done = item.state is Owing.DONE and str(record.month) not in delivered
            if not is_done and not _was_paid_for(item, state.as_of, contract):
                yield item


def _was_paid_for(item: MakeGood, before: datetime | None, contract: Contract) -> bool:
    """Whether an earlier statement found it late and charged its rate."""
    is_charged = item.state is Owing.LATE and bool(item.clause.rate)
    return is_charged and before is not None and day_of(before, contract.term.zone) > item.due_on


def is_claim(item: MakeGood) -> bool:
    """Whether a make-good is an open claim: late, and not paid for at a rate."""
    return item.state is Owing.LATE and not item.clause.rate
