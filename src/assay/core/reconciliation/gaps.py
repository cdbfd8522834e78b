"""Days on which a book says nothing: reported, never filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assay.core.period import ONE_DAY, Month, Span
from assay.core.reconciliation.observed import Book, Measure, Observed

_HELD = frozenset({Measure.COST, Measure.SESSIONS})
"""One measure of each daily report: cost for ads reports, sessions for the site."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a month of which a daily book has no row in any campaign; stretches in order."""

    month: Month
    book: Book
    stretches: tuple[Span, ...]

    @property
    def days(self) -> int:
        """How many days."""
        return sum(stretch.days for stretch in self.stretches)


def gaps(observed: Iterable[Observed], months: Sequence[Month], term: Span | None) -> tuple[Gap, ...]:
    """The gaps of every daily book that says anything in these months.

    Args:
        observed: Figures of all books, whatever the scope.
        months: The months asked for.
        term: Days on which figures are due: a contract's; None for the days between the first and the last that any
            book speaks of.
    """
    spoken: defaultdict[Book, set[date]] = defaultdict(set)
    for row in observed:
        if row.measure in _HELD and Month.of(row.day) in months:
            spoken[row.book].add(row.day)
    every = {day for days in spoken.values() for day in days}
    due = term or (Span(min(every), max(every) + ONE_DAY) if every else Span(date.min, date.min))
    found = (
        Gap(month, book, _stretches(day for day in month.span.cut(due).each_day() if day not in days))
        for month in months
        for book, days in sorted(spoken.items())
    )
    return tuple(gap for gap in found if gap.stretches)


def _stretches(days: Iterable[date]) -> tuple[Span, ...]:
    found: list[Span] = []
    for day in days:
        if found and found[-1].end_on == day:
            found[-1] = Span(found[-1].start_on, day + ONE_DAY)
        else:
            found.append(Span(day, day + ONE_DAY))
    return tuple(found)
