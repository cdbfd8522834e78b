"""Replaced ranges: a file that is said to be whole takes out the older rows of its days, from its commit on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from assay.core.findings import Finding
from assay.core.tables import TABLES, Record, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import ImportOptions, KeptFiles, Parsed
from assay.queries.current import COMMIT, current_rows
from assay.queries.replaced import Replaced, Scope, kept, scopes_of
from assay.store import Store, fact_folders, replaced_ranges
from tests.store.samples import MOMENT

ADS = "ads/main"
NEXT_DAY = MOMENT + timedelta(days=1)
Line = tuple[str, int, int]


def parsed(lines: Iterable[Line], grain: str | None = "campaign", source: str = "test_spend") -> Parsed:
    """Spend of campaigns in March 2027: (campaign, day, USD)."""
    records = [
        Record(
            "spend",
            row,
            {
                "grain": grain,
                "entity": campaign,
                "campaign": campaign,
                "day": date(2027, 3, day),
                "currency": "USD",
                "cost_micros": cost * 1_000_000,
            },
        )
        for row, (campaign, day, cost) in enumerate(lines, start=2)
    ]
    return Parsed(source, tuple(records), rows_read=len(records))


def bring(
    store: Store, parsed_file: Parsed, *, replace: bool = False, account: str = ADS, table: str = "spend"
) -> int:
    data = repr((parsed_file, table)).encode()
    options = ImportOptions(account=account, replace=replace)
    result = store.import_file(
        parsed_file, name="ads.csv", data=data, account=account, known_at=MOMENT, options=options
    )
    return result.replacement or result.commit


def rows(folder: Path, store: Store, as_of: int | None = None, table: str = "spend") -> list[str]:
    """What counts, as ``account campaign day cost``."""
    with DuckDbEngine(fact_folders(folder)) as engine:
        found = engine.rows(current_rows(TABLES[table]), {table: store.tables(as_of)[table]}, {})
        return sorted(_line(row) for row in found)


def _line(row: dict[str, Value]) -> str:
    day, cost = row.get("day", row.get("start_on")), row["cost_micros"]
    assert isinstance(day, date)
    assert isinstance(cost, int)
    return f"{row['entity']} {day.day} {cost // 1_000_000}"


FIRST: tuple[Line, ...] = (("a", 1, 10), ("b", 1, 20), ("a", 2, 30), ("b", 3, 40))
CORRECTED: tuple[Line, ...] = (("a", 1, 11), ("a", 2, 30))


def test_a_vanished_row_stays_while_nobody_says_that_the_file_is_whole(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    bring(store, parsed(CORRECTED))
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 1 20", "b 3 40"]
    assert all(not isinstance(files, KeptFiles) for files in store.tables().values())


def test_a_whole_file_replaces_the_days_from_its_first_to_its_last(folder: Path, store: Store) -> None:
    """b of day 1 goes; b of day 3 lies outside the corrected file's days 1 to 2."""
    bring(store, parsed(FIRST))
    number = bring(store, parsed(CORRECTED), replace=True)
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 3 40"]
    assert store.log()[number - 1].details["replaced"] == [
        {
            "table": "spend",
            "values": ["test_spend", ADS, "campaign"],
            "start_on": "2027-03-01",
            "end_on": "2027-03-03",
        }
    ]


def test_a_day_without_any_row_between_two_with_rows_is_replaced_too(folder: Path, store: Store) -> None:
    bring(store, parsed([("a", 1, 10), ("a", 2, 20), ("a", 3, 30)]))
    bring(store, parsed([("a", 1, 10), ("a", 3, 30)]), replace=True)
    assert rows(folder, store) == ["a 1 10", "a 3 30"]


def test_a_view_before_the_replacement_still_has_the_row(folder: Path, store: Store) -> None:
    before = bring(store, parsed(FIRST))
    bring(store, parsed(CORRECTED), replace=True)
    assert rows(folder, store, before) == ["a 1 10", "a 2 30", "b 1 20", "b 3 40"]


def test_rows_that_come_later_count_inside_a_replaced_range(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    bring(store, parsed(CORRECTED), replace=True)
    bring(store, parsed([("b", 1, 21)]))
    assert "b 1 21" in rows(folder, store)


@pytest.mark.parametrize(
    ("other", "account"),
    [
        (parsed([("b", 1, 20)], grain="ad_group"), ADS),
        (parsed([("b", 1, 20)], source="other_report"), ADS),
        (parsed([("b", 1, 20)]), "ads/second"),
        (parsed([("b", 1, 20)], grain=None), ADS),
    ],
    ids=["grain", "source", "account", "no grain"],
)
def test_rows_of_another_grain_source_or_account_stay(
    other: Parsed, account: str, folder: Path, store: Store
) -> None:
    bring(store, other, account=account)
    bring(store, parsed(CORRECTED), replace=True)
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 1 20"]


def test_a_file_that_was_there_can_be_said_to_be_whole_afterwards(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    assert bring(store, parsed(CORRECTED)) == 2
    assert bring(store, parsed(CORRECTED), replace=True) == 3
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 3 40"]
    assert bring(store, parsed(CORRECTED), replace=True) == 2  # nothing new
    assert [commit.kind for commit in store.log()] == ["import", "import", "replacement"]
    assert rows(folder, store, 2) == ["a 1 11", "a 2 30", "b 1 20", "b 3 40"]


def test_what_came_between_the_file_and_its_replacement_stays(folder: Path, store: Store) -> None:
    """The range reaches back from the file, not from the moment at which someone said that it is whole."""
    bring(store, parsed(FIRST))
    bring(store, parsed(CORRECTED))
    bring(store, parsed([("c", 1, 5)]))
    bring(store, parsed(CORRECTED), replace=True)
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 3 40", "c 1 5"]


def test_undoing_a_whole_file_undoes_what_it_replaced(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    number = bring(store, parsed(CORRECTED), replace=True)
    store.undo(number, known_at=NEXT_DAY)
    assert rows(folder, store) == ["a 1 10", "a 2 30", "b 1 20", "b 3 40"]


def test_undoing_a_replacement_leaves_the_file(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    number = bring(store, parsed(CORRECTED))
    replacement = bring(store, parsed(CORRECTED), replace=True)
    store.undo(replacement, known_at=NEXT_DAY)
    assert rows(folder, store) == ["a 1 11", "a 2 30", "b 1 20", "b 3 40"]
    assert bring(store, parsed(CORRECTED), replace=True) == 5
    store.undo(number, known_at=NEXT_DAY)
    assert rows(folder, store) == ["a 1 10", "a 2 30", "b 1 20", "b 3 40"]


def totals(lines: Iterable[Line]) -> Parsed:
    """Spend of a period that ends on the last of March: (campaign, first day, USD)."""
    records = [
        Record(
            "spend_totals",
            row,
            {
                "grain": "campaign",
                "entity": campaign,
                "start_on": date(2027, 3, day),
                "end_on": date(2027, 4, 1),
                "currency": "USD",
                "cost_micros": cost * 1_000_000,
            },
        )
        for row, (campaign, day, cost) in enumerate(lines, start=2)
    ]
    return Parsed("test_spend", tuple(records), rows_read=len(records))


def test_totals_are_replaced_by_their_very_period(folder: Path, store: Store) -> None:
    bring(store, totals([("a", 1, 10), ("b", 1, 20), ("b", 8, 15)]))
    bring(store, totals([("a", 1, 12)]), replace=True)
    assert rows(folder, store, table="spend_totals") == ["a 1 12", "b 8 15"]


def searched(days: Iterable[int], *, covers: str = "", queries: int = 0) -> Parsed:
    """Search results of days of March 2027, one click a day, and so many queries of the whole of it."""
    common: dict[str, Value] = {"search_type": "web", "clicks": 1, "impressions": 9}
    by_day: list[dict[str, Value]] = [
        {
            "dimension": "day",
            "value": f"2027-03-{day:02}",
            "start_on": date(2027, 3, day),
            "end_on": date(2027, 3, day + 1),
        }
        for day in days
    ]
    by_query: list[dict[str, Value]] = [
        {
            "dimension": "query",
            "value": f"q{number}",
            "start_on": date(2027, 3, 1),
            "end_on": date(2027, 4, 1),
        }
        for number in range(queries)
    ]
    records = [Record("rankings", row, common | said) for row, said in enumerate([*by_day, *by_query], 2)]
    facts = {"covers": covers} if covers else {}
    return Parsed("search_console", tuple(records), rows_read=len(records), facts=facts)


def results(folder: Path, store: Store) -> list[str]:
    with DuckDbEngine(fact_folders(folder)) as engine:
        found = engine.rows(current_rows(TABLES["rankings"]), {"rankings": store.tables()["rankings"]}, {})
        return sorted(str(row["value"])[-2:] for row in found)


def test_a_day_that_vanished_from_search_results_goes_with_a_whole_report(folder: Path, store: Store) -> None:
    """Day 2 lies between two that the new report has; the table of queries is of its very period, and none vanished."""
    bring(store, searched([1, 2, 3], queries=1))
    number = bring(store, searched([1, 3], queries=1), replace=True)
    assert results(folder, store) == ["01", "03", "q0"]
    recorded = store.log()[number - 1].details["replaced"]
    assert [(one["values"][-1], one["start_on"], one["end_on"]) for one in recorded] == [  # type: ignore[call-overload, index, union-attr]
        ("day", "2027-03-01", "2027-03-04"),
        ("query", "2027-03-01", "2027-04-01"),
    ]


@pytest.mark.parametrize(
    ("covers", "left"),
    [("", ["01", "02", "03", "04"]), ("2027-03-01/2027-03-04", ["02", "03"])],
    ids=["nothing said", "the file says its days"],
)
def test_days_at_the_edge_go_where_the_file_says_that_it_covers_them(
    covers: str, left: list[str], folder: Path, store: Store
) -> None:
    bring(store, searched([1, 2, 3, 4]))
    bring(store, searched([2, 3], covers=covers), replace=True)
    assert results(folder, store) == left


def test_spend_too_is_replaced_over_the_days_that_the_file_covers(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    said = replace(parsed([("a", 2, 31)]), facts={"covers": "2027-03-01/2027-03-03"})
    bring(store, said, replace=True)
    assert rows(folder, store) == ["a 2 31"]


def test_a_range_of_one_day_of_search_results_means_what_it_meant(folder: Path, store: Store) -> None:
    """Logs of before have one range for each day: of a row of that day it says the same."""
    day = Scope("rankings", ("search_console", ADS, "web", "day"), date(2027, 3, 2), date(2027, 3, 3))
    bring(store, searched([1, 2, 3], queries=2))
    with DuckDbEngine(fact_folders(folder)) as engine:
        files = KeptFiles(tuple(store.tables()["rankings"]), kept([Replaced(day, 9)]))
        found = engine.rows(current_rows(TABLES["rankings"]), {"rankings": files}, {})
        assert sorted(str(row["value"])[-2:] for row in found) == ["01", "03", "q0", "q1"]


def test_the_condition_takes_what_is_unknown_for_outside(folder: Path) -> None:
    """A row without a day is in no range of days."""
    folder.mkdir()
    names = [column.name for column in TABLES["spend"].columns]
    scope = Scope("spend", ("s", "it's", "campaign"), date(2027, 3, 1), date(2027, 3, 3))
    text = kept([Replaced(scope, 7)])
    values: dict[str, Value] = {"source": "s", "account": "it's", "grain": "campaign", "commit": 6}
    cases: list[tuple[dict[str, Value], int]] = [
        ({"day": date(2027, 3, 1)}, 0),
        ({"day": date(2027, 3, 2)}, 0),
        ({"day": date(2027, 2, 28)}, 1),
        ({"day": date(2027, 3, 3)}, 1),
        ({"day": None}, 1),
        ({"day": date(2027, 3, 1), "grain": None}, 1),
        ({"day": date(2027, 3, 1), "commit": 7}, 1),
        ({"day": date(2027, 3, 1), "account": "its"}, 1),
    ]
    columns = [*TABLES["spend"].columns, COMMIT]
    with DuckDbEngine([folder]) as engine:
        for number, (changed, count) in enumerate(cases):
            row: dict[str, Value] = {**values, **changed}
            path = folder / f"{number}.parquet"
            engine.write_parquet(path, columns, [[row.get(name) for name in (*names, "commit")]])
            files = KeptFiles((path,), text)
            found = list(engine.rows("SELECT COUNT(*) AS n FROM spend", {"spend": files}, {}))
            assert found == [{"n": count}], changed
    assert kept([]) == ""


def test_other_tables_have_no_ranges() -> None:
    assert scopes_of(TABLES["orders"], [{"ordered_on": date(2027, 3, 1)}]) == ()


def test_a_refused_file_replaces_nothing(folder: Path, store: Store) -> None:
    bring(store, parsed(FIRST))
    bad = Parsed("test_spend", parsed(CORRECTED).records, (Finding("sources.bad_number"),))
    bring(store, bad, replace=True)
    assert rows(folder, store) == ["a 1 10", "a 2 30", "b 1 20", "b 3 40"]


def test_a_report_that_grows_day_by_day_leaves_one_range(store: Store) -> None:
    for last in range(1, 5):
        bring(store, parsed([("a", day, 10) for day in range(1, last + 1)]), replace=True)
    bring(store, parsed([("a", 2, 11), ("a", 6, 11)]), replace=True)
    (ranges,) = replaced_ranges(store.log()).values()
    days = [(one.scope.start_on.day, one.scope.end_on.day, one.before) for one in ranges]
    assert days == [(2, 7, 5), (1, 5, 4)]


def test_a_range_holds_another_of_its_scope_that_is_older_and_no_wider() -> None:
    def days(first: int, last: int, before: int, table: str = "spend") -> Replaced:
        scope = Scope(table, ("s", "a", "campaign"), date(2027, 3, first), date(2027, 3, last))
        return Replaced(scope, before)

    assert days(1, 9, 7).holds(days(2, 9, 7))
    assert not days(1, 9, 7).holds(days(1, 9, 8))
    assert not days(2, 9, 7).holds(days(1, 9, 7))
    assert not days(1, 9, 7).holds(days(1, 10, 7))
    assert not days(1, 9, 7, "spend_totals").holds(days(2, 9, 7, "spend_totals"))
    assert days(1, 9, 7, "spend_totals").holds(days(1, 9, 6, "spend_totals"))
