"""Cells to days and moments, one column at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assay.core.tables import Value
from assay.sources.cells import Located
from assay.sources.columns import stamps_of
from assay.sources.dates import RepeatedTimeError, SkippedTimeError, Stamp, read_stamp, to_instant
from assay.sources.mapped.column import Column
from assay.sources.problems import Problems, shown


def days_of(column: Column) -> list[Value]:
    """The days of a column; null where a cell is missing or refused."""
    return [stamp.day if stamp else None for stamp in _stamps(column)]


def _stamps(column: Column) -> list[Stamp | None]:
    return stamps_of(column.cells, column.header, column.problems, order=column.options.date_order)


def instants_of(column: Column) -> list[Value]:
    """The moments of a column in UTC; null likewise. A column of days only may count from their beginnings."""
    stamps = _stamps(column)
    if column.zone is None and any(stamp and stamp.offset is None for stamp in stamps):
        column.problems.error("sources.zone_missing")
    clocks = any(stamp and stamp.clock is not None for stamp in stamps)
    if column.field.day_column and not clocks and any(stamps):
        column = replace(column, field=replace(column.field, day_only=True))
        first = next(cell for cell, stamp in zip(column.cells, stamps, strict=True) if stamp)
        days_told(column.problems, first.row, column.header, column.zone)
    return [
        _instant(column, cell, stamp, clocks=clocks) if stamp else None
        for cell, stamp in zip(column.cells, stamps, strict=True)
    ]


def days_told(problems: Problems, row: int, header: str, zone: ZoneInfo | None) -> None:
    """Tell that a whole column of moments holds days only, which count from their beginning in that zone."""
    problems.warn("sources.days_without_time", row, header, zone=zone.key if zone else "—")


def has_clock(text: str) -> bool:
    """Whether a text is a day with a time of day, under either order of day and month."""
    return any(
        stamp is not None and stamp.clock is not None
        for stamp in map(read_stamp, (text, text), ("dmy", "mdy"))
    )


def _instant(column: Column, cell: Located, stamp: Stamp, *, clocks: bool) -> datetime | None:
    """The moment of one cell. A workbook shows midnight as a bare day, so beside others with a time it is midnight."""
    midnight = column.field.day_only or (clocks and isinstance(cell.cell, date))
    if stamp.clock is None and not midnight:
        column.refuse("sources.time_missing", cell, found=shown(cell.text))
        return None
    if stamp.offset is None and column.zone is None:
        return None
    try:
        return to_instant(stamp, column.zone)
    except RepeatedTimeError:
        column.refuse("sources.time_twice", cell, found=shown(cell.text), zone=column.zone)
    except SkippedTimeError:
        column.refuse("sources.time_skipped", cell, found=shown(cell.text), zone=column.zone)
    return None
