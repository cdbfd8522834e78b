"""Loading of dated attachments: values, exchange rates, workdays and business hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.core.contract.model import DatedTable, Row
from assay.core.contract.reader import Reader
from assay.core.contract.undertakings import BusinessHours
from assay.core.deadlines import SHORT_WEEKDAYS, WorkdayRow, Workdays
from assay.core.period import parse_day
from assay.core.quantity import Quantity, QuantityError, parse_quantity

_UTC = ZoneInfo("UTC")
_KINDS = ("fx", "workdays", "business_hours")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def read_zone(reader: Reader, key: str) -> ZoneInfo:
    """An IANA time zone."""
    name = reader.text(key)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.report("contract.unknown_zone", key, found=name)
        return _UTC


def read_tables(reader: Reader) -> dict[str, DatedTable]:
    """Dated attachments with values, rows in order of their day."""
    tables = {}
    for name, table in reader.entries("tables"):
        kind = table.choice("kind", _KINDS, "")
        if kind in ("workdays", "business_hours"):
            continue
        rows = tuple(sorted((_row(row, kind) for row in table.records("rows")), key=lambda row: row.from_on))
        _check_rows(table, name, [row.from_on for row in rows])
        about = {key: table.text(key) for key in ("market", "channel", "currency") if table.has(key)}
        table.close()
        tables[name] = DatedTable(name, kind, rows, table.place, about)
    return tables


def _check_rows(table: Reader, name: str, keys: Sequence[object]) -> None:
    """A table has rows, and one for each of their keys."""
    if not table.has("rows"):
        table.report("contract.missing_field", "rows", field="rows")
    if len(set(keys)) < len(keys):
        table.report("contract.two_rows_a_day", "rows", table=name)


def _row(reader: Reader, kind: str) -> Row:
    from_on, source = reader.day("from"), reader.text("source", "")
    texts = reader.texts("value")
    if not reader.has("value"):
        reader.report("contract.missing_field", "value", field="value")
    try:
        single = parse_quantity(texts[0]) if len(texts) == 1 else None
    except QuantityError:
        single = None
    value = None if texts in ((), ("null",), ("",)) else single if single is not None else texts
    if kind == "fx" and value is not None and not (isinstance(value, Quantity) and value.value > 0):
        reader.report("contract.unreadable_value", "value", found=", ".join(texts), expected="rate")
    reader.close()
    return Row(from_on, value, source)


def read_workdays(reader: Reader, name: str) -> Workdays | None:
    """The signed table of workdays that the term names; None when it names none."""
    found = None
    for table_name, table in reader.entries("tables"):
        if table.text("kind", "") != "workdays":
            continue
        rows = tuple(
            sorted((_workday_row(row) for row in table.records("rows")), key=lambda row: row.from_on)
        )
        _check_rows(table, table_name, [row.from_on for row in rows])
        table.close()
        if table_name == name:
            found = Workdays(name, rows, table.place)
    return found


def _workday_row(reader: Reader) -> WorkdayRow:
    row = WorkdayRow(
        from_on=reader.day("from"),
        rest=_weekdays(reader),
        holidays=_days(reader, "holidays"),
        work=_days(reader, "work"),
        source=reader.text("source", ""),
    )
    for day in sorted(row.holidays & row.work):
        reader.report("contract.holiday_worked", "work", day=str(day))
    reader.close()
    return row


def read_business_hours(reader: Reader) -> tuple[BusinessHours, ...]:
    """Business hours by country, of every table of that kind, in order of country and day."""
    found = []
    for name, table in reader.entries("tables"):
        if table.text("kind", "") != "business_hours":
            continue
        rows = [_business_hours(row) for row in table.records("rows")]
        _check_rows(table, name, [(row.country, row.from_on) for row in rows])
        table.close()
        found += rows
    return tuple(sorted(found, key=lambda row: (row.country, row.from_on)))


def _business_hours(reader: Reader) -> BusinessHours:
    row = BusinessHours(
        country=reader.text("country"),
        from_on=reader.day("from"),
        zone=read_zone(reader, "tz"),
        open_minute=_minute(reader, "open"),
        close_minute=_minute(reader, "close"),
        rest=_weekdays(reader),
        holidays=_days(reader, "holidays"),
    )
    if row.close_minute <= row.open_minute:
        reader.report("contract.unreadable_value", "close", found=reader.text("close"), expected="clock")
    reader.text("source", "")
    reader.close()
    return row


def _minute(reader: Reader, key: str) -> int:
    written = reader.text(key)
    if not _CLOCK.fullmatch(written):
        reader.report("contract.unreadable_value", key, found=written, expected="clock")
        return 0
    return int(written[:2]) * 60 + int(written[3:])


def _weekdays(reader: Reader) -> frozenset[int]:
    """Weekdays of rest; a week without any working day could never end a deadline."""
    words = reader.texts("rest", ("sat", "sun"))
    unknown = [word for word in words if word not in SHORT_WEEKDAYS]
    if unknown or len(set(words)) > 6:
        reader.report(
            "contract.unknown_word", "rest", found=", ".join(words), expected=", ".join(SHORT_WEEKDAYS)
        )
        return frozenset((5, 6))
    return frozenset(SHORT_WEEKDAYS.index(word) for word in words)


def _days(reader: Reader, key: str) -> frozenset[date]:
    days = set()
    for text in reader.texts(key):
        try:
            days.add(parse_day(text))
        except ValueError:
            reader.report("contract.unreadable_value", key, found=text, expected="day")
    return frozenset(days)
