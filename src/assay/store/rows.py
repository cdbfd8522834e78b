"""From a source's record to a stored row: contacts become keys, a salted leaf stands for the row in the clear."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime

from assay.core.tables import TABLES, Column, ColumnType, Contact, Record, Value
from assay.store.log import Json, canonical

_BIGINT = 1 << 63
_PYTHON_TYPES: dict[ColumnType, type] = {
    ColumnType.TEXT: str,
    ColumnType.COUNT: int,
    ColumnType.MICROS: int,
    ColumnType.DAY: date,
    ColumnType.INSTANT: datetime,
    ColumnType.FLAG: bool,
    ColumnType.CONTACT: Contact,
}


class RecordShapeError(TypeError):
    """A source made a record that its table cannot hold: a bug in the source, not in the data."""

    def __init__(self, record: Record, column: str) -> None:
        super().__init__(
            f"{record.table}, row {record.row}: column {column!r} is unknown or has a value of another type"
        )


def check_record(record: Record) -> None:
    """Raises RecordShapeError unless every value fits its column; KeyError for an unknown table."""
    columns = {column.name: column for column in TABLES[record.table].columns}
    for name, value in record.values.items():
        if name not in columns or not _fits(columns[name].type, value):
            raise RecordShapeError(record, name)


def contacts_of(record: Record) -> tuple[Contact, ...]:
    """The contact cells of a record, in the order of its table's columns."""
    cells = (record.values.get(column.name) for column in TABLES[record.table].columns)
    return tuple(cell for cell in cells if isinstance(cell, Contact))


def row_bytes(record: Record) -> bytes:
    """Canonical bytes of a record in the clear: table, row, every column with explicit nulls, numbers as text.

    What :func:`row_leaf` hashes; whoever holds the row and its salt can make them again.
    """
    columns = TABLES[record.table].columns
    values: dict[str, Json] = {column.name: _json(record.values.get(column.name)) for column in columns}
    return canonical({"row": str(record.row), "table": record.table, "values": values})


def row_leaf(salt: bytes, record: Record) -> str:
    """SHA-256(salt ‖ row bytes), 64 hex digits. Without the salt it tells nothing, not even to a guesser."""
    return hashlib.sha256(salt + row_bytes(record)).hexdigest()


def stored_values(
    record: Record, contact_key: Callable[[str, str], str], mask: Callable[[Column, str], str]
) -> list[Value]:
    """Values of the table's own columns as Parquet holds them."""
    stored: list[Value] = []
    for column in TABLES[record.table].columns:
        value = record.values.get(column.name)
        if isinstance(value, Contact):
            value = contact_key(value.kind, value.value)
        elif isinstance(value, str):
            value = mask(column, value)
        stored.append(value)
    return stored


def _fits(kind: ColumnType, value: Value) -> bool:
    if value is None:
        return True
    if isinstance(value, datetime):
        return kind is ColumnType.INSTANT and value.tzinfo is not None
    if isinstance(value, bool):
        return kind is ColumnType.FLAG
    if isinstance(value, int):
        return kind in (ColumnType.COUNT, ColumnType.MICROS) and -_BIGINT <= value < _BIGINT
    return isinstance(value, _PYTHON_TYPES[kind])


def _json(value: Value) -> Json:
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
