"""The engine runs text over its files, speaks integers, and cannot reach anything else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest

from assay.core.tables import TABLES, Column, ColumnType, Contact, Value
from assay.engines.duckdb import DuckDbEngine, EngineValueError
from assay.ports import KeptFiles
from assay.queries.current import current_rows

COLUMNS = tuple(Column(kind.value, kind, "", "", "") for kind in ColumnType if kind is not ColumnType.CONTACT)
NOON = datetime(2027, 3, 14, 12, 0, 0, 123456, tzinfo=UTC)
ROW: tuple[Value, ...] = ("灯 'q' \"d\"", 7, 9_007_199_254_740_993, date(2027, 3, 14), NOON, True)
EMPTY: tuple[Value, ...] = (None,) * len(COLUMNS)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDbEngine]:
    (tmp_path / "it's facts").mkdir()
    with DuckDbEngine([tmp_path / "it's facts"]) as engine:
        yield engine


@pytest.fixture
def file(tmp_path: Path, engine: DuckDbEngine) -> Path:
    path = tmp_path / "it's facts" / "t.parquet"
    engine.write_parquet(path, COLUMNS, [ROW, EMPTY])
    return path


def test_values_come_back_as_they_went_in(engine: DuckDbEngine, file: Path) -> None:
    names = [column.name for column in COLUMNS]
    assert list(engine.rows("SELECT * FROM t", {"t": [file]}, {})) == [
        dict(zip(names, ROW, strict=True)),
        dict.fromkeys(names),
    ]


def test_rows_keep_their_order_beyond_one_portion(engine: DuckDbEngine, tmp_path: Path) -> None:
    path = tmp_path / "it's facts" / "many.parquet"
    column = Column("n", ColumnType.COUNT, "", "", "")
    numbers = [(n * 7919) % 10_007 for n in range(10_007)]
    engine.write_parquet(path, [column], [[n] for n in numbers])
    assert [row["n"] for row in engine.rows("SELECT n FROM t", {"t": [path]}, {})] == numbers


def test_files_are_joined_in_their_order(engine: DuckDbEngine, tmp_path: Path) -> None:
    """Three files of 5,000 numbers, given out of their order: the joined file keeps that order."""
    column = Column("n", ColumnType.COUNT, "", "", "")
    folder = tmp_path / "it's facts"
    parts = [folder / f"{name}.parquet" for name in "abc"]
    for start, part in enumerate(parts):
        engine.write_parquet(part, [column], [[5_000 * start + n] for n in range(5_000)])
    engine.join_parquet(folder / "joined.parquet", [parts[2], parts[0], parts[1]])
    rows = engine.rows("SELECT n FROM t", {"t": [folder / "joined.parquet"]}, {})
    assert [row["n"] for row in rows] == [*range(10_000, 15_000), *range(10_000)]


def test_files_are_not_joined_where_there_is_no_room(engine: DuckDbEngine, tmp_path: Path) -> None:
    folder = tmp_path / "it's facts"
    part = folder / "a.parquet"
    engine.write_parquet(part, [Column("n", ColumnType.COUNT, "", "", "")], [[1]])
    with pytest.raises(OSError, match="missing"):
        engine.join_parquet(folder / "missing" / "joined.parquet", [part])


def test_the_same_rows_make_the_same_bytes(engine: DuckDbEngine, file: Path, tmp_path: Path) -> None:
    again = tmp_path / "it's facts" / "again.parquet"
    engine.write_parquet(again, COLUMNS, [ROW, EMPTY])
    assert again.read_bytes() == file.read_bytes()


def test_a_column_that_files_were_written_without_is_null_in_them(
    engine: DuckDbEngine, tmp_path: Path
) -> None:
    path = tmp_path / "it's facts" / "spend.parquet"
    engine.write_parquet(path, [Column("campaign", ColumnType.TEXT, "", "", "")], [["lamps"]])
    text = "SELECT campaign, results FROM spend"
    assert list(engine.rows(text, {"spend": [path]}, {})) == [{"campaign": "lamps", "results": None}]


def test_parameters_are_named_and_instants_are_utc(engine: DuckDbEngine, file: Path) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=8)))
    query = "SELECT count FROM t WHERE instant = $at AND day = $day AND text = $text"
    found = engine.rows(query, {"t": [file]}, {"at": local, "day": date(2027, 3, 14), "text": ROW[0]})
    assert list(found) == [{"count": 7}]


def test_a_canonical_table_without_files_is_an_empty_view(engine: DuckDbEngine) -> None:
    assert list(engine.rows("SELECT lead_id, created_at FROM leads", {"leads": []}, {})) == []
    assert list(engine.rows("SELECT sum(clicks) AS n FROM spend", {"spend": ()}, {})) == [{"n": None}]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_current_rows_of_every_table_are_valid_query_text(engine: DuckDbEngine, table: str) -> None:
    assert list(engine.rows(current_rows(TABLES[table]), {table: []}, {})) == []


def test_a_view_has_only_the_rows_that_are_kept(engine: DuckDbEngine, file: Path) -> None:
    (everything,) = engine.rows("SELECT COUNT(*) AS n FROM t", {"t": (file,)}, {})
    (kept,) = engine.rows("SELECT COUNT(*) AS n FROM t", {"t": KeptFiles((file,), "1 = 1")}, {})
    (none,) = engine.rows("SELECT COUNT(*) AS n FROM t", {"t": KeptFiles((file,), "1 = 0")}, {})
    assert (kept, none) == (everything, {"n": 0})
    assert everything != none


def test_sums_stay_whole(engine: DuckDbEngine, file: Path) -> None:
    assert list(engine.rows("SELECT sum(micros) * 1000000 AS n FROM t", {"t": [file]}, {})) == [
        {"n": 9_007_199_254_740_993_000_000}
    ]


@pytest.mark.parametrize(
    "query", ["SELECT 1 / 2 AS ratio", "SELECT 0.5::DECIMAL(3, 2) AS ratio", "SELECT [1] AS ratio"]
)
def test_a_fraction_does_not_leave_the_engine(engine: DuckDbEngine, query: str) -> None:
    with pytest.raises(EngineValueError, match="ratio"):
        list(engine.rows(query, {}, {}))


@pytest.mark.parametrize("value", [Contact("email", "a@b.example"), datetime(2027, 3, 1), 0.5])  # noqa: DTZ001
def test_contacts_naive_instants_and_floats_do_not_enter(engine: DuckDbEngine, value: Value) -> None:
    with pytest.raises(EngineValueError, match="x"):
        list(engine.rows("SELECT $x AS x", {}, {"x": value}))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_text('{folder}/../secret.txt')",
        "ATTACH '{folder}/../other.db'",
        "COPY (SELECT 1) TO '{folder}/../out.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
    ],
)
def test_it_reaches_nothing_outside_its_folders(engine: DuckDbEngine, tmp_path: Path, query: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(duckdb.Error):
        list(engine.rows(query.replace("{folder}", str(tmp_path / "it''s facts")), {}, {}))
    assert not (tmp_path / "out.csv").exists()


def test_queries_do_not_see_each_others_views(engine: DuckDbEngine, file: Path) -> None:
    first = engine.rows("SELECT text FROM t", {"t": [file]}, {})
    next(iter(first))
    with pytest.raises(duckdb.Error):
        list(engine.rows("SELECT text FROM t", {}, {}))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_the_zone_of_the_machine_does_not_matter_and_nothing_is_said_on_stderr(
    tmp_path: Path, zone: str
) -> None:
    script = (
        "import sys; from pathlib import Path; from assay.engines.duckdb import DuckDbEngine\n"
        "engine = DuckDbEngine([Path(sys.argv[1])], threads=2)\n"
        "query = \"SELECT TIMESTAMP '2027-03-14 12:00' AS at, current_setting('TimeZone') AS zone\"\n"
        "print(*engine.rows(query, {}, {}))\n"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    at = "datetime.datetime(2027, 3, 14, 12, 0, tzinfo=datetime.timezone.utc)"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{{'at': {at}, 'zone': 'UTC'}}\n"


def test_an_answer_by_columns_is_the_answer_by_rows(engine: DuckDbEngine, file: Path) -> None:
    asked = ('SELECT "count", "instant", "text" FROM t ORDER BY "count"', {"t": [file]})
    columns, rows = engine.columns(*asked, {}), list(engine.rows(*asked, {}))
    assert {name: list(cells) for name, cells in columns.items()} == {
        name: [row[name] for row in rows] for name in ("count", "instant", "text")
    }
    assert list(columns["instant"]) == [NOON, None]
    none = engine.columns(f"{asked[0]} LIMIT 0", asked[1], {})
    assert {name: list(cells) for name, cells in none.items()} == {"count": [], "instant": [], "text": []}
    with pytest.raises(EngineValueError, match="ratio"):
        engine.columns("SELECT 1 / 2 AS ratio", {}, {})


def test_rows_are_kept_for_several_questions_and_then_gone(engine: DuckDbEngine, file: Path) -> None:
    with engine.keeping("kept", 'SELECT "count" * 10 AS ten FROM t WHERE "count" > 0', {"t": [file]}):
        file.unlink()
        assert list(engine.columns("SELECT ten FROM kept", {}, {})["ten"]) == [70]
        assert list(engine.rows("SELECT COUNT(*) AS n FROM kept", {}, {})) == [{"n": 1}]
    with pytest.raises(duckdb.Error, match="kept"):
        engine.columns("SELECT ten FROM kept", {}, {})
