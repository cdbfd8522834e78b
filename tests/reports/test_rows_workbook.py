"""A long table as a workbook: text stays text, digits stay, the bytes are the same, and memory does not grow with it."""

import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assay.reports.workbook.rows import Cell, write_rows

COLUMNS = ("name", "count", "at", "flag", "nothing")
ROW: tuple[Cell, ...] = ("=1+1", 7, datetime(2027, 1, 2, 3, 4, 5), True, None)  # noqa: DTZ001  # the format knows no zone


def test_cells_are_what_they_were(tmp_path: Path) -> None:
    target = tmp_path / "rows.xlsx"
    write_rows(target, "facts", COLUMNS, [ROW, ("+86138", -(10**15), None, False, None)])
    sheet = openpyxl.load_workbook(target)["facts"]
    head, first, second = sheet.iter_rows(values_only=True)
    assert head == COLUMNS
    assert first == ROW
    # sixteen digits are more than a cell holds as a number
    assert second == ("+86138", "-1000000000000000", None, False, None)
    assert [sheet[cell].data_type for cell in ("A2", "B2", "A3", "B3")] == ["s", "n", "s", "s"]
    assert sheet.freeze_panes == "A2"


def test_what_a_sheet_cannot_hold_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.reports.workbook.rows._ON_A_SHEET", 2)
    target = tmp_path / "rows.xlsx"
    write_rows(target, "facts", ("n",), [(number,) for number in range(4)])
    book = openpyxl.load_workbook(target)
    found = {sheet.title: [cell for (cell,) in sheet.iter_rows(values_only=True)] for sheet in book}
    assert found == {"facts": ["n", 0, 1], "facts 2": ["n", 2, 3]}


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    write_rows(one, "facts", COLUMNS, [ROW])
    write_rows(other, "facts", COLUMNS, [ROW])
    assert one.read_bytes() == other.read_bytes()


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        write_rows(tmp_path / f"{count}.xlsx", "facts", COLUMNS, many(count))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # 18,000 more rows of five cells would take megabytes if they were kept
    assert peak(20_000) - peak(2_000) < 500_000


def many(count: int) -> Iterator[tuple[Cell, ...]]:
    return (ROW for _ in range(count))
