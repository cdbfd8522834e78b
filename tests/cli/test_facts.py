"""``facts``: every row that was read, with the file and the row it stands in, in four formats."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import EXAMPLE

JANUARY = EXAMPLE / "exports" / "2027-01"
# Counted in the files by hand: 31 days × 4 campaigns, 56 + 5 enquiries, 9 orders. Each enquiry has one verdict and
# one to three messages; each chat has 7 entries, of which the first is the notice of encryption and no message.
ROWS = {
    "spend": {"Campaign report.csv": 124},
    "sessions": {"会话日报.csv": 124},
    "leads": {"询盘登记表.xlsx": 56, "anfragen-webformular.csv": 5},
    "qualifications": {"询盘登记表.xlsx": 56, "anfragen-webformular.csv": 5},
    "orders": {"订单台账.xlsx": 9},
    "interactions": {
        "询盘登记表.xlsx": 161,
        "anfragen-webformular.csv": 15,
        "_chat.txt": 6,
        "WhatsApp Chat with +1 704-555-0100.txt": 6,
    },
}
TOLD_BY = {
    "Campaign report.csv": ("day", "campaign"),
    "anfragen-webformular.csv": ("lead_id",),
    "询盘登记表.xlsx": ("lead_id",),
    "订单台账.xlsx": ("order_no",),
}


def facts(table: str, workspace: Path, *more: object) -> Ran:
    return assay("facts", table, "--workspace", workspace, *more)


def raw_row(file: str, row: int) -> str:
    """A row of a file as received, by its number: the line of a text file, the row of a sheet."""
    path = JANUARY / file
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        (cells,) = sheet.iter_rows(min_row=row, max_row=row, values_only=True)
        return " ".join(map(str, cells))
    encoding = "cp1252" if file.startswith("anfragen") else "utf-8"
    return path.read_text(encoding).splitlines()[row - 1]


@pytest.mark.parametrize("table", ROWS)
def test_every_row_of_january_is_there_under_its_file(table: str, january: Path) -> None:
    rows = facts(table, january, "--format", "json").document
    assert Counter(row["file"] for row in rows) == ROWS[table]


@pytest.mark.parametrize("table", ROWS)
def test_csv_and_json_hold_the_same_rows(table: str, january: Path) -> None:
    ran = facts(table, january)
    assert (ran.exit_code, ran.stderr) == (0, "")
    from_csv = list(csv.DictReader(io.StringIO(ran.stdout)))
    from_json = facts(table, january, "--format", "json").document
    assert from_csv == [{key: value or "" for key, value in row.items()} for row in from_json]


def sample(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """First, last and a few rows between, of each file."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_file.setdefault(row["file"], []).append(row)
    return [row for found in by_file.values() for row in (*found[:: max(1, len(found) // 4)], found[-1])]


@pytest.mark.parametrize("table", ["spend", "leads", "qualifications", "orders"])
def test_the_row_number_leads_to_the_row_in_the_file(table: str, january: Path) -> None:
    rows = sample(facts(table, january, "--format", "json").document)
    assert rows
    for row in rows:
        written = raw_row(row["file"], int(row["row"]))
        assert [row[name] for name in TOLD_BY[row["file"]] if row[name] not in written] == []


def test_a_chat_message_leads_to_its_line(january: Path) -> None:
    rows = facts("interactions", january, "--format", "json").document
    lines = [int(row["row"]) for row in rows if row["file"] == "_chat.txt"]
    assert lines == [2, 5, 6, 7, 8, 9]  # line 1 is the notice; lines 3 and 4 go on with the message of line 2


def test_money_is_whole_micros(january: Path) -> None:
    rows = facts("spend", january, "--format", "json").document
    first = next(row for row in rows if row["row"] == "4")
    assert (first["campaign"], first["cost_micros"], first["currency"]) == (
        "search-us-solar",
        "28730000",
        "USD",
    )
    assert sum(int(row["cost_micros"]) for row in rows) == 1_648_310_000  # the report's own total, 1648.31


def test_contacts_are_keys_and_never_the_contact(january: Path) -> None:
    printed = "".join(facts(table, january).stdout for table in ROWS)
    assert "yolanda.holbrook34" not in printed
    assert "312-555-0101" not in printed


def test_a_workbook_holds_the_same_rows(january: Path, tmp_path: Path) -> None:
    target = tmp_path / "spend.xlsx"
    ran = facts("spend", january, "--format", "xlsx", "--output", target)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")
    head, *rows = openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True)
    expected = facts("spend", january, "--format", "json").document
    assert len(rows) == 124
    assert ",".join(map(str, head)) == facts("spend", january).stdout.splitlines()[0]
    assert [str(row[head.index("cost_micros")]) for row in rows] == [row["cost_micros"] for row in expected]


def test_parquet_holds_the_same_rows_with_their_types(january: Path, tmp_path: Path) -> None:
    target = tmp_path / "spend.parquet"
    assert facts("spend", january, "--format", "parquet", "--output", target).exit_code == 0
    question = (
        "SELECT count(*), sum(cost_micros)::BIGINT, min(day)::VARCHAR, typeof(min(day)) FROM read_parquet(?)"
    )
    with duckdb.connect() as connection:
        found = connection.execute(question, [str(target)]).fetchall()
    assert found == [(124, 1_648_310_000, "2027-01-01", "DATE")]


@pytest.mark.parametrize("output", ["csv", "json"])
def test_a_file_gets_what_would_have_been_printed(output: str, january: Path, tmp_path: Path) -> None:
    target = tmp_path / f"orders.{output}"
    assert facts("orders", january, "--format", output, "--output", target).stdout == ""
    assert target.read_text("utf-8") == facts("orders", january, "--format", output).stdout


def enquiries(folder: Path, channel: str) -> Ran:
    """An enquiry log of one row, brought into a new workspace."""
    log = folder / "log.csv"
    log.write_text(
        f"询盘编号,询盘时间,邮箱,来源渠道\nL-1,2027-03-05 09:00,max@lichthof.example,{channel}\n", "utf-8"
    )
    return assay("import", log, "--workspace", folder / "w", "--zone", "UTC")


def test_what_was_known_before_the_files_came_is_nothing(january: Path) -> None:
    ran = facts("leads", january, "--as-of", "2027-02-03T09:00:00+08:00", "--lang", "en")
    assert ran.exit_code == 0
    assert ran.stdout.count("\n") == 1
    # 09:00 in China is 01:00 UTC; the file came at 02:10 UTC
    assert ran.stderr.startswith(
        "Nothing of “leads” was known at 2027-02-03 01:00Z: the first of it was imported at 2027-02-03 02:10Z."
    )


def test_a_workspace_whose_only_file_was_refused_asks_for_files(tmp_path: Path) -> None:
    brought = enquiries(tmp_path, channel="nobody knows")
    assert brought.exit_code == 1
    ran = facts("leads", tmp_path / "w", "--lang", "en")
    assert ran.stderr == "There is no data yet. Import files with assay import.\n"


def test_a_table_that_no_file_filled_says_that_others_are(january: Path) -> None:
    ran = facts("media_ledger", january, "--lang", "en")
    assert ran.stderr.startswith("“media_ledger” holds no data, though other tables of this workspace do.")


def test_after_an_undo_the_facts_say_that_they_were_undone(tmp_path: Path) -> None:
    assert enquiries(tmp_path, channel="自然搜索").exit_code == 0
    assert facts("leads", tmp_path / "w").stderr == ""
    assert assay("undo", 1, "--workspace", tmp_path / "w").exit_code == 0
    ran = facts("leads", tmp_path / "w", "--lang", "zh")
    assert (ran.exit_code, ran.stdout.count("\n")) == (0, 1)
    assert ran.stderr.startswith("“leads”的数据都已撤销，现在没有。")


def test_a_file_that_exists_is_not_overwritten(january: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine")
    ran = facts("leads", january, "--output", target)
    assert (ran.exit_code, ran.codes) == (1, ["cli.file_exists"])
    assert target.read_text() == "mine"


@pytest.mark.parametrize("output", ["xlsx", "parquet"])
def test_a_binary_format_needs_a_file(output: str, january: Path) -> None:
    ran = facts("leads", january, "--format", output)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_format"])


@pytest.mark.parametrize("output", ["csv", "json", "xlsx", "parquet"])
def test_a_folder_that_is_missing_is_a_finding_and_leaves_nothing(
    output: str, january: Path, tmp_path: Path
) -> None:
    ran = facts("orders", january, "--format", output, "--output", tmp_path / "gone" / "orders")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_such_folder"])
    assert bytes_below(tmp_path) == {}


def test_a_workspace_that_is_missing_is_not_made(tmp_path: Path) -> None:
    ran = facts("leads", tmp_path / "gone")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["store.not_a_workspace"])
    assert not (tmp_path / "gone").exists()
