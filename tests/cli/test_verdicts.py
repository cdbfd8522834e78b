"""Verdicts of sales by workbook: a sheet per salesperson, overdue leads on top, back into the figures, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assay.bootstrap import open_workspace
from assay.i18n import languages, translate
from assay.services.known_leads import Known
from assay.services.verdicts.asked import Lead, urgency
from tests.cli.conftest import import_january
from tests.cli.returned import Sheet, edited, pages_of
from tests.cli.running import assay, bytes_below
from tests.cli.test_objections import Desk, settled
from tests.demo.shared import DemoRun, once, shared_root
from tests.docs.schema import problems
from tests.hostile.workbooks import book, cells, sheet

__all__ = ["settled"]

FIRST = "lead|enquiry_log/crm/enquiry-log|HY2701-050"  # of 26 January: 14 days end on 9 February
SECOND = "lead|enquiry_log/crm/enquiry-log|HY2701-051"  # of 27 January
MOMENT = "2027-02-10T09:00:00+08:00"
CAME = "2027-02-11T10:00:00+08:00"


@pytest.fixture(scope="session")
def asked(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """January settled, and the workbook that asks sales. Read it; change only a copy."""

    def ask(folder: Path) -> None:
        found = Desk(Path(shutil.copytree(settled, folder)))
        out = folder / "asked.xlsx"
        ran = found.run("verdicts export", "--period", "2027-01", "--as-of", MOMENT, "--output", out)
        assert (ran.exit_code, "verdict: 3" in ran.stdout, "overdue: 1" in ran.stdout) == (0, True, True)

    return once(shared_root(tmp_path_factory), "asked", ask)


@pytest.fixture
def desk(asked: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(asked, tmp_path / "desk")))


def filled(desk: Desk, **written: Any) -> None:  # noqa: ANN401  # any cell
    """Both leads judged qualified, and more cells of the second."""
    with edited(desk.folder / "asked.xlsx", desk.back) as pages:
        holder(pages, FIRST).fill(
            FIRST, Verdict="qualified", Grounds="a need; drawings", Judged_on="2027年2月8日"
        )
        if written:
            holder(pages, SECOND).fill(SECOND, **written)


def holder(pages: dict[str, Sheet], key: str) -> Sheet:
    return next(page for page in pages.values() if key in page.row_keys())


def brought(desk: Desk, *more: object, came: str = CAME) -> Any:  # noqa: ANN401  # any JSON value
    ran = desk.run("verdicts import", desk.back, "--known-at", came, "--format", "json", *more)
    assert problems(ran.document, "sales-verdicts.schema.json") == []
    return ran.document


def qualified(desk: Desk) -> int:
    """Leads of January that count and that sales found qualified, as of 12 February."""
    ran = desk.run("leads", "--period", "2027-01", "--as-of", "2027-02-12T09:00:00+08:00", "--format", "json")
    return sum((lead["verdict"], lead["sales"]) == ("valid", "qualified") for lead in ran.document["leads"])


def test_each_salesperson_has_a_sheet_and_the_same_question_the_same_bytes(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.folder / "asked.xlsx")
    assert book.worksheets[0].title == "Read me"
    pages = list(pages_of(book).values())
    assert [page.sheet.title for page in pages] == ["吴思琪", "罗俊杰", "陈嘉敏"]
    states = {
        key: page.sheet.cell(page.row(key), page.column("State")).value
        for page in pages
        for key in page.row_keys()
    }
    assert states == {FIRST: "overdue", SECOND: "waits", SECOND.replace("051", "052"): "waits"}
    assert all(page.sheet.protection.sheet for page in pages)
    again = desk.folder / "again.xlsx"
    desk.run("verdicts export", "--period", "2027-01", "--as-of", MOMENT, "--output", again)
    assert again.read_bytes() == (desk.folder / "asked.xlsx").read_bytes()


def test_the_longest_overdue_lead_is_on_top() -> None:
    def lead(name: str, due: int | None, *, is_overdue: bool) -> Lead:
        due_on = None if due is None else date(2027, 2, due)
        return Lead("b", name, date(2027, 1, 20), "", due_on, is_overdue, "valid", "", Known("", "", ""))

    waiting = [
        lead("no time set", None, is_overdue=False),
        lead("open", 12, is_overdue=False),
        lead("overdue", 9, is_overdue=True),
        lead("long overdue", 3, is_overdue=True),
    ]
    names = [one.id for one in sorted(waiting, key=urgency)]
    assert names == ["long overdue", "overdue", "open", "no time set"]


def test_a_verdict_is_recorded_once_counts_in_the_figures_and_is_undone(desk: Desk) -> None:
    # January had 5 qualified leads, and 3 that nobody had judged
    assert qualified(desk) == 5
    filled(desk)
    assert brought(desk, "--dry-run")["commit"] is None
    first = brought(desk)
    (verdict,) = first["verdicts"]
    assert (first["commit"], verdict["id"], verdict["verdict"]) == (11, "HY2701-050", "qualified")
    assert (verdict["judged_at"], verdict["signals"]) == ("2027-02-08T23:59:59+08:00", ["need", "drawings"])
    assert verdict["salesperson"]
    assert qualified(desk) == 6
    folder = bytes_below(desk.folder / "buyer")
    again = brought(desk)
    assert (again["already"], again["commit"]) == (True, 11)
    assert bytes_below(desk.folder / "buyer") == folder
    leads = desk.run(
        "leads", "--period", "2027-01", "--as-of", "2027-02-12T09:00:00+08:00", "--format", "json"
    )
    assert {lead["id"]: lead["sales"] for lead in leads.document["leads"]}["HY2701-050"] == "qualified"
    assert assay("undo", 11, *desk.where).exit_code == 0
    assert qualified(desk) == 5


def test_the_next_statement_takes_the_verdict_as_news_of_the_settled_month(desk: Desk) -> None:
    # 5 of 7.2 qualified: 3000 × (7.2 − 5)/7.2 = 916.67 waited; with 6: 3000 × 1.2/7.2 = 500
    def posted() -> str:
        ran = desk.run("settle", "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--dry-run", "--format", "json")  # fmt: skip
        lines: dict[str, str] = {line["id"]: line["amount"] for line in ran.document["lines"]}
        return lines["C1/qualified@2027-01"]

    assert posted() == "-916.67"
    filled(desk)
    brought(desk)
    assert posted() == "-500.00"


def test_a_log_that_comes_later_with_a_blank_cell_does_not_take_a_verdict_back(desk: Desk) -> None:
    filled(desk)
    assert brought(desk)["commit"] == 11
    commits = assay("log", *desk.where, "--format", "json").document["commits"]
    log = next(one["commit"] for one in commits if one["file"] == "询盘登记表.xlsx")
    assert assay("undo", log, *desk.where, "--known-at", "2027-02-11T11:00:00+08:00").exit_code == 0
    import_january(desk.folder / "buyer")
    last = assay("log", *desk.where, "--format", "json").document["commits"][-1]
    assert (last["file"], last["commit"]) == ("询盘登记表.xlsx", 13)
    assert qualified(desk) == 6


ROWS: list[tuple[str, dict[str, Any]]] = [
    ("verdicts.row_verdict", {"Verdict": "maybe"}),
    ("verdicts.row_day", {"Verdict": "not qualified", "Judged_on": "2027-01-26"}),
    ("verdicts.row_day", {"Verdict": "not qualified", "Judged_on": "2027-02-12"}),
    ("verdicts.row_signals", {"Verdict": "qualified", "Grounds": "a good feeling"}),
    ("verdicts.row_without_verdict", {"Note": "call again"}),
    ("returned.row_edited", {"Verdict": "qualified", "State": "waits!"}),
    ("returned.row_formula", {"Verdict": '="qualified"'}),
]


@pytest.mark.parametrize(("code", "written"), ROWS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(ROWS)])
def test_a_row_that_cannot_be_read_is_refused_alone(code: str, written: dict[str, Any], desk: Desk) -> None:
    filled(desk, **written)
    found = brought(desk)
    assert [one["id"] for one in found["verdicts"]] == ["HY2701-050"]
    assert {one["code"] for one in found["findings"]} == {code}
    assert (found["refused"], found["commit"]) == (False, 11)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("written", "code"), [({}, "verdicts.none"), ({"Note": "later"}, "verdicts.row_without_verdict")]
)
def test_sheets_of_which_nothing_stands_are_sealed_and_recorded_once(
    written: dict[str, str], code: str, lang: str, desk: Desk
) -> None:
    with edited(desk.folder / "asked.xlsx", desk.back) as pages:
        page = next(page for page in pages.values() if FIRST in page.row_keys())
        page.fill(FIRST, **written)
    before = qualified(desk)
    ran = desk.run("verdicts import", desk.back, "--known-at", CAME, lang=lang)
    assert (ran.exit_code, ran.codes + ran.notes) == (0, [code])
    refused = str(len(written))
    assert translate(lang, "form.sales.nothing_new", {"refused": refused, "commit": "11"}) in ran.stdout
    again = brought(desk)
    assert (again["already"], again["commit"]) == (True, 11)
    with open_workspace(desk.folder / "buyer") as opened:
        details = opened.store.log()[10].details
        assert opened.store.read_blob(str(details["blob"])) == desk.back.read_bytes()
    assert qualified(desk) == before


@pytest.mark.parametrize(
    "written", ["a need\ndrawings", "a need；drawings", "明确的需求、图纸", "need, drawings"]
)
def test_grounds_may_stand_on_lines_of_their_own(written: str, desk: Desk) -> None:
    filled(desk, Verdict="qualified", Grounds=written)
    found = brought(desk, "--dry-run")
    assert found["findings"] == []
    assert [one["signals"] for one in found["verdicts"]] == [["need", "drawings"]] * 2


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", "依据：明确的需求、图纸"), ("en", "grounds: a need, drawings")]
)
def test_grounds_are_told_in_words(lang: str, told: str, desk: Desk) -> None:
    filled(desk)
    shown = desk.run("verdicts import", desk.back, "--known-at", CAME, "--dry-run", lang=lang)
    assert told in [line.strip() for line in shown.stdout.splitlines()]


@pytest.mark.parametrize(
    ("lang", "head", "word"),
    [("zh", "线索判定", "无效（视为有效）"), ("en", "Lead", "invalid (deemed valid)")],
)
def test_an_invalid_lead_that_counts_says_why_sales_are_asked(
    lang: str, head: str, word: str, demo: DemoRun
) -> None:
    book = openpyxl.load_workbook(demo.workspace / "demo" / f"verdicts-2027-03.{lang}.xlsx")
    (page,) = pages_of(book).values()
    words = {page.sheet.cell(page.row(key), page.column(head)).value for key in page.row_keys()}
    assert words == {word}


def change_tie(part: int, text: str) -> Callable[[dict[str, Sheet]], None]:
    def change(pages: dict[str, Sheet]) -> None:
        for page in pages.values():
            parts = str(page.sheet["A1"].value).split("|")
            page.sheet["A1"].value = "|".join([*parts[:part], text, *parts[part + 1 :]])

    return change


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("code", "part", "text"),
    [
        ("returned.no_tie", 0, "assay:objections/v1"),
        ("returned.other_contract", 1, "X"),
        ("returned.no_tie", 3, "yesterday"),
        ("returned.no_tie", 4, "99"),
    ],
)
def test_a_workbook_of_something_else_is_refused_whole(
    code: str, part: int, text: str, lang: str, desk: Desk
) -> None:
    filled(desk)
    with edited(desk.back, desk.back) as pages:
        change_tie(part, text)(pages)
    ran = desk.run("verdicts import", desk.back, "--known-at", CAME, lang=lang)
    assert (ran.exit_code, ran.codes) == (1, [code])
    assert qualified(desk) == 5


def test_a_hostile_file_is_refused(desk: Desk) -> None:
    desk.back.write_bytes(book(sheet(cells("a", "b"))))
    ran = desk.run("verdicts import", desk.back, "--known-at", CAME, "--dry-run")
    assert (ran.exit_code, ran.codes) == (1, ["returned.not_a_form"])


@pytest.mark.parametrize("lang", languages())
def test_a_contract_that_does_not_ask_sales_has_no_sheets(lang: str, desk: Desk) -> None:
    contract = desk.folder / "contract.yaml"
    text = contract.read_text("utf-8")
    start, end = text.index("qualification:"), text.index("# 四个验收指标")
    contract.write_text(text[:start] + text[end:], "utf-8")
    ran = desk.run("verdicts export", "--period", "2027-01", "--as-of", MOMENT, lang=lang)
    assert ran.exit_code == 1
    assert "verdicts.no_sales" in ran.codes or any(code.startswith("contract.") for code in ran.codes)
