"""``document``: the statement on paper, from a workspace and from files, and what is refused."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from assay.bootstrap import open_workspace
from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, DemoRun

APRIL = ("--period", "2027-04")


def document(*more: object) -> Ran:
    return assay("document", "statement", *CONTRACT, *more)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_the_very_file_that_the_demo_left(demo: DemoRun, tmp_path: Path, lang: str) -> None:
    target = tmp_path / "april.pdf"
    ran = document(*APRIL, "--workspace", demo.workspace, "--lang", lang, "--output", target)
    assert (ran.exit_code, ran.stdout, ran.codes) == (0, "", [])
    assert target.read_bytes() == (demo.workspace / "demo" / f"statement-2027-04-v1.{lang}.pdf").read_bytes()


def test_the_party_without_the_workspace_prints_the_same_from_files(demo: DemoRun, tmp_path: Path) -> None:
    files = sorted((demo.workspace / "demo").glob("statement-*.json"), reverse=True)
    given = [part for file in files for part in ("--statement", file)]
    target = tmp_path / "april.pdf"
    assert document(*APRIL, *given, "--output", target).exit_code == 0
    assert target.read_bytes() == (demo.workspace / "demo" / "statement-2027-04-v1.zh.pdf").read_bytes()


def test_the_digest_on_the_page_is_that_of_the_bytes_in_the_store(demo: DemoRun) -> None:
    with open_workspace(demo.workspace) as opened:
        (stored,) = [one for one in opened.store.statements() if (one.period, one.version) == ("2027-04", 1)]
    page = PdfReader(
        io.BytesIO((demo.workspace / "demo" / "statement-2027-04-v1.en.pdf").read_bytes())
    ).pages[0]
    assert stored.digest in "".join(page.extract_text().split())


def test_a_file_that_is_there_is_not_overwritten(demo: DemoRun, tmp_path: Path) -> None:
    target = tmp_path / "april.pdf"
    target.write_bytes(b"signed")
    ran = document(*APRIL, "--workspace", demo.workspace, "--output", target)
    assert (ran.exit_code, ran.codes, target.read_bytes()) == (1, ["cli.file_exists"], b"signed")


@pytest.mark.parametrize(
    "change",
    [
        {"lines": None},
        {"kpis": 3},
        {"as_of": "yesterday"},
        {"payable": "much"},
        {"payable": 5},
        {"contract": []},
        {"version": "x"},
        {"carry": {}},
        {"period": 2027},
    ],
    ids=str,
)
def test_a_file_that_is_not_a_whole_statement_is_refused(
    demo: DemoRun, tmp_path: Path, change: dict[str, object]
) -> None:
    whole = json.loads((demo.workspace / "demo" / "statement-2027-04.json").read_text("utf-8"))
    broken, target = tmp_path / "broken.json", tmp_path / "april.pdf"
    broken.write_text(json.dumps(whole | change), "utf-8")
    ran = document(*APRIL, "--statement", broken, "--output", target)
    assert (ran.exit_code, ran.codes) == (1, ["cli.not_a_statement"])
    assert not target.exists()


def test_another_file_is_no_statement(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]", "utf-8")
    assert document(*APRIL, "--statement", other).codes == ["cli.not_a_statement"]
