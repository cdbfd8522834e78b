"""What has changed in a month since it was closed: the alarm for figures that were altered afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assay.core.period import Month
from assay.core.reconciliation.observed import Book, Measure, Observed, whole_sum

_Key = tuple[Measure, Book, str, str]


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a closed month that is another now.

    Attributes:
        day: First day on which it differs, ISO.
        days: How many days differ; changes that cancel out within the month are seen.
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

    Args:
        month: The closed month.
        then: What its statement knew; of other days nothing is read.
        now: What is known now.
    """
    before, after = _grouped(month, then), _grouped(month, now)
    return tuple(
        one
        for key in sorted(before.keys() | after.keys())
        if (one := _differs(month, key, before.get(key, []), after.get(key, []))) is not None
    )


def _grouped(month: Month, rows: Iterable[Observed]) -> Mapping[_Key, list[Observed]]:
    groups: defaultdict[_Key, list[Observed]] = defaultdict(list)
    for row in rows:
        if row.day in month.span and row.measure is not Measure.OTHER_LEADS:
            groups[row.measure, row.book, row.campaign, row.unit].append(row)
    return groups


def _differs(month: Month, key: _Key, then: list[Observed], now: list[Observed]) -> Restated | None:
    days = {row.day for row in (*then, *now)}
    changed = sorted(day for day in days if _on(then, day) != _on(now, day))
    if not changed:
        return None
    measure, book, campaign, unit = key
    first = changed[0].isoformat()
    return Restated(
        month, measure, book, campaign, unit, first, len(changed), whole_sum(then), whole_sum(now)
    )


def _on(rows: list[Observed], day: object) -> tuple[bool, Fraction | None]:
    same = [row for row in rows if row.day == day]
    return bool(same), whole_sum(same)
