"""When a window ends: in calendar time, in workdays of the contract, or in business hours of the lead's country.

A window includes its last moment. Business hours count only while the country is open; the window ends at the very
moment at which the count is full, so what comes later is late even if nobody has opened again since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from assay.core.contract.model import Contract
from assay.core.contract.undertakings import BusinessHours
from assay.core.deadlines import Deadline
from assay.core.explain import Node
from assay.core.money import decimal_text
from assay.core.period import ONE_DAY, day_of

_MICROS_AN_HOUR = 3_600_000_000
HOURS_UNKNOWN = "lead.window.hours_unknown."
"""What the codes begin with that say why nobody can tell when a window ends."""
_TICK = timedelta(microseconds=1)
_COUNTED_BY_DAYS = ("workday", "month", "year")


class Timed(Protocol):
    """A rule or a duty with a window."""

    @property
    def within(self) -> Deadline | None:
        """The window as written."""

    @property
    def business_hours(self) -> bool:
        """Whether only business hours of the lead's country count."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window that runs from a moment.

    Attributes:
        within: Its length as written.
        business: Whether its hours count only while ``country`` is open.
        country: The lead's country, None when it is not known.
        ends_at: Its last moment; None when nobody agreed on the hours of that country.
        surely_at: A moment up to which it is surely not over, whatever the hours are: they never run faster than
            the calendar.
    """

    within: Deadline
    business: bool
    country: str | None
    ends_at: datetime | None
    surely_at: datetime

    @property
    def hours(self) -> str:
        """Plain calendar hours, as a number; empty for every other kind of window."""
        return "" if self.business or self.within.hours is None else decimal_text(self.within.hours)

    @property
    def node(self) -> Node:
        """What the window counts, for windows that are no plain hours."""
        amount = decimal_text(self.within.amount)
        if self.within.unit in _COUNTED_BY_DAYS:
            return Node(f"lead.window.{self.within.unit}", {"amount": amount})
        return Node(
            "lead.window.business_hours", {"hours": str(self.within.hours), "country": self.country or ""}
        )


def window(timed: Timed, start: datetime, country: str | None, contract: Contract) -> Window | None:
    """The window of a rule or a duty from a moment; None where it has none.

    Workdays, months and years count whole days of the contract's zone and end with the last of them, whoever's hours
    the rest of the contract counts.

    Raises:
        FindingsError: The signed table of workdays does not reach back to the start.
    """
    within = timed.within
    if within is None:
        return None
    business = timed.business_hours and within.unit not in _COUNTED_BY_DAYS
    plain = calendar_end(start, within, contract)
    ends_at = _open_hours_end(start, within, country, contract) if business else plain
    return Window(within, business, country, ends_at, plain)


def calendar_end(start: datetime, within: Deadline, contract: Contract) -> datetime:
    """The last moment of a window in calendar time: after hours to the microsecond, after days at the end of the day."""
    if within.unit not in _COUNTED_BY_DAYS:
        return start + span_of(within.hours or Fraction(0))
    zone = contract.term.zone
    last_on = within.last_day(day_of(start, zone), contract.workdays)
    return datetime.combine(last_on + ONE_DAY, time(), zone).astimezone(UTC) - _TICK


@lru_cache(maxsize=256)
def span_of(hours: Fraction) -> timedelta:
    """Whole microseconds; a finer part is dropped."""
    return timedelta(microseconds=int(hours * _MICROS_AN_HOUR))


def business_end(start: datetime, hours: timedelta, rows: Sequence[BusinessHours]) -> datetime | None:
    """The moment at which so much open time has passed since a start.

    Args:
        start: Any moment; while closed nothing passes.
        hours: Open time to pass; none ends at once.
        rows: The rows of one country, in order of their day.

    Returns:
        In UTC; None when no row was in force at the start.
    """
    left, moment = hours, start.astimezone(UTC)
    if _row_at(rows, start) is None:
        return None
    for opens_at, closes_at in _open_from(rows, start):
        begins_at = max(moment, opens_at)
        if left <= closes_at - begins_at:
            return begins_at + left if left else moment
        left -= max(timedelta(), closes_at - begins_at)
    return None


def _open_hours_end(
    start: datetime, within: Deadline, country: str | None, contract: Contract
) -> datetime | None:
    rows = [row for row in contract.business_hours if row.country == country]
    return business_end(start, span_of(within.hours or Fraction(0)), rows)


def _open_from(rows: Sequence[BusinessHours], start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Half-open spans of opening that end after a start, day by day, in UTC."""
    first = _row_at(rows, start)
    assert first is not None
    day = day_of(start, first.zone)
    while day < date.max:
        row = max((row for row in rows if row.from_on <= day), key=lambda row: row.from_on)
        if day.weekday() not in row.rest and day not in row.holidays:
            opens_at, closes_at = _clock(row, day, row.open_minute), _clock(row, day, row.close_minute)
            if closes_at > start:
                yield opens_at, closes_at
        day += ONE_DAY


def _row_at(rows: Sequence[BusinessHours], moment: datetime) -> BusinessHours | None:
    """The newest row whose day had begun, in its own zone, at a moment."""
    begun = [row for row in rows if row.from_on <= day_of(moment, row.zone)]
    return begun[-1] if begun else None


def _clock(row: BusinessHours, day: date, minute: int) -> datetime:
    """What the clock on the wall shows that minute of the day, in UTC; a change of summer time moves it."""
    midnight = datetime.combine(day, time(), row.zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)
