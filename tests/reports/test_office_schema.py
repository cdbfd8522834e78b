"""Every Word file and workbook keeps the rules of its format, by the Open XML SDK: what Office opens without offering a repair."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assay.sources.forms import Form, FormColumn, FormFront, FormRow, FormSheet, form_bytes
from assay.sources.templates import template_bytes, template_names
from tests.cli.running import assay
from tests.demo.shared import DemoRun
from tests.reports import sheets
from tests.reports.books import SETTLED
from tests.reports.office import REQUIRED
from tests.reports.test_spreadsheets_keep_cells import lists
from tests.reports.test_statement_workbook import golden_statements, workbook
from tools import office_schema

ROOT = Path(__file__).parents[2]
BY_HAND = [
    ("contract", "full", "both"),
    ("contract", "full", "zh"),
    ("annex", "full", "en"),
    ("annex", "demo", "both"),
    ("amendment", "full", "both"),
]
LONG = tuple(f"reason {number}, with a comma" for number in range(40))
"""Choices that stand on the hidden sheet of lists."""


@pytest.fixture(scope="module", autouse=True)
def _validator() -> None:
    if not office_schema.PROGRAM.exists():
        reason = "The validator is not there: python -m tools.office_schema fetches it, where there is one"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


def broken(files: Sequence[Path]) -> list[str]:
    assert files
    return [rule for file in files for rule in office_schema.broken_rules(file)]


def written(folder: Path, files: Iterator[tuple[str, bytes]]) -> list[Path]:
    paths = []
    for name, data in files:
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    return paths


def test_every_file_of_the_demo(demo: DemoRun) -> None:
    folder = demo.workspace / "demo"
    assert broken([*sorted(folder.glob("*.xlsx")), *sorted(folder.glob("*.docx"))]) == []


def test_papers_to_sign(tmp_path: Path) -> None:
    named = (
        (f"{kind}-{name}-{langs}.docx", sheets.docx_of(kind, name, langs)) for kind, name, langs in BY_HAND
    )
    assert broken(written(tmp_path, named)) == []


def test_statements_of_golden_cases(tmp_path: Path) -> None:
    def workbooks() -> Iterator[tuple[str, bytes]]:
        for path in SETTLED[7::25]:
            documents, amended = golden_statements(path)
            yield f"{path.stem}.xlsx", workbook(documents, amended, len(documents) - 1, "zh")

    assert broken(written(tmp_path, workbooks())) == []


def test_lists_templates_and_a_form_with_long_choices(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    rows = tuple(FormRow(str(at), {"text": "=1+1"}, LONG if at % 3 else ("yes", "no")) for at in range(9))
    columns = (FormColumn("text", "text", 30), FormColumn("said", "said", 20, is_open=True))
    pages = (FormSheet("one", "title", ("A note.",), columns, rows, "said"),)
    named = {
        f"{name}.{lang}.xlsx": template_bytes(name, lang)
        for name in template_names()
        for lang in ("zh", "en")
    }
    named |= {name: data for name, data in lists(tmp_path / "lists").items() if name.endswith(".xlsx")}
    named["form.xlsx"] = form_bytes(
        Form(("contract", "2027-03"), pages, FormFront("front", "title", ("How.",)))
    )
    assert broken(written(tmp_path, iter(named.items()))) == []


def test_a_comparison_and_what_it_lists(tmp_path: Path) -> None:
    pair = [ROOT / "examples" / "compare" / f"1-{side}.xlsx" for side in ("agency", "ours")]
    target = tmp_path / "pair.xlsx"
    assay("compare", *pair, "--period", "2027-03", "--market", "DE,US", "--output", target)
    assert broken([target]) == []


def test_a_file_that_breaks_a_rule_is_told(tmp_path: Path) -> None:
    """A font whose parts stand in another order, and a table row with a word that the format does not know."""
    sheet = form_bytes(Form((), (), FormFront("front", "title", ("How.",))))
    paper = sheets.docx_of("contract", "demo", "zh")
    files = {
        "styles.xlsx": changed(
            sheet, "xl/styles.xml", rb"(<sz [^>]*/>)(<color [^>]*/>)?(<name [^>]*/>)", rb"\3\2\1"
        ),
        "rows.docx": changed(paper, "word/document.xml", rb"<w:tblHeader/>", rb'<w:tblHeader w:val="yes"/>'),
    }
    found = broken(written(tmp_path, iter(files.items())))
    assert {rule.split(" ")[0] for rule in found} == set(files)


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A package in which one part reads otherwise."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                content, count = re.subn(old, new, content)
                assert count
            after.writestr(name, content)
    return target.getvalue()
