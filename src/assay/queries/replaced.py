"""Ranges of daily and periodic tables that a later report has replaced whole: older rows inside do not count.

What is compared is plain text, days and whole numbers; the condition keeps to the portable subset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assay.core.period import Span
from assay.core.tables import RANKINGS, SESSION_TOTALS, SESSIONS, SPEND, SPEND_TOTALS, Table, Value
from assay.queries.current import quoted

DAILY = (SPEND.name, SESSIONS.name)
DAY = "day"
PERIOD = ("start_on", "end_on")
SCOPES: Mapping[str, tuple[str, ...]] = {
    SPEND.name: ("source", "account", "grain"),
    SESSIONS.name: ("source", "account"),
    SPEND_TOTALS.name: ("source", "account", "grain"),
    RANKINGS.name: ("source", "account", "search_type", "dimension"),
    SESSION_TOTALS.name: ("source", "account", "dimension"),
}
"""Table of figures by day or period → the columns within which one report may replace another."""

_BY_DAY = (RANKINGS.name, "day")
"""Search results of days stand in a table of periods: each is a period of one day."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """What a report speaks about.

    Attributes:
        table: One of :data:`SCOPES`.
        values: Of its columns there, in their order; None stands for a missing value.
        start_on: First day.
        end_on: Day after the last; figures of periods have one scope for each period, those of days one for them all.
    """

    table: str
    values: tuple[str | None, ...]
    start_on: date
    end_on: date

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that ``values`` belong to."""
        return SCOPES[self.table]

    @property
    def is_daily(self) -> bool:
        """Whether it holds whatever lies on its days, rather than figures of its very period."""
        return self.table in DAILY or (self.table, self.values[-1]) == _BY_DAY


@dataclass(frozen=True, slots=True, order=True)
class Replaced:
    """A scope whose rows of commits before ``before`` do not count."""

    scope: Scope
    before: int

    def holds(self, other: Replaced) -> bool:
        """Whether every row that the other one takes out is taken out by this one."""
        mine, its = self.scope, other.scope
        if (mine.table, mine.values) != (its.table, its.values) or self.before < other.before:
            return False
        if mine.is_daily:
            return mine.start_on <= its.start_on and its.end_on <= mine.end_on
        return (mine.start_on, mine.end_on) == (its.start_on, its.end_on)


def scopes_of(
    table: Table, rows: Iterable[Mapping[str, Value]], covers: Span | None = None
) -> tuple[Scope, ...]:
    """The scopes of a report, in order: from its first to its last day, or each of its periods; none for other tables.

    Args:
        table: The table.
        rows: The report's rows of it.
        covers: Days that the report says it covers; one of them without a row belongs to it too.
    """
    if table.name not in SCOPES:
        return ()
    spans: dict[tuple[str | None, ...], tuple[date, date]] = {}
    periods: set[Scope] = set()
    for row in rows:
        values = tuple(_text(row.get(name)) for name in SCOPES[table.name])
        day, start_on, end_on = (_day(row.get(name)) for name in (DAY, *PERIOD))
        if (table.name, values[-1]) == _BY_DAY:
            day = start_on
        if day is not None:
            whole = (covers.start_on, covers.last_on) if covers else (day, day)
            first, last = spans.get(values, whole)
            spans[values] = (min(first, day), max(last, day))
        elif start_on is not None and end_on is not None:
            periods.add(Scope(table.name, values, start_on, end_on))
    days = {
        Scope(table.name, values, first, last + timedelta(days=1)) for values, (first, last) in spans.items()
    }
    return tuple(sorted(days | periods, key=_order))


def inside(scope: Scope) -> str:
    """Condition for the rows within a scope, as query text; unknown is not inside."""
    parts = [_equals(name, value) for name, value in zip(scope.columns, scope.values, strict=True)]
    start_on, end_on = _literal(scope.start_on), _literal(scope.end_on)
    first, last = map(quoted, PERIOD)
    if scope.table in DAILY:
        parts += [f"{quoted(DAY)} >= {start_on}", f"{quoted(DAY)} < {end_on}"]
    elif scope.is_daily:
        parts += [f"{first} >= {start_on}", f"{last} <= {end_on}"]
    else:
        parts += [f"{first} = {start_on}", f"{last} = {end_on}"]
    return " AND ".join(parts)


def kept(ranges: Iterable[Replaced]) -> str:
    """Condition for the rows that none of the ranges replaces; empty text when there are none."""
    gone = [f'({inside(one.scope)} AND "commit" < {one.before})' for one in ranges]
    return f"CASE WHEN {' OR '.join(gone)} THEN 0 ELSE 1 END = 1" if gone else ""


def _order(scope: Scope) -> tuple[str, tuple[str, ...], date, date]:
    return scope.table, tuple(value or "" for value in scope.values), scope.start_on, scope.end_on


def _equals(name: str, value: str | None) -> str:
    return f"{quoted(name)} IS NULL" if value is None else f"{quoted(name)} = {_quoted_text(value)}"


def _quoted_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literal(day: date) -> str:
    return f"CAST('{day.isoformat()}' AS DATE)"


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
