"""``print``: the text of a contract, the latest one or that of a day, in one language or both."""

from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.demo.shared import CONTRACT

PLAIN = CONTRACT[0]


def test_it_prints_the_text_in_chinese() -> None:
    ran = assay("print", PLAIN)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(
        "# 海外获客服务合同\n\n合同编号：`HY-FS-2027-01`　版本：1.0.0　自 2027 年 1 月 1 日起有效"
    )
    assert "**6.2** 每月服务费为人民币 30,000.00 元（大写：人民币叁万元整）。\n" in ran.stdout


def test_it_prints_the_text_in_english() -> None:
    ran = assay("print", PLAIN, "--lang", "en")
    assert ran.stdout.startswith(
        "# Overseas lead generation services\n\nContract `HY-FS-2027-01`, version 1.0.0, "
    )
    assert "**6.2** The monthly fee is CNY 30,000.00.\n" in ran.stdout


def test_both_puts_english_under_chinese() -> None:
    ran = assay("print", PLAIN, "--lang", "both")
    assert (
        "**5.1** 服务期自 2027 年 1 月 1 日起，至 2027 年 6 月 30 日止，共 181 日。\n\n"
        "**5.1** The term runs from 1 January 2027 to 30 June 2027, 181 days.\n"
    ) in ran.stdout


def test_the_language_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LANG", "en")
    assert assay("print", PLAIN).stdout.startswith("# Overseas lead generation services\n")


def test_it_prints_the_text_as_amended() -> None:
    ran = assay("print", *CONTRACT)
    assert "版本：1.1.0　自 2027 年 5 月 1 日起有效" in ran.stdout
    assert "名称符合下列式样的广告系列不在本合同范围之内，其消耗和线索均不计入：`brand*`。" in ran.stdout


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2026-12-31", "version 1.0.0, in force from 1 January 2027"),
        ("2027-04-30", "version 1.0.0, in force from 1 January 2027"),
        ("2027-05-01", "version 1.1.0, in force from 1 May 2027"),
    ],
)
def test_a_day_has_the_text_that_is_in_force_on_it(day: str, version: str) -> None:
    ran = assay("print", *CONTRACT, "--on", day, "--lang", "en")
    assert version in ran.stdout
    assert ("`brand*`" in ran.stdout) == ("1.1.0" in version)


def test_it_writes_a_file_and_nothing_over_another(tmp_path: Path) -> None:
    target = tmp_path / "contract.md"
    ran = assay("print", PLAIN, "--output", target)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert target.read_bytes() == assay("print", PLAIN).stdout.encode()
    again = assay("print", PLAIN, "--output", target)
    assert (again.exit_code, again.codes) == (1, ["cli.file_exists"])


def test_a_contract_with_errors_is_not_printed(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(Path(PLAIN).read_text("utf-8").replace('weight: "0.6"', 'weight: "0.7"'), "utf-8")
    for lang in ("zh", "en", "both"):
        ran = assay("print", broken, "--lang", lang)
        assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["contract.weights_sum"])


def test_a_day_that_is_none_is_a_mistake_of_the_command_line() -> None:
    assert assay("print", PLAIN, "--on", "2027-02-30").exit_code == 2
