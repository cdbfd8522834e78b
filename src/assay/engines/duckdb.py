"""DuckDB: in memory, over the workspace's Parquet files, shut off from everything else on the machine.

An instance may read and write only below the folders it is given; it loads no extension, and its settings are
locked before the first query. It knows no definition: it is handed text and files.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, cast

import duckdb

from assay.core.tables import TABLES, Column, ColumnType, Contact, Value
from assay.ports import KeptFiles
from assay.queries.current import quoted, stored_columns

_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.COUNT: "BIGINT",
    ColumnType.MICROS: "BIGINT",
    ColumnType.DAY: "DATE",
    ColumnType.INSTANT: "TIMESTAMP",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.CONTACT: "VARCHAR",
}
_ROWS_AT_A_TIME = 4096
_SYSTEM_ERROR = re.compile(r'"errno":"(\d+)"')
_Plain: TypeAlias = str | int | bool | date | None
_AS_THEY_ARE = frozenset((str, int, bool, date, type(None)))


class EngineValueError(TypeError):
    """A value that may not cross the engine's border: fractions and floats inside, contacts outside."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"{name}: an engine takes and returns integers, text, days, instants and flags, not {type(value).__name__}"
        )


class DuckDbEngine:
    """The default engine. Close it, or use it in a ``with`` block; one thread may use it at a time.

    Args:
        folders: The only folders it may touch, such as the workspace's ``facts`` and ``tmp``.
        threads: Worker threads; results do not depend on it.
    """

    def __init__(self, folders: Sequence[Path], *, threads: int = 1) -> None:
        self._folders = tuple(folders)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": "",  # no spilling: it would leave facts in the folder one happens to stand in
            },
        )
        allowed = ", ".join(_text(str(folder.resolve())) for folder in folders)
        for setting in (
            "SET GLOBAL TimeZone = 'UTC'",
            f"SET GLOBAL allowed_directories = [{allowed}]",
            "SET GLOBAL enable_external_access = false",
            "SET GLOBAL lock_configuration = true",
        ):
            self._connection.execute(setting)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free everything. Closing twice is harmless."""
        self._connection.close()

    def rows(
        self, query: str, tables: Mapping[str, Sequence[Path]], parameters: Mapping[str, Value]
    ) -> Iterator[dict[str, Value]]:
        """Rows of a query, in the query's own order.

        Args:
            query: DuckDB query text; parameters are written ``$name``, and each one given must be used.
            tables: View name → Parquet files. A canonical table without files is an empty view of its columns.
            parameters: Named values; instants are aware.

        Yields:
            Column name → value. Instants are aware, UTC.

        Raises:
            EngineValueError: A parameter or a result is a contact, a fraction or a float.
            KeyError: A view has no files and is no canonical table.
        """
        with self._asked(query, tables, parameters) as cursor:
            names = [column[0] for column in cursor.description or ()]
            while batch := cursor.fetchmany(_ROWS_AT_A_TIME):
                for row in batch:
                    yield {name: _outward(name, value) for name, value in zip(names, row, strict=True)}

    def columns(
        self, query: str, tables: Mapping[str, Sequence[Path]], parameters: Mapping[str, Value]
    ) -> Mapping[str, Sequence[Value]]:
        """The answer of :meth:`rows`, column by column, whole."""
        with self._asked(query, tables, parameters) as cursor:
            names = [column[0] for column in cursor.description or ()]
            cells = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
        return {name: _all_outward(name, column) for name, column in zip(names, cells, strict=True)}

    @contextmanager
    def keeping(self, name: str, query: str, tables: Mapping[str, Sequence[Path]]) -> Iterator[None]:
        """While it is open, a relation of this name holds the rows of a query, in memory."""
        with self._asked(f"CREATE TABLE {quoted(name)} AS {query}", tables, {}):
            pass
        try:
            yield
        finally:
            self._connection.execute(f"DROP TABLE {quoted(name)}")

    @contextmanager
    def _asked(
        self, query: str, tables: Mapping[str, Sequence[Path]], parameters: Mapping[str, Value]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that has run a query over views of the tables."""
        cursor = self._connection.cursor()
        try:
            for name, paths in tables.items():
                cursor.execute(f"CREATE TEMP VIEW {quoted(name)} AS {_view(name, paths)}")
            yield cursor.execute(query, {name: _inward(name, value) for name, value in parameters.items()})
        finally:
            cursor.close()

    def write_parquet(self, path: Path, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """Write rows to a new Parquet file, in the order given; the file is not yet synced to the disk.

        Args:
            path: Where; inside the engine's folders.
            columns: Name and type of each column. A contact column takes its key, as text.
            rows: One sequence per row, as long as ``columns``.

        Raises:
            OSError: The system does not take the file: the disk is full, or fails.
        """
        cursor = self._connection.cursor()
        try:
            for start in range(0, max(len(rows), 1), _ROWS_AT_A_TIME):
                _stage(cursor, columns, rows[start : start + _ROWS_AT_A_TIME], is_first=start == 0)
            cursor.execute(
                f"COPY (SELECT * FROM staged) TO {_text(str(path.resolve()))} "  # noqa: S608
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        except duckdb.IOException as error:
            raise _refused_by_system(error, path) from error
        finally:
            cursor.close()

    def join_parquet(self, path: Path, parts: Sequence[Path]) -> None:
        """Write the rows of several files to a new Parquet file, in the order given, without holding them.

        Args:
            path: Where; inside the engine's folders.
            parts: Files of the same columns, at least one.

        Raises:
            OSError: The system does not take the file.
        """
        with DuckDbEngine(self._folders) as alone:  # several threads hold rows back to keep the order
            alone._join(path, parts)

    def _join(self, path: Path, parts: Sequence[Path]) -> None:
        files = ", ".join(_text(str(part.resolve())) for part in parts)
        cursor = self._connection.cursor()
        try:
            cursor.execute(
                f"COPY (SELECT * FROM read_parquet([{files}])) TO {_text(str(path.resolve()))} "  # noqa: S608
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        except duckdb.IOException as error:
            raise _refused_by_system(error, path) from error
        finally:
            cursor.close()


def _refused_by_system(error: duckdb.IOException, path: Path) -> OSError:
    """The engine's complaint as the system's own, whose number it quotes."""
    quoted_number = _SYSTEM_ERROR.search(str(error))
    number = int(quoted_number[1]) if quoted_number else errno.EIO
    return OSError(number, os.strerror(number), str(path))


def _stage(
    cursor: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    is_first: bool,
) -> None:
    """Rows on their way into a file, column by column as lists: some hundred times quicker than row by row.

    A column that says one thing throughout, as many do, is told once; the last one tells how many rows there are.
    """
    slots: list[str] = []
    values: dict[str, object] = {}
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    for number, (column, own) in enumerate(zip(columns, cells, strict=True)):
        kind, plain = _TYPES[column.type], _all_inward(column.name, own)
        is_one = column is not columns[-1] and bool(plain) and plain.count(plain[0]) == len(plain)
        slot = f"$c{number}::{kind}" if is_one else f"unnest($c{number}::{kind}[])"
        slots.append(f"{slot} AS {quoted(column.name)}")
        values[f"c{number}"] = plain[0] if is_one else plain
    into = "CREATE TEMP TABLE staged AS" if is_first else "INSERT INTO staged"
    cursor.execute(f"{into} SELECT {', '.join(slots)}", values)


def _view(name: str, paths: Sequence[Path]) -> str:
    """The rows of a table's files that count; a column of ours that they were written without is null in them."""
    files = ", ".join(_text(str(path.resolve())) for path in paths)
    rows = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608 - quoted paths
    if isinstance(paths, KeptFiles):
        rows = f"{rows} WHERE {paths.kept}"
    if name not in TABLES:
        return rows
    shape = ", ".join(
        f"CAST(NULL AS {_TYPES[column.type]}) AS {quoted(column.name)}"
        for column in stored_columns(TABLES[name])
    )
    none = f"SELECT {shape} WHERE false"
    return f"{none} UNION ALL BY NAME {rows}" if paths else none


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _all_inward(name: str, values: Sequence[Value]) -> list[_Plain]:
    """A column; most need no look at each value."""
    if _AS_THEY_ARE.issuperset(map(type, values)):
        return cast("list[_Plain]", list(values))
    return [_inward(name, value) for value in values]


def _inward(name: str, value: Value) -> _Plain:
    if isinstance(value, Contact | float):
        raise EngineValueError(name, value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise EngineValueError(name, value)
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _all_outward(name: str, values: Sequence[object]) -> Sequence[Value]:
    """A column; most need no look at each value."""
    if _AS_THEY_ARE.issuperset(map(type, values)):
        return cast("Sequence[Value]", values)
    return [_outward(name, value) for value in values]


def _outward(name: str, value: object) -> Value:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if value is None or isinstance(value, str | int | date):
        return value
    raise EngineValueError(name, value)
