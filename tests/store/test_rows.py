"""The bytes of a row, which its leaf covers: written by hand, and held to the canonical JSON of RFC 8785."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.tables import TABLES, ColumnType, Contact, Record, Value
from assay.store import row_bytes
from assay.store.columns import Columns
from assay.store.log import Json, canonical
from assay.store.rows import RecordShapeError

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_VALUES: dict[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.TEXT: _TEXTS,
    ColumnType.COUNT: st.integers(-(2**63), 2**63 - 1),
    ColumnType.MICROS: st.integers(-(2**63), 2**63 - 1),
    ColumnType.DAY: st.dates(),
    ColumnType.INSTANT: st.datetimes(timezones=st.just(timezone(timedelta(hours=8)))),
    ColumnType.FLAG: st.booleans(),
    ColumnType.CONTACT: st.builds(Contact, st.sampled_from(("email", "phone", "name")), _TEXTS),
}


@st.composite
def _records(draw: st.DrawFn) -> Record:
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    columns = {column.name: st.none() | _VALUES[column.type] for column in table.columns}
    return Record(table.name, draw(st.integers(1, 10**9)), draw(st.fixed_dictionaries({}, optional=columns)))


@given(_records())
def test_the_bytes_of_any_row_are_its_canonical_json(record: Record) -> None:
    values: dict[str, Json] = {
        column.name: _told(record.values.get(column.name))
        for column in TABLES[record.table].columns
        if not column.later or record.values.get(column.name) is not None
    }
    told: Json = {"row": str(record.row), "table": record.table, "values": values}
    assert row_bytes(record) == canonical(told)


@given(st.lists(_records(), max_size=6))
def test_rows_side_by_side_have_the_bytes_that_each_has_alone(records: list[Record]) -> None:
    for table in {record.table for record in records}:
        own = [record for record in records if record.table == table]
        assert Columns(table, own).row_bytes() == [row_bytes(record) for record in own]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sessions", 2**63),
        ("sessions", -(2**63) - 1),
        ("sessions", True),
        ("sessions", "7"),
        ("day", datetime(2027, 3, 1, tzinfo=UTC)),
        ("campaign", Contact("email", "a@office.example")),
        ("colour", "red"),
    ],
)
def test_side_by_side_a_value_that_does_not_fit_is_found_as_it_is_alone(column: str, value: Value) -> None:
    good = Record("sessions", 1, {"sessions": 2**63 - 1, "day": date(2027, 3, 1), "campaign": "a"})
    bad = Record("sessions", 2, {column: value})
    for records in ([good, bad], [bad, good]):
        with pytest.raises(RecordShapeError, match=f"sessions, row 2: column '{column}'"):
            Columns("sessions", records)


def test_a_moment_without_a_zone_does_not_fit() -> None:
    naive = datetime(2027, 3, 1, 8)  # noqa: DTZ001 - what the test is about
    with pytest.raises(RecordShapeError, match="created_at"):
        Columns("leads", [Record("leads", 2, {"created_at": naive})])


def test_the_bytes_of_a_row_are_these() -> None:
    """Every column in the order of the alphabet, nulls named, numbers as text, a moment in UTC, a quote escaped."""
    values: dict[str, Value] = {"campaign": 'a "b"\n电', "day": date(2027, 3, 1), "sessions": 7}
    said = row_bytes(Record("sessions", 12, values)).decode()
    assert said.startswith('{"row":"12","table":"sessions","values":{"account":null,')
    assert '"campaign":"a \\"b\\"\\n电","day":"2027-03-01"' in said
    assert said.endswith('"sessions":"7","source":null}}')


def test_a_column_that_came_later_stands_only_where_it_is_filled() -> None:
    """So a row stored before the column existed still proves its leaf."""
    bare = Record("leads", 3, {"lead_id": "L-1"})
    assert b'"ad_id"' not in row_bytes(bare)
    assert b'"ad_id":"88"' in row_bytes(Record("leads", 3, {"lead_id": "L-1", "ad_id": "88"}))


def test_half_a_character_has_no_bytes() -> None:
    with pytest.raises(UnicodeEncodeError):
        row_bytes(Record("sessions", 1, {"campaign": "\ud800"}))


def _told(value: Value) -> Json:
    match value:
        case None | bool() | str():
            return value
        case Contact(kind=kind, value=clear):
            return {"kind": kind, "value": clear}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case int():
            return str(value)
