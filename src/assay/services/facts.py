"""Facts: the rows of a canonical table that count, each with the name of its file and its row number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from assay.core.tables import TABLES, Column, ColumnType, Value
from assay.queries.current import current_rows, quoted, stored_columns
from assay.reports.workbook.rows import write_rows
from assay.services.workspace import Workspace
from assay.sources.workbook import storable
from assay.store import Commit, FactEngine, counting


def columns_of(table: str) -> tuple[str, ...]:
    """Names of the columns that :func:`rows_of` gives, in order."""
    names = [
        column.name for column in stored_columns(TABLES[table]) if column.name not in ("row_leaf", "ordinal")
    ]
    return ("file", *names)


def rows_of(workspace: Workspace, table: str, as_of: datetime | None = None) -> Iterator[Mapping[str, Value]]:
    """Rows of a canonical table, newest version of each key, in order of key.

    Args:
        workspace: The open workspace.
        table: Name of the table.
        as_of: What was known then; everything when None.
    """
    definition = TABLES[table]
    commit = None if as_of is None else workspace.store.commit_as_of(as_of)
    paths = workspace.store.tables(commit)[table]
    order = ", ".join(quoted(name) for name in (*definition.key, "commit", "row"))
    query = f"SELECT * FROM ({current_rows(definition)}) AS found ORDER BY {order}"  # noqa: S608  # our own names
    names: dict[str, str] = {}
    for row in workspace.engine.rows(query, {table: paths}, {}):
        blob = str(row["blob"])
        if blob not in names:
            names[blob] = workspace.store.blob_name(blob)
        found = {"file": names[blob], **row}
        yield {name: found[name] for name in columns_of(table)}


def why_empty(
    workspace: Workspace, table: str, as_of: datetime | None = None
) -> tuple[str, Mapping[str, str]]:
    """Why :func:`rows_of` gave no row: key of the sentence below ``cli.`` and its values.

    ``not_known_yet`` then, ``undone_here`` since, ``table_empty`` while others are not, or ``nothing_here`` at all.
    """
    log = workspace.store.log()
    known = log if as_of is None else log[: workspace.store.commit_as_of(as_of)]
    later = [commit.known_at for commit in counting(log) if _brings(commit, table)]
    if as_of is not None and not any(_brings(commit, table) for commit in known) and later:
        moment, first = (f"{at:%Y-%m-%d %H:%M}Z" for at in (as_of, min(later)))
        return "not_known_yet", {"table": table, "moment": moment, "first": first}
    if any(_brings(commit, table) for commit in known):
        still = any(_brings(commit, table) for commit in counting(known))
        return "table_empty" if still else "undone_here", {"table": table}
    others = any(file.table for commit in counting(log) for file in commit.files)
    return "table_empty" if others else "nothing_here", {"table": table}


def _brings(commit: Commit, table: str) -> bool:
    return any(file.table == table and file.rows for file in commit.files)


def write_xlsx(target: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> None:
    """Rows as a workbook of typed cells; text from outside never becomes a formula."""
    write_rows(target, "facts", columns, ([_cell(row[name]) for name in columns] for row in rows))


def write_parquet(writer: FactEngine, target: Path, table: str, rows: Sequence[Mapping[str, Value]]) -> None:
    """Rows as Parquet, typed as in the store, with the file's name in front."""
    definition = {column.name: column for column in stored_columns(TABLES[table])}
    file = Column("file", ColumnType.TEXT, "文件", "file", "name of the file as received")
    columns = [definition.get(name, file) for name in columns_of(table)]
    values = [[row[column.name] for column in columns] for row in rows]
    writer.write_parquet(target, columns, values)


def _cell(value: Value) -> str | int | datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, (bool, int)) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
