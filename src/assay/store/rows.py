"""From a source's record to a stored row: contacts become keys, a salted leaf stands for the row in the clear."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from json.encoder import encode_basestring as _quoted

from assay.core.tables import TABLES, ColumnType, Contact, Record, Value

BIGINT = 1 << 63
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
    types = table_shape(record.table).types
    for name, value in record.values.items():
        if name not in types or not _fits(types[name], value):
            raise RecordShapeError(record, name)


def contacts_by_row(records: Iterable[Record]) -> dict[int, tuple[Contact, ...]]:
    """Row → the contacts of its records, each once, in the order of their tables' columns; only rows that have any."""
    found: dict[int, dict[Contact, None]] = {}
    for record in records:
        for name in table_shape(record.table).contacts:
            cell = record.values.get(name)
            if isinstance(cell, Contact):
                found.setdefault(record.row, {})[cell] = None
    return {row: tuple(cells) for row, cells in found.items()}


def row_bytes(record: Record) -> bytes:
    """Canonical bytes of a record in the clear: table, row, every column with explicit nulls, numbers as text.

    Columns that came to a table later stand there only where they are filled: a row without them is what it was before.

    RFC 8785, as :func:`assay.store.log.canonical` would write ``{"row": …, "table": …, "values": {…}}``; written by hand,
    for every stored row has them. What :func:`row_leaf` hashes; whoever holds the row and its salt can make them again.
    """
    found = record.values.get
    cells = [
        f"{key}:null" if (value := found(name)) is None else f"{key}:{cell_json(value)}"
        for name, key, later in table_shape(record.table).keys
        if not later or found(name) is not None
    ]
    return f'{{"row":"{record.row}","table":"{record.table}","values":{{{",".join(cells)}}}}}'.encode()


def row_leaf(salt: bytes, record: Record) -> str:
    """SHA-256(salt ‖ row bytes), 64 hex digits. Without the salt it tells nothing, not even to a guesser."""
    return leaf_of(salt, row_bytes(record))


def leaf_of(salt: bytes, told: bytes) -> str:
    """The leaf of a row whose bytes are known."""
    return hashlib.sha256(salt + told).hexdigest()


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table as its rows are checked and hashed.

    Attributes:
        types: Column → its type.
        contacts: Columns of contacts, in their order.
        keys: Columns in canonical order, each with its name as JSON and whether it came later.
    """

    types: Mapping[str, ColumnType]
    contacts: tuple[str, ...]
    keys: tuple[tuple[str, str, bool], ...]


@cache
def table_shape(table: str) -> TableShape:
    """How a table's rows are checked and hashed. Raises KeyError for an unknown one."""
    types = {column.name: column.type for column in TABLES[table].columns}
    later = {column.name for column in TABLES[table].columns if column.later}
    return TableShape(
        types,
        tuple(name for name, kind in types.items() if kind is ColumnType.CONTACT),
        tuple((name, _quoted(name), name in later) for name in sorted(types)),  # ASCII: UTF-16 sorts it alike
    )


def _fits(kind: ColumnType, value: Value) -> bool:
    if value is None:
        return True
    if isinstance(value, datetime):
        return kind is ColumnType.INSTANT and value.tzinfo is not None
    if isinstance(value, bool):
        return kind is ColumnType.FLAG
    if isinstance(value, int):
        return kind in (ColumnType.COUNT, ColumnType.MICROS) and -BIGINT <= value < BIGINT
    return isinstance(value, _PYTHON_TYPES[kind])


def cell_json(value: str | int | date | Contact) -> str:
    """A value of a row in its canonical bytes."""
    match value:
        case str():
            return _quoted(value)
        case bool():
            return "true" if value else "false"
        case int():
            return f'"{value}"'
        case Contact(kind=named, value=clear):
            return f'{{"kind":{_quoted(named)},"value":{_quoted(clear)}}}'
        case datetime():
            return f'"{value.astimezone(UTC).isoformat()}"'
        case date():
            return f'"{value.isoformat()}"'
