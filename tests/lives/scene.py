"""What the drawing of a month's events looks at: the contract, the state before it, and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.period import Month, Span, day_of
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from assay.core.settlement.terms import days_in_term, last_month
from tests.properties.dice import Dice

Document = dict[str, Any]

_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(days=26)


@dataclass(slots=True)
class Scene:
    """One month on its way to a statement.

    Attributes:
        amended: The contract, cut where a termination is known.
        added: Months that the term has grown by so far.
        state: Before the statement.
        owes: Month → final figures that are still to come.
        figures: Of the month; None while they are drawn.
        events: Drawn so far for this statement.
        statements: Before it.
        is_last: Whether no other statement follows.
    """

    dice: Dice
    amended: Amended
    added: int
    state: State
    month: Month
    as_of: datetime
    owes: Mapping[Month, Document]
    statements: Sequence[Statement]
    is_last: bool
    figures: PeriodFigures | None = None
    events: list[Document] = field(default_factory=list)

    @property
    def contract(self) -> Contract:
        """The version of the month."""
        return self.amended.for_month(self.month)

    @property
    def days(self) -> Span:
        """The days of the month in term."""
        return days_in_term(self.contract, self.month, self.added)

    @property
    def is_over(self) -> bool:
        """Whether the term ended before the month."""
        return self.month > last_month(self.contract, self.added)

    @property
    def after(self) -> datetime:
        """The moment after which an event is of this statement."""
        least = self.as_of - _LONGEST
        return least if self.state.as_of is None else max(least, self.state.as_of + _MINUTE)

    def recent(self, months: int) -> list[PeriodFigures]:
        """The figures of the last months before this one."""
        return [record.figures for record in self.state.records[-months:]]

    def known(self, until: date | None = None) -> datetime | None:
        """A moment in which something becomes known; None when the last day for it is over."""
        latest = self.as_of
        if until is not None:
            end = datetime(until.year, until.month, until.day, 12, tzinfo=self.contract.term.zone)
            latest = min(latest, end.astimezone(self.as_of.tzinfo))
        minutes = int((latest - self.after).total_seconds()) // 60
        return None if minutes < 0 else self.after + timedelta(minutes=self.dice.whole(0, minutes))

    def add(self, kind: str, fields: Document, *, until: date | None = None, on: date | None = None) -> None:
        """Add an event that becomes known in time; nothing when it is too late for that.

        Args:
            kind: Of the event.
            fields: Its own fields.
            until: The last day on which it may become known.
            on: Its effective day; the day on which it becomes known when None.
        """
        known = self.known(until)
        if known is None:
            return
        effective = day_of(known, self.contract.term.zone) if on is None else on
        moments = {"effective": str(effective), "known": known.isoformat()}
        number = sum(event["kind"] == kind for event in self.events)
        self.events.append({"id": f"{kind}-{self.month}-{number}", "kind": kind, **fields, **moments})
