"""Lists laid out anyhow: which column is what, what stands in a cell, where the table begins and ends."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.comparison.records import Key, Trouble
from assay.core.findings import Severity
from assay.i18n import languages, translate
from assay.sources.cells import Cell
from assay.sources.lists import ListOptions, ReadList, read_list
from assay.sources.lists.contacts import country_of, identities, phone_of
from assay.sources.problems import Problems

MAX = "max@lichthof.example"


def csv_of(*rows: Sequence[str]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def workbook_of(sheets: Mapping[str, Sequence[Sequence[object]]], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        if merged and number == 0:
            sheet.merge_cells(merged)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def read(data: bytes, side: str = "claim", **said: object) -> tuple[ReadList | None, list[str]]:
    """The list and the codes of what was found, notes left out."""
    problems = Problems("list.csv")
    found = read_list(data, ListOptions(side, **said), problems)  # type: ignore[arg-type]
    return found, [one.code for one in problems.findings if one.severity is not Severity.INFO]


def columns(
    data: bytes, side: str = "claim", said: Mapping[str, Sequence[str]] | None = None
) -> dict[str, str]:
    """Letter → field, of a list that can be read."""
    found, codes = read(data, side, columns=said or {})
    assert found is not None, codes
    return {column.letter: column.field for column in found.columns}


def keys(data: bytes, encoding: str = "") -> list[list[str]]:
    """The values of the keys of each claim."""
    found, codes = read(data, encoding=encoding)
    assert found is not None, codes
    return [[key.value for key in claim.keys] for claim in found.claims]


# ── columns ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["线索日期", "客户姓名", "公司名称", "客户邮箱", "电话", "国家"], "time name company email phone country"),
        (["created_time", "full_name", "company_name", "email", "phone_number", "país"], "time name company email phone country"),
        (["Create Date", "First Name", "Associated Company", "Email", "Phone Number", "Country/Region"], "time first_name company email phone country"),
        (["Anfragezeit", "Ansprechpartner", "Firma", "E-Mail", "Telefon", "Land"], "time name company email phone country"),
        (["咨询日期", "联系人", "公司全称", "电邮", "联系手机", "国别"], "time name company email phone country"),
        (["建立時間", "聯絡人", "公司名稱", "電子郵件", "行動電話", "國家／地區"], "time name company email phone country"),
        (["进线时间", "客户称呼", "单位", "邮件", "手机", "国家地区"], "time name company email phone country"),
        (["来询日期", "买家", "企业", "信箱", "固话", "所在国"], "time name company email phone country"),
        (["Date received", "Client name", "Business", "Contact email", "Phone No.", "Country Code"], "time name company email phone country"),
        (["Submitted on", "Buyer", "Organization name", "Email ID", "Contact no", "Nation"], "time name company email phone country"),
        (["Creation Date", "Your name", "Your company", "Your email", "Mobile no.", "COUNTRY / REGION"], "time name company email phone country"),
        (["Fecha", "Nombre", "Empresa", "Correo", "Teléfono", "País"], "time name company email phone country"),
        (["DATE", "Name *", "Company ", "E-MAIL", "WhatsApp", "country"], "time name company email phone country"),
    ],
)  # fmt: skip
def test_headers_in_several_languages_are_known(headers: list[str], fields: str) -> None:
    row = ["2027-03-05", "Max", "Lichthof", MAX, "+49 30 901820", "DE"]
    assert columns(csv_of(headers, row)) == dict(zip("ABCDEF", fields.split(), strict=True))


def test_only_our_own_list_is_asked_whether_we_answered() -> None:
    data = csv_of(["Email", "First reply time", "Customer type"], [MAX, "2027-03-05", "new"])
    assert columns(data, "evidence") == {"A": "email", "B": "answered_at", "C": "category"}
    assert columns(data, "claim") == {"A": "email"}


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("客户所在区域（必选）", ["德国", "美国"], "country"),  # a part of the header, and the cells agree
        ("地区", ["德国", "US"], "country"),
        ("地区", ["广东", "浙江"], None),  # provinces
        ("Market", ["Germany", "USA"], "country"),
        ("目标市场", ["美国", "美国"], None),  # the campaign's, not the person's
        ("Origin", ["Germany", "France"], "country"),  # by what stands in it
        ("Answered?", ["NO", "NO"], None),  # not Norway
        ("Origin", ["Germany", "by mail"], None),  # one in two is too few
    ],
)
def test_a_country_is_found_below_other_headers(header: str, cells: Sequence[str], field: str | None) -> None:
    data = csv_of(["Email", header], *([f"{number}@a.example", cell] for number, cell in enumerate(cells)))
    assert columns(data).get("B") == field


def test_the_address_of_our_own_salesman_is_nobody_elses() -> None:
    head = ["邮箱", "业务员邮箱", "Owner email"]
    data = csv_of(head, [MAX, "li@farsail.example", "li@farsail.example"])
    assert columns(data) == {"A": "email"}


@pytest.mark.parametrize(
    ("cells", "more", "field"),
    [
        (["王伟", "李小姐"], [], "name"),
        (["宁波远光照明有限公司", "Luz SA"], [], "company"),
        (["王伟", "李小姐"], ["联系人"], "company"),  # whoever is reached has a column already
    ],
)
def test_customers_by_name_are_persons_or_firms_by_what_stands_there(
    cells: Sequence[str], more: Sequence[str], field: str
) -> None:
    data = csv_of(["客户名称", "邮箱", *more], *([cell, MAX, *more] for cell in cells))
    assert columns(data)["A"] == field


def test_columns_that_are_taken_for_nothing_are_named() -> None:
    book = workbook_of({"a": [["Email", "Colour", "", "Size", None], [MAX, "red", "x", None, None]]})
    found, _ = read(book)
    assert found is not None
    assert [(one.letter, one.header) for one in found.unused] == [("B", "Colour"), ("C", ""), ("D", "Size")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n\x00\x01", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00", "JPEG"),
        (b'{"leads": [{"email": "max@lichthof.example"}]}', "JSON"),
        (b'\xef\xbb\xbf\n[\n  {"email": "max@lichthof.example"}\n]', "JSON"),
        (b'{"email": "a@a.example"}\n{"email": "b@a.example"}\n', "JSON"),
        (b"<!DOCTYPE html><html><table><tr><td>Email</td></tr></table></html>", "HTML"),
        (b'<?xml version="1.0"?><leads></leads>', "XML"),
        (b"{\\rtf1 Email}", "RTF"),
        (b"BM\x00\x00", "BMP"),
    ],
)
def test_what_is_no_table_is_called_by_its_kind(data: bytes, kind: str) -> None:
    problems = Problems("list.csv")
    assert read_list(data, ListOptions("claim"), problems) is None
    (finding,) = problems.findings
    assert (finding.code, finding.params) == ("compare.not_a_list", {"found": kind})
    for lang in languages():
        assert "CSV" in translate(lang, finding.code, finding.params)


def test_a_document_of_words_is_no_workbook() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        package.writestr("[Content_Types].xml", "")
        package.writestr("word/document.xml", "")
    problems = Problems("list.docx")
    assert read_list(raw.getvalue(), ListOptions("claim"), problems) is None
    assert [(one.code, one.params) for one in problems.findings] == [
        ("compare.not_a_list", {"found": "Word"})
    ]


@pytest.mark.parametrize(
    "data", [b"BMW,Email\n1,max@lichthof.example\n", b"[Email],Name\nmax@lichthof.example,Max\n"]
)
def test_a_list_that_begins_oddly_is_still_one(data: bytes) -> None:
    assert keys(data) == [[MAX]]


@pytest.mark.parametrize(
    ("name", "code"), [("leads.xls", "compare.no_workbook"), ("leads.csv", "compare.no_header")]
)
def test_a_file_without_a_header_says_what_its_name_promised(name: str, code: str) -> None:
    problems = Problems(name)
    assert read_list(b"12345\n67890\n", ListOptions("claim"), problems) is None
    assert [one.code for one in problems.findings] == [code]


def test_a_longer_header_is_believed_when_the_cells_agree() -> None:
    head = ["Your work e-mail?", "E-mail sent?", "Your phone?", "Phone model"]
    assert columns(csv_of(head, [MAX, "yes", "030 901820", "X1"])) == {"A": "email", "C": "phone"}


def test_columns_without_a_known_header_are_told_by_what_they_hold() -> None:
    data = csv_of(
        ["Spalte eins", "Spalte zwei", "Spalte drei", "Nummer"],
        ["05.03.2027", MAX, "+49 30 901820", "120"],
        ["06.03.2027", "ann@quay.example", "+1 212-555-0143", "121"],
    )
    found, _ = read(data)
    assert found is not None
    assert [(column.letter, column.field, column.how) for column in found.columns] == [
        ("B", "email", "content"),
        ("C", "phone", "content"),
        ("A", "time", "content"),
    ]


def test_a_column_of_contacts_under_a_name_is_taken_for_contacts() -> None:
    data = csv_of(["Date", "Contact"], ["2027-03-05", MAX], ["2027-03-06", "+49 30 901820"])
    assert columns(data) == {"A": "time", "B": "contact"}


def test_several_columns_of_one_identity_all_count() -> None:
    data = csv_of(
        ["Email", "E-mail", "Phone", "Mobile"], [MAX, "m@l.example", "+49 30 901820", "+49 30 901821"]
    )
    assert keys(data) == [[MAX, "m@l.example", "+4930901820", "+4930901821"]]


def test_the_better_of_two_headers_of_a_date_is_taken() -> None:
    data = csv_of(["Date", "创建时间", "Email"], ["2027-01-01", "2027-03-05", MAX])
    assert columns(data) == {"B": "time", "C": "email"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Date", "Date", "Email"], ["2027-01-01", "2027-03-05", MAX]),
        (["one", "two", "Email"], ["2027-01-01", "2027-03-05", MAX]),
    ],
)
def test_two_columns_that_may_both_be_the_date_are_asked_for(head: list[str], row: list[str]) -> None:
    problems = Problems("list.csv")
    assert read_list(csv_of(head, row), ListOptions("claim"), problems) is None
    (finding,) = problems.findings
    assert finding.code == "compare.column_ambiguous"
    assert finding.params == {
        "field": "time", "columns": f"A {head[0]}, B {head[1]}", "option": "--claim-columns time=A",
    }  # fmt: skip
    assert columns(csv_of(head, row), said={"time": ("B",)}) == {"B": "time", "C": "email"}


# ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "region", "found"),
    [
        ("+49 30 901820", "", "+4930901820"),
        ("0049 (0)30 / 901820", "", "+4930901820"),
        ("p:+4930901820", "", "+4930901820"),
        ("'+49 30 901820", "", "+4930901820"),
        ("＋４９ ３０ ９０１８２０", "", "+4930901820"),
        ("WhatsApp: +49 30 901820", "", "+4930901820"),
        ("手机：+49 30 901820", "", "+4930901820"),
        ("+49 30 901820 ext. 12", "", "+4930901820"),
        ("+49 30 901820 转12", "", "+4930901820"),
        ("030 901820", "DE", "+4930901820"),
        ("212-555-0143", "US", "+12125550143"),
        (Decimal(4922147101234), "", "+4922147101234"),  # Excel has taken the plus away
        (Decimal(4922147101234), "US", "+4922147101234"),  # longer than any number of the US
        (Decimal(13800138000), "CN", "+8613800138000"),
    ],
)
def test_a_phone_is_read_however_it_is_typed(cell: Cell, region: str, found: str) -> None:
    assert identities(cell, "phone", region) == ((Key("phone", found),), None)


@pytest.mark.parametrize(
    ("cell", "trouble"),
    [
        ("+49 30", Trouble.UNREADABLE),  # cut off
        ("030 901820", Trouble.UNREADABLE),  # of which country?
        ("13800138000", Trouble.UNREADABLE),  # eleven digits may be Chinese or American
        ("call me", Trouble.UNREADABLE),
        ("1.38E+10", Trouble.RUINED),
        ("1,20253E+17", Trouble.RUINED),
        (Decimal(1202530000000000000), Trouble.RUINED),
        ("--", None),
        ("", None),
        ("n/a", None),
    ],
)
def test_what_is_no_phone_gives_no_key(cell: Cell, trouble: Trouble | None) -> None:
    assert identities(cell, "phone", "") == ((), trouble)


@pytest.mark.parametrize(
    ("cell", "field", "found"),
    [
        ("a@b.example; c@d.example", "email", ["a@b.example", "c@d.example"]),
        ("a@b.example\nc@d.example", "email", ["a@b.example", "c@d.example"]),
        ("Max <MAX@B.example>", "email", ["max@b.example"]),
        ("mailto:a@b.example", "email", ["a@b.example"]),
        ("+49 30 901820 / +49 30 901821", "phone", ["+4930901820", "+4930901821"]),
        ("a@b.example / 0049 30 901820", "contact", ["a@b.example", "+4930901820"]),
        ("+49 30 901820 / a@b.example", "contact", ["+4930901820", "a@b.example"]),
        ("微信：Max_Licht", "contact", ["max_licht"]),
        ("WeChat ID: Max_Licht", "messenger", ["max_licht"]),
        ("@Max_Licht", "messenger", ["max_licht"]),
        ("wxid_12345678", "messenger", ["wxid_12345678"]),
        ("+49 30 901820", "messenger", ["+4930901820"]),
    ],
)  # fmt: skip
def test_a_cell_gives_every_identity_that_stands_in_it(cell: str, field: str, found: list[str]) -> None:
    assert [key.value for key in identities(cell, field, "")[0]] == found


def test_a_phone_takes_the_country_of_its_row_before_the_region() -> None:
    data = csv_of(
        ["Phone", "Country"], ["030 901820", "Germany"], ["030 901821", ""], ["030 901822", "Atlantis"]
    )
    found, codes = read(data, region="AT")
    assert found is not None
    assert [[key.value for key in claim.keys] for claim in found.claims] == [
        ["+4930901820"], ["+4330901821"], ["+4330901822"],
    ]  # fmt: skip
    assert codes == ["compare.countries_unknown"]


def test_a_country_is_read_in_several_languages() -> None:
    assert [country_of(text) for text in ("德国", "DE", "Germany (DE)", "US - United States", "Mars", "DE/FR", "")] == [
        "DE", "DE", "DE", "US", "", "", "",
    ]  # fmt: skip


def test_a_number_is_not_made_international_by_guessing() -> None:
    assert phone_of("001234567890") is None
    assert phone_of("999999999999") is None


@pytest.mark.parametrize(
    ("head", "cell", "answered"),
    [
        ("首次回复时间", "2027-03-05 10:00", True),
        ("首次回复时间", "", False),
        ("是否回复", "是", True),
        ("是否回复", "否", False),
        ("跟进状态", "未跟进", False),
        ("跟进状态", "跟进中", True),
        ("跟进状态", "", None),
        ("跟进状态", "观望", None),  # a word that we do not know says nothing
        ("备注", "", None),
    ],
)
def test_whether_we_answered_is_read_from_our_own_list(head: str, cell: str, answered: bool | None) -> None:
    found, _ = read(csv_of(["邮箱", head], [MAX, cell]), "evidence")
    assert found is not None
    assert [enquiry.answered for enquiry in found.enquiries] == [answered]


# ── days ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_day_and_month_is_decided_by_the_column() -> None:
    data = csv_of(["Date", "Email"], ["5/3/2027", MAX], ["13/3/2027", "ann@quay.example"])
    found, _ = read(data)
    assert found is not None
    assert found.dates == "dmy"
    assert [claim.day for claim in found.claims] == [date(2027, 3, 5), date(2027, 3, 13)]


def test_an_order_that_the_column_does_not_tell_is_asked_for_and_believed() -> None:
    data = csv_of(["Date", "Email"], ["5/3/2027", MAX])
    assert read(data) == (None, ["compare.date_order_unknown"])
    days = [read(data, dates=order)[0] for order in ("dmy", "mdy")]
    assert [found and found.claims[0].day for found in days] == [date(2027, 3, 5), date(2027, 5, 3)]


def test_a_day_that_is_none_is_not_a_blank_one() -> None:
    data = csv_of(["Date", "Email"], ["soon", MAX], ["", "ann@quay.example"], ["2027-03-05", "a@b.example"])
    found, codes = read(data)
    assert found is not None
    assert [claim.day_unreadable for claim in found.claims] == [True, False, False]
    assert codes == ["compare.days_unreadable"]


# ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_stands_above_and_below_the_table_is_no_lead() -> None:
    data = csv_of(
        ["Lead list of March", ""],
        ["", ""],
        ["Email", "Campaign"],
        [MAX, "spring"],
        ["", ""],
        ["Total", "1"],
        ["", "made by the agency"],
    )
    found, _ = read(data)
    assert found is not None
    assert [line.row.number for line in found.lines] == [4]
    assert (found.totals, found.skipped) == ((6,), (7,))


def test_a_line_that_counts_the_leads_is_no_lead() -> None:
    found, _ = read(csv_of(["Email", "Campaign"], [MAX, "spring"], ["共 1 条", ""]))
    assert found is not None
    assert [line.row.number for line in found.lines] == [2]
    assert found.totals == (3,)


def test_sheets_with_one_header_are_read_as_one_list() -> None:
    head = ["Date", "Email"]
    data = workbook_of(
        {
            "week 1": [["March"], head, [date(2027, 3, 5), MAX]],
            "notes": [["nothing here"]],
            "week 2": [head, [date(2027, 3, 12), "ann@quay.example"]],
        }
    )
    found, codes = read(data)
    assert found is not None
    assert [(line.sheet, line.row.number) for line in found.lines] == [("week 1", 3), ("week 2", 2)]
    assert (found.sheets, codes) == (("week 1", "week 2"), ["compare.other_sheets"])


def test_cells_merged_downwards_hold_for_each_of_their_rows() -> None:
    data = workbook_of(
        {"one": [["Date", "Email"], [date(2027, 3, 5), MAX], [None, "ann@quay.example"]]}, merged="A2:A3"
    )
    found, _ = read(data)
    assert found is not None
    assert [claim.day for claim in found.claims] == [date(2027, 3, 5)] * 2


def test_a_remark_beside_the_table_of_a_workbook_stays_beside_it() -> None:
    data = workbook_of({"one": [["Date", "Email"], [date(2027, 3, 5), MAX, "called twice"]]})
    found, _ = read(data)
    assert found is not None
    assert (found.headers, found.lines[0].row.cells[2]) == (("Date", "Email", ""), "called twice")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_list_is_read_in_the_encodings_of_its_programs(encoding: str) -> None:
    text = "姓名\t邮箱\n李雷\tmax@lichthof.example\n"
    assert keys(text.encode(encoding)) == [[MAX]]


def test_a_list_whose_bytes_do_not_tell_their_encoding_takes_the_one_that_is_named() -> None:
    data = "姓名,電子郵件,Email\n李雷,," + MAX + "\n"
    assert keys(data.encode("big5"), encoding="big5") == [[MAX]]


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    rows = [[f"m{number}@lichthof.example"] for number in range(1_200)]
    read_list(csv_of(["Email"], *rows), ListOptions("claim"), Problems("list"), lambda *so: told.append(so))
    assert told == [(0, 1_200), (500, 1_200), (1_000, 1_200), (1_200, 1_200)]


@given(st.text(alphabet="邮箱电话姓名公司日期Email,Phone;\t\"'\n\r0123456789.-:/+@a (E)", max_size=300))
def test_noise_is_a_list_or_a_finding(text: str) -> None:
    for side in ("claim", "evidence"):
        problems = Problems("noise.csv")
        found = read_list(text.encode(), ListOptions(side, region="DE"), problems)
        assert (found is None) is problems.has_error()
        for finding in problems.findings:
            assert all(translate(lang, finding.code, finding.params) for lang in languages())


def test_a_damaged_workbook_is_a_list_or_a_finding() -> None:
    whole = workbook_of(
        {"one": [["Date", "Email"], [date(2027, 3, 5), MAX], [None, "ann@quay.example"]]}, "A2:A3"
    )
    for at in range(0, len(whole), len(whole) // 40):
        problems = Problems("book.xlsx")
        found = read_list(whole[:at] + b"\xff" + whole[at + 1 :], ListOptions("claim"), problems)
        assert (found is None) is problems.has_error()


def test_findings_about_cells_show_no_contact() -> None:
    problems = Problems("list.csv")
    data = csv_of(["Date", "Email", "Phone"], ["max@lichthof.example", "max@", "030 901820"])
    read_list(data, ListOptions("claim"), problems)
    assert {one.code for one in problems.findings} >= {
        "compare.days_unreadable",
        "compare.identities_unreadable",
    }
    assert "lichthof" not in str(problems.findings)
    assert "901820" not in str(problems.findings)


def test_a_word_on_our_answer_that_nobody_knows_says_nothing() -> None:
    rows = (("Email", "Replied"), (MAX, "yes"), ("a@b.example", "no"), ("c@d.example", "not answered yet"))
    found, codes = read(csv_of(*rows), "evidence")
    assert found is not None
    assert [one.answered for one in found.enquiries] == [True, False, None]
    assert codes == ["compare.answers_unclear"]


def test_a_zip_is_to_be_unpacked_first() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("list.csv", csv_of(("Email",), (MAX,)))
    assert read(raw.getvalue()) == (None, ["compare.zipped"])


def test_a_day_that_stands_for_never_is_unreadable() -> None:
    found, codes = read(csv_of(("Email", "Date"), (MAX, "9999-12-31"), ("a@b.example", "2027-03-05")))
    assert found is not None
    assert [(one.day, one.day_unreadable) for one in found.claims] == [
        (None, True),
        (date(2027, 3, 5), False),
    ]
    assert codes == ["compare.days_unreadable"]


def test_names_of_sheets_show_no_contact() -> None:
    data = workbook_of({"March": [["Email"], [MAX]], f"{MAX}": [["x"], ["y"]]})
    problems = Problems("list.xlsx")
    read_list(data, ListOptions("claim"), problems)
    (warning,) = (one for one in problems.findings if one.code == "compare.other_sheets")
    assert MAX not in str(warning.params)
