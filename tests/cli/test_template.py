"""``template``: a filled workbook to start from, which the command that gave it can read."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import assay, bytes_below

NAMES = ("enquiry_log", "media_ledger", "order_ledger", "web_sessions")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_a_workbook_that_can_be_imported_as_it_is(name: str, lang: str, tmp_path: Path) -> None:
    target = tmp_path / f"{name}.xlsx"
    ran = assay("template", name, "--lang", lang, "--output", target)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert str(target) in ran.stdout
    head = [cell.value for cell in next(openpyxl.load_workbook(target).worksheets[0].iter_rows())]
    assert any("\u4e00" <= char <= "\u9fff" for char in "".join(map(str, head))) == (lang == "zh")
    said = ("--mapping", name, "--zone", "Asia/Shanghai", "--account", "book/ours")
    imported = assay("import", target, *said, "--workspace", tmp_path / "buyer", "--format", "json")
    assert imported.exit_code == 0, imported.stderr
    assert imported.document[0]["rows_read"] > 0


def test_the_name_says_template_and_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert assay("template", "order_ledger").stdout == "已写入 order_ledger.zh.xlsx\n"
    assert list(bytes_below(tmp_path)) == ["order_ledger.zh.xlsx"]


@pytest.mark.parametrize("arguments", [(), ("invoice",)])
def test_without_a_known_name_it_lists_what_there_is(arguments: tuple[str, ...]) -> None:
    ran = assay("template", *arguments, "--lang", "en")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_such_template"])
    assert "enquiry_log, media_ledger, order_ledger, web_sessions" in ran.stderr


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "mine.xlsx"
    target.write_text("mine")
    ran = assay("template", "order_ledger", "--output", target)
    assert (ran.exit_code, ran.codes) == (1, ["cli.file_exists"])
    assert target.read_text() == "mine"


def test_a_folder_that_is_missing_is_a_finding(tmp_path: Path) -> None:
    ran = assay("template", "order_ledger", "--output", tmp_path / "gone" / "a.xlsx")
    assert (ran.exit_code, ran.codes) == (1, ["cli.no_such_folder"])
    assert bytes_below(tmp_path) == {}
