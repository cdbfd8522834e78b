"""Help in both languages, and a command line that starts without the heavy libraries."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assay.cli import _COMMANDS
from tests.cli.running import assay

DATA = Path(__file__).parent / "data"
HEAVY = {
    "cryptography",
    "docx",
    "duckdb",
    "numpy",
    "phonenumbers",
    "python_calamine",
    "typst",
    "xlsxwriter",
    "yaml",
}
_SAY_WHAT_WAS_IMPORTED = """
import json, sys
from assay.cli import main
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def imported_by(*arguments: str) -> set[str]:
    """Top-level modules in memory after a command, in a process of its own."""
    command = [sys.executable, "-c", _SAY_WHAT_WAS_IMPORTED, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_lists_every_command_in_both_languages() -> None:
    ran = assay("--help")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "您买到的营销服务有没有兑现" in ran.stdout
    assert "whether you got what you were promised" in ran.stdout
    for name, (_, text) in _COMMANDS.items():
        assert name in ran.stdout
        assert text.split(" / ")[0] in ran.stdout


@pytest.mark.parametrize("command", _COMMANDS)
def test_each_command_explains_itself_in_both_languages(command: str) -> None:
    ran = assay(command, "--help")
    assert (ran.exit_code, ran.stderr) == (0, "")
    said = ran.stdout.split("\n\n")[1]
    assert any("\u4e00" <= char <= "\u9fff" for char in said)
    assert re.search(r" / [A-Za-z]", said)
    assert re.search(r"--lang \[zh\|en(\|both)?\]", ran.stdout)


def test_an_unknown_command_is_refused() -> None:
    ran = assay("setle")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "setle" in ran.stderr


def test_the_version_is_the_package_s() -> None:
    from assay import __version__  # noqa: PLC0415

    assert assay("--version").stdout == f"assay, version {__version__}\n"


def test_help_imports_no_heavy_library() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_settling_a_file_imports_neither_engine_nor_workbook_nor_cipher() -> None:
    settled = imported_by(
        "settle", str(DATA / "contract.yaml"), "--measurements", str(DATA / "measurements.yaml")
    )
    assert settled & (HEAVY - {"yaml"}) == set()


def test_the_command_and_the_module_are_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assay", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == assay("--version").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("settle",), ("缺少 CONTRACT", "CONTRACT is missing")),
        (("sign", str(DATA / "contract.yaml")), ("缺少 --key", "--key is missing")),
        (
            ("document", "statement", __file__, "--period", "2027-3"),
            ("“2027-3”不是月份", "“2027-3” is no month", "2027-03"),
        ),
        (
            ("verdicts", "export", __file__, "--period", "2027-03", "--as-of", "2027-04-05T09:00:00"),
            ("没有写时区", "has no time zone", "2027-04-05T09:00:00+08:00"),
        ),
        (
            ("verdicts", "export", __file__, "--period", "2027-03", "--as-of", "noon"),
            ("“noon”不是时刻", "“noon” is no moment", "2027-04-05T09:00:00+08:00"),
        ),
        (
            ("objections", "delivered", __file__, "--period", "2027-03", "--on", "6/4/2027"),
            ("“6/4/2027”不是日期", "“6/4/2027” is no day", "2027-04-05"),
        ),
        (("lint", "gone.yaml"), ("CONTRACT 的值不能用", "CONTRACT cannot be used", "gone.yaml")),
        (("diff", str(DATA / "contract.yaml"), "--runs"), ("没有 --runs 这个选项", "no option --runs")),
        (("setle",), ("没有 setle 这个命令", "no command setle")),
        (("lint", str(DATA / "contract.yaml"), "more"), ("写法不对", "unexpected extra argument")),
    ],
)
def test_a_wrong_command_line_is_told_in_both_languages(
    words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    ran = assay(*words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert all(part in ran.stderr for part in said)
