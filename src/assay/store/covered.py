"""The days of which the rows of a file speak, as its commit records them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from assay.core.tables import TABLES, Value


class Covered:
    """The days of which rows speak, per table, source and account, half-open; of moments the days of UTC."""

    def __init__(self) -> None:
        self._spans: dict[tuple[str, str, str], tuple[date, date] | None] = {}

    def add(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        """Add rows of a table in stored form."""
        columns = [column.name for column in TABLES[table].columns]
        told = next((names for names in _TELLING if set(names) <= set(columns)), None)
        if told is None:
            return
        places = [columns.index(column) for column in ("source", "account", *told)]
        seen = {tuple(row[place] for place in places) for row in rows}
        for source, account, *values in seen:
            key = (table, str(source), str(account))
            self._spans[key] = _wider(self._spans.get(key), _span(values))

    def days(self) -> list[Mapping[str, str]]:
        """The days as a commit records them; empty texts where no row says one."""
        return [
            {
                "table": table,
                "source": source,
                "account": account,
                "start_on": span[0].isoformat() if span else "",
                "end_on": span[1].isoformat() if span else "",
            }
            for (table, source, account), span in sorted(self._spans.items(), key=lambda item: item[0])
        ]


_TELLING = (("day",), ("start_on", "end_on"), ("created_at",))
"""Columns that tell of which days a row speaks: a day, a half-open period, or a moment."""


def _wider(one: tuple[date, date] | None, other: tuple[date, date] | None) -> tuple[date, date] | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])


def _span(values: Sequence[Value]) -> tuple[date, date] | None:
    days = [value.astimezone(UTC).date() if isinstance(value, datetime) else value for value in values]
    known = [day for day in days if isinstance(day, date)]
    if len(known) < len(days):
        return None
    return known[0], known[1] if len(known) > 1 else known[0] + timedelta(days=1)
