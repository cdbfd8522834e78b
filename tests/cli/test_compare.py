"""``assay compare``: three pairs of invented lists with their counts worked by hand, and what a person can correct."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from assay.cli.progress import Told
from tests.cli.running import Ran, assay, bytes_below
from tests.docs.schema import problems
from tools.world import pairs

PAIRS = Path(__file__).parents[2] / "examples" / "compare"
EXCEL = (PAIRS / "1-agency.xlsx", PAIRS / "1-ours.xlsx", "--market", "US,DE")
GBK = (PAIRS / "2-agency.gbk.csv", PAIRS / "2-ours.gbk.csv")
UTF16 = (
    PAIRS / "3-agency.utf16.csv",
    PAIRS / "3-ours.utf16.txt",
    "--evidence-dates",
    "mdy",
    "--region",
    "US",
)

# Worked by hand: each row of the agency's list, what it is, and why.
EXCEL_BY_HAND = [
    (
        "第1周",
        4,
        "proven",
    ),  # e-mail in other letters, phone 030 … with the country Germany: our row 3, replied
    ("第1周", 5, "unanswered"),  # our row 4, no first reply
    ("第1周", 6, "duplicate"),  # 0049 (0)30 23125001 is the phone of row 4
    ("第1周", 7, "unknown"),
    ("第1周", 8, "known_before"),  # wrote on 20 November 2026 already
    ("第1周", 9, "out_of_market"),  # India
    ("第2周", 4, "undecided"),  # the phone is 1.20253E+17
    ("第2周", 5, "undecided"),  # name and company are ours, the e-mail is not
    ("第2周", 6, "undecided"),  # a first name only
    ("第2周", 7, "proven"),  # a phone that Excel holds as the number 4922147101234
    ("第2周", 8, "proven"),
    ("第2周", 9, "known_before"),  # marked as an old customer; its day stands in the merged cell above
]
GBK_BY_HAND = [
    ("", 2, "proven"),  # WeChat lx_harbor88, which our log writes 微信：LX_Harbor88
    ("", 3, "unanswered"),  # full-width digits, 未跟进
    ("", 4, "proven"),  # a phone behind an apostrophe
    ("", 5, "duplicate"),  # another contact of row 4: our row 6 has both
    ("", 6, "undecided"),  # name and company only
    ("", 7, "unknown"),
    ("", 8, "undecided"),  # dated 四月上旬
    ("", 9, "known_before"),  # 1 March, the claim is of 9 April
]
UTF16_BY_HAND = [
    ("", 2, "proven"),  # p:+12125550143 is our 212-555-0143 of the US
    ("", 3, "duplicate"),  # the list runs backwards: row 6 is the earlier claim
    ("", 4, "undecided"),  # p:call me
    ("", 5, "undecided"),  # the test lead of the platform
    ("", 6, "proven"),
    ("", 7, "unknown"),
    ("", 8, "undecided"),  # the e-mail is Olga's, the phone is Paul's
]
BY_HAND = [(EXCEL, EXCEL_BY_HAND), (GBK, GBK_BY_HAND), (UTF16, UTF16_BY_HAND)]


def compare(*arguments: object) -> Ran:
    return assay("compare", *arguments, "--lang", "en")


def list_file(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """A list as CSV in UTF-8."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """One claim and the row of ours that proves it."""
    claim = list_file(tmp_path, "claim.csv", [["Date", "Email"], ["2027-03-05", "max@lichthof.example"]])
    ours = list_file(tmp_path, "ours.csv", [["Date", "Email"], ["2027-03-05", "MAX@lichthof.example"]])
    return claim, ours


def test_the_files_of_the_pairs_are_what_the_script_writes(tmp_path: Path) -> None:
    pairs.write(tmp_path)
    here = {name: digest for name, digest in bytes_below(PAIRS).items() if name != "README.md"}
    assert bytes_below(tmp_path) == here


@pytest.mark.parametrize(("arguments", "by_hand"), BY_HAND, ids=["excel", "gbk", "utf-16"])
def test_every_row_of_a_pair_is_what_a_person_found(
    arguments: tuple[object, ...], by_hand: list[tuple[str, int, str]]
) -> None:
    ran = compare(*arguments, "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    claims = ran.document["claims"]
    assert [(claim["sheet"], claim["row"], claim["group"]) for claim in claims] == by_hand
    assert problems(ran.document, "comparison.schema.json") == []


# 3 + 1 proven; 1 + 1 + 2 + 1 + 3 = 8 not; 4 + 8 = 12
EXCEL_ZH = (
    "清单申报 12 条，已证实 4 条（其中 1 条我方从未回复），未证实 8 条："
    "重复 1 条，查无此人 1 条，此前认识 2 条，非目标市场 1 条，待人工判断 3 条。"
)
EXCEL_EN = (
    "Claimed 12, proven 4 (of which we never answered 1), not proven 8: "
    "1 duplicate, 1 unknown to us, 2 known before, 1 out of market, 3 undecided."
)
# 2 + 1 proven; 1 + 1 + 1 + 2 = 5 not; 3 + 5 = 8
GBK_ZH = (
    "清单申报 8 条，已证实 3 条（其中 1 条我方从未回复），未证实 5 条："
    "重复 1 条，查无此人 1 条，此前认识 1 条，待人工判断 2 条。"
)
GBK_EN = (
    "Claimed 8, proven 3 (of which we never answered 1), not proven 5: "
    "1 duplicate, 1 unknown to us, 1 known before, 2 undecided."
)
# 2 proven; 1 + 1 + 3 = 5 not; 2 + 5 = 7
UTF16_ZH = (
    "清单申报 7 条，已证实 2 条（其中 0 条我方从未回复），未证实 5 条："
    "重复 1 条，查无此人 1 条，待人工判断 3 条。"
)
UTF16_EN = (
    "Claimed 7, proven 2 (of which we never answered 0), not proven 5: "
    "1 duplicate, 1 unknown to us, 3 undecided."
)


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [(EXCEL, EXCEL_ZH, EXCEL_EN), (GBK, GBK_ZH, GBK_EN), (UTF16, UTF16_ZH, UTF16_EN)],
    ids=["excel", "gbk", "utf-16"],
)
def test_one_sentence_stands_on_top_and_adds_up(arguments: tuple[object, ...], zh: str, en: str) -> None:
    assert zh in assay("compare", *arguments, "--lang", "zh").stdout.splitlines()
    assert en in compare(*arguments).stdout.splitlines()
    assert compare(*arguments, "--format", "json").document["text"] == {"zh": zh, "en": en}


@pytest.mark.parametrize("arguments", [EXCEL, GBK, UTF16], ids=["excel", "gbk", "utf-16"])
def test_errors_and_warnings_show_no_contact(arguments: tuple[object, ...]) -> None:
    ran = compare(*arguments)
    assert "@" not in ran.stderr
    assert not re.search(r"\+\d", ran.stderr.replace("1.2E+17", ""))


def test_what_is_left_out_and_what_cannot_be_read_is_said() -> None:
    excel, gbk = compare(*EXCEL), compare(*GBK)
    assert excel.codes == ["compare.other_sheets", "compare.identities_ruined"]
    assert excel.notes == ["compare.totals_left_out"]
    assert gbk.codes == ["compare.days_unreadable"]
    assert compare(*UTF16).codes == ["compare.identities_unreadable"]


def test_rows_without_anybody_are_left_out_and_named(small: tuple[Path, Path], tmp_path: Path) -> None:
    rows = [["Date", "Email", "Remark"], ["2027-03-05", "max@lichthof.example", ""], ["", "", "seen by Ian"]]
    ran = compare(list_file(tmp_path, "more.csv", rows), small[1])
    assert "compare.rows_left_out" in ran.notes
    assert "Claimed 1, and all of them are proven" in ran.stdout


def test_the_columns_are_shown_before_the_result() -> None:
    lines = compare(*EXCEL).stdout.splitlines()
    column = next(index for index, line in enumerate(lines) if "E “邮箱” = e-mail" in line)
    assert column < next(index for index, line in enumerate(lines) if line.startswith("Claimed 12"))


def test_the_rows_stand_side_by_side() -> None:
    page = compare(*EXCEL).stdout
    below = page[page.index("Fiona" if "Fiona" in page else "Laura Vance") :]
    assert "ours: row 7  2027-03-10 10:00:00  Laura Vance" in below


def test_what_is_over_the_limit_is_counted() -> None:
    page = compare(*EXCEL, "--limit", "1").stdout
    assert "… and 2 more; --output compare.xlsx holds them all" in page  # three undecided, one shown
    assert "Ian" not in page


# ── Excel and CSV ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("book") / "compare.xlsx"
    ran = assay("compare", *EXCEL, "--lang", "zh", "--output", target)
    assert ran.exit_code == 0, ran.stderr
    return target


def test_the_workbook_has_the_sentence_on_top_and_a_sheet_for_each_group(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == [
        "汇总", "已证实", "已证实我方未回复", "重复", "查无此人", "不是客户", "此前认识", "非目标市场", "待人工判断",
    ]  # fmt: skip
    assert str(opened["汇总"]["A1"].value).startswith("清单申报 12 条，已证实 4 条（其中 1 条我方从未回复）")
    counts = {row[0].strip(): row[1] for row in opened["汇总"].iter_rows(min_row=4, max_row=14, values_only=True) if row[1] is not None}  # type: ignore[union-attr]  # fmt: skip
    assert counts == {
        "申报": 12, "已证实合计": 4, "已证实": 3, "已证实，我方未回复": 1, "未证实": 8, "重复": 1, "查无此人": 1, "不是客户": 0,
        "此前认识": 2, "非目标市场": 1, "待人工判断": 3,
    }  # fmt: skip


def test_a_sheet_shows_both_lists_side_by_side_with_filters_and_a_head_that_stays(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["此前认识"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:V5")
    head = [cell.value for cell in sheet[2]]
    rows = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]
    # Heike Brandt beside both of her enquiries, Keith Barlow beside his
    assert [(row["清单：客户"], row["我方：询盘编号"]) for row in rows] == [
        ("Heike Brandt", "HY-001"),
        ("Heike Brandt", "HY-103"),
        ("Keith Barlow", "HY-108"),
    ]


def test_no_cell_is_a_formula_and_phones_and_negative_amounts_survive(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    types = {cell.data_type for sheet in opened for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    duplicate = [cell.value for cell in opened["重复"][3]]
    assert '=HYPERLINK("http://farsail.example")' in duplicate  # the text that it was
    head = [cell.value for cell in opened["已证实"][2]]
    rows = [
        dict(zip(head, row, strict=True)) for row in opened["已证实"].iter_rows(min_row=3, values_only=True)
    ]
    assert [row["清单：电话/WhatsApp"] for row in rows] == ["+49 30 23125001", "4922147101234", None]
    assert [row["我方：报价差额"] for row in rows] == [-120, "-75.50", None]
    assert rows[0]["我方：询盘时间"] == datetime.fromisoformat("2027-03-01 09:30")


def test_csv_keeps_phones_and_amounts_and_holds_no_live_formula() -> None:
    ran = compare(*EXCEL, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [row["group"] for row in rows].count("known before") == 3  # two claims, one beside two rows
    assert [row["list: 电话/WhatsApp"] for row in rows if row["group"] == "proven"] == [
        "'+49 30 23125001",
        "'4922147101234",
        "",
    ]
    assert [row["ours: 报价差额"] for row in rows if row["group"] == "proven"] == ["-120", "-75.50", ""]
    assert [row["list: 备注"] for row in rows if row["group"] == "duplicate"] == [
        '\'=HYPERLINK("http://farsail.example")'
    ]
    live = [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert live == []


def test_the_same_lists_give_the_same_workbook(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        assert compare(*EXCEL, "--output", tmp_path / name).exit_code == 0
    assert len(set(bytes_below(tmp_path).values())) == 1


def test_a_workbook_needs_its_ending_and_is_never_written_over(tmp_path: Path) -> None:
    ran = compare(*EXCEL, "--output", tmp_path / "compare.csv")
    assert (ran.exit_code, ran.codes, bytes_below(tmp_path)) == (1, ["compare.not_xlsx"], {})
    (tmp_path / "mine.xlsx").write_text("mine")
    assert compare(*EXCEL, "--output", tmp_path / "mine.xlsx").codes == ["cli.file_exists"]
    assert (tmp_path / "mine.xlsx").read_text() == "mine"


def test_neither_file_is_changed() -> None:
    before = bytes_below(PAIRS)
    compare(*GBK)
    assert bytes_below(PAIRS) == before


# ── what a person says about the columns ───────────────────────────────────────────────────────────────────────────


def test_dates_that_can_be_read_both_ways_are_asked_for() -> None:
    ran = compare(*UTF16[:2])
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "compare.date_order_unknown" in ran.codes
    assert "--evidence-dates dmy" in ran.stderr


def test_the_columns_that_were_found_can_be_kept_and_used_again(tmp_path: Path) -> None:
    saved = tmp_path / "columns.toml"
    first = compare(*UTF16, "--save-columns", saved, "--format", "json")
    said = tomllib.loads(saved.read_text("utf-8"))
    assert said["claim"]["email"] == ["email"]
    assert said["evidence"] | {"dates": "mdy", "first_name": ["First Name"]} == said["evidence"]
    again = compare(*UTF16[:2], "--region", "US", "--columns", saved, "--format", "json")
    assert again.exit_code == 0
    assert again.document["claims"] == first.document["claims"]
    assert {column["how"] for column in again.document["claim"]["columns"]} == {"said"}


def test_a_column_without_a_header_is_kept_by_its_letter(small: tuple[Path, Path], tmp_path: Path) -> None:
    ours, saved = tmp_path / "ours.xlsx", tmp_path / "columns.toml"
    book = openpyxl.Workbook()
    for row in (["Date", ""], ["2027-03-05", "max@lichthof.example"]):
        book.worksheets[0].append(row)
    book.save(ours)
    ran = compare(small[0], ours, "--save-columns", saved)
    assert ran.exit_code == 0, ran.stderr
    assert tomllib.loads(saved.read_text("utf-8"))["evidence"]["email"] == ["B"]
    assert "B “(no header)” = e-mail (going by what stands in it)" in ran.stdout


def test_a_long_list_shows_how_far_it_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Told("en")
    progress.is_watched = True
    progress.rows("ours.csv", 500, 5_000)
    progress.rows("small.csv", 0, 12)
    assert capsys.readouterr().err == "\rours.csv: 500 of 5000 rows"


def test_a_column_can_be_named_by_its_header_or_its_letter_in_both_languages(tmp_path: Path) -> None:
    rows = [["Wann", "Wer, genau", "Was"], ["2027-03-05", "max@lichthof.example", "Lampen"]]
    claim, ours = list_file(tmp_path, "claim.csv", rows), list_file(tmp_path, "ours.csv", rows)
    said = ("--claim-columns", "email=Wer, genau,time=Wann", "--evidence-columns", "邮箱=b，时间=A")
    ran = compare(claim, ours, *said, "--format", "json")
    assert ran.document["counts"]["proven"] == 1
    found = [
        (column["letter"], column["field"], column["how"]) for column in ran.document["claim"]["columns"]
    ]
    assert found == [("B", "email", "said"), ("A", "time", "said")]


def test_a_column_can_be_taken_away(small: tuple[Path, Path]) -> None:
    ran = compare(*small, "--claim-columns", "time=-", "--format", "json")
    assert [column["field"] for column in ran.document["claim"]["columns"]] == ["email"]
    assert "compare.no_days" in ran.notes


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("email=Mail", "compare.no_such_column"),
        ("mail=A", "compare.no_such_field"),
        ("email", "compare.no_such_field"),
        ("email=", "compare.no_such_field"),
    ],
)
def test_a_column_that_is_not_there_is_refused(said: str, code: str, small: tuple[Path, Path]) -> None:
    ran = compare(*small, "--claim-columns", said)
    assert (ran.exit_code, ran.codes, ran.stdout) == (1, [code], "")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        'assay = "something/v1"',
        'assay = "compare-columns/v1"\n[ours]\nemail = "A"',
        'assay = "compare-columns/v1"\n[claim]\nmail = "A"',
        'assay = "compare-columns/v1"\n[claim]\nemail = 1',
        'assay = "compare-columns/v1"\n[claim]\ndates = "dym"',
        'assay = "compare-columns/v1"\nclaim = 3',
    ],
)
def test_a_file_of_columns_that_says_something_else_is_refused(
    text: str, small: tuple[Path, Path], tmp_path: Path
) -> None:
    columns = tmp_path / "columns.toml"
    columns.write_text(text, "utf-8")
    assert compare(*small, "--columns", columns).codes == ["compare.columns_file"]


@pytest.mark.parametrize("option", ["--market", "--region"])
def test_a_country_that_is_none_is_refused(option: str, small: tuple[Path, Path]) -> None:
    assert compare(*small, option, "Atlantis").codes == ["compare.no_such_country"]


# ── empty, odd and hostile files ───────────────────────────────────────────────────────────────────────────────────


def test_a_list_without_leads_says_so(small: tuple[Path, Path], tmp_path: Path) -> None:
    empty = list_file(tmp_path, "empty.csv", [["Date", "Email"]])
    ran = compare(empty, small[1])
    assert (ran.exit_code, ran.codes) == (0, ["compare.no_period", "compare.no_claims"])
    assert "The list claims no lead." in ran.stdout


def test_an_empty_log_proves_nothing_and_is_refused(small: tuple[Path, Path], tmp_path: Path) -> None:
    empty = list_file(tmp_path, "empty.csv", [["Date", "Email"]])
    ran = compare(small[0], empty)
    assert (ran.exit_code, ran.codes, ran.stdout) == (1, ["compare.no_evidence"], "")


def test_a_file_against_itself_is_noticed(small: tuple[Path, Path]) -> None:
    assert "compare.same_file" in compare(small[0], small[0]).codes


def test_lists_without_days_say_what_they_cannot_tell(tmp_path: Path) -> None:
    rows = [["Email"], ["max@lichthof.example"]]
    claim, ours = (
        list_file(tmp_path, "claim.csv", rows),
        list_file(tmp_path, "ours.csv", [*rows, ["ann@quay.example"]]),
    )
    ran = compare(claim, ours)
    assert ran.codes == ["compare.no_period"]
    assert ran.notes == ["compare.no_days", "compare.no_days", "compare.no_answers"]
    assert "Claimed 1, and all of them are proven (whether we answered them is not recorded)." in ran.stdout


def test_a_market_that_neither_list_can_tell_is_counted(small: tuple[Path, Path]) -> None:
    assert "compare.market_unknown" in compare(*small, "--market", "US").notes


def test_an_identity_of_many_people_is_named(small: tuple[Path, Path], tmp_path: Path) -> None:
    desk = [
        ["Date", "Name", "Email"],
        *[["2027-03-05", f"{name} Holt", "desk@quay.example"] for name in "ABCDEFGHI"],
    ]
    rows = [
        *desk[:1],
        *[
            [day, name.replace("Holt", f"Holt{number}"), mail]
            for number, (day, name, mail) in enumerate(desk[1:])
        ],
    ]
    assert "compare.shared_identities" in compare(small[0], list_file(tmp_path, "desk.csv", rows)).notes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sources.empty_file"),
        (b"PK\x03\x04 cut off", "sources.workbook_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "sources.workbook_broken"),
        (b"Email\n\x00\n", "compare.no_workbook"),
        (b"12345\n67890\n", "compare.no_workbook"),
        (b"%PDF-1.7\n\x00", "compare.not_a_list"),
        (b"Colour,Size\nred,3\n", "compare.no_identity_column"),
        (b'Date,Email\n2027-03-05,"max\n', "sources.broken_quotes"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    data: bytes, code: str, small: tuple[Path, Path], tmp_path: Path
) -> None:
    odd = tmp_path / "odd.xlsx"
    odd.write_bytes(data)
    for given in ((odd, small[1]), (small[0], odd)):
        ran = compare(*given)
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert code in ran.codes


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "leads.pdf: 这是 PDF 文件，不是表格，无法比对。请拿 Excel（.xlsx、.xls）或 CSV 来："),
        (
            "en",
            "leads.pdf: This is a PDF file and no table, so it cannot be compared. Bring Excel (.xlsx, .xls) or CSV:",
        ),
    ],
)
def test_a_file_of_another_kind_says_what_to_bring(
    lang: str, sentence: str, small: tuple[Path, Path], tmp_path: Path
) -> None:
    pdf = tmp_path / "leads.pdf"
    pdf.write_bytes(b"%PDF-1.7\n1 0 obj\n" + b"\x00\x93" * 40)
    ran = assay("compare", small[0], pdf, "--lang", lang)
    assert (ran.exit_code, ran.codes) == (1, ["compare.not_a_list"])
    assert sentence in ran.stderr


def test_json_a_broken_workbook_and_a_page_named_xls_say_what_they_are(
    small: tuple[Path, Path], tmp_path: Path
) -> None:
    given = {
        "leads.json": (b'[{"email": "max@lichthof.example"}]', "compare.not_a_list"),
        "cut.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sources.workbook_broken"),
        "noise.xls": (bytes(range(1, 200)) * 3, "compare.no_workbook"),
        "page.xls": (b"<html><table><tr><td>Email</td></tr></table></html>", "compare.not_a_list"),
    }
    for name, (data, code) in given.items():
        (tmp_path / name).write_bytes(data)
        assert compare(small[0], tmp_path / name).codes == [code], name


# ── columns that were not used, and the market ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "header", ["国别", "國別", "国家地区", "所在国", "Country/Region", "Country Code", "Nation", "市场"]
)
def test_a_country_under_any_of_its_names_is_held_against_the_market(header: str, tmp_path: Path) -> None:
    claim = list_file(
        tmp_path,
        "claim.csv",
        [
            ["客户名称", header, "电话", "邮箱", "日期"],
            ["Lichthof GmbH", "德国", "+49 30 901820", "max@lichthof.example", "2027-03-05"],
        ],
    )
    ours = list_file(
        tmp_path,
        "ours.csv",
        [["日期", "邮箱", header], ["2027-03-05", "max@lichthof.example", "德國"]],
    )
    ran = assay("compare", claim, ours, "--market", "US", "--lang", "zh")
    assert "清单申报 1 条，已证实 0 条（我方是否回复没有登记），未证实 1 条：非目标市场 1 条。" in ran.stdout


def strange(folder: Path) -> tuple[Path, Path]:
    """Two lists whose column of countries nobody can tell: it holds numbers of countries."""
    claim = list_file(
        folder,
        "claim.csv",
        [["Date", "Email", "Zone", "Blue or red"], ["2027-03-05", "max@lichthof.example", "276", "red"]],
    )
    ours = list_file(
        folder, "ours.csv", [["Date", "Email", "Sum"], ["2027-03-05", "max@lichthof.example", "-5"]]
    )
    return claim, ours


def test_columns_that_were_not_used_are_listed_with_how_to_name_them(tmp_path: Path) -> None:
    claim, ours = strange(tmp_path)
    zh = assay("compare", claim, ours, "--lang", "zh").stdout.splitlines()
    at = zh.index("    没有用到的列：C 列“Zone” · D 列“Blue or red”")
    assert zh[at + 1 : at + 2] == [
        "    如果其中有国家、姓名、公司、电话，请指明，例如 --claim-columns 国家=Zone",
    ]
    en = compare(claim, ours).stdout.splitlines()
    assert (
        "    If one of them is country or name or company or phone, say so, such as --evidence-columns country=Sum"
        in en
    )
    document = compare(claim, ours, "--format", "json").document
    assert document["claim"]["unused"] == [
        {"letter": "C", "header": "Zone"},
        {"letter": "D", "header": "Blue or red"},
    ]
    assert "--claim-columns 国家=Zone" in document["claim"]["unused_text"]["zh"]
    assert problems(document, "comparison.schema.json") == []
    target = tmp_path / "compare.xlsx"
    assert assay("compare", claim, ours, "--lang", "zh", "--output", target).exit_code == 0
    cells = [row[0] for row in openpyxl.load_workbook(target)["汇总"].iter_rows(values_only=True)]
    assert cells[cells.index("没有用到的列：") + 1 :][:2] == ["C 列“Zone”", "D 列“Blue or red”"]


@pytest.mark.parametrize("said", ["国家=Zone", "country=C"])
def test_the_column_is_named_as_the_page_says(said: str, tmp_path: Path) -> None:
    claim, ours = strange(tmp_path)
    document = compare(claim, ours, "--claim-columns", said, "--format", "json").document
    assert ("C", "country") in [(one["letter"], one["field"]) for one in document["claim"]["columns"]]
    assert [one["letter"] for one in document["claim"]["unused"]] == ["D"]


def test_a_list_whose_columns_are_all_used_lists_none(small: tuple[Path, Path]) -> None:
    ran = compare(*small, "--format", "json").document
    assert (ran["claim"]["unused"], ran["claim"]["unused_text"]) == ([], {"zh": "", "en": ""})
    assert "not used" not in compare(*small).stdout


def test_of_a_wide_export_the_first_columns_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    head = ["Date", "Email", *(f"q{number}" for number in range(23))]
    wide = list_file(tmp_path, "wide.csv", [head, ["2027-03-05", "max@lichthof.example", *["x"] * 23]])
    page = compare(wide, wide).stdout
    assert "V “q19”" in page  # the twentieth
    assert "W “q20”" not in page
    assert "3 more were not used" in page


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("zh", "清单申报 1 条，全部已证实（我方是否回复没有登记，没有核对目标市场：两份表都看不出国家）。"),
        (
            "en",
            (
                "Claimed 1, and all of them are proven (whether we answered them is not recorded, "
                "the market was not checked: neither list tells a country)."
            ),
        ),
    ],
)
def test_the_sentence_on_top_says_that_no_country_can_be_told(
    lang: str, sentence: str, tmp_path: Path
) -> None:
    claim, ours = strange(tmp_path)
    assert sentence in assay("compare", claim, ours, "--market", "US", "--lang", lang).stdout
    assert "目标市场：" not in assay("compare", claim, ours, "--lang", "zh").stdout


def test_the_sentence_counts_the_proven_of_no_known_country(tmp_path: Path) -> None:
    rows = [
        ["Date", "Email", "Country"],
        ["2027-03-05", "a@a.example", "US"],
        ["2027-03-05", "b@a.example", ""],
    ]
    claim, ours = (
        list_file(tmp_path, "claim.csv", rows),
        list_file(tmp_path, "ours.csv", [*rows, ["2027-03-06", "c@a.example", ""]]),
    )
    ran = assay("compare", claim, ours, "--market", "US", "--lang", "zh")
    assert "全部已证实（我方是否回复没有登记，1 条两份表都没有国家，未核对目标市场）。" in ran.stdout


# ── likely ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whom_name_company_and_day_point_to_is_likely_and_shown_beside_our_row(tmp_path: Path) -> None:
    """Each claim stands beside the one row of ours that it may be; none is proven, and none is unknown."""
    claim = list_file(
        tmp_path,
        "claim.csv",
        [
            ["日期", "姓名", "公司", "邮箱", "电话"],
            ["2027-03-05", "Ana Sol", "Luz S.A.", "ana.sol@mail.example", ""],  # another e-mail
            ["2027-03-06", "王小明", "深圳市华强电子有限公司", "wang@mail.example", ""],
            ["2027-03-07", "Max Muster", "Lichthof", "", "1.39E+10"],  # the phone is ruined
            ["2027-03-08", "Ida Ihle", "Quay Ltd.", "", ""],  # no contact at all
            ["2027-03-09", "Hal Holt", "", "", ""],  # name and day alone
        ],
    )
    ours = list_file(
        tmp_path,
        "ours.csv",
        [
            ["日期", "姓名", "公司", "邮箱"],
            ["2027-03-05", "Ana Sol", "Luz SA", "ana@luz.example"],
            ["2027-03-06", "王小明", "华强电子", "xm@huaqiang.example"],
            ["2027-03-07", "Max Muster", "Lichthof GmbH", "max@lichthof.example"],
            ["2027-03-08", "Ida Ihle", "QUAY", "ida@quay.example"],
            ["2027-03-09", "Hal Holt", "Pier 7", "hal@pier.example"],
        ],
    )
    ran = assay("compare", claim, ours, "--format", "json")
    assert [(one["reason"], [row["row"] for row in one["evidence"]]) for one in ran.document["claims"]] == [
        ("undecided.likely", [2]),
        ("undecided.likely", [3]),
        ("undecided.likely_no_contact", [4]),
        ("undecided.likely_no_contact", [5]),
        ("undecided.same_name", [6]),
    ]
    assert problems(ran.document, "comparison.schema.json") == []
    page = assay("compare", claim, ours, "--lang", "zh").stdout
    assert page.count("可能是，但未证实") == 4
    assert "清单申报 5 条，已证实 0 条（我方是否回复没有登记），未证实 5 条：待人工判断 5 条。" in page


def test_a_period_changes_what_was_known_before(small: tuple[Path, Path]) -> None:
    early = compare(*small, "--period", "2027-04", "--format", "json").document
    assert early["claims"][0]["reason"] == "undecided.outside_period"
    assert early["period"] == {"start_on": "2027-04-01", "end_on": "2027-05-01"}


@pytest.mark.parametrize(
    ("lang", "sentence", "why"),
    [
        ("zh", "清单申报 4 条，已证实 1 条（", "我方第 3 行写明：同行。"),
        ("en", "Claimed 4, proven 1 (", "Our row 3 says: competitor."),
    ],
)
def test_people_whom_a_status_or_a_note_calls_no_customers_are_a_group_of_their_own(
    tmp_path: Path, lang: str, sentence: str, why: str
) -> None:
    # a: a customer; b: status 同行; c: note 推销，不回; d: a note that speaks of staff
    claim = list_file(
        tmp_path,
        "claim.csv",
        [["Date", "Email"], *([f"2027-03-0{n}", f"{n}@a.example"] for n in range(1, 5))],
    )
    said = {
        1: ("有意向", "员工 50 人的工厂"),
        2: ("同行", ""),
        3: ("", "推销，不回"),
        4: ("", "已转给员工小王"),
    }
    rows = [[f"2027-03-0{n}", f"{n}@a.example", *words] for n, words in said.items()]
    ours = list_file(tmp_path, "ours.csv", [["Date", "Email", "状态", "备注"], *rows])
    ran = assay("compare", claim, ours, "--format", "json")
    groups = [(one["group"], one["reason"]) for one in ran.document["claims"]]
    assert groups == [
        ("proven", "proven"),
        ("no_customer", "no_customer.ours"),
        ("no_customer", "no_customer.ours"),
        ("undecided", "undecided.perhaps_no_customer.ours"),
    ]
    assert problems(ran.document, "comparison.schema.json") == []
    page = assay("compare", claim, ours, "--lang", lang).stdout
    assert sentence in page
    assert why in page
