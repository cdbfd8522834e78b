"""What has changed in a month since it was closed: the alarm for figures that were altered afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assay.core.period import Month
from assay.core.reconciliation.observed import Book, Measure, Observed, whole_sum

_Key = tuple[Measure, Book, str, str]
_PARTS = frozenset({Measure.OTHER_CLICKS, Measure.OTHER_LEADS})
"""Measures that only explain others."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a closed month that is another now.

    Attributes:
        campaign: Of a media ledger the number of the entry.
        day: First day on which it differs, ISO.
        days: How many days or totals differ; changes that cancel out within the month are seen.
        then: As the statement knew it; None where it was not known.
        now: As known now.
        files: Files that came in between from the same book, as they were named.
    """

    month: Month
    measure: Measure
    book: Book
    campaign: str
    unit: str
    day: str
    days: int
    then: Fraction | None
    now: Fraction | None
    files: tuple[str, ...] = ()


def restated(month: Month, then: Iterable[Observed], now: Iterable[Observed]) -> tuple[Restated, ...]:
    """Every figure of a closed month that differs on any day, by measure, book, campaign and unit.

    A book that said nothing of the month when it was closed is new, and nothing of it was altered.

    Args:
        month: The closed month.
        then: What its statement knew; of other days nothing is read.
        now: What is known now.
    """
    before, after = _grouped(month, then), _grouped(month, now)
    known = {(measure, book) for measure, book, *_ in before}
    return tuple(
        one
        for key in sorted(before.keys() | after.keys())
        if key[:2] in known
        and (one := _differs(month, key, before.get(key, []), after.get(key, []))) is not None
    )


def _grouped(month: Month, rows: Iterable[Observed]) -> Mapping[_Key, list[Observed]]:
    groups: defaultdict[_Key, list[Observed]] = defaultdict(list)
    for row in rows:
        if row.month == month and row.measure not in _PARTS:
            groups[row.measure, row.book, row.campaign, row.unit].append(row)
    return groups


def _differs(month: Month, key: _Key, then: list[Observed], now: list[Observed]) -> Restated | None:
    measure, book, campaign, unit = key
    days = {row.days for row in (*then, *now)}
    changed = sorted(span for span in days if _on(then, span) != _on(now, span))
    if not changed or (book.totals and _otherwise_divided(then, now)):
        return None
    first = changed[0].start_on.isoformat()
    return Restated(
        month, measure, book, campaign, unit, first, len(changed), whole_sum(then), whole_sum(now)
    )


def _otherwise_divided(then: list[Observed], now: list[Observed]) -> bool:
    """Whether the same sum is only stated by other periods, such as the month for its two halves."""
    return {row.days for row in then} != {row.days for row in now} and whole_sum(then) == whole_sum(now)


def _on(rows: list[Observed], days: object) -> tuple[bool, Fraction | None]:
    same = [row for row in rows if row.days == days]
    return bool(same), whole_sum(same)
