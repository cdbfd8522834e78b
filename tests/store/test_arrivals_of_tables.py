"""Of every table: in whatever order files arrive, however often, and however late a correction, it holds what one load gives.

Each table is filled by its own definition: key columns from a number, and one more column that a correction changes. What
a range replaces is told in ``test_arrivals.py``.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.cli.data import csv_text
from assay.core.tables import TABLES, Column, ColumnType, Record, Table, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import ImportOptions, Parsed
from assay.services.facts import rows_of
from assay.services.workspace import Workspace
from assay.store import fact_folders, open_store
from tests.store.samples import MOMENT

ACCOUNT = "book/one"
Rows = Mapping[int, int]
"""Number of a row's key → what its other column says."""


@contextmanager
def workspace() -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "buyer"
        with DuckDbEngine(fact_folders(folder)) as engine:
            yield Workspace(open_store(folder, engine, create=True), engine)


def value(column: Column, number: int) -> Value:
    """A value of a column, another for every number."""
    match column.type:
        case ColumnType.TEXT:
            return f"{column.name} {number}"
        case ColumnType.COUNT | ColumnType.MICROS:
            return number
        case ColumnType.DAY:
            return date(2027, 3, 1) + timedelta(days=number)
        case ColumnType.INSTANT:
            return datetime(2027, 3, 1, tzinfo=UTC) + timedelta(hours=number)
        case ColumnType.FLAG:
            return number % 2 == 1
    raise AssertionError(column)


def told(table: Table) -> Column:
    """The column that a correction changes: a number where there is one, else any that is no key and no contact."""
    own = [column for column in table.columns if column.name not in (*table.key, "source", "account")]
    numbers = [column for column in own if column.type in (ColumnType.COUNT, ColumnType.MICROS)]
    others = [column for column in own if column.type is ColumnType.TEXT]
    return (numbers or others)[0]


def records(table: Table, rows: Rows) -> tuple[Record, ...]:
    keys = [table.column(name) for name in table.key if name not in ("source", "account")]
    says = told(table)
    return tuple(
        Record(
            table.name,
            line,
            {column.name: value(column, number) for column in keys} | {says.name: value(says, said)},
        )
        for line, (number, said) in enumerate(sorted(rows.items()), start=2)
    )


def bring(opened: Workspace, table: Table, rows: Rows) -> None:
    parsed = Parsed("any", records(table, rows), rows_read=len(rows))
    opened.store.import_file(
        parsed,
        name="any.csv",
        data=repr((table.name, sorted(rows.items()))).encode(),
        account=ACCOUNT,
        known_at=MOMENT,
        options=ImportOptions(account=ACCOUNT),
    )


def facts(opened: Workspace, table: Table) -> str:
    columns = [column.name for column in table.columns]
    return csv_text(columns, rows_of(opened, table.name))


def facts_of_one_load(table: Table, rows: Rows) -> str:
    with workspace() as opened:
        bring(opened, table, rows)
        return facts(opened, table)


files = st.lists(
    st.dictionaries(st.integers(0, 6), st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=5
)


@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=5)
@given(arrived=files, again=st.data())
def test_the_newest_word_of_each_key_counts_whatever_came_before_and_however_often(
    name: str, arrived: list[Rows], again: st.DataObject
) -> None:
    """A file that comes again says nothing new, so the model takes the first of equal ones."""
    table = TABLES[name]
    repeats = again.draw(st.lists(st.sampled_from(arrived), max_size=3))
    truth: dict[int, int] = {}
    for at, rows in enumerate(arrived):
        if rows not in arrived[:at]:
            truth.update(rows)
    with workspace() as opened:
        for rows in [*arrived, *repeats]:
            bring(opened, table, rows)
        assert facts(opened, table) == facts_of_one_load(table, truth)


@pytest.mark.parametrize("name", sorted(TABLES))
@settings(max_examples=4)
@given(order=st.permutations(range(4)))
def test_files_that_do_not_contradict_each_other_may_come_in_any_order(name: str, order: list[int]) -> None:
    """Four files that overlap and agree."""
    table, truth = TABLES[name], {number: number + 1 for number in range(6)}
    cuts: list[Rows] = [{n: truth[n] for n in numbers} for numbers in ((0, 1), (1, 2, 3), (3, 4), (5, 0))]
    with workspace() as opened:
        for at in order:
            bring(opened, table, cuts[at])
        assert facts(opened, table) == facts_of_one_load(table, truth)
