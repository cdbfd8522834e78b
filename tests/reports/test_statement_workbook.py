"""The workbook computes each amount of the stored statement again, shows what differs, and never runs a text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended, Bilingual
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.statement_json import statement_document
from assay.i18n import translate
from assay.reports.called import Names
from assay.reports.paper import Source
from assay.reports.workbook import statement_workbook
from assay.reports.workbook.named import in_one
from assay.services.papers import Shelf, digest_of
from tests.contracts.test_cases import _read as read_yaml
from tests.contracts.test_cases import read_case, steps_of_case
from tests.demo.shared import EXAMPLE, MONTHS, DemoRun, once, shared_root
from tests.reports.books import SETTLED
from tests.reports.office import calculated
from tests.reports.test_statement_pdf import settled

LANGS = ("zh", "en")
GOLDEN = SETTLED[::40]
ALTERED = ("2027-03", "en")
Documents = list[dict[str, Any]]


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rows(sheet: Worksheet) -> Iterator[tuple[Any, ...]]:
    return sheet.iter_rows(values_only=True)


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def example() -> Amended:
    texts = {name: (EXAMPLE / name).read_text("utf-8") for name in ("contract.yaml", "supplement-1.yaml")}
    amended, _ = load_amended(
        texts["contract.yaml"], "contract.yaml", [(texts["supplement-1.yaml"], "supplement-1.yaml")]
    )
    assert amended is not None
    return amended


def workbook(documents: Documents, amended: Amended, index: int, lang: str) -> bytes:
    document = documents[index]
    contract = amended.for_month(Month.parse(document["period"]))
    return statement_workbook(Source(document, digest_of(document), contract, documents[:index], lang))


def golden_statements(path: Path) -> tuple[Documents, Amended]:
    case = read_yaml(path)
    amended, _, _ = read_case(case)
    pairs, _ = steps_of_case(case)
    assert amended is not None
    return [json.loads(json.dumps(statement_document(*pair))) for pair in pairs], amended


# ── Calculated anew ──────────────────────────────────────────────────────────────────────────────────────────────────


def demo_name(month: str, lang: str) -> str:
    return f"statement-{month}-v1.{lang}"


@pytest.fixture(scope="session")
def results(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Every workbook that these tests look at, calculated in one run: the demo's, golden cases, and altered ones."""
    files = {
        demo_name(month, lang): (demo.workspace / "demo" / f"{demo_name(month, lang)}.xlsx").read_bytes()
        for month in MONTHS
        for lang in LANGS
    }
    for path in GOLDEN:
        documents, amended = golden_statements(path)
        files[f"golden-{path.stem}"] = workbook(documents, amended, len(documents) - 1, "en")
    files |= altered(files[demo_name(*ALTERED)])
    made: dict[str, Workbook] = {}
    root = once(
        shared_root(tmp_path_factory), "office", lambda folder: made.update(calculated(files, folder))
    )
    return made or {
        name: openpyxl.load_workbook(root / "after" / f"{name}.xlsx", data_only=True) for name in files
    }


def altered(data: bytes) -> dict[str, bytes]:
    """The March workbook with one figure changed: the engine's payable, the exact value behind a line, a figure put in."""
    changed = {}
    for name, sheet, label, column, value in (
        ("engine", "Statement", "Payable this month CNY", "B", 22226.72),
        ("exact", "Working", "Amount of the lot", "C", -469.6089),
        ("given", "Working", "Monthly fee of the contract", "B", 30001),
    ):
        book = opened(data)
        row = next(row for row in range(1, 400) if book[sheet][f"A{row}"].value == label)
        book[sheet][f"{column}{row}"] = value
        changed[name] = saved(book)
    return changed


def verdict(book: Workbook) -> str:
    return str(book.worksheets[0]["A2"].value)


def checks(book: Workbook, mark: str) -> list[str]:
    """Sheet and label of each check that reads so."""
    return [
        f"{sheet.title}: {row[0]}"
        for sheet in book.worksheets
        for row in rows(sheet)
        for value in row
        if isinstance(value, str) and re.fullmatch(f"{mark} (一致|不一致|agrees|differs)", value)
    ]


def computed(book: Workbook) -> dict[str, tuple[Fraction, Fraction]]:
    """Label → stated and computed amount of the first sheet, to the minor unit."""
    return {
        str(row[0]): (cents(row[1]), cents(row[2]))
        for row in rows(book.worksheets[0])
        if row[0] and isinstance(row[2], int | float) and isinstance(row[1], int | float)
    }


def cents(value: float) -> Fraction:
    return Fraction(round(value * 100), 100)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("month", MONTHS)
def test_every_amount_comes_out_of_its_formula_to_the_cent(
    demo: DemoRun, results: dict[str, Workbook], month: str, lang: str
) -> None:
    document = json.loads(demo.statement(month))
    found = computed(results[demo_name(month, lang)])
    wanted = {
        "statement.fee": document["fee"],
        "statement.invoice_basis": document["invoice_basis"],
        "statement.set_offs": document["set_offs"],
        "statement.payable": document["payable"],
    }
    for key, amount in wanted.items():
        label = translate(lang, key, {"currency": "CNY"})
        assert found[label] == (Fraction(amount), Fraction(amount)), label
    for line in document["lines"]:
        label = in_one(Names(example().for_month(Month.parse(line["period"])), lang).line(line["id"]))
        assert found[label] == (Fraction(line["amount"]), Fraction(line["amount"])), label


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("month", MONTHS)
def test_the_cell_on_top_says_that_all_figures_agree(
    results: dict[str, Workbook], month: str, lang: str
) -> None:
    book = results[demo_name(month, lang)]
    count = len(checks(book, "✓"))
    start = f"✓ 全部 {count} 个数一致" if lang == "zh" else f"✓ All {count} figures agree"
    assert verdict(book).startswith(start)
    assert checks(book, "✗") == []
    assert count >= 20


def test_of_the_demo_only_what_waits_is_taken_over(results: dict[str, Workbook]) -> None:
    """January's provisional KPI and its slice of suspense, which a cap may cut; what February gives back is computed."""
    taken = {
        month: len([cell for cell in cells(results[demo_name(month, "en")]) if cell.value == "○ as stated"])
        for month in MONTHS
    }
    assert taken == {"2027-01": 2, "2027-02": 0, "2027-03": 0, "2027-04": 0, "2027-05": 0, "2027-06": 0}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_other_contracts_come_out_of_their_formulas_too(results: dict[str, Workbook], path: Path) -> None:
    book = results[f"golden-{path.stem}"]
    assert checks(book, "✗") == []
    assert verdict(book).startswith(f"✓ All {len(checks(book, '✓'))} figures agree")


def test_an_altered_amount_of_the_engine_turns_its_check(results: dict[str, Workbook]) -> None:
    book = results["engine"]
    assert checks(book, "✗") == ["Statement: Payable this month CNY"]
    count = len(checks(book, "✓")) + 1
    assert verdict(book) == f"✗ 1 of {count} figures do not agree: see the column Check"


def test_an_altered_exact_value_turns_its_check(results: dict[str, Workbook]) -> None:
    # the lot of C1/cpl is −15614493/33250 = −469.60881…; altered to −469.6089 it rounds to the same cent and yet differs
    assert checks(results["exact"], "✗") == ["Working: Amount of the lot"]


def test_an_altered_figure_put_in_turns_all_that_follows_from_it(results: dict[str, Workbook]) -> None:
    # a monthly fee of 30,001 moves the fee, two reductions by more than half a cent (469.61 × 1/30000 = 0.016, 1227.27 ×
    # 1/30000 = 0.041; form_rate's 76.41 only by 0.0025), the cap of 20% and what it gives back, and every sum
    turned = [name for name in checks(results["given"], "✗") if name.startswith("Statement: ")]
    assert turned == [
        "Statement: To be invoiced",
        "Statement: Set off",
        "Statement: Payable",
        "Statement: Fee of the month",
        "Statement: Cost per valid lead: fee reduction  C1/cpl",
        "Statement: Valid leads: fee reduction  C1/valid_leads",
        "Statement: Invoice basis",
        "Statement: Relief by the cap: compensation for invalid traffic  K1/C3",
        "Statement: Set off in all",
        "Statement: Payable this month CNY",
    ]


# ── What stands in the file ──────────────────────────────────────────────────────────────────────────────────────────


def march(lang: str = "en", **changes: Any) -> Workbook:  # noqa: ANN401  # any JSON value
    amended, documents = settled()
    document = {**documents[2], **changes}
    return opened(statement_workbook(Source(document, "0" * 64, amended.first, documents[:2], lang)))


def stored(data: bytes) -> dict[tuple[str, str], Any]:
    """Sheet and address → the result that stands beside each formula, as a reader sees it who does not calculate."""
    plain, results = opened(data), openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        (cell.parent.title, cell.coordinate): results[cell.parent.title][cell.coordinate].value
        for cell in cells(plain)
        if cell.data_type == "f"
    }


def differences(data: bytes, book: Workbook) -> list[tuple[tuple[str, str], Any, Any]]:
    """Formulas whose stored result is none, or is not what LibreOffice calculates; figures to the tolerance of the checks."""
    found = ((place, told, book[place[0]][place[1]].value) for place, told in stored(data).items())
    return [(place, told, result) for place, told, result in found if not same(told, result)]


def same(told: object, result: object) -> bool:
    if isinstance(told, int | float) and isinstance(result, int | float):
        return abs(told - result) <= 1e-9 + 1e-12 * abs(result)
    return told is not None and told == result


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("month", MONTHS)
def test_every_stored_result_is_what_libreoffice_calculates(
    demo: DemoRun, results: dict[str, Workbook], month: str, lang: str
) -> None:
    name = demo_name(month, lang)
    data = (demo.workspace / "demo" / f"{name}.xlsx").read_bytes()
    assert len(stored(data)) >= 40
    assert differences(data, results[name]) == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_stored_results_of_other_contracts_are_what_libreoffice_calculates(
    results: dict[str, Workbook], path: Path
) -> None:
    documents, amended = golden_statements(path)
    data = workbook(documents, amended, len(documents) - 1, "en")
    assert stored(data)
    assert differences(data, results[f"golden-{path.stem}"]) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_reader_that_does_not_calculate_sees_every_result(demo: DemoRun, lang: str) -> None:
    data = (demo.workspace / "demo" / f"{demo_name('2027-03', lang)}.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    document = json.loads(demo.statement("2027-03"))
    found = computed(book)
    for key in ("invoice_basis", "set_offs", "payable"):
        label = translate(lang, f"statement.{key}", {"currency": "CNY"})
        assert found[label] == (Fraction(document[key]), Fraction(document[key]))
    count = len(checks(book, "✓"))
    start = f"✓ 全部 {count} 个数一致" if lang == "zh" else f"✓ All {count} figures agree"
    assert verdict(book).startswith(start)


def test_an_altered_statement_is_stored_as_one_that_disagrees() -> None:
    """What is stored is worked out: the fee of March is 30,000, and a statement that says 30,001 gets no “agrees” from us."""
    amended, documents = settled()
    due = {**documents[0]["due"][0], "amount": "30001.00"}
    altered = {**documents[0], "fee": "30001.00", "due": [due]}
    data = statement_workbook(Source(altered, "0" * 64, amended.first, [], "en"))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert checks(book, "✗") == ["Statement: Fee of the month", "Working: Amount"]
    count = len(checks(book, "✓")) + 2
    assert verdict(book).startswith(f"✗ 2 of {count} figures do not agree")


def test_an_altered_contract_changes_the_stored_results_that_follow_from_it() -> None:
    amended, documents = settled()
    contract = amended.first
    dearer = replace(contract, fee=replace(contract.fee, monthly=contract.fee.monthly + 100))
    books = [
        openpyxl.load_workbook(
            io.BytesIO(statement_workbook(Source(documents[0], "0" * 64, terms, [], "en"))), data_only=True
        )
        for terms in (contract, dearer)
    ]
    fees = [computed(book)["Fee of the month"] for book in books]
    assert [found - stated for stated, found in fees] == [0, 100]
    assert checks(books[0], "✗") == []
    assert "Statement: Fee of the month" in checks(books[1], "✗")


DANGEROUS = (
    '=HYPERLINK("http://x.invalid","pay")',
    "+1-907-555-0109",
    "-2+3",
    "@SUM(1)",
    "{=1}",
    "'=1",
    "=1+1",
)


def test_text_is_never_a_formula() -> None:
    amended, documents = settled()
    harmless = sum(cell.data_type == "f" for cell in cells(march()))
    for name in DANGEROUS:
        contract = replace(
            amended.first,
            buyer=Bilingual(name, name),
            vendor=Bilingual(name, name),
            name=Bilingual(name, name),
        )
        book = opened(statement_workbook(Source(documents[2], "0" * 64, contract, documents[:2], "en")))
        assert sum(cell.data_type == "f" for cell in cells(book)) == harmless
        named = [cell for cell in cells(book) if cell.value == name]
        assert len(named) == 3
        assert {cell.data_type for cell in named} == {"s"}


def test_long_ids_and_phone_numbers_keep_every_digit(demo: DemoRun) -> None:
    documents = [json.loads(demo.statement(month)) for month in MONTHS[:3]]
    text = json.dumps(documents[2]).replace("display-remarketing/2027-03-13", "00123456789012345678901")
    documents[2] = json.loads(text.replace("top_up_rate 2027-01-01", "+8613800138000"))
    sheet = opened(workbook(documents, example(), 2, "en"))["Lots"]
    lots = [row[1] for row in rows(sheet)]
    assert lots.count("00123456789012345678901") == 2
    assert {row[6] for row in rows(sheet)} == {"Source of the rate", "+8613800138000"}


def test_amounts_are_numbers_with_their_sign(demo: DemoRun) -> None:
    data = (demo.workspace / "demo" / f"{demo_name('2027-03', 'en')}.xlsx").read_bytes()
    sheet = opened(data).worksheets[0]
    (cell,) = [row[1] for row in sheet.iter_rows() if str(row[0].value).endswith("  C3")]
    assert (cell.value, cell.number_format, cell.alignment.horizontal) == (-6387.35, "#,##0.00", "right")


@pytest.mark.parametrize(("currency", "shown"), [("CNY", "#,##0.00"), ("JPY", "#,##0"), ("KWD", "#,##0.000")])
def test_amounts_have_the_digits_of_their_currency(currency: str, shown: str) -> None:
    sheet = march(currency=currency).worksheets[0]
    (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == "Fee of the month"]
    assert cell.number_format == shown


def test_an_amount_that_a_spreadsheet_would_change_is_refused() -> None:
    with pytest.raises(FindingsError) as raised:
        march(payable="12345678901234.56", fee="1234567890123.45")
    assert [(finding.code, dict(finding.params)) for finding in raised.value.findings] == [
        ("paper.too_long_for_a_cell", {"found": "12345678901234.56"})
    ]


def test_a_verdict_is_a_word_and_a_shape(demo: DemoRun) -> None:
    data = (demo.workspace / "demo" / f"{demo_name('2027-03', 'zh')}.xlsx").read_bytes()
    found = [row[5] for row in rows(opened(data).worksheets[0]) if str(row[5])[:1] in "●■◐○" and row[5]]
    assert found == ["■ 未达标", "● 达标", "■ 未达标", "● 达标", "■ 未达标", "● 达标", "● 达标"]


def absolute(area: str) -> str:
    """``A1:G9`` → ``$A$1:$G$9``."""
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", area)


@pytest.mark.parametrize("lang", LANGS)
def test_pages_are_a4_with_number_digest_and_page_below(demo: DemoRun, lang: str) -> None:
    document = json.loads(demo.statement("2027-03"))
    data = (demo.workspace / "demo" / f"{demo_name('2027-03', lang)}.xlsx").read_bytes()
    for sheet in opened(data).worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.print_area == f"'{sheet.title}'!{absolute(sheet.dimensions)}"
        properties: Any = sheet.sheet_properties
        assert properties.pageSetUpPr.fitToPage
        footer: Any = sheet.oddFooter
        assert digest_of(document) in footer.left.text
        assert "HY-FS-2027-01/2027-03/v1" in footer.left.text
        assert "&P" in footer.right.text


def test_the_same_statement_gives_the_same_bytes_whatever_came_later() -> None:
    amended, documents = settled()
    alone = Shelf(documents[:2], amended).workbook(Month(2027, 4), "zh")
    assert Shelf(documents, amended).workbook(Month(2027, 4), "zh") == alone
    with zipfile.ZipFile(io.BytesIO(alone.data)) as packed:
        assert {item.date_time for item in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = packed.read("docProps/core.xml").decode()
    assert "<dc:creator>Assay</dc:creator>" in properties
    # drawn on 2027-05-05 at 09:00 in +08:00
    assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", properties)) == {"2027-05-05T01:00:00Z"}


def test_the_demo_leaves_a_workbook_beside_each_statement(demo: DemoRun) -> None:
    folder = demo.workspace / "demo"
    stems = {
        suffix: {path.stem for path in folder.glob(f"statement-*.{suffix}")} for suffix in ("pdf", "xlsx")
    }
    assert stems["xlsx"] == stems["pdf"]
    assert len(stems["xlsx"]) == 12  # six months, two languages


def test_own_words_stand_in_the_workbook_too() -> None:
    amended, documents = settled()
    words = {"paper.statement.title": "=Abrechnung {period}"}
    book = opened(Shelf(documents, amended, words=words).workbook(Month(2027, 5), "en").data)
    assert (book.worksheets[0]["A1"].value, book.worksheets[0]["A1"].data_type) == (
        "=Abrechnung 2027-05",
        "s",
    )


STEPS = re.compile(r'\.(?:given|taken|step|posted|computed)\(\s*"(\w+)"')


def test_every_step_has_a_name() -> None:
    folder = Path(statement_workbook.__code__.co_filename).parent
    keys = {key for path in folder.glob("*.py") for key in STEPS.findall(path.read_text("utf-8"))}
    assert len(keys) > 40
    for lang in LANGS:
        for key in keys:
            assert translate(lang, f"book.step.{key}", _any())


def _any() -> Mapping[str, str]:
    return {key: key for key in ("period", "id", "limit", "unit", "n", "name", "day", "text")}
