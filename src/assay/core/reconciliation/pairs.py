"""The pairs: which figures of which books count the same thing, campaign by campaign and month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assay.core.period import Month
from assay.core.reconciliation.lines import Explained, Line, Pair, Tolerance
from assay.core.reconciliation.observed import DAILY, OF_ADS, Book, Measure, Observed, whole_sum

NO_ROWS = "days_without_rows"
OTHER_WAYS = "other_ways_in"
OTHER_ACCOUNTS = "other_accounts"
COPIED = (Measure.CLICKS, Measure.COST, Measure.SESSIONS, Measure.FORMS, Measure.LEADS, Measure.RESULTS)
_ADDED = frozenset({*OF_ADS, Measure.LEADS, Measure.OTHER_CLICKS})
"""Books of one campaign that stand beside each other: two ads accounts, two logs. Two counts of sessions do not."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair in one month: a measure, and the books that are added up for it; none where nobody has it.

    Attributes:
        days: The days of which these books say anything, in any campaign.
        rows: Their rows of the campaign.
    """

    measure: Measure
    books: tuple[Book, ...] = ()
    days: frozenset[date] = frozenset()
    rows: tuple[Observed, ...] = ()

    @property
    def name(self) -> str:
        """The books, joined."""
        return " + ".join(str(book) for book in self.books)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The figures of one measure in one month: book → campaign and unit → rows, and book → days of which it speaks."""

    measure: Measure
    rows: Mapping[Book, Mapping[_Key, Sequence[Observed]]]
    days: Mapping[Book, frozenset[date]]

    def keys(self) -> set[_Key]:
        """The campaigns, each with its unit, that any book names."""
        return {key for campaigns in self.rows.values() for key in campaigns}

    def sides(self, key: _Key) -> tuple[Side, ...]:
        """One side per book that names the campaign; an empty one where none does."""
        naming = [book for book in sorted(self.rows) if key in self.rows[book]]
        return tuple(self._side((book,), key) for book in naming) or (Side(self.measure),)

    def added(self, key: _Key) -> tuple[Side, ...]:
        """As :meth:`sides`, with books that stand beside each other as one; of two exports of an account one counts."""
        if self.measure not in _ADDED:
            return self.sides(key)
        named = (book for side in self.sides(key) for book in side.books)
        return (self._side(one_of_each(named, self.days), key),)

    def of(self, books: Collection[Book], key: _Key) -> tuple[Observed, ...]:
        """The rows of a campaign in some books."""
        return tuple(row for book in books if book in self.rows for row in self.rows[book].get(key, ()))

    def _side(self, books: tuple[Book, ...], key: _Key) -> Side:
        days = frozenset[date]().union(*(self.days[book] for book in books))
        rows = tuple(row for book in books for row in self.rows[book][key])
        return Side(self.measure, books, days, rows)


def one_of_each(books: Iterable[Book], days: Mapping[Book, Collection[date]]) -> tuple[Book, ...]:
    """Of each account the book that speaks of the most days; of equals the daily one, then the first by name."""
    ordered = sorted(books, key=lambda book: (book.account, -len(days[book]), book.totals, book))
    return tuple(next(group) for _, group in groupby(ordered, key=lambda book: book.account))


def pair_lines(
    observed: Iterable[Observed],
    months: Sequence[Month],
    tolerances: Mapping[Pair, Tolerance],
    agency: Collection[str] = (),
) -> tuple[Line, ...]:
    """Every pair of figures of which one side at least is known, in the order of :attr:`Line.order`.

    Args:
        observed: Figures of any days; those outside the months are left out.
        months: The months to reconcile.
        tolerances: One for every pair.
        agency: Accounts whose books came from the agency: compared with the others and with nothing else.
    """
    rows: defaultdict[tuple[Month, Measure, bool], list[Observed]] = defaultdict(list)
    for row in observed:
        rows[row.month, row.measure, row.book.account in agency].append(row)
    lines: list[Line] = []
    for month in months:
        own = {measure: _shelf(measure, rows[month, measure, False]) for measure in Measure}
        theirs = {measure: _shelf(measure, rows[month, measure, True]) for measure in COPIED}
        lines += _of_month(month, own, theirs, tolerances)
    said = (line for line in lines if line.first is not None or line.second is not None)
    return tuple(sorted(said, key=lambda line: line.order))


def _shelf(measure: Measure, rows: Iterable[Observed]) -> Shelf:
    books: defaultdict[Book, defaultdict[_Key, list[Observed]]] = defaultdict(lambda: defaultdict(list))
    days: defaultdict[Book, set[date]] = defaultdict(set)
    for row in rows:
        books[row.book][row.campaign, row.unit].append(row)
        days[row.book].update(row.days.each_day())
    return Shelf(measure, books, {book: frozenset(found) for book, found in days.items()})


def _of_month(
    month: Month,
    own: Mapping[Measure, Shelf],
    theirs: Mapping[Measure, Shelf],
    tolerances: Mapping[Pair, Tolerance],
) -> Iterator[Line]:
    clicks, sessions = own[Measure.CLICKS], own[Measure.SESSIONS]
    forms, leads, results = own[Measure.FORMS], own[Measure.LEADS], own[Measure.RESULTS]
    for key, one, two in _across(clicks, sessions):
        (besides,) = own[Measure.OTHER_CLICKS].added(key)
        parts = _besides(OTHER_ACCOUNTS, besides.rows, two)
        yield _line(_At(Pair.CLICKS_SESSIONS, month, key), one, two, tolerances, parts)
    for key, one, two in _across(forms, leads):
        parts = _besides(OTHER_WAYS, own[Measure.OTHER_LEADS].of(two.books, key), one)
        yield _line(_At(Pair.FORMS_LEADS, month, key), one, two, tolerances, parts)
    for key, one, two in _copies(results, leads):
        yield _line(_At(Pair.RESULTS_LEADS, month, key), one, two, tolerances)
    for measure in COPIED:
        pair = Pair.AGENCY_COST if measure is Measure.COST else Pair.AGENCY_COUNTS
        for key, one, two in _copies(theirs[measure], own[measure]):
            yield _line(_At(pair, month, key), one, two, tolerances)
        pair = Pair.EXPORTS_COST if measure is Measure.COST else Pair.EXPORTS_COUNTS
        for key, one, two in _twins(own[measure]):
            yield _line(_At(pair, month, key), one, two, tolerances)


def _across(first: Shelf, second: Shelf) -> Iterator[tuple[_Key, Side, Side]]:
    """Two measures of one thing; a campaign that only one side names meets an empty side. Whole accounts have none."""
    for key in sorted(key for key in first.keys() | second.keys() if key[0]):
        for one in first.added(key):
            for two in second.added(key):
                yield key, one, two


def _copies(theirs: Shelf, own: Shelf) -> Iterator[tuple[_Key, Side, Side]]:
    """What others report, and what we hold of the same campaigns."""
    for key in sorted(theirs.keys()):
        for one in theirs.added(key):
            for two in own.added(key):
                yield key, one, two


def _twins(own: Shelf) -> Iterator[tuple[_Key, Side, Side]]:
    """Two exports of one and the same account."""
    for key in sorted(own.keys()):
        sides = own.sides(key)
        for at, one in enumerate(sides):
            for two in sides[at + 1 :]:
                if one.books[0].account == two.books[0].account:
                    yield key, one, two


@dataclass(frozen=True, slots=True)
class _At:
    """Where a line stands."""

    pair: Pair
    month: Month
    key: _Key


def _line(
    at: _At, one: Side, two: Side, tolerances: Mapping[Pair, Tolerance], parts: tuple[Explained, ...] = ()
) -> Line:
    first, second = whole_sum(one.rows), whole_sum(two.rows)
    silent = (*_silent(one, two, sign=-1), *_silent(two, one, sign=1))
    accounts = (book.account for book in one.books if one.measure in OF_ADS)
    return Line(
        pair=at.pair,
        month=at.month,
        measure=one.measure.value if one.measure is two.measure else "",
        account=", ".join(accounts),
        campaign=at.key[0],
        first_book=one.name,
        second_book=two.name,
        first=first,
        second=second,
        unit=at.key[1],
        allowed=None if first is None else tolerances[at.pair].allowed(first),
        explained=() if first is None or second is None else (*silent, *parts),
    )


def _besides(why: str, rows: Iterable[Observed], other: Side) -> tuple[Explained, ...]:
    """Figures that only the second side can hold, on days of which the other side speaks."""
    amount = whole_sum(row for row in rows if other.days.issuperset(row.days.each_day()))
    return (Explained(why, amount, int(amount)),) if amount else ()


def _silent(said: Side, silent: Side, *, sign: int) -> tuple[Explained, ...]:
    """What one side counted on days of which the other says nothing at all, in any campaign. Totals are never split."""
    if silent.measure not in DAILY:
        return ()
    lone = [row for row in said.rows if silent.days.isdisjoint(row.days.each_day())]
    amount = whole_sum(lone)
    days = {day for row in lone for day in row.days.each_day()}
    return (Explained(NO_ROWS, sign * amount, len(days)),) if amount else ()
