"""Days of a scenario: ``month 3 day 10``, ``end day 5``, ``stated month 3`` and ``due month 3`` become days of the contract's own term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, Place, Severity
from assay.core.period import Month, months_of
from assay.core.scenarios.scenario import DoesNotApplyError
from assay.core.settlement.receivables import pay_by

EACH_MONTH = "month *"
"""In a day: one for each month of the term."""
_WHEN = re.compile(r"(?:month (-?[1-9]\d{0,2}|\*)|(end))(?: day ([1-9]|[12]\d|3[01]))?")
_DUE = re.compile(r"(due|stated) month (-?[1-9]\d{0,2}|\*)(?: plus (\d{1,3}))?")
STATEMENT_DAY = 5
"""Day of the next month on which a statement is drawn when the contract names none."""


def is_when(text: str) -> bool:
    """Whether a text is a relative day or month."""
    return _WHEN.fullmatch(text) is not None or _DUE.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether a relative day names a day, and not a month alone."""
    return " day " in text or text.startswith(("due ", "stated "))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months of a term.

    Attributes:
        contract: Whose term it is.
        months: Of the term as written, in order.
        added: Months that excluded figures add after it.
        zone: Of the contract.
        statement_day: Day of the next month on which statements are drawn, at nine.
        ended: The last month with figures when the term ends early; None when it does not.
    """

    contract: Contract
    months: tuple[Month, ...]
    added: int
    zone: ZoneInfo
    statement_day: int
    ended: Month | None = None

    @property
    def last(self) -> Month:
        """The last month of the term as grown, or as it ended."""
        return self.ended or self.months[-1].plus(self.added)

    def number(self, month: Month) -> int:
        """The number of a month, 1 for the first."""
        first = self.months[0]
        return (month.year - first.year) * 12 + month.month - first.month + 1

    def month(self, number: int, place: Place) -> Month:
        """The month of that number; −1 is the last of the term as written.

        Raises:
            DoesNotApplyError: The term is shorter.
        """
        if 1 <= number <= len(self.months) or -len(self.months) <= number <= -1:
            return self.months[number - 1 if number > 0 else number]
        params = {"months": str(len(self.months)), "needed": str(abs(number))}
        raise DoesNotApplyError(Finding("simulate.short_term", place, params, Severity.INFO))

    def when(self, text: str, place: Place) -> tuple[Month, date]:
        """The month and the day of a relative day; the first day when it names none, the last at most.

        Raises:
            DoesNotApplyError: The term is shorter, or the contract sets no day to pay.
        """
        due = _DUE.fullmatch(text)
        if due is not None:
            month = self.month(int(due[2]), place)
            day = self.due(month, place) if due[1] == "due" else self.as_of(month).date()
            day += timedelta(days=int(due[3] or 0))
            return Month.of(day), day
        match = _WHEN.fullmatch(text)
        assert match is not None, text
        month = self.last.next() if match[2] else self.month(int(match[1]), place)
        return month, month.first_on.replace(day=min(int(match[3] or 1), month.days))

    def due(self, month: Month, place: Place) -> date:
        """The last day to pay a month's statement, its invoice being received on the day of the statement.

        Raises:
            DoesNotApplyError: The contract sets no such day.
        """
        day = pay_by(self.as_of(month).date(), self.contract)
        if day is None:
            raise DoesNotApplyError(Finding("simulate.needs_pay_within", place, {}, Severity.INFO))
        return day

    def at_nine(self, day: date) -> datetime:
        """Nine in the morning of a day in the contract's zone."""
        return datetime.combine(day, time(9), self.zone)

    def as_of(self, month: Month) -> datetime:
        """When the statement of a month is drawn."""
        following = month.next()
        return self.at_nine(following.first_on.replace(day=min(self.statement_day, following.days)))


def calendar_of(amended: Amended, added: int) -> Calendar:
    """The calendar of a contract at its newest version."""
    contract = amended.latest
    return Calendar(
        contract,
        months_of(contract.term.span),
        added,
        contract.term.zone,
        contract.acceptance.statement_day or STATEMENT_DAY,
    )
