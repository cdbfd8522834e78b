"""The demo: the same bytes wherever and however it is run, and the figures that a person works out by hand."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.bootstrap import open_workspace
from assay.cli import cli
from assay.core.contract.amendment import load_amended
from assay.i18n import translate
from assay.services import demo as service
from assay.services.demo import DemoFile, demo_files, run_demo, statement_bytes
from tests.demo import shared
from tests.demo.shared import EXAMPLE, MONTHS, DemoRun


def document(demo: DemoRun, month: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.statement(month))
    return found


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo again: another folder, time zone, locale, hash seed and number of threads."""
    environment = {
        "TZ": "America/St_Johns",
        "LC_ALL": "de_DE.UTF-8",
        "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4711",
    }
    root = shared.shared_root(tmp_path_factory)
    folder = shared.once(
        root,
        "elsewhere",
        lambda folder: shared.run_demo(folder / "深 folder", threads=4, environment=environment),
    )
    return DemoRun(folder / "深 folder")


def test_another_folder_zone_locale_seed_and_thread_count_give_the_same_bytes(
    demo: DemoRun, elsewhere: DemoRun
) -> None:
    assert {month: elsewhere.statement(month) for month in MONTHS} == {
        month: demo.statement(month) for month in MONTHS
    }
    assert elsewhere.stdout == demo.stdout
    assert elsewhere.stderr == demo.stderr


def test_the_order_in_which_a_month_s_files_come_does_not_matter(
    demo: DemoRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "demo_files", reversed_within_months)
    texts = {name: (EXAMPLE / name).read_text("utf-8") for name in ("contract.yaml", "supplement-1.yaml")}
    supplement = (texts["supplement-1.yaml"], "supplement-1.yaml")
    amended, _ = load_amended(texts["contract.yaml"], "contract.yaml", [supplement])
    assert amended is not None
    imported: list[str] = []
    with open_workspace(tmp_path / "buyer", create=True) as opened:
        settled = {
            str(month.month): statement_bytes(result)
            for month, result in run_demo(
                opened, EXAMPLE, amended, lambda _, params: imported.append(params.get("name", ""))
            )
        }
    assert imported[0] != "Campaign report.csv"
    assert settled == {month: demo.statement(month) for month in MONTHS}


def reversed_within_months(example: Path) -> tuple[DemoFile, ...]:
    """The files of each month, last first, at the moments at which the first, second … came."""
    files = demo_files(example)
    return tuple(
        DemoFile(file.path, moment.known_at, file.options)
        for month in MONTHS
        for file, moment in _turned([file for file in files if file.path.parent.name == month])
    )


def _turned(files: list[DemoFile]) -> Iterator[tuple[DemoFile, DemoFile]]:
    return zip(reversed(files), files, strict=True)


# ── What a reader sees ───────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_goes_to_stderr_and_statements_to_stdout(demo: DemoRun) -> None:
    lines = demo.stderr.splitlines()
    progress = [line for line in lines if line.startswith("… ")]
    assert progress[0] == "… 导入 2027-01：Campaign report.csv"
    assert progress[-3:] == [
        "… 结算 2027-06",
        "… 生成 2027-06 的文件（PDF、Excel）",
        "… 生成合同和补充协议的 PDF 与 Word，并推演补充协议改变多少钱",
    ]
    # 36 exports; 6 months, each settled and its documents printed; what was signed
    assert len(progress) == 36 + 2 * 6 + 1
    assert "…" not in demo.stdout.splitlines()[0]
    assert demo.stdout.startswith("样例：华曜照明与远帆数字营销，2027 年 1 月至 6 月。全部为虚构。\n")


def test_each_month_sets_the_agency_s_claim_beside_the_log(demo: DemoRun) -> None:
    claims = [line for line in demo.stdout.splitlines() if "服务商自报" in line]
    assert claims[0].startswith("2027-01：服务商自报 179 条线索，登记表里归属本合同 49 条，其中有效 33 条")
    assert [line[:7] for line in claims] == list(MONTHS)


def test_it_ends_with_what_to_do_next(demo: DemoRun) -> None:
    assert demo.stdout.splitlines()[-1] == (
        "六份结算单和每月的各种文件、异议表、销售判定表，以及合同和补充协议，已写入 buyer/demo。用 assay explain 2027-03 C3 --workspace buyer 可以看到每一笔的来历。"
    )


def test_it_does_not_run_in_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("private")
    for lang, said in (("zh", "里已有内容"), ("en", "is not empty")):
        ran = CliRunner().invoke(cli, ["demo", "--workspace", str(tmp_path), "--lang", lang])
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert said in ran.stderr
        assert "demo.folder_used" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


# ── The money, by hand ───────────────────────────────────────────────────────────────────────────────────────────────

# Fee 30,000.00 a month, half of it at risk: lots 9,000 valid leads, 3,000 qualified, 1,500 form rate (by weeks),
# 1,500 cost per lead. Season 0.9, 0.6, 1.1, 1.1, 1.2, 1.1. C2 is half the cost of invalid leads beyond 15%.
BY_HAND: dict[str, dict[str, Any]] = {
    # valid 33 of 36: 9000 × 3/36. cpl 11,735.9672 ÷ 33 against 350: 1500 × 185.9672/11550.
    # qualified 5, three open, target 7.2: at worst 3000 × 2.2/7.2 = 916.67, at best (8) nothing: all of it waits.
    "2027-01": {
        "lines": {"C1/cpl": "-24.15", "C1/valid_leads": "-750.00", "C2": "-74.48"},
        "invoice_basis": "29225.85",  # 30000 − 24.15 − 750
        "set_offs": "74.48",
        "suspense": {"C1/qualified": "-916.67"},
        "payable": "28234.70",  # 29225.85 − 74.48 − 916.67
    },
    # January's qualified end at 6: 3000 × 1.2/7.2 = 500.00, and the slice comes back. 9 valid and 15 deemed valid of 24.
    "2027-02": {
        "lines": {"C1/qualified@2027-01": "-500.00"},
        "invoice_basis": "29500.00",
        "set_offs": "0.00",
        "suspense": {"C1/qualified@2027-01": "916.67"},
        "payable": "30416.67",
    },
    # 34 + 4 deemed of 44: 9000 × 6/44. form, second week of four: 375 × (0.35 − 17/61)/0.35 = 375 × 87/427 = 76.41.
    # cpl 17,463.8648 ÷ 38: 1500 × 4163.8648/13300 = 469.61. Bots: (212.40 + 236.15) × 7.12 × 2 = 6,387.352.
    # Cap 6,000: 47.20 + 6,387.35 − 6,000 = 434.55 is taken off C3.
    "2027-03": {
        "lines": {
            "C1/cpl": "-469.61",
            "C1/form_rate": "-76.41",
            "C1/valid_leads": "-1227.27",
            "C2": "-47.20",
            "C3": "-6387.35",
            "K1/C3": "434.55",
        },
        "invoice_basis": "28226.71",
        "set_offs": "6000.00",
        "suspense": {},
        "payable": "22226.71",
    },
    # 33 of 44: 9000 × 1/4. qualified 7 of 8.8: 3000 × 1.8/8.8. form 11/33 in one of four weeks: 375 × (0.35 − 1/3)/0.35.
    # cpl 13,493.168 ÷ 33: 1500 × 1943.168/11550. The second month in a row below target: T1.
    "2027-04": {
        "lines": {
            "C1/cpl": "-252.36",
            "C1/form_rate": "-17.86",
            "C1/qualified": "-613.64",
            "C1/valid_leads": "-2250.00",
            "C2": "-8.86",
        },
        "invoice_basis": "26866.14",
        "set_offs": "8.86",
        "suspense": {},
        "payable": "26857.28",
    },
    # 55 against 48, 13 qualified (13/55 = 23.6%): 7 × 300.
    "2027-05": {
        "lines": {"C5": "2100.00"},
        "invoice_basis": "32100.00",
        "set_offs": "0.00",
        "suspense": {},
        "payable": "32100.00",
    },
    # 46 of 44, but qualified 8 of 8.8 closes the gate: 3000 × 0.8/8.8 and no bonus. form 15/43 in one of five weeks:
    # 300 × (0.35 − 15/43)/0.35 = 300/301. May falls to 50: the bonus should have been 2 × 300, 1,500 comes back.
    "2027-06": {
        "lines": {
            "C1/form_rate": "-1.00",
            "C1/qualified": "-272.73",
            "C2": "-12.60",
            "C5@2027-05": "-1500.00",
        },
        "invoice_basis": "28226.27",
        "set_offs": "12.60",
        "suspense": {},
        "payable": "28213.67",
    },
}


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_comes_out_as_worked_by_hand(month: str, demo: DemoRun) -> None:
    found = document(demo, month)
    assert found["fee"] == "30000.00"
    assert {
        "lines": {line["id"]: line["amount"] for line in found["lines"]},
        "invoice_basis": found["invoice_basis"],
        "set_offs": found["set_offs"],
        "suspense": {item["id"]: item["amount"] for item in found["suspense"]},
        "payable": found["payable"],
    } == BY_HAND[month]


@pytest.mark.parametrize(
    ("month", "line", "exact"),
    [
        ("2027-01", "C1/cpl", -1500 * Fraction("185.9672") / 11550),
        ("2027-01", "C1/valid_leads", -9000 * Fraction(3, 36)),
        ("2027-02", "C1/qualified@2027-01", -3000 * Fraction(12, 72)),
        ("2027-03", "C1/valid_leads", -9000 * Fraction(6, 44)),
        ("2027-03", "C1/form_rate", -375 * Fraction(87, 427)),
        ("2027-03", "C1/cpl", -1500 * Fraction("4163.8648") / 13300),
        ("2027-03", "C3", -2 * Fraction("7.12") * (Fraction("212.40") + Fraction("236.15"))),
        ("2027-04", "C1/form_rate", -375 * Fraction(1, 21)),
        ("2027-04", "C1/qualified", -3000 * Fraction(18, 88)),
        ("2027-06", "C1/form_rate", Fraction(-300, 301)),
        ("2027-06", "C1/qualified", -3000 * Fraction(8, 88)),
    ],
)
def test_the_exact_value_behind_a_line(month: str, line: str, exact: Fraction, demo: DemoRun) -> None:
    (found,) = [item for item in document(demo, month)["lines"] if item["id"] == line]
    assert Fraction(found["exact"]) == exact


def test_the_right_to_terminate_arises_in_april_and_stays(demo: DemoRun) -> None:
    fired = {
        month: [(item["id"], item["period"]) for item in document(demo, month)["triggers"]]
        for month in MONTHS
    }
    assert fired == {month: [("T1", "2027-04")] if month >= "2027-04" else [] for month in MONTHS}


def test_the_supplement_holds_from_may(demo: DemoRun) -> None:
    versions = {month: document(demo, month)["contract"]["version"] for month in MONTHS}
    assert versions == {month: "1.1.0" if month >= "2027-05" else "1.0.0" for month in MONTHS}


@pytest.mark.parametrize("month", MONTHS)
def test_what_is_owed_follows_from_the_lines(month: str, demo: DemoRun) -> None:
    found = document(demo, month)
    on_invoice = [line for line in found["lines"] if line["head"] in ("fee_reduction", "bonus")]
    set_off = [line for line in found["lines"] if line not in on_invoice]
    assert Fraction(found["invoice_basis"]) == Fraction(found["fee"]) + total(on_invoice)
    assert Fraction(found["set_offs"]) == -total(set_off)
    assert Fraction(found["payable"]) == (
        Fraction(found["invoice_basis"]) - Fraction(found["set_offs"]) + total(found["suspense"])
    )


def total(items: list[dict[str, str]]) -> Fraction:
    return sum((Fraction(item["amount"]) for item in items), Fraction(0))


def test_the_statements_on_disk_are_readable_json_with_lf(demo: DemoRun) -> None:
    data = demo.statement("2027-03")
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    text = json.dumps(json.loads(data), ensure_ascii=False, indent=2, sort_keys=True)
    assert data.decode() == f"{text}\n"


def test_the_forms_lie_beside_each_statement_and_one_shows_what_comes_back(demo: DemoRun) -> None:
    left = {path.name for path in (demo.workspace / "demo").glob("*.xlsx")}
    for month in MONTHS:
        assert {f"objections-{month}-v1.{lang}.xlsx" for lang in ("zh", "en")} <= left
    assert sorted(name for name in left if name.startswith("verdicts-")) == [
        "verdicts-2027-01.en.xlsx",
        "verdicts-2027-01.zh.xlsx",
        "verdicts-2027-03.en.xlsx",
        "verdicts-2027-03.zh.xlsx",
    ]
    assert "objections-2027-01-v1.returned.zh.xlsx" in left
    for code in ("objections.row_choice", "returned.row_edited", "objections.row_without_choice"):
        assert demo.stdout.count(f"[{code}]") == 1
    assert translate("zh", "form.would", {"accepted": "1", "recorded": "0", "refused": "3"}) in demo.stdout
