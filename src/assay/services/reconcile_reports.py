"""Ad reports as a reconciliation reads them: one grain of each book and month, by day, or totals that make up the month."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from assay.core.measuring.spend import DEFAULT_GRAIN, grain_of_record
from assay.core.money import MICROS
from assay.core.period import ONE_DAY, Month, Span, months_of
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.queries.reconcile import REPORTS_BY_DAY, REPORTS_OF_PERIODS
from assay.services.gather import Desk, day_value, whole_sum
from assay.services.reconcile_reading import Reading, Row, book_of, count_of

_GRAINS = (DEFAULT_GRAIN, "ad_group", "keyword", "search_term", "ad")
_LEADS = re.compile(r"lead|线索|表单|^(conversions|转化(次数|数)?)$", re.IGNORECASE)
"""Results that are leads, as platforms write it (``actions:onsite_conversion.lead_grouped``, 表单提交), or what an account
counts as its conversions."""


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one campaign in one report, on a day or in a period."""

    book: Book
    grain: str
    days: Span
    row: Row


@dataclass(frozen=True, slots=True)
class Unused:
    """Totals that reach into a month and do not make it up, so that nothing can be held against them."""

    month: Month
    book: Book
    periods: tuple[Span, ...]


def reports(desk: Desk, days: Span, reading: Reading) -> tuple[tuple[Observed, ...], tuple[Unused, ...]]:
    """Cost, clicks and results of every ad report that speaks of some days, and the totals that cannot be used."""
    asked = {"from_on": days.start_on, "to_on": days.end_on}
    daily: defaultdict[tuple[Month, Book], list[Report]] = defaultdict(list)
    for row in desk.ask(REPORTS_BY_DAY, ["spend"], asked):
        day, book = day_value(row["day"]), book_of(row)
        daily[Month.of(day), book].append(Report(book, str(row["grain"]), Span(day, day + ONE_DAY), row))
    totals: defaultdict[Book, list[Report]] = defaultdict(list)
    for row in desk.ask(REPORTS_OF_PERIODS, ["spend_totals"], asked):
        period, book = Span(day_value(row["start_on"]), day_value(row["end_on"])), book_of(row, totals=True)
        totals[book].append(Report(book, str(row["grain"]), period, row))
    found = [one for (month, _), rows in daily.items() for one in _of_grain(rows, month, reading)]
    unused: list[Unused] = []
    for month in months_of(days):
        for book, every in totals.items():
            rows = _of_grain([one for one in every if one.days.cut(month.span).days], month, reading)
            tiles = _tiles({one.days for one in rows}, month.span)
            found += [one for one in rows if one.days in tiles]
            if rows and not tiles:
                unused.append(Unused(month, book, tuple(sorted({one.days for one in rows}))))
    return tuple(each for one in found for each in _observed(one, reading)), tuple(unused)


def _observed(one: Report, reading: Reading) -> Iterator[Observed]:
    campaign = reading.spelled(str(one.row["campaign"] or ""))
    cost, clicks = whole_sum(one.row, "cost_micros"), whole_sum(one.row, "clicks")
    currency = str(one.row["currency"] or "")
    spent = None if cost is None else Fraction(cost, MICROS)
    yield Observed(Measure.COST, one.book, campaign, one.days, spent, currency)
    yield Observed(Measure.CLICKS, one.book, campaign, one.days, count_of(clicks))
    if _LEADS.search(str(one.row["result_kind"] or "")):
        results = count_of(whole_sum(one.row, "results"))
        yield Observed(Measure.RESULTS, one.book, campaign, one.days, results)


def _of_grain(rows: list[Report], month: Month, reading: Reading) -> list[Report]:
    """The rows of one grain: the contract's where the book has it, else the coarsest; grains are never added."""
    if not rows:
        return []
    reported = {one.grain for one in rows}
    contract = reading.contract(month)
    wanted = (grain_of_record(contract), *_GRAINS) if contract else _GRAINS
    grain = next((grain for grain in wanted if grain in reported), min(reported))
    return [one for one in rows if one.grain == grain]


def _tiles(periods: Iterable[Span], whole: Span) -> frozenset[Span]:
    """Periods that follow each other from the first day of a month to its last, the longest first; none where they do not."""
    found: set[Span] = set()
    at = whole.start_on
    while at < whole.end_on:
        ends = [one.end_on for one in periods if one.start_on == at and one.end_on <= whole.end_on]
        if not ends:
            return frozenset()
        found.add(Span(at, max(ends)))
        at = max(ends)
    return frozenset(found)
