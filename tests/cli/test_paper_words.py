"""A user's own words for documents: written out, changed, read back, and refused where they would break a page."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, DemoRun

OWN = '"paper.deductions.title" = "扣款函（{period}）"\n"paper.seal.received" = "乙方收讫：{name}"\n'


def deductions(workspace: Path, target: Path, *more: object) -> Ran:
    month = ("--period", "2027-03", "--workspace", workspace, "--output", target)
    return assay("document", "deductions", *CONTRACT, *month, *more)


def first_page(path: Path) -> str:
    return "".join(PdfReader(path).pages[0].extract_text().split())


def refused(demo: DemoRun, folder: Path, text: str | bytes) -> list[str]:
    file, target = folder / "own.toml", folder / "made.pdf"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    ran = deductions(demo.workspace, target, "--template", file)
    assert (ran.exit_code, target.exists()) == (1, False)
    return ran.codes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_words_written_out_give_the_same_bytes(demo: DemoRun, tmp_path: Path, lang: str) -> None:
    words, target = tmp_path / "paper.toml", tmp_path / "made.pdf"
    assert assay("template", "paper", "--lang", lang, "--output", words).exit_code == 0
    assert deductions(demo.workspace, target, "--lang", lang, "--template", words).exit_code == 0
    left = demo.workspace / "demo" / f"deductions-2027-03-v1.{lang}.pdf"
    assert target.read_bytes() == left.read_bytes()


def test_words_of_the_workspace_stand_in_for_ours(demo: DemoRun, tmp_path: Path) -> None:
    workspace = demo.copy(tmp_path / "copy")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "paper.zh.toml").write_text(OWN, "utf-8")
    target = tmp_path / "made.pdf"
    assert deductions(workspace, target).exit_code == 0
    text = first_page(target)
    assert text.startswith("扣款函（2027-03）")
    assert "乙方收讫：远帆数字营销（乙方）" in text
    assert "甲方（盖章处）：" in text  # a sentence that the file leaves out is ours
    english = tmp_path / "english.pdf"
    assert deductions(workspace, english, "--lang", "en").exit_code == 0
    assert first_page(english).startswith("Deductionnotice")


def test_the_store_knows_that_the_words_are_the_users(demo: DemoRun, tmp_path: Path) -> None:
    workspace, backup = demo.copy(tmp_path / "copy"), tmp_path / "backup"
    (workspace / "templates").mkdir()
    (workspace / "templates" / "paper.zh.toml").write_text(OWN, "utf-8")
    ran = assay("doctor", "--workspace", workspace)
    assert "store.foreign_file" not in ran.codes
    for _ in range(2):  # a second backup finds its own copy
        assert assay("backup", backup, "--workspace", workspace).exit_code == 0
        assert (backup / "templates" / "paper.zh.toml").read_text("utf-8") == OWN


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("paper = [", ["paper.words_unreadable"]),
        (b"\xff\xfe\x00", ["paper.words_unreadable"]),
        ('"paper.no_statement" = "x"', ["paper.words_unknown"]),
        ('"paper.word.numbering" = "x"', ["paper.words_unknown"]),
        ('"paper.deductions.title" = 3', ["paper.words_not_text"]),
        ('"paper.deductions.title" = " "', ["paper.words_not_text"]),
        ('"paper.deductions.title" = "扣款函"', ["paper.words_placeholders"]),
        ('"paper.deductions.title" = "{period} {vendor}"', ["paper.words_placeholders"]),
        ('"paper.deductions.title" = "{period"', ["paper.words_placeholders"]),
        ('"paper.deductions.title" = "{period!r}"', ["paper.words_placeholders"]),
        ('"paper.deductions.title" = "{period:>900000000}"', ["paper.words_placeholders"]),
        ('"paper.x.y" = "x"\n"paper.deductions.title" = ""', ["paper.words_not_text", "paper.words_unknown"]),
        ('"paper.deductions.title" = "{period} 💡"', ["paper.unprintable"]),
    ],
)
def test_words_that_would_break_a_page_are_refused(
    demo: DemoRun, tmp_path: Path, text: str | bytes, codes: list[str]
) -> None:
    assert refused(demo, tmp_path, text) == codes
