"""The stored form of a canonical table, and the rows of it that count: the newest of each key.

Corrections are new rows with the same key in a later commit; nothing is overwritten. The text below keeps to the
portable subset: quoted names, one window with a total order, no QUALIFY, no FILTER.
"""

from __future__ import annotations

from assay.core.tables import PROVENANCE, Column, ColumnType, Table

COMMIT = Column("commit", ColumnType.COUNT, "提交号", "commit", "number of the commit that brought the row")
ORDINAL = Column(
    "ordinal", ColumnType.COUNT, "批内序号", "ordinal", "0-based place in the batch; orders rows of one line"
)


def stored_columns(table: Table) -> tuple[Column, ...]:
    """Columns of a table as its Parquet files hold them: its own, where from, which commit, place in the batch."""
    return (*table.columns, *PROVENANCE, COMMIT, ORDINAL)


def current_rows(table: Table, *, relation: str = "") -> str:
    """Query text for the rows that count: of each key the one with the greatest (commit, row, ordinal).

    Args:
        table: Canonical table; its ``key`` says which rows are versions of each other.
        relation: Name of the relation to read; the table's own name when empty.

    Returns:
        A SELECT with the stored columns, in their order, without an ORDER BY: one row per key.
    """
    columns = ", ".join(quoted(column.name) for column in stored_columns(table))
    key = ", ".join(quoted(name) for name in table.key)
    return (
        f"SELECT {columns} FROM ("  # noqa: S608 - names come from our own definitions
        f"SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} "
        'ORDER BY "commit" DESC, "row" DESC, "ordinal" DESC) AS version_rank '
        f"FROM {quoted(relation or table.name)}) AS versions WHERE version_rank = 1"
    )


def quoted(name: str) -> str:
    """A name as an identifier of the query language."""
    return '"' + name.replace('"', '""') + '"'
