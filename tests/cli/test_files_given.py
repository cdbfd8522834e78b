"""Files named on the command line that are not what the command needs."""

import errno
import os
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.demo.shared import EXAMPLE

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_statement_that_is_not_json_is_named_with_its_line(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    file.write_text('{\n  "assay": statement/v1\n}\n')
    ran = assay("explain", file, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.not_json"])
    assert " statement.json:2: " in ran.stderr


@pytest.mark.parametrize("text", ["{}", "[]", '"statement/v1"', '{"assay": "findings/v1"}', "null"])
def test_json_that_is_no_statement_is_said(text: str, tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    file.write_text(text)
    ran = assay("explain", file)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.not_a_statement"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_path_that_the_system_refuses_is_a_finding(lang: str, tmp_path: Path) -> None:
    ran = assay("template", "order_ledger", "--output", tmp_path / ("a" * 300), "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.unusable_file"])
    assert "a" * 300 in ran.stderr


@pytest.mark.parametrize("command", ["settle", "lint", "measure", "leads"])
def test_a_contract_that_is_not_there_is_a_usage_error(command: str, tmp_path: Path) -> None:
    ran = assay(command, tmp_path / "gone.yaml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "gone.yaml" in ran.stderr


@pytest.mark.parametrize(
    "option", [("--period", "2027-13"), ("--period", "March"), ("--as-of", "2027-02-05"), ("--lang", "fr")]
)
def test_an_option_that_cannot_be_read_is_a_usage_error(option: tuple[str, str]) -> None:
    ran = assay("settle", DATA / "contract.yaml", *option)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert option[0] in ran.stderr
    assert option[1] in ran.stderr


def test_an_events_file_with_several_problems_shows_them_all(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text(
        "assay: events/v1\n"
        "events:\n"
        '  - {id: a, kind: invoice, of_period: "2027-01", effective: "2027-01-01", known: "2027-01-02T09:00:00+08:00"}\n'
        '  - {id: b, kind: feast, effective: "2027-01-01", known: "2027-01-02T09:00:00+08:00"}\n'
        '  - {id: c, kind: signing, effective: soon, known: "2027-01-02T09:00:00+08:00"}\n',
        "utf-8",
    )
    ran = assay("settle", DATA / "contract.yaml", "--period", "2027-03", "--events", file)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.codes == ["contract.missing_field", "contract.unknown_word", "contract.unreadable_value"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_full_disk_is_said_and_the_same_command_finishes_once_there_is_room(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = EXAMPLE / "exports" / "2027-01" / "询盘登记表.xlsx"
    command = (
        *("import", file, "--mapping", "enquiry_log", "--zone", "Asia/Shanghai"),
        *("--account", "crm/huayao", "--workspace", tmp_path / "buyer", "--lang", lang),
    )

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        ran = assay(*command)
    assert (ran.exit_code, ran.codes) == (1, ["cli.no_room"])
    assert os.strerror(errno.ENOSPC) in ran.stderr
    assert assay(*command).exit_code == 0
    assert assay("doctor", "--workspace", tmp_path / "buyer").exit_code == 0
