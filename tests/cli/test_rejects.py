"""``rejects``: refused files with their reasons, what a person needs to mend one, and what counts as mended."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import Ran, assay
from tests.docs.schema import problems

HEAD = "询盘编号,询盘时间,邮箱,电话,来源渠道,备注\n"
GOOD = HEAD + "L-1,2027-03-01 09:00,a@lichtwerk.example,+4915112345678,直接访问,\n"
BAD = (
    HEAD
    + "L-1,2027-03-01 09:00,a@lichtwerk.example,+4915112345678,直接访问,=1+1\n"
    + "L-2,昨天,b@lichtwerk.example,+4915112345679,直接访问,@SUM(A1)\n"
    + "L-3,2027-13-01,c@lichtwerk.example,+4915112345670,直接访问,ok\n"
)
MAPPING = """
[columns]
"""
SAID = ("--account", "crm/log", "--zone", "Asia/Shanghai", "--mapping", "enquiry_log")


class Desk:
    """A workspace with files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "buyer"

    def run(self, command: str, *more: object) -> Ran:
        return assay(command, *more, "--workspace", self.workspace)

    def bring(self, text: str, *more: object, name: str = "log.csv") -> Ran:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return self.run("import", path, "--known-at", "2027-04-01T08:00:00+00:00", *(more or SAID))

    def rejects(self, *more: object) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self.run("rejects", "--format", "json", *more).document["rejects"]
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


NONE = {"zh": "没有待改正的被拒文件。\n", "en": "No refused file waits for a correction.\n"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_refused_says_so(lang: str, desk: Desk) -> None:
    assert desk.bring(GOOD).exit_code == 0
    ran = desk.run("rejects", "--lang", lang)
    assert (ran.exit_code, ran.stdout) == (0, NONE[lang])


def test_a_refused_file_is_listed_with_its_reasons_and_first_lines(desk: Desk) -> None:
    assert desk.bring(BAD).exit_code == 1
    ran = desk.run("rejects", "--lang", "en")
    assert ran.exit_code == 0
    _, _, line, last = ran.stdout.splitlines()
    assert line.split() == [
        "1",
        "2027-04-01",
        "08:00Z",
        "log.csv",
        "2",
        "sources.not_a_date",
        "2",
        "3,",
        "4",
        "open",
    ]
    assert "assay import FIXED --mends NUMBER" in last


def test_every_finding_of_one_file_is_shown_again_with_the_options_of_then(desk: Desk) -> None:
    refused = desk.bring(BAD)
    again = desk.run("rejects", 1)
    assert (again.exit_code, again.stderr) == (0, "")
    lines = again.stdout.splitlines()
    assert lines[0] == "第 1 号提交：log.csv，2027-04-01 08:00Z 收到，待处理"
    assert lines[1].startswith("错误 2，")
    assert [line.strip() for line in lines[2:]] == refused.stderr.splitlines()


def test_the_file_comes_out_as_it_came_in_with_its_findings_beside_their_rows(desk: Desk) -> None:
    desk.bring(BAD)
    out = desk.folder / "by hand" / "to mend"  # neither folder is there yet
    ran = desk.run("rejects", 1, "--output", out, "--lang", "en")
    assert ran.exit_code == 0
    assert {path.name for path in out.iterdir()} == {"log.csv", "log.csv.findings.xlsx"}
    assert (out / "log.csv").read_text("utf-8") == BAD
    assert "import it with --mends 1" in ran.stderr
    sheet = openpyxl.load_workbook(out / "log.csv.findings.xlsx").active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == (
        "row",
        "code",
        "column",
        "finding",
        "询盘编号",
        "询盘时间",
        "邮箱",
        "电话",
        "来源渠道",
        "备注",
    )
    told = [(row[0], row[1], row[2], row[4], row[5]) for row in rows if row[1] == "sources.not_a_date"]
    assert told == [
        ("3", "sources.not_a_date", "询盘时间", "L-2", "昨天"),
        ("4", "sources.not_a_date", "询盘时间", "L-3", "2027-13-01"),
    ]
    assert all("昨天" in str(row[3]) for row in rows if row[0] == "3" and row[1] == "sources.not_a_date")


def test_no_cell_of_the_workbook_is_a_live_formula(desk: Desk) -> None:
    desk.bring(BAD.replace("昨天", "=cmd|' /C calc'!A0"))
    (desk.folder / "out").mkdir()
    assert desk.run("rejects", 1, "--output", desk.folder / "out").exit_code == 0
    with zipfile.ZipFile(desk.folder / "out" / "log.csv.findings.xlsx") as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    assert any("=cmd|" in part for part in parts)
    assert all("<f>" not in part for part in parts)


def test_neither_file_is_written_over_another(desk: Desk) -> None:
    desk.bring(BAD)
    ran = desk.run("rejects", 1, "--output", desk.folder)  # log.csv lies there
    assert (ran.exit_code, ran.codes[-1]) == (1, "cli.file_exists")
    assert not (desk.folder / "log.csv.findings.xlsx").exists()


def test_a_file_that_names_it_mends_it(desk: Desk) -> None:
    desk.bring(BAD)
    ran = desk.bring(GOOD, *SAID, "--mends", 1, name="fixed.csv")
    assert ran.exit_code == 0
    assert desk.rejects() == []
    (mended,) = desk.rejects("--all")
    assert (mended["commit"], mended["mended_by"], mended["set_aside_by"]) == (1, 2, None)
    assert desk.run("log", "--lang", "en").stdout.splitlines()[2].endswith("mended by 2")
    assert "fixed.csv (mends 1)" in desk.run("log", "--lang", "en").stdout


def test_it_is_open_again_when_the_import_that_mended_it_is_undone(desk: Desk) -> None:
    desk.bring(BAD)
    desk.bring(GOOD, *SAID, "--mends", 1, name="fixed.csv")
    desk.run("undo", 2)
    assert [one["commit"] for one in desk.rejects()] == [1]
    desk.run("undo", 3)
    assert desk.rejects() == []


def test_a_second_try_that_fails_too_is_mended_with_the_first(desk: Desk) -> None:
    desk.bring(BAD)
    desk.bring(BAD.replace("昨天", "前天"), *SAID, "--mends", 1, name="try.csv")
    assert [one["commit"] for one in desk.rejects()] == [1, 2]
    desk.bring(GOOD, *SAID, "--mends", 2, name="fixed.csv")
    assert [one["mended_by"] for one in desk.rejects("--all")] == [3, 3]


def test_the_very_same_file_with_what_it_lacked_mends_itself(desk: Desk) -> None:
    assert desk.bring(GOOD, "--account", "crm/log", "--mapping", "enquiry_log").exit_code == 1
    assert len(desk.rejects()) == 1
    assert desk.bring(GOOD).exit_code == 0
    assert desk.rejects() == []


def test_a_refused_file_can_be_set_aside(desk: Desk) -> None:
    desk.bring(BAD)
    dry = desk.run("undo", 1, "--dry-run", "--lang", "en").stdout
    assert dry == "○ The refused file of commit 1 would be set aside (dry run, nothing written).\n"
    ran = desk.run("undo", 1, "--lang", "en")
    assert ran.stdout.startswith("● The refused file of commit 1 is set aside by commit 2")
    assert desk.rejects() == []
    (aside,) = desk.rejects("--all")
    assert (aside["mended_by"], aside["set_aside_by"]) == (None, 2)
    assert desk.run("rejects", "--all", "--lang", "en").stdout.splitlines()[2].endswith("set aside by 2")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "第 1 号提交不是被拒文件。"), ("en", "Commit 1 is not a refused file.")]
)
def test_what_is_no_refused_file_cannot_be_mended_or_shown(lang: str, said: str, desk: Desk) -> None:
    desk.bring(GOOD)
    for ran in (
        desk.run("rejects", 1, "--lang", lang),
        desk.bring(GOOD + "\n", *SAID, "--mends", 1, "--lang", lang, name="fixed.csv"),
    ):
        assert (ran.exit_code, ran.codes[-1]) == (1, "store.no_such_reject")
        assert said in ran.stderr
    assert len(desk.run("log", "--format", "json").document["commits"]) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_files_cannot_mend_one(lang: str, desk: Desk) -> None:
    desk.bring(BAD)
    for name in ("a.csv", "b.csv"):
        (desk.folder / name).write_text(GOOD, "utf-8")
    ran = desk.run(
        "import", desk.folder / "a.csv", desk.folder / "b.csv", *SAID, "--mends", 1, "--lang", lang
    )
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.mends_one_file"])
    assert "2" in ran.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_correction_that_was_there_before_is_not_noted_and_says_what_to_do(lang: str, desk: Desk) -> None:
    desk.bring(BAD)
    desk.bring(GOOD, name="fixed.csv")
    ran = desk.bring(GOOD, *SAID, "--mends", 1, "--lang", lang, name="fixed.csv")
    assert (ran.exit_code, ran.codes) == (0, ["sources.columns_absent", "store.mends_too_late"])
    assert "assay undo 1" in ran.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_options_that_may_hold_a_contact_are_asked_for_again(lang: str, desk: Desk) -> None:
    """The refused file was read with own addresses; the log holds none, so they are missing on the second reading."""
    desk.bring(BAD, *SAID, "--ours", "sales@lumora.example")
    ran = desk.run("rejects", 1, "--lang", lang)
    assert ran.codes == ["store.reject_options_unknown"]
    assert "ours" in ran.stderr
    assert desk.run("rejects", 1, "--ours", "sales@lumora.example").codes == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_reads_now_says_so(lang: str, desk: Desk) -> None:
    """The very same file was imported for another account: nothing in its own bytes is wrong."""
    desk.bring(GOOD)
    assert desk.bring(GOOD, "--account", "crm/other", *SAID[2:]).exit_code == 1
    desk.run("undo", 1)
    ran = desk.run("rejects", 2, "--lang", lang)
    assert (ran.exit_code, ran.notes) == (0, ["store.reject_reads_now"])
    assert "cli.other_account" in ran.stderr


def test_what_is_printed_as_json_is_what_the_schema_promises(desk: Desk) -> None:
    desk.bring(BAD)
    assert problems(desk.run("rejects", "--format", "json").document, "rejects.schema.json") == []
    one = desk.run("rejects", 1, "--format", "json").document
    assert problems(one, "rejects.schema.json") == []
    assert {finding["code"] for finding in one["findings"]} >= {"sources.not_a_date"}
    assert problems(desk.run("log", "--format", "json").document, "log.schema.json") == []


def test_a_chat_that_was_refused_is_shown_line_by_line(desk: Desk) -> None:
    """No table: the workbook holds the line itself, commas and all, beside its finding."""
    text = "13.02.27, 10:00 - Anna: hello\n31.02.27, 10:00 - Anna: again, please\n"
    said = ("--account", "whatsapp/Leo", "--zone", "Asia/Shanghai", "--format-id", "whatsapp_chat")
    name = "WhatsApp Chat with +49 30 2345678.txt"
    assert desk.bring(text, *said, name=name).exit_code == 1
    out = desk.folder / "out"
    out.mkdir()
    assert desk.run("rejects", 1, "--output", out, "--lang", "en").exit_code == 0
    assert (out / name).read_text("utf-8") == text
    sheet = openpyxl.load_workbook(out / f"{name}.findings.xlsx").active
    assert sheet is not None
    (row,) = [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    # 2027 has no 31 February; the line stands in one cell
    assert [row[0], row[1], *row[4:]] == ["2", "sources.not_a_date", "31.02.27, 10:00 - Anna: again, please"]
    assert "“31.02.27 10:00” is not a date that exists" in row[3]


def test_a_chat_without_a_finding_of_a_line_has_no_workbook(desk: Desk) -> None:
    said = ("--account", "whatsapp/Leo", "--format-id", "whatsapp_chat")
    assert desk.bring("13.02.27, 10:00 - Anna: hello\n", *said, name="_chat.txt").exit_code == 1
    out = desk.folder / "out"
    out.mkdir()
    assert desk.run("rejects", 1, "--output", out).exit_code == 0
    assert [path.name for path in out.iterdir()] == ["_chat.txt"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("option", ["--output", "--mapping", "--ours"])
def test_what_is_about_one_file_is_refused_when_none_is_named(option: str, lang: str, desk: Desk) -> None:
    assert desk.bring(BAD).exit_code == 1
    given = desk.folder if option == "--output" else "enquiry_log"
    before = sorted(desk.folder.iterdir())
    ran = desk.run("rejects", option, given, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.reject_needed"])
    assert option in ran.stderr
    assert sorted(desk.folder.iterdir()) == before
