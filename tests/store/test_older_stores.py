"""Stores written before a table got one of its columns: they open, their rows lack it, and their leaves still prove them."""

from pathlib import Path

import pytest

from assay.core.tables import TABLES
from assay.engines.duckdb import DuckDbEngine
from assay.queries.current import current_rows
from assay.store import fact_folders, open_store
from tests.store.older import older_tables
from tests.store.samples import ANNA, BRUNO, CARLA, import_lines, opened

LATER = [(name, column.name) for name, table in TABLES.items() for column in table.columns if column.later]


def test_a_store_without_a_later_column_opens_and_its_rows_have_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with older_tables(monkeypatch), opened(folder, create=True) as store:
        import_lines(store, [ANNA, BRUNO])
    with DuckDbEngine(fact_folders(folder)) as engine:
        store = open_store(folder, engine)
        assert store.verify() == ()
        import_lines(store, [ANNA, BRUNO, CARLA], name="longer.csv")
        rows = list(engine.rows(current_rows(TABLES["leads"]), {"leads": store.tables()["leads"]}, {}))
        assert {str(row["lead_id"]): row["ad_id"] for row in rows} == {
            "L-001": None,
            "L-002": None,
            "L-003": None,
        }


def test_its_rows_prove_their_leaves_beside_newer_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two leads and two verdicts from before, and one of each of now: six leaves."""
    with older_tables(monkeypatch), opened(folder, create=True) as store:
        import_lines(store, [ANNA, BRUNO])
    with opened(folder) as store:
        import_lines(store, [CARLA], name="more.csv")
        _, leaves, _ = store.prove_erasures(None)
        assert (leaves.verified, leaves.wrong) == (6, ())


def test_the_columns_that_came_later_are_these() -> None:
    """Whoever adds one to a table that is in use marks it so."""
    assert LATER == [("leads", "ad_platform"), ("leads", "ad_id")]
