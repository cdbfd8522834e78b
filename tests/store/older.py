"""Stores as they were written before a table got one of its columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from assay.core.tables import TABLES
from assay.store import rows


@contextmanager
def older_tables(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tables as they were before any column came later."""
    with patch.context() as patched:
        for name, table in TABLES.items():
            columns = tuple(column for column in table.columns if not column.later)
            patched.setitem(TABLES, name, replace(table, columns=columns))
        rows.table_shape.cache_clear()
        yield
    rows.table_shape.cache_clear()
