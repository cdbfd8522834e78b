"""Forms as careless and hostile people send them back: each either read as it is meant, or refused with words that help."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from openpyxl.comments import Comment

from assay.i18n import languages, translate
from tests.cli.returned import Sheet, edited
from tests.cli.test_objections import LEAD, LINE, OTHER, Desk, codes, desk, object_to, outcome, settled

__all__ = ["desk", "settled"]  # fixtures

Pages = dict[str, Sheet]


def params_of(document: dict[str, list[dict[str, dict[str, str]]]], code: str) -> dict[str, str]:
    return next(one["params"] for one in document["findings"] if str(one["code"]) == code)


def hidden(pages: Pages) -> None:
    leads = pages["Leads"]
    leads.sheet.row_dimensions[leads.row(LEAD)].hidden = True
    pages["Lines"].sheet.sheet_state = "hidden"


def sorted_by_reason(pages: Pages) -> None:
    sheet, first = pages["Leads"].sheet, pages["Leads"].header + 1
    rows = sorted(
        ([cell.value for cell in row] for row in sheet.iter_rows(min_row=first)), key=lambda row: str(row[4])
    )
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def pushed_down(pages: Pages) -> None:
    pages["Leads"].sheet.insert_rows(1, 3)
    pages["Leads"].sheet["B1"].value = "From: the agency"


def renamed(pages: Pages) -> None:
    leads = pages["Leads"]
    leads.sheet.cell(leads.header, leads.column("Evidence")).value = " evidence \n"
    leads.sheet.title = "我方意见"


def all_text(pages: Pages) -> None:
    for page in pages.values():
        for row in page.sheet.iter_rows(min_row=page.header + 1):
            for cell in row:
                cell.value = None if cell.value is None else str(cell.value)


def merged_beside(pages: Pages) -> None:
    leads = pages["Leads"]
    row, column = leads.row(LEAD), leads.column("Evidence")
    leads.sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 2)


def spaced(pages: Pages) -> None:
    pages["Leads"].fill(LEAD, Objection="  Should count as VALID: not “silent” ")


def other_quotes(pages: Pages) -> None:
    pages["Leads"].fill(LEAD, Objection='should count as valid: not "silent"')


def corner_quotes(pages: Pages) -> None:
    pages["Leads"].fill(LEAD, Objection="应计为有效：不是「没有再联系」")


def twice_the_same(pages: Pages) -> None:
    sheet = pages["Leads"].sheet
    sheet.parent.copy_worksheet(sheet).title = "Leads (2)"  # type: ignore[union-attr]


def twice_one_blank(pages: Pages) -> None:
    twice_the_same(pages)
    leads = pages["Leads"]
    leads.fill(LEAD, Objection=None, Evidence=None)


@pytest.mark.parametrize(
    "treat",
    [
        hidden,
        sorted_by_reason,
        pushed_down,
        renamed,
        all_text,
        merged_beside,
        spaced,
        other_quotes,
        corner_quotes,
        twice_the_same,
        twice_one_blank,
    ],
)
def test_what_changes_no_answer_is_taken_as_it_is_meant(treat: Callable[[Pages], None], desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        treat(pages)
    found = desk.brought("--dry-run")
    assert (outcome(found), codes(found)) == ({"HY2701-006": "accepted"}, [])


AFTERNOON = datetime(2027, 2, 8, 13, 30)  # noqa: DTZ001  # a cell


@pytest.mark.parametrize(
    "written", ["46426", " 46426 ", AFTERNOON, "2027.2.8", "Feb 8, 2027", "2027 年 2 月 8 号"]
)
def test_other_forms_of_a_day_are_read(written: object, desk: Desk) -> None:
    # 46426: days from 30 December 1899 to 8 February 2027, here in a cell that was made text
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"], Raised_on=written)
    (found,) = desk.brought("--dry-run")["objections"]
    assert (found["state"], found["event"]["effective"]) == ("accepted", "2027-02-08")


@pytest.mark.parametrize("written", ["8/2/2027", "2027-02-30", "昨天", "146426", "46 426"])
def test_what_could_be_two_days_or_none_is_asked_for_again(written: str, desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"], Raised_on=written)
    found = desk.brought("--dry-run")
    assert (codes(found), outcome(found)) == (["objections.row_day"], {"HY2701-006": "refused"})


def test_two_people_who_answer_one_lead_differently_are_both_told(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads)
        copied = leads.sheet.parent.copy_worksheet(leads.sheet)  # type: ignore[union-attr]
        copied.title = "Leads (2)"
        copied.cell(leads.row(LEAD), leads.column("Evidence")).value = "it was silent indeed"
    found = desk.brought("--dry-run")
    assert (codes(found), found["objections"]) == (["returned.row_twice"] * 2, [])
    places = {(one["place"]["path"], one["params"]["other"]) for one in found["findings"]}
    assert places == {("Leads", "Leads (2)!12"), ("Leads (2)", "Leads!12")}


def test_a_second_workbook_that_says_otherwise_does_not_rewrite_the_first(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    assert desk.brought()["commit"] == 11
    with edited(desk.out, desk.back) as pages:
        pages["Leads"].fill(LEAD, Note="withdrawn")
    second = desk.brought()
    assert (codes(second), second["commit"]) == (["objections.row_without_choice"], 12)  # that it came
    assert len(desk.february()["disputes"]) == 1


def test_a_copy_without_the_keys_is_named_as_not_read(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        copied = leads.sheet.parent.create_sheet("Sheet1")  # type: ignore[union-attr]
        for row in leads.sheet.iter_rows(min_row=leads.header, min_col=2, values_only=True):
            copied.append(row)
    found = desk.brought("--dry-run")
    assert set(codes(found)) == {"returned.sheets_unread", "objections.none"}
    assert params_of(found, "returned.sheets_unread") == {"sheets": "Sheet1"}


def test_a_changed_key_is_told_by_what_a_person_sees(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads)
        leads.sheet.cell(leads.row(LEAD), 1).value = LEAD.replace("006", "999")
    found = desk.brought("--dry-run")
    assert set(codes(found)) == {"returned.row_unknown", "returned.rows_missing"}
    assert params_of(found, "returned.row_unknown") == {"found": "HY2701-006"}


def test_keys_that_were_swapped_are_one_finding_a_row(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads)
        one, other = leads.row(LEAD), leads.row(OTHER)
        leads.sheet.cell(one, 1).value, leads.sheet.cell(other, 1).value = OTHER, LEAD
    found = desk.brought("--dry-run")
    assert (codes(found), found["objections"]) == (["returned.row_edited"] * 2, [])
    told = params_of(found, "returned.row_edited")
    assert (told["head"], told["found"], told["expected"]) == ("Lead", "HY2701-005", "HY2701-006")
    assert told["heads"].split(", ")[:2] == ["Lead", "Reason"]


def test_a_sheet_that_was_left_out_is_missing_rows(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Lines"], LINE)
        sheet = pages["Leads"].sheet
        sheet.parent.remove(sheet)  # type: ignore[union-attr]
    found = desk.brought("--dry-run")
    assert (codes(found), outcome(found)) == (["returned.rows_missing"], {"C1/valid_leads": "accepted"})


def line_beside_leads(pages: Pages) -> None:
    """The row of a line cut out of its sheet and put below the leads."""
    lines, leads = pages["Lines"], pages["Leads"]
    object_to(lines, LINE)
    values = [cell.value for cell in lines.sheet[lines.row(LINE)]]
    lines.sheet.delete_rows(lines.row(LINE))
    below = leads.sheet.max_row + 1
    for column, value in enumerate(values, 1):
        leads.sheet.cell(below, column).value = value


def lead_on_top_of_lines(pages: Pages) -> None:
    lines, leads = pages["Lines"], pages["Leads"]
    object_to(lines, LINE)
    lines.sheet.insert_rows(lines.header + 1)
    for column, cell in enumerate(leads.sheet[leads.row(LEAD)], 1):
        lines.sheet.cell(lines.header + 1, column).value = cell.value


@pytest.mark.parametrize(
    ("treat", "found", "stands"),
    [
        (line_beside_leads, ("Leads", "C1/valid_leads", "Lines"), {"HY2701-006"}),
        (lead_on_top_of_lines, ("Lines", "HY2701-006", "Leads"), {"HY2701-006", "C1/valid_leads"}),
    ],
)
def test_a_row_on_a_sheet_of_another_kind_is_refused_alone(
    treat: Callable[[Pages], None], found: tuple[str, str, str], stands: set[str], desk: Desk
) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        treat(pages)
    told = desk.brought("--dry-run")
    assert (codes(told), outcome(told)) == (["returned.row_astray"], dict.fromkeys(stands, "accepted"))
    (finding,) = told["findings"]
    assert (finding["place"]["path"], finding["params"]["found"], finding["params"]["sheet"]) == found


@pytest.mark.parametrize("head", ["Objection", "Evidence", "Raised on", "Reason"])
def test_an_error_value_is_no_blank(head: str, desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
        object_to(pages["Leads"], OTHER)
        pages["Leads"].fill(OTHER, **{head: "#REF!"})  # openpyxl stores it as the error that it looks like
    found = desk.brought("--dry-run")
    assert (codes(found), outcome(found)) == (["returned.row_formula"], {"HY2701-006": "accepted"})
    assert params_of(found, "returned.row_formula") == {"head": head}


def test_comments_are_told_as_not_read(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads)
        leads.sheet.cell(leads.row(OTHER), leads.column("Objection")).comment = Comment("not so", "agency")
    found = desk.brought("--dry-run")
    assert (codes(found), outcome(found)) == (["returned.comments_unread"], {"HY2701-006": "accepted"})


def test_a_renamed_column_is_told_beside_the_one_that_is_missing(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        leads.sheet.cell(leads.header, leads.column("Evidence")).value = "Our evidence"
    found = desk.brought("--dry-run")
    assert sorted(codes(found)) == ["returned.columns_added", "returned.no_column"]
    assert params_of(found, "returned.columns_added")["columns"] == "Our evidence"


def test_a_sheet_that_lost_its_mark_is_named(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        pages["Leads"].sheet["A1"].value = None
    (finding,) = desk.brought("--dry-run")["findings"]
    assert (finding["code"], finding["place"]["path"]) == ("returned.no_tie", "Leads")


def test_the_name_of_a_sheet_stays_on_its_line(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    with zipfile.ZipFile(desk.back) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Leads"', b'name="a&#10;b&#27;[2J"')
    with zipfile.ZipFile(desk.back, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    shown = desk.bring("--dry-run").stdout
    assert "· a\\nb\\x1b[2J!12" in shown


def test_a_zip_with_the_workbook_inside_is_no_workbook(desk: Desk) -> None:
    with zipfile.ZipFile(desk.back, "w") as package:
        package.write(desk.out, "异议表.xlsx")
    assert desk.bring("--dry-run").codes == ["returned.not_a_workbook"]


OTHERS = {"empty": b"", "pdf": b"%PDF-1.7"}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["back.csv", "back.xlsx"])
@pytest.mark.parametrize("kind", ["gb18030", "utf-8-sig", *OTHERS])
def test_a_csv_of_the_sheet_is_called_what_it_is(kind: str, name: str, lang: str, desk: Desk) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(openpyxl.load_workbook(desk.out)["Leads"].iter_rows(values_only=True))
    file = desk.folder / name
    file.write_bytes(OTHERS[kind] if kind in OTHERS else text.getvalue().encode(kind))
    came = ("--known-at", "2027-02-09T10:00:00+08:00", "--dry-run")
    ran = desk.run("objections import", file, *came, lang=lang)
    assert (ran.exit_code, ran.codes) == (1, ["returned.not_a_workbook"])
    assert translate(lang, "returned.not_a_workbook") in ran.stderr


@pytest.mark.parametrize("lang", languages())
def test_rows_that_are_kept_out_are_counted_once_each_and_nobody_is_told_that_there_was_no_objection(
    lang: str, desk: Desk
) -> None:
    with edited(desk.out, desk.back) as pages:
        leads = pages["Leads"]
        object_to(leads, Reason="valid", Verdict="valid", Campaign="other")  # three cells of one row
        object_to(leads, OTHER, Note="=1+1")
    ran = desk.bring("--dry-run", lang=lang)
    assert sorted(ran.codes) == ["returned.row_edited", "returned.row_formula"]
    assert ran.notes == []
    assert translate(lang, "form.would", {"accepted": "0", "recorded": "0", "refused": "2"}) in ran.stdout
