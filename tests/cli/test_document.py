"""``document``: the statement on paper, from a workspace and from files, and what is refused."""

import io
import json
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from pypdf import PdfReader

from assay.bootstrap import open_workspace
from assay.cli.options import read_contract
from assay.core.period import Month
from assay.reports.paper import Sold
from assay.services.picture import facts_beside
from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, DemoRun

APRIL = ("--period", "2027-04")


def document(*more: object) -> Ran:
    return assay("document", "statement", *CONTRACT, *more)


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_the_very_file_that_the_demo_left(demo: DemoRun, tmp_path: Path, lang: str, form: str) -> None:
    target = tmp_path / f"april.{form}"
    ran = document(*APRIL, "--workspace", demo.workspace, "--lang", lang, "--output", target)
    assert (ran.exit_code, ran.stdout, ran.codes) == (0, "", [])
    left = demo.workspace / "demo" / f"statement-2027-04-v1.{lang}.{form}"
    assert target.read_bytes() == left.read_bytes()


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_the_party_without_the_workspace_prints_the_same_from_files(
    demo: DemoRun, tmp_path: Path, form: str
) -> None:
    files = sorted((demo.workspace / "demo").glob("statement-*.json"), reverse=True)
    given = [part for file in files for part in ("--statement", file)]
    target = tmp_path / "april"
    assert document(*APRIL, *given, "--output", target, "--format", form).exit_code == 0
    assert target.read_bytes() == (demo.workspace / "demo" / f"statement-2027-04-v1.zh.{form}").read_bytes()


def test_a_statement_that_was_corrected_says_so_and_the_correction_can_be_printed(
    demo: DemoRun, tmp_path: Path
) -> None:
    files = sorted((demo.workspace / "demo").glob("statement-*.json"))
    april = json.loads((demo.workspace / "demo" / "statement-2027-04.json").read_bytes())
    note = {"reason": "wrong_export", "event": "i1", "posted_in": "2027-05"}
    again = tmp_path / "again.json"
    again.write_text(json.dumps({**april, "version": "2", "reissue": note}), "utf-8")
    given = [part for file in (*files, again) for part in ("--statement", file)]
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    ran = document(*APRIL, *given, "--output", first)
    assert ran.exit_code == 0
    assert "最新是第 2 版；要印更正结算单，加 --version 2" in ran.stderr
    assert first.read_bytes() == (demo.workspace / "demo" / "statement-2027-04-v1.zh.pdf").read_bytes()
    ran = document(*APRIL, *given, "--output", second, "--version", "2")
    assert (ran.exit_code, "最新" in ran.stderr) == (0, False)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(second.read_bytes())).pages)
    assert "双方签字更正第 1 版" in text


def test_a_name_that_says_another_format_is_refused(demo: DemoRun, tmp_path: Path) -> None:
    for form, other in (("pdf", "xlsx"), ("xlsx", "PDF")):
        target = tmp_path / f"april.{other}"
        ran = document(*APRIL, "--workspace", demo.workspace, "--output", target, "--format", form)
        assert (ran.exit_code, ran.codes, target.exists()) == (1, ["cli.other_ending"], False)


@pytest.mark.parametrize(
    ("kind", "more"),
    [("review", ("--format", "xlsx")), ("review", ("--output", "a.xlsx")), ("picture", ("--format", "pdf"))],
)
def test_only_the_statement_comes_as_a_workbook(demo: DemoRun, kind: str, more: tuple[str, ...]) -> None:
    ran = assay("document", kind, *CONTRACT, *APRIL, "--workspace", demo.workspace, *more)
    assert (ran.exit_code, ran.codes) == (1, ["cli.no_such_form"])


def test_a_workbook_takes_its_name_from_the_statement(
    demo: DemoRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert document(*APRIL, "--workspace", demo.workspace, "--format", "xlsx").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["statement-2027-04-v1.zh.xlsx"]


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


def earlier(demo: DemoRun) -> list[object]:
    """The statements before April, as the party without the workspace gives them."""
    files = [demo.workspace / "demo" / f"statement-2027-0{month}.json" for month in (1, 2, 3)]
    return [part for file in files for part in ("--statement", file)]


def test_without_the_months_before_it_no_other_page_is_made(demo: DemoRun, tmp_path: Path) -> None:
    april = demo.workspace / "demo" / "statement-2027-04.json"
    ran = document(*APRIL, "--statement", april, "--output", tmp_path / "april.pdf")
    assert (ran.exit_code, ran.codes) == (1, ["paper.months_missing"])
    assert "2027-01, 2027-02, 2027-03" in ran.stderr


def test_two_statements_of_one_version_are_not_chosen_between(demo: DemoRun, tmp_path: Path) -> None:
    april = demo.workspace / "demo" / "statement-2027-04.json"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(json.loads(april.read_text("utf-8")) | {"payable": "99999.00"}), "utf-8")
    given = (*earlier(demo), "--statement", april, "--statement", other)
    assert document(*APRIL, *given, "--output", tmp_path / "a.pdf").codes == ["paper.two_statements"]
    twice = (*earlier(demo), "--statement", april, "--statement", april)
    assert document(*APRIL, *twice, "--output", tmp_path / "a.pdf").codes == []


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
        {"as_of": "2027-05-05T00:00:00"},
        {"kpis": ("value", "1/0")},
        {"kpis": ("value", "1e100000000")},
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_file_that_is_not_a_whole_statement_is_refused(
    demo: DemoRun, tmp_path: Path, change: dict[str, object], form: str
) -> None:
    whole = json.loads((demo.workspace / "demo" / "statement-2027-04.json").read_text("utf-8"))
    match change:
        case {"kpis": (str(key), value)}:
            change = {"kpis": [kpi | {key: value} for kpi in whole["kpis"]]}
    broken, target = tmp_path / "broken.json", tmp_path / f"april.{form}"
    broken.write_text(json.dumps(whole | change), "utf-8")
    ran = document(*APRIL, *earlier(demo), "--statement", broken, "--output", target)
    assert (ran.exit_code, set(ran.codes)) == (1, {"cli.not_a_statement"})
    assert not target.exists()


def test_another_file_is_no_statement(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]", "utf-8")
    assert document(*APRIL, "--statement", other).codes == ["cli.not_a_statement"]


@pytest.mark.parametrize("exact", ["1/0", "1e100000000", "=1+1"])
def test_a_workbook_is_not_made_of_what_is_no_number(demo: DemoRun, tmp_path: Path, exact: str) -> None:
    text = (demo.workspace / "demo" / "statement-2027-04.json").read_text("utf-8")
    altered, target = tmp_path / "altered.json", tmp_path / "april.xlsx"
    altered.write_text(text.replace('"at_risk": "0.5"', f'"at_risk": "{exact}"'), "utf-8")
    ran = document(*APRIL, *earlier(demo), "--statement", altered, "--output", target)
    assert (ran.exit_code, set(ran.codes), target.exists()) == (1, {"cli.not_a_statement"}, False)


@pytest.mark.parametrize("exact", ["1/0", "1e100000000"])
def test_what_is_no_number_is_printed_as_it_stands(demo: DemoRun, tmp_path: Path, exact: str) -> None:
    whole = json.loads((demo.workspace / "demo" / "statement-2027-04.json").read_text("utf-8"))
    altered, target = tmp_path / "altered.json", tmp_path / "april.pdf"
    lines = [line | {"exact": exact} for line in whole["lines"]]
    altered.write_text(json.dumps(whole | {"lines": lines}), "utf-8")
    assert document(*APRIL, *earlier(demo), "--statement", altered, "--output", target).exit_code == 0
    assert any(exact in page.extract_text() for page in PdfReader(io.BytesIO(target.read_bytes())).pages)


def test_the_picture_knows_what_the_workspace_knew(demo: DemoRun, tmp_path: Path) -> None:
    """March: of the log's rows four have no reply, all of one salesperson; one sample order of 413 USD, the rest proformas."""
    amended = read_contract(Path(CONTRACT[0]), (Path(CONTRACT[2]),), "zh")
    at = datetime.fromisoformat(json.loads(demo.statement("2027-03"))["as_of"])
    with open_workspace(demo.workspace) as opened:
        beside = facts_beside(opened, amended.for_month(Month(2027, 3)), Month(2027, 3), at)
    assert beside.orders == (Sold("USD", 1, Fraction(413)),)
    assert beside.unanswered == {"罗俊杰": 4}
    target = tmp_path / "march.png"
    period = ("--period", "2027-03", "--workspace", demo.workspace)
    assert assay("document", "picture", *CONTRACT, *period, "--output", target).exit_code == 0
    assert target.read_bytes() == (demo.workspace / "demo" / "picture-2027-03-v1.zh.png").read_bytes()


def test_a_document_that_there_is_no_reason_for_is_refused(demo: DemoRun, tmp_path: Path) -> None:
    target = tmp_path / "none.pdf"
    period = ("--period", "2027-05", "--workspace", demo.workspace)
    ran = assay("document", "deductions", *CONTRACT, *period, "--output", target)
    assert (ran.exit_code, ran.codes, target.exists()) == (1, ["paper.nothing_deducted"], False)


def biweekly(workspace: Path, at: str, target: Path, lang: str = "zh") -> Ran:
    more = ("--period", "2027-01", "--as-of", at, "--lang", lang, "--output", target)
    return assay("document", "biweekly", *CONTRACT, *more, "--workspace", workspace)


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


@pytest.mark.parametrize(
    ("at", "gone", "leads"),
    [("2027-02-04T09:00:00+08:00", "31", "33"), ("2027-01-15T09:00:00+08:00", "15", "–")],
)
def test_a_month_that_runs_is_reviewed_by_what_is_known_so_far(
    january: Path, tmp_path: Path, at: str, gone: str, leads: str
) -> None:
    """The files of January came on 3 February: before that there is no figure, and none is a zero."""
    target = tmp_path / "so-far.pdf"
    ran = biweekly(january, at, target)
    assert (ran.exit_code, ran.codes) == (0, [])
    text = text_of(target)
    assert f"本月31天已过{gone}天" in text
    assert f"valid_leads有效线索数{leads}" in text
    assert f"2027-01/{at[5:10]}/BR" in text
    assert "达标" not in text  # nothing is judged before the month has ended
    assert ("01-18…01-24" in text) is (gone == "31")  # a week that has not begun is not shown
    assert assay("log", "--workspace", january, "--format", "json").stdout.count('"statement"') == 0


def test_a_settled_month_has_no_biweekly_review(demo: DemoRun, tmp_path: Path) -> None:
    ran = biweekly(demo.workspace, "2027-01-15T09:00:00+08:00", tmp_path / "so-far.pdf")
    assert (ran.exit_code, ran.codes) == (1, ["paper.settled_already"])


def test_only_the_biweekly_review_takes_a_moment_and_it_wants_a_workspace(demo: DemoRun) -> None:
    at = ("--as-of", "2027-01-15T09:00:00+08:00")
    file = ("--statement", demo.workspace / "demo" / "statement-2027-01.json")
    month = ("--period", "2027-01")
    for more in (("review", *CONTRACT, *at), ("biweekly", *CONTRACT), ("biweekly", *CONTRACT, *at, *file)):
        ran = assay("document", *more, *month, "--workspace", demo.workspace)
        assert (ran.exit_code, ran.codes) == (1, ["cli.biweekly_as_of"])


@pytest.mark.parametrize(
    ("month", "at"),
    [("2027-01", "2026-12-20T09:00:00+08:00"), ("2027-07", "2027-07-10T09:00:00+08:00")],
    ids=["before it began", "after the term"],
)
def test_only_a_month_that_runs_has_a_biweekly_review(
    january: Path, tmp_path: Path, month: str, at: str
) -> None:
    more = ("--period", month, "--as-of", at, "--output", tmp_path / "so-far.pdf")
    ran = assay("document", "biweekly", *CONTRACT, *more, "--workspace", january)
    assert (ran.exit_code, ran.codes) == (1, ["paper.not_running"])
