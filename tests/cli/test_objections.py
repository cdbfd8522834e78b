"""The round trip of objections: out as a workbook, delivered, back however it was treated, into the next statement, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assay.i18n import languages, translate
from tests.cli.conftest import import_january
from tests.cli.returned import Sheet, edited, pages_of
from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import CONTRACT, EXAMPLE, DemoRun, once, shared_root
from tests.docs.schema import problems
from tests.hostile.workbooks import bombs, book, cells, sheet

AGREED = "final_by: 20 workday}"
LEAD = "lead|enquiry_log/crm/enquiry-log|HY2701-006"  # silent
OTHER = "lead|enquiry_log/crm/enquiry-log|HY2701-005"  # unreachable
VALID = "lead|enquiry_log/crm/enquiry-log|HY2701-002"
LINE = "line|C1/valid_leads"
CAME = "2027-02-09T10:00:00+08:00"


def settle_january(folder: Path) -> None:
    """January, settled on 5 February by a contract with five days to object, and its workbook in English."""
    folder.mkdir()
    import_january(folder / "buyer")
    text = (EXAMPLE / "contract.yaml").read_text("utf-8")
    assert AGREED in text
    text = text.replace(AGREED, f"{AGREED[:-1]}, object_within: 5 day, silence: accept}}")
    (folder / "contract.yaml").write_text(text, "utf-8")
    desk = Desk(folder)
    settled = desk.run("settle", "--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00")
    assert settled.exit_code == 0, settled.stderr
    exported = desk.run("objections export", "--period", "2027-01", "--output", folder / "out.xlsx")
    assert exported.exit_code == 0, exported.stderr


@dataclass(frozen=True)
class Desk:
    """A workspace with January settled, and the workbook that went out."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out.xlsx"

    @property
    def back(self) -> Path:
        return self.folder / "back.xlsx"

    @property
    def where(self) -> tuple[object, ...]:
        return ("--workspace", self.folder / "buyer")

    def run(self, command: str, *arguments: object, lang: str = "en") -> Ran:
        contract = self.folder / "contract.yaml"
        return assay(*command.split(), contract, *arguments, *self.where, "--lang", lang)

    def bring(self, *more: object, came: str = CAME, lang: str = "en") -> Ran:
        return self.run("objections import", self.back, "--known-at", came, *more, lang=lang)

    def brought(self, *more: object, came: str = CAME) -> Any:  # noqa: ANN401  # any JSON value
        ran = self.bring("--format", "json", *more, came=came)
        assert problems(ran.document, "objections.schema.json") == []
        return ran.document

    def february(self) -> Any:  # noqa: ANN401  # any JSON value
        """The next statement, not kept."""
        ran = self.run("settle", "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--dry-run", "--format", "json")  # fmt: skip
        assert ran.exit_code == 0, ran.stderr
        return ran.document


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(shared_root(tmp_path_factory), "objecting", settle_january)


@pytest.fixture
def desk(settled: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(settled, tmp_path / "desk")))


def object_to(leads: Sheet, key: str = LEAD, **more: Any) -> None:  # noqa: ANN401  # any cell
    leads.fill(key, Objection=leads.choices(key)[0], Evidence="chat, page 3", **more)


def outcome(document: Any) -> dict[str, str]:  # noqa: ANN401  # any JSON value
    return {one["id"]: one["state"] for one in document["objections"]}


def codes(document: Any) -> list[str]:  # noqa: ANN401  # any JSON value
    return [finding["code"] for finding in document["findings"]]


def test_the_same_statement_gives_the_same_workbook(desk: Desk) -> None:
    again = desk.folder / "again.xlsx"
    assert desk.run("objections export", "--period", "2027-01", "--output", again).exit_code == 0
    assert again.read_bytes() == desk.out.read_bytes()
    refused = desk.run("objections export", "--period", "2027-01", "--output", again)
    assert (refused.exit_code, refused.codes) == (1, ["cli.file_exists"])


def test_ours_is_locked_theirs_is_open_and_nothing_is_a_formula(desk: Desk) -> None:
    sheets = pages_of(openpyxl.load_workbook(desk.out))
    assert list(sheets) == ["Lines", "Leads"]  # no lot of January has invalid traffic
    asked = {"Objection", "Amount claimed", "Figure claimed", "Evidence", "Raised on", "Note"}
    for page in sheets.values():
        assert page.sheet.protection.sheet
        assert page.sheet.column_dimensions["A"].hidden
        assert page.sheet.freeze_panes == f"C{page.header + 1}"
        for row in page.sheet.iter_rows(min_row=page.header + 1):
            can = bool(page.choices(str(row[0].value)))
            for cell in row:
                head = page.sheet.cell(page.header, int(cell.column or 0)).value
                is_open = can and str(head) in asked
                assert (cell.protection.locked, cell.data_type == "f") == (not is_open, False)
    lines, leads = sheets["Lines"], sheets["Leads"]
    assert lines.choices(LINE) == ["I do not accept this line"]
    assert leads.choices(LEAD) == ["should count as valid: not “silent”"]
    assert leads.choices(VALID) == []
    assert lines.sheet.cell(lines.row(LINE), lines.column("Amount")).value == -750
    contact = leads.sheet.cell(leads.row(LEAD), leads.column("Contact (masked)")).value
    assert str(contact).count("***") == 2


def test_an_objection_is_shown_beside_the_evidence_recorded_once_seen_by_settle_and_undone(
    desk: Desk,
) -> None:
    # valid leads 33 of 36, disputed 34: 9000 × 2/36 = 500 instead of 750, so 250 waits; 11735.9672 / 34 ≈ 345.18 <= 350
    # meets the cost per lead, so its 24.15 wait
    before = desk.february()
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    shown = desk.bring("--dry-run")
    assert (shown.exit_code, shown.codes) == (0, [])
    assert "chat, page 3" in shown.stdout
    assert "row 7" in shown.stdout  # of the enquiry log
    assert desk.february() == before
    first = desk.brought()
    assert (outcome(first), first["commit"]) == ({"HY2701-006": "accepted"}, 11)
    folder = bytes_below(desk.folder / "buyer")
    again = desk.brought()
    assert (outcome(again), again["commit"]) == ({"HY2701-006": "recorded"}, None)
    assert bytes_below(desk.folder / "buyer") == folder
    after = desk.february()
    waits = {
        one["id"]: one["amount"]
        for one in after["suspense"]
        if one["id"] not in ("C1/cpl", "C1/qualified@2027-01")
    }
    assert waits == {"C1/cpl@2027-01": "-24.15", "C1/valid_leads@2027-01": "-250.00", "C2@2027-01": "-7.32"}
    assert after["disputes"] == ["objection/2027-01v1/lead/enquiry_log/crm/enquiry-log/HY2701-006"]
    assert after["payable"] == before["payable"]
    undone = assay("undo", 11, *desk.where, "--lang", "en")
    assert undone.exit_code == 0, undone.stderr
    assert desk.february() == before
    assert desk.brought()["commit"] == 13


def test_recorded_disputes_are_those_of_an_events_file(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    event = desk.brought()["objections"][0]["event"]
    recorded = desk.february()
    assert assay("undo", 11, *desk.where).exit_code == 0
    file = desk.folder / "events.yaml"
    fields = ", ".join(f'{name}: "{value}"' for name, value in event.items())
    file.write_text(f"assay: events/v1\nevents:\n  - {{{fields}}}\n", "utf-8")
    given = desk.run("settle", "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--dry-run", "--events", file, "--format", "json")  # fmt: skip
    assert given.document == recorded


def test_what_a_statement_has_seen_is_undone_by_a_ruling_alone(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    desk.brought()
    kept = desk.run("settle", "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00")
    assert kept.exit_code == 0, kept.stderr
    assert assay("undo", 11, *desk.where).codes == ["store.events_in_statement"]
    late = desk.brought(came="2027-03-20T10:00:00+08:00")
    assert (outcome(late), late["refused"]) == ({"HY2701-006": "recorded"}, False)


def test_undoing_an_undo_never_counts_one_objection_twice(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    assert desk.brought()["commit"] == 11
    assert assay("undo", 11, *desk.where).exit_code == 0
    assert desk.brought()["commit"] == 13
    assert assay("undo", 12, *desk.where).codes == ["store.counts_already"]


def test_the_days_to_object_run_from_the_recorded_delivery(desk: Desk) -> None:
    # drawn on 5 February: 5 days end on the 10th; delivered on the 8th: on the 13th
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    late = desk.brought("--dry-run", came="2027-02-13T23:30:00+08:00")
    assert (codes(late), late["refused"], outcome(late)) == (
        ["objections.too_late"],
        True,
        {"HY2701-006": "refused"},
    )
    told = desk.run("objections delivered", "--period", "2027-01", "--on", "2027-02-08", "--by", "wechat", "--known-at", "2027-02-08T18:00:00+08:00")  # fmt: skip
    assert (told.exit_code, "2027-02-13" in told.stdout) == (0, True)
    again = desk.run("objections delivered", "--period", "2027-01", "--on", "2027-02-09", "--known-at", "2027-02-09T18:00:00+08:00")  # fmt: skip
    assert "2027-02-08" in again.stdout
    heard = desk.brought(came="2027-02-13T23:30:00+08:00")
    assert (heard["refused"], heard["delivered_on"], heard["object_until"]) == (
        False,
        "2027-02-08",
        "2027-02-13",
    )
    assert desk.february()["disputes"] != []


@pytest.mark.parametrize("lang", languages())
def test_a_delivery_before_the_statement_or_after_it_is_told_is_refused(lang: str, desk: Desk) -> None:
    for day in ("2027-02-04", "2027-02-10"):
        ran = desk.run("objections delivered", "--period", "2027-01", "--on", day, "--known-at", "2027-02-09T09:00:00+08:00", lang=lang)  # fmt: skip
        assert (ran.exit_code, ran.codes) == (1, ["settlement.delivered_when"])
    early = desk.run("objections delivered", "--period", "2027-01", "--on", "2027-02-05", "--known-at", "2027-02-05T08:00:00+08:00", lang=lang)  # fmt: skip
    assert (early.exit_code, early.codes) == (1, ["objections.seen_past"])


def test_rows_and_columns_may_be_moved_left_out_and_added(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads)
        values = [[cell.value for cell in row] for row in leads.sheet.iter_rows(min_row=leads.header)]
        head, *rows = values
        order = [*range(5, len(head)), *range(5)]
        kept = [row for row in reversed(rows) if row[0] != OTHER]
        leads.sheet.delete_rows(leads.header, len(values))
        for number, row in enumerate([head, *kept]):
            told = "Our remark" if number == 0 else "seen"
            for column, value in enumerate([told, *(row[place] for place in order)], 1):
                leads.sheet.cell(leads.header + number, column).value = value
        leads.sheet.cell(leads.header + len(rows) + 4, 3).value = "Regards"
    found = desk.brought()
    assert outcome(found) == {"HY2701-006": "accepted"}
    assert codes(found) == ["returned.columns_added", "returned.rows_missing"] or set(codes(found)) == {
        "returned.columns_added",
        "returned.rows_missing",
    }
    missing = next(one for one in found["findings"] if one["code"] == "returned.rows_missing")
    assert missing["params"] == {"found": "1", "rows": "HY2701-005"}


@pytest.mark.parametrize(
    "written",
    ["2027-02-08", "2027/2/8", "2027年2月8日", "20270208", 46426, datetime(2027, 2, 8)],  # noqa: DTZ001  # a cell
)
def test_a_day_is_read_as_excel_and_wps_write_it(written: object, desk: Desk) -> None:
    # 46426: days from 30 December 1899 to 8 February 2027
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads, Raised_on=written)
        leads.sheet.cell(leads.row(LEAD), leads.column("Raised on")).number_format = "General"
    (found,) = desk.brought("--dry-run")["objections"]
    assert (found["state"], found["event"]["effective"]) == ("accepted", "2027-02-08")


def test_locked_cells_stored_otherwise_by_another_program_are_not_edited(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads, lines = pages["Leads"], pages["Lines"]
        object_to(leads)
        leads.fill(LEAD, Enquiry="2027/1/3", Verdict=" Invalid")
        object_to(lines, LINE)
        lines.fill(LINE, Amount="-750.00")
    assert set(outcome(desk.brought("--dry-run")).values()) == {"accepted"}


def merge(pages: dict[str, Sheet]) -> None:
    leads = pages["Leads"]
    row, column = leads.row(OTHER), leads.column("Objection")
    leads.sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)


def twice(pages: dict[str, Sheet]) -> None:
    """The row once more below the others, with something else filled in."""
    leads = pages["Leads"]
    leads.fill(OTHER, Objection=CHOSEN, Evidence="page 4")
    for column in range(1, leads.sheet.max_column + 1):
        leads.sheet.cell(leads.sheet.max_row + (column == 1), column).value = leads.sheet.cell(
            leads.row(OTHER), column
        ).value
    leads.sheet.cell(leads.sheet.max_row, leads.column("Evidence")).value = "page 5"


def fill(page: str, key: str, **written: Any) -> Callable[[dict[str, Sheet]], None]:  # noqa: ANN401  # any cell
    return lambda pages: pages[page].fill(key, **written)


CHOSEN = "should count as valid: not “unreachable”"
ROWS: list[tuple[str, Callable[[dict[str, Sheet]], None]]] = [
    ("returned.row_edited", fill("Leads", OTHER, Objection=CHOSEN, Verdict="valid")),
    ("returned.row_edited", fill("Lines", LINE, Objection="line", Amount=-700)),
    (
        "returned.row_formula",
        fill("Leads", OTHER, Objection=CHOSEN, Note='=HYPERLINK("http://x.example","x")'),
    ),
    ("returned.row_formula", fill("Leads", OTHER, Objection='="should count"&" as valid"')),
    ("returned.row_merged", merge),
    ("returned.row_twice", twice),
    ("objections.row_choice", fill("Leads", OTHER, Objection="no!")),
    ("objections.row_choice", fill("Leads", OTHER, Objection="should count as valid: not “silent”")),
    ("objections.row_closed", fill("Leads", VALID, Objection=CHOSEN)),
    ("objections.row_claimed", fill("Lines", LINE, Objection="line", Amount_claimed="nothing")),
    ("objections.row_day", fill("Leads", OTHER, Objection=CHOSEN, Raised_on="2027-02-04")),
    ("objections.row_day", fill("Leads", OTHER, Objection=CHOSEN, Raised_on="5/3/2027")),
    ("objections.row_without_choice", fill("Leads", OTHER, Evidence="see chat")),
]


@pytest.mark.parametrize(("code", "spoil"), ROWS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(ROWS)])
def test_a_row_that_cannot_be_trusted_is_refused_alone_with_its_place(
    code: str, spoil: Callable[[dict[str, Sheet]], None], desk: Desk
) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        spoil(pages)
    found = desk.brought()
    assert (found["refused"], found["commit"]) == (False, 11)
    assert set(codes(found)) == {code}
    finding = found["findings"][0]
    assert finding["severity"] == "warning"
    assert finding["place"]["line"] > 5
    accepted = [one["id"] for one in found["objections"] if one["state"] == "accepted"]
    assert accepted == ["HY2701-006"]


def test_a_row_of_their_own_is_refused(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        for column, text in ((1, "lead|x|HY-1"), (2, "HY-1"), (leads.column("Objection"), "counts")):
            leads.sheet.cell(leads.sheet.max_row + (column == 1), column).value = text
    found = desk.brought()
    assert codes(found) == ["returned.row_unknown"]
    assert (found["objections"], found["refused"]) == ([], False)


def test_another_objection_to_the_same_line_is_refused_until_the_first_is_undone(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"], Raised_on="2027-02-08")
    desk.brought()
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        object_to(pages["Leads"], OTHER)
    more = desk.brought(came="2027-02-10T10:00:00+08:00")
    assert outcome(more) == {"HY2701-005": "accepted", "HY2701-006": "recorded"}
    assert len(desk.february()["disputes"]) == 2


def lose_key(pages: dict[str, Sheet]) -> None:
    for page in pages.values():
        page.sheet.delete_cols(1)


def lose_tie(pages: dict[str, Sheet]) -> None:
    for page in pages.values():
        page.sheet["A1"].value = None


def other_tie(part: int, text: str) -> Callable[[dict[str, Sheet]], None]:
    def change(pages: dict[str, Sheet]) -> None:
        for page in pages.values():
            parts = str(page.sheet["A1"].value).split("|")
            page.sheet["A1"].value = "|".join([*parts[:part], text, *parts[part + 1 :]])

    return change


def one_lost_tie(pages: dict[str, Sheet]) -> None:
    pages["Leads"].sheet["A1"].value = None


def one_other_tie(pages: dict[str, Sheet]) -> None:
    pages["Lines"].sheet["A1"].value = "assay:objections/v1|x"


def rename(head: str) -> Callable[[dict[str, Sheet]], None]:
    def change(pages: dict[str, Sheet]) -> None:
        leads = pages["Leads"]
        leads.sheet.cell(leads.header, leads.column("Note")).value = head

    return change


FILES: list[tuple[str, Callable[[dict[str, Sheet]], None]]] = [
    ("returned.not_a_form", lose_key),
    ("returned.no_tie", lose_tie),
    ("returned.no_tie", one_lost_tie),
    ("returned.no_tie", other_tie(2, "March")),
    ("cli.not_settled", other_tie(2, "2027-03")),
    ("returned.ties_differ", one_other_tie),
    ("returned.other_contract", other_tie(1, "HY-FS-2026-09")),
    ("objections.other_statement", other_tie(4, "0" * 64)),
    ("objections.other_statement", other_tie(3, "v2")),
    ("returned.no_column", rename("Remarks")),
    ("returned.column_twice", rename("Evidence")),
]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("code", "spoil"), FILES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(FILES)])
def test_a_file_that_answers_something_else_is_refused_whole_and_sealed(
    code: str, spoil: Callable[[dict[str, Sheet]], None], lang: str, desk: Desk
) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        spoil(pages)
    ran = desk.bring(lang=lang)
    assert ran.exit_code == 1
    assert code in ran.codes
    assert translate(lang, "form.refused_whole", {"commit": "11"}) in ran.stdout
    assert desk.february()["disputes"] == []
    assert assay("rejects", *desk.where, "--format", "json").document["rejects"][0]["commit"] == 11


@pytest.mark.parametrize(
    "case", list(bombs(__import__("random").Random(1)))[:4], ids=lambda case: str(case.name)
)
def test_a_bomb_meets_the_limits_of_the_child(case: Any, desk: Desk) -> None:  # noqa: ANN401  # a hostile file
    data = case.data() if callable(case.data) else case.data
    desk.back.write_bytes(data)
    ran = desk.bring("--dry-run", "--memory", "150")
    assert ran.exit_code == 1
    assert len(ran.codes) == 1
    assert ran.codes[0].partition(".")[0] in ("parsing", "sources", "returned")


def test_what_is_no_workbook_at_all_is_refused(desk: Desk) -> None:
    desk.back.write_bytes(book(sheet(cells("a", "b"))))
    assert desk.bring("--dry-run").codes == ["returned.not_a_form"]
    desk.back.write_bytes(b"PK\x03\x04 cut off")
    assert desk.bring("--dry-run").codes == ["sources.workbook_broken"]


def test_a_workbook_that_came_back_is_no_export(desk: Desk) -> None:
    ran = assay("import", desk.out, *desk.where, "--dry-run")
    assert (ran.exit_code, ran.codes) == (1, ["sources.returned_form"])


def test_contacts_in_their_words_stay_in_the_seal(desk: Desk) -> None:
    written = "ask anna.muster@buyer.example, +86 138 0013 8000"
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"], Note=written)
        pages["Leads"].fill(OTHER, Objection=written)
    ran = desk.bring()
    told = ran.stdout + ran.stderr
    assert [part in told for part in ("anna.muster", "138 0013")] == [False, False]
    kept = b"".join(path.read_bytes() for path in (desk.folder / "buyer").rglob("*") if path.is_file())
    assert [part in kept for part in (b"anna.muster", b"138 0013")] == [False, False]


def test_phone_numbers_and_negative_amounts_survive(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        lines = pages["Lines"]
        object_to(lines, LINE, Amount_claimed=-250.5, Note="+86")
    (found,) = desk.brought("--dry-run")["objections"]
    assert (found["claimed"], found["note"], found["told"]["amount"]) == ("-250.5", "+86", "-750.00")


def test_traffic_and_every_invalid_lead_of_a_month_can_be_objected_to_at_once(
    demo: DemoRun, tmp_path: Path
) -> None:
    # March: two lots failed their segment with three leads each; 14 of the other leads are invalid and not relieved
    where = ("--workspace", demo.copy(tmp_path), "--lang", "en")
    out, back = tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    assert (
        assay("objections", "export", *CONTRACT, "--period", "2027-03", "--output", out, *where).exit_code
        == 0
    )
    with edited(out, back) as pages:
        assert list(pages) == ["Lines", "Traffic", "Leads"]
        for page in pages.values():
            for key in page.row_keys():
                if page.choices(key):
                    page.fill(key, Objection=page.choices(key)[0])
    came = ("--known-at", "2027-07-09T10:00:00+08:00", "--dry-run", "--format", "json")
    found = assay("objections", "import", CONTRACT[0], back, *CONTRACT[1:], *came, *where).document
    states = outcome(found)
    assert states.pop("K1/C3") == "recorded"  # with C3, which it cuts: one dispute
    assert set(states.values()) == {"accepted"}
    kinds = [one["about"] for one in found["objections"]]
    assert [kinds.count(kind) for kind in ("line", "lot", "lead")] == [6, 2, 14]
    lots = [one["event"] for one in found["objections"] if one["about"] == "lot"]
    assert {(one["reason"], one["records"]) for one in lots} == {("failed_segment", "3")}
