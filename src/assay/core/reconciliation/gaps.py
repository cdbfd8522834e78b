"""Days on which a book says nothing: reported, never filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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


def gaps(
    observed: Iterable[Observed],
    months: Sequence[Month],
    term: Span | None = None,
    known_on: date | None = None,
) -> tuple[Gap, ...]:
    """The gaps of daily books. A book is due in a month when it speaks of some day of it or of the month before.

    Args:
        observed: Figures of all books that matter, whole accounts, from the month before the first on.
        months: The months asked for.
        term: Days on which figures are due: a contract's; None for the days between the first and the last that any
            book speaks of.
        known_on: Day of the last import; of later days nothing is due unless some book speaks of them.
    """
    spoken: defaultdict[Book, set[date]] = defaultdict(set)
    for row in observed:
        if row.measure in _HELD and not row.book.totals:
            spoken[row.book].update(row.days.each_day())
    due = _due({day for days in spoken.values() for day in days}, term, known_on)
    found = (
        Gap(month, book, tuple(_stretches(month.span.cut(due), days)))
        for month in months
        for book, days in sorted(spoken.items())
        if any(day in month.span or day in month.plus(-1).span for day in days)
    )
    return tuple(gap for gap in found if gap.stretches)


def _due(days: set[date], term: Span | None, known_on: date | None) -> Span:
    last = max((*days, *([known_on - ONE_DAY] if known_on else [])), default=date.min)
    if term is not None:
        return term.cut(Span(term.start_on, last + ONE_DAY))
    return Span(min(days), max(days) + ONE_DAY) if days else Span(date.min, date.min)


def _stretches(due: Span, spoken: set[date]) -> Iterator[Span]:
    start: date | None = None
    for day in due.each_day():
        if day in spoken:
            if start is not None:
                yield Span(start, day)
            start = None
        elif start is None:
            start = day
    if start is not None:
        yield Span(start, due.end_on)
