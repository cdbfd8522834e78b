"""What comes out again: no cell is a live formula, and texts, phones and negative amounts are what they were."""

import csv
import io
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.running import assay
from tests.hostile.tables import ADS, INJECTIONS
from tests.reports.office import soffice

LIVE = ("=", "+", "-", "@", "\t", "\r")
NAMES = [*INJECTIONS, "+49 30 90182077", "-12.50", "0049", "123456789012345678", "'quoted"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """A workspace with every hostile text as a campaign, one of them with a cost taken back; and its rows as JSON."""
    folder = tmp_path_factory.mktemp("exports")
    lines = "".join(
        '2027-03-01,"{}",1,2,USD,{}\n'.format(
            name.replace('"', '""'), "-3.25" if name == "-12.50" else "3.00"
        )
        for name in NAMES
    )
    (folder / "ads.csv").write_text(ADS + lines, "utf-8")
    book = folder / "w"
    ran = assay(
        "import",
        folder / "ads.csv",
        "--workspace",
        book,
        "--account",
        "=1+1",
        "--zone",
        "UTC",
        "--lang",
        "en",
    )
    assert ran.exit_code == 0, ran.stderr
    return book, assay("facts", "spend", "--workspace", book, "--format", "json").document


def sheet_of(book: Path, target: Path) -> list[list[Any]]:
    assay("facts", "spend", "--workspace", book, "--format", "xlsx", "--output", target)
    return [list(row) for row in openpyxl.load_workbook(target).worksheets[0].iter_rows()]


def test_csv_holds_no_live_formula_and_every_text(kept: tuple[Path, list[dict[str, Any]]]) -> None:
    book, rows = kept
    printed = assay("facts", "spend", "--workspace", book, "--format", "csv").stdout
    found = list(csv.DictReader(io.StringIO(printed)))
    assert len(found) == len(rows) == len(NAMES)
    for row, known in zip(found, rows, strict=True):
        for name, text in row.items():
            assert text.removeprefix("'") == (known[name] or "").removeprefix("'")
            assert not text.startswith(LIVE) or text.removeprefix("-").replace(".", "").isdigit()


def test_a_workbook_holds_no_formula_and_every_text(
    kept: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    book, rows = kept
    head, *cells = sheet_of(book, tmp_path / "facts.xlsx")
    names = [cell.value for cell in head]
    assert all(cell.data_type != "f" for row in cells for cell in row)
    column = names.index("campaign")
    kept_texts = [row["campaign"].replace("\x1b", "").replace("\x07", "") for row in rows]
    assert [row[column].value for row in cells] == kept_texts
    assert {"+49 30 90182077", "0049", "123456789012345678"} <= set(kept_texts)


def test_a_cost_taken_back_stays_negative(kept: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    book, rows = kept
    (known,) = [row for row in rows if row["campaign"] == "-12.50"]
    assert known["cost_micros"] == "-3250000"
    head, *cells = sheet_of(book, tmp_path / "facts.xlsx")
    column = [cell.value for cell in head].index("cost_micros")
    assert -3_250_000 in [row[column].value for row in cells]
    assert ",-3250000," in assay("facts", "spend", "--workspace", book, "--format", "csv").stdout


def test_an_office_program_computes_nothing(kept: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    book, rows = kept
    sheet_of(book, tmp_path / "facts.xlsx")
    command = [
        soffice(),
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path), str(tmp_path / "facts.xlsx")], check=True, timeout=120)  # noqa: S603 - on this machine
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as handle:
        shown = list(csv.DictReader(handle))
    for name in ("campaign", "account"):
        assert [row[name].strip("\x1b\x07") for row in shown] == [row[name].strip("\x1b\x07") for row in rows]
