"""Every list that people open in a spreadsheet, through LibreOffice and back: no digit is lost, and no cell is a formula."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assay.cli.data import csv_text
from assay.core.tables import Value
from assay.reports.workbook.rows import write_rows
from assay.services.compare_rows import csv_cell
from assay.sources.cells import Cell
from assay.sources.forms.layout import Form, FormColumn, FormFront, FormRow, FormSheet
from assay.sources.forms.write import form_bytes
from assay.sources.workbook import workbook_bytes
from tests.cli.running import assay
from tests.reports.office import resaved

ROOT = Path(__file__).parents[2]
TEXTS = (
    "+49 30 23125001",
    "030 23125001",
    "030901820",
    "00441632960961",
    "4922147101234",
    "120213456789012345",
    "1.20253E+17",
    "12e5",
    "0012",
    "=1+1",
    '=HYPERLINK("http://farsail.example")',
    "+1+1",
    "@SUM(A1)",
    "-75.50 EUR",
    "Max, Lichter",
    "求职",
)
"""Phones, ids and text that a spreadsheet would run, shorten or show otherwise."""
AMOUNTS = (Decimal("-120.50"), Decimal(-75), Decimal("0.5"), Decimal(1204))


def kept(texts: Sequence[str]) -> list[str]:
    """As they stand in the file: an apostrophe that kept a text from becoming a number is no part of it."""
    return [text.removeprefix("'") for text in texts]


def column(data: bytes, index: int = 0) -> list[str]:
    return [row[index] for row in csv.reader(io.StringIO(data.decode("utf-8")))]


def lists(folder: Path) -> Mapping[str, bytes]:
    """File → a list of one column of texts and one of amounts, as each of our writers makes it."""
    facts = folder / "facts.xlsx"
    write_rows(facts, "facts", ("text", "amount"), zip(TEXTS, [-7] * len(TEXTS), strict=True))
    amounts: list[Cell] = [AMOUNTS[at % len(AMOUNTS)] for at in range(len(TEXTS))]
    rows = list(zip(TEXTS, amounts, strict=True))
    plain: list[Mapping[str, Value]] = [{"text": text, "amount": str(amount)} for text, amount in rows]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([csv_cell(text), csv_cell(amount)] for text, amount in rows)
    return {
        "facts-and-leads.csv": csv_text(("text", "amount"), plain).encode(),
        "compare-and-reconcile.csv": buffer.getvalue().encode(),
        "facts.xlsx": facts.read_bytes(),
        "compare-reconcile-rejects.xlsx": workbook_bytes("list", rows),
        "objections-verdicts.xlsx": form_bytes(_form()),
    }


def _form() -> Form:
    columns = (FormColumn("text", "text", 30),)
    rows = tuple(FormRow(str(at), {"text": text}) for at, text in enumerate(TEXTS))
    sheet = FormSheet("list", "title", (), columns, rows, "text")
    return Form(("contract", "2027-03", "digest"), (sheet,), FormFront("front", "title", ()))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    return lists(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="module")
def as_csv(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Each file, opened and saved as CSV."""
    return resaved(files, "csv", tmp_path_factory.mktemp("csv"))


@pytest.fixture(scope="module")
def as_workbook(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Each file, opened and saved as a workbook."""
    return resaved(files, "xlsx", tmp_path_factory.mktemp("xlsx"))


NAMES = (
    "facts-and-leads.csv",
    "compare-and-reconcile.csv",
    "facts.xlsx",
    "compare-reconcile-rejects.xlsx",
    "objections-verdicts.xlsx",
)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_every_phone_and_id_comes_back_as_it_was(name: str, as_csv: Mapping[str, bytes]) -> None:
    assert kept(column(as_csv[name], 0)[-len(TEXTS) :]) == list(TEXTS)


def test_those_of_a_form_stand_on_its_second_sheet_as_they_were(as_workbook: Mapping[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook[NAMES[-1]]))
    (found,) = book.worksheets[1].iter_cols(min_col=2, max_col=2, values_only=True)
    assert kept([str(text) for text in found[-len(TEXTS) :]]) == list(TEXTS)


@pytest.mark.parametrize("name", NAMES[:2] + NAMES[3:4])
def test_negative_amounts_stay_numbers(name: str, as_csv: Mapping[str, bytes]) -> None:
    found = [Decimal(text) for text in column(as_csv[name], 1)[-len(TEXTS) :]]
    assert found == [AMOUNTS[at % len(AMOUNTS)] for at in range(len(TEXTS))]


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_a_formula_once_it_was_opened(name: str, as_workbook: Mapping[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook[name]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def test_the_lists_of_a_comparison_survive_whole(tmp_path: Path) -> None:
    """The hand-written pair: a phone with +, one of thirteen digits, two negative amounts, a link in a note."""
    pair = [ROOT / "examples" / "compare" / f"1-{side}.xlsx" for side in ("agency", "ours")]
    listed = assay(
        "compare", *pair, "--period", "2027-03", "--market", "DE,US", "--format", "csv", "--lang", "en"
    ).stdout
    again = resaved({"pair.csv": listed.encode()}, "csv", tmp_path / "office")["pair.csv"].decode()
    before, after = (list(csv.DictReader(io.StringIO(text))) for text in (listed, again))
    for header in (
        "list: 电话/WhatsApp",
        "ours: 电话/WhatsApp",
        "list: 备注",
        "ours: 询盘编号",
    ):
        assert kept([row[header] for row in after]) == kept([row[header] for row in before])
    assert {"+49 30 23125001", "4922147101234"} <= set(kept([row["list: 电话/WhatsApp"] for row in after]))
    amounts = [[Decimal(row["ours: 报价差额"] or 0) for row in rows] for rows in (before, after)]
    assert amounts[0] == amounts[1]
    assert {Decimal(-120), Decimal("-75.5")} <= set(amounts[1])
