"""Small tables written as Parquet by the engine, as the store would write them, and a desk to ask them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assay.core.tables import TABLES, Value
from assay.engines.duckdb import DuckDbEngine
from assay.queries.current import stored_columns
from assay.services.gather import Desk

Row = Mapping[str, Value]
BOOK: Row = {"source": "enquiry_log", "account": "sales", "commit": 1}


def utc(text: str) -> datetime:
    """``03-05 02:00`` of 2027 in UTC."""
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=UTC)


@contextmanager
def desk(
    folder: Path, tables: Mapping[str, Sequence[Row]], *, threads: int = 1, files: int = 1
) -> Iterator[Desk]:
    """A desk over the rows, dealt out to so many files per table. Row numbers count per table, from 2."""
    with DuckDbEngine([folder], threads=threads) as engine:
        paths = {
            name: tuple(_written(engine, folder, name, numbered, part, files) for part in range(files))
            for name, rows in tables.items()
            for numbered in [list(enumerate(rows, start=2))]
        }
        yield Desk(engine, paths)


def _written(
    engine: DuckDbEngine, folder: Path, table: str, rows: Iterable[tuple[int, Row]], part: int, parts: int
) -> Path:
    columns = stored_columns(TABLES[table])
    path = folder / f"{table}-{part}.parquet"
    mine = [(number, row) for number, row in rows if number % parts == part]
    full = [{"blob": "b" * 64, "row": number, "ordinal": 0, **BOOK, **row} for number, row in mine]
    engine.write_parquet(path, columns, [[row.get(column.name) for column in columns] for row in full])
    return path
