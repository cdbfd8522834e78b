"""Time of a contract: half-open spans of days in the contract's zone, months and weeks.

A week belongs to the month in which its last day lies; a week cut by the term is judged on the days that it has.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_YEARS = range(1900, 3000)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open days: ``start_on`` is in, ``end_on`` is out."""

    start_on: date
    end_on: date

    @property
    def days(self) -> int:
        """How many days; never negative."""
        return max(0, (self.end_on - self.start_on).days)

    @property
    def last_on(self) -> date:
        """The last day inside."""
        return self.end_on - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.start_on <= day < self.end_on

    def cut(self, other: Span) -> Span:
        """The days in both; an empty span when there is none."""
        start_on = max(self.start_on, other.start_on)
        return Span(start_on, max(start_on, min(self.end_on, other.end_on)))

    def each_day(self) -> tuple[date, ...]:
        """The days, in order."""
        return tuple(self.start_on + timedelta(days=i) for i in range(self.days))


class Month(NamedTuple):
    """A calendar month, written ``2027-03``; a tuple because months are compared and looked up a thousand times a term."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From ``YYYY-MM``.

        Raises:
            ValueError: Another form.
        """
        return _month_of(text)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def span(self) -> Span:
        """All its days."""
        return _span_of(self)

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def days(self) -> int:
        """28 to 31."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def quarter(self) -> tuple[int, int]:
        """Year and calendar quarter 1–4."""
        return self.year, (self.month + 2) // 3

    def next(self) -> Month:
        """The month after."""
        return self.plus(1)

    def plus(self, months: int) -> Month:
        """This many months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)


@lru_cache(maxsize=1024)
def _month_of(text: str) -> Month:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise ValueError(text)
    return Month(_year(text), int(text[5:]))


@lru_cache(maxsize=1024)
def _span_of(month: Month) -> Span:
    return Span(month.first_on, month.next().first_on)


@lru_cache(maxsize=1024)
def months_of(span: Span) -> tuple[Month, ...]:
    """The months that a span touches, in order; none for an empty span."""
    if not span.days:
        return ()
    months = [Month.of(span.start_on)]
    while months[-1] < Month.of(span.last_on):
        months.append(months[-1].next())
    return tuple(months)


@lru_cache(maxsize=1024)
def weeks_of(month: Month, *, term: Span, week_starts: str) -> tuple[Span, ...]:
    """The weeks that belong to a month: those whose last day lies in it, cut by the term.

    Args:
        month: The month.
        term: Days of service; a cut week ends with it.
        week_starts: One of :data:`WEEKDAYS`.

    Returns:
        Spans of 1 to 7 days, in order.
    """
    first_weekday = WEEKDAYS.index(week_starts)
    start_on = month.first_on - timedelta(days=13)
    start_on += timedelta(days=(first_weekday - start_on.weekday()) % 7)
    weeks = []
    while start_on < month.span.end_on:
        week = Span(start_on, start_on + timedelta(days=7)).cut(term)
        if week.days and week.last_on in month.span:
            weeks.append(week)
        start_on += timedelta(days=7)
    return tuple(weeks)


def stretches_of(month: Month, *, term: Span, week_starts: str, unit: str, every: int) -> tuple[Span, ...]:
    """The stretches of several weeks or months that end in a month, cut by the term.

    They follow one another from the term's first week or month; one cut by the term's end ends with it.

    Args:
        month: The month.
        term: Days of service.
        week_starts: One of :data:`WEEKDAYS`.
        unit: ``week`` or ``month``.
        every: Weeks or months in a stretch, from 1.

    Example:
        >>> term = Span(date(2027, 1, 1), date(2027, 7, 1))
        >>> [str(span.last_on) for span in stretches_of(Month(2027, 1), term=term, week_starts="monday", unit="week", every=2)]
        ['2027-01-10', '2027-01-24']
    """
    found, at = [], 0
    while (span := _stretch(term, week_starts, unit, every, at)).start_on < month.span.end_on:
        cut = span.cut(term)
        if cut.days and cut.last_on in month.span:
            found.append(cut)
        at += 1
    return tuple(found)


def _stretch(term: Span, week_starts: str, unit: str, every: int, at: int) -> Span:
    """The stretch with a number, from 0, as if the term had no end."""
    if unit == "month":
        first = Month.of(term.start_on).plus(every * at)
        return Span(first.first_on, first.plus(every).first_on)
    since = (term.start_on.weekday() - WEEKDAYS.index(week_starts)) % 7
    start_on = term.start_on - timedelta(days=since) + timedelta(days=7 * every * at)
    return Span(start_on, start_on + timedelta(days=7 * every))


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment in a zone.

    Args:
        moment: An aware instant.
        zone: The contract's zone.

    Raises:
        ValueError: The moment is naive; a machine's own zone never decides.
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(zone).date()


@lru_cache(maxsize=4096)
def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant with an offset, as UTC.

    Raises:
        ValueError: No offset, not ISO, or outside the calendar once in UTC.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    _year(moment.isoformat())
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


@lru_cache(maxsize=4096)
def parse_day(text: str) -> date:
    """An ISO date ``YYYY-MM-DD``.

    Raises:
        ValueError: Another form.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    _year(text)
    return date.fromisoformat(text)


def _year(text: str) -> int:
    """The year a date begins with; only years that a calendar can be reckoned around are accepted."""
    if int(text[:4]) not in _YEARS:
        raise ValueError(text)
    return int(text[:4])
