"""Deadlines: an amount of hours, days, workdays, weeks, months or years, and the signed table of workdays they count by.

Workdays come from a dated attachment of the contract, never from a library's built-in years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from assay.core.findings import Finding, FindingsError, Place
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.core.quantity import QuantityError, parse_quantity

_DEADLINE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?) (h|hour|day|workday|week|month|year)")
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_LONGEST_DAYS = 100 * 366
_AT_LEAST_DAYS = {"day": 1, "workday": 1, "week": 7, "month": 28, "year": 365}
SHORT_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
IF_HOLIDAY = ("next_workday", "previous_workday", "keep")


@dataclass(frozen=True, slots=True)
class WorkdayRow:
    """Workdays from a day on: weekdays of rest (0 is Monday), days off, and days of rest that are worked."""

    from_on: date
    rest: frozenset[int]
    holidays: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Workdays:
    """A signed table of workdays; rows in order of their day."""

    id: str
    rows: tuple[WorkdayRow, ...]
    place: Place

    def is_workday(self, day: date) -> bool:
        """Whether work is done on a day.

        Raises:
            FindingsError: The day lies before the first row; nobody agreed on it.
        """
        current = None
        for row in self.rows:
            if row.from_on <= day:
                current = row
        if current is None:
            params = {"day": str(day), "table": self.id}
            raise FindingsError([Finding("settlement.no_workday_row", self.place, params)])
        return day in current.work or (day.weekday() not in current.rest and day not in current.holidays)

    def after(self, day: date, count: int) -> date:
        """The ``count``-th workday after a day; the day itself never counts."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def moved(self, day: date, if_holiday: str) -> date:
        """A due date that is no workday, moved as agreed: ``next_workday``, ``previous_workday`` or ``keep``."""
        step = {"next_workday": 1, "previous_workday": -1, "keep": 0}[if_holiday]
        while step and not self.is_workday(day):
            day += timedelta(days=step)
        return day


@dataclass(frozen=True, slots=True)
class Deadline:
    """A length of time as written. ``unit``: h, day, workday, week, month or year; only hours may have a fraction."""

    amount: Fraction
    unit: str

    def __str__(self) -> str:
        return f"{decimal_text(self.amount)} {self.unit}"

    @property
    def hours(self) -> Fraction | None:
        """Calendar hours; None for workdays, months and years, which have no fixed length."""
        if self.unit == "h":
            return self.amount
        days = _DAYS.get(self.unit)
        return None if days is None else self.amount * days * 24

    def last_day(self, start_on: date, workdays: Workdays | None) -> date:
        """The last day that is in time, counted from a day that does not count itself; hours round up to whole days.

        Args:
            start_on: The day from which it runs.
            workdays: Needed for a deadline in workdays; loading refuses a contract without.
        """
        if self.unit == "workday":
            assert workdays is not None
            return workdays.after(start_on, int(self.amount))
        if self.unit in _MONTHS:
            return _months_later(start_on, int(self.amount) * _MONTHS[self.unit])
        hours = self.hours
        assert hours is not None
        return start_on + timedelta(days=-(-hours.numerator // (hours.denominator * 24)))


def parse_deadline(text: str) -> Deadline:
    """``10 workday``, ``72 h``, ``30 day``, ``2 week``, ``24 month`` or ``5 year``; a leading unit alone means one.

    Raises:
        QuantityError: Another form, or more than a hundred years.
    """
    match = _DEADLINE.fullmatch(text.strip())
    if match and _is_sound(Fraction(match[1]), match[2]):
        return Deadline(Fraction(match[1]), "h" if match[2] == "hour" else match[2])
    if text.strip() in (*_DAYS, *_MONTHS):
        return Deadline(Fraction(1), text.strip())
    raise QuantityError(text)


def _is_sound(amount: Fraction, unit: str) -> bool:
    """Only hours have fractions, and nothing is longer than a hundred years."""
    if unit in ("h", "hour"):
        return amount <= _LONGEST_DAYS * 24
    return amount.denominator == 1 and amount * _AT_LEAST_DAYS[unit] <= _LONGEST_DAYS


def parse_bound(text: str) -> tuple[str, Fraction, str]:
    """A bound of a duty: operator, value and unit, from ``>= 3``, ``= 100%``, ``>= 24 month``; no operator means ``>=``.

    Raises:
        QuantityError: Another form.
    """
    match = re.fullmatch(r"(>=|<=|=|≥|≤)?\s*(.+)", text.strip())
    if match is None:
        raise QuantityError(text)
    operator: Mapping[str, str] = {"≥": ">=", "≤": "<="}
    quantity = parse_quantity(match[2])
    written = match[1] or ">="
    return operator.get(written, written), quantity.value, quantity.unit


def _months_later(day: date, months: int) -> date:
    month = Month.of(day).plus(months)
    return date(month.year, month.month, min(day.day, month.days))
