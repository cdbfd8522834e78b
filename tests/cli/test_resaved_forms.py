"""A form that LibreOffice opened and saved again, in each format that it offers: what stands, and what can be seen there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.returned import edited
from tests.cli.test_objections import LINE, OTHER, Desk, codes, desk, object_to, outcome, settled
from tests.reports.office import resaved

__all__ = ["desk", "settled"]  # fixtures


@pytest.mark.parametrize("to", ["xlsx", "ods", "xls"])
def test_what_was_saved_in_another_format_is_read_as_it_is_meant(to: str, desk: Desk, tmp_path: Path) -> None:
    with edited(desk.out, desk.back) as pages:
        leads, lines = pages["Leads"], pages["Lines"]
        object_to(leads, Raised_on="2027年2月8日")
        object_to(leads, OTHER)
        object_to(lines, LINE, Note='="a"&"b"')
        row, column = leads.row(OTHER), leads.column("Note")
        leads.sheet.merge_cells(start_row=row - 1, end_row=row, start_column=column, end_column=column)
    folder = tmp_path / "office"
    folder.mkdir()
    data = resaved({"back.xlsx": desk.back.read_bytes()}, to, folder)["back.xlsx"]
    (desk.folder / f"back.{to}").write_bytes(data)
    came = ("--known-at", "2027-02-09T10:00:00+08:00", "--dry-run", "--format", "json")
    found = desk.run("objections import", desk.folder / f"back.{to}", *came).document
    stands = {"HY2701-006": "accepted"}
    told = ["returned.row_formula", "returned.row_merged", "returned.row_merged"]
    if to == "xls":  # in which no formula can be seen
        stands["C1/valid_leads"] = "accepted"
        told[0] = "returned.old_workbook"
    assert (outcome(found), sorted(codes(found))) == (stands, told)
    (lead,) = (one for one in found["objections"] if one["id"] == "HY2701-006")
    assert lead["event"]["effective"] == "2027-02-08"
