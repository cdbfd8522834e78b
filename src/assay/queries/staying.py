"""What is asked of the engine about rows that a newer report may have left out."""

from __future__ import annotations

from assay.core.tables import Table
from assay.queries.current import COMMIT, current_rows, quoted
from assay.queries.replaced import Scope, inside


def rows_inside(table: Table, scope: Scope) -> str:
    """Query text for the rows within a scope that count: their key, their commit and, where the table has one, their cost."""
    money = [column.name for column in table.columns if column.name in ("currency", "cost_micros")]
    columns = ", ".join(quoted(name) for name in (*table.key, *money, COMMIT.name))
    order = ", ".join(quoted(name) for name in table.key)
    return (
        f"SELECT {columns} FROM ({current_rows(table)}) AS found "  # noqa: S608 - names come from our own definitions
        f"WHERE {inside(scope)} ORDER BY {order}"
    )
