"""``assay simulate --coverage``: which parts of a contract the scenarios exercise; the other tables of a simulation as CSV."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.docs.schema import problems
from tests.unit.scenarios.contracts import SMALL

TRIGGERS = """triggers:
  - {id: T1, when: {kpi: valid_leads, below: 100% of target}, for: 2 consecutive month, then: [termination_right]}
  - {id: T9, when: {monitor: cpl, rises_by: 0%, against: previous_month}, for: 3 consecutive month, then: [diagnosis]}
monitors:
  cpl: {metric: cost_per_valid_lead, period: month}
"""
ONLY = ("--only", "exact", "--only", "two_month_miss")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "contract.yaml"
    path.write_text(f"{SMALL}\n{TRIGGERS}", "utf-8")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_it_says_what_two_scenarios_reach_and_what_they_never_do(file: Path) -> None:
    ran = assay("simulate", file, "--coverage", *ONLY, "--format", "json")
    assert problems(ran.document, "coverage.schema.json") == []
    found = {part["id"]: part["scenarios"] for part in ran.document["parts"]}
    assert found == {
        "valid_leads": ["two_month_miss"],
        "C1": ["two_month_miss"],
        "monthly": ["exact", "two_month_miss"],
        "T1": ["two_month_miss"],
        "T9": [],
        "cpl": [],
    }
    lines = file.read_text("utf-8").splitlines()
    assert all(part["id"] in lines[part["line"] - 1] for part in ran.document["parts"])


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        (
            "zh",
            (
                "2 个适用的情景用到了哪些部分",
                "没有任何情景用到的部分：",
                "○ 触发条件 T9（第 17 行）：没有情景触发它。",
            ),
        ),
        (
            "en",
            (
                "2 scenarios that apply exercise",
                "Parts that no scenario exercises:",
                "○ trigger T9 (line 17): no scenario fires it.",
            ),
        ),
    ],
)
def test_the_table_speaks_the_reader_s_language(file: Path, lang: str, texts: tuple[str, ...]) -> None:
    shown = assay("simulate", file, "--coverage", *ONLY, "--lang", lang).stdout
    assert [text for text in texts if text not in shown] == []


def test_the_whole_suite_leaves_nothing_of_a_small_contract_out(file: Path) -> None:
    shown = assay("simulate", file, "--coverage", "--lang", "en").stdout
    assert "Every part is exercised by some scenario." in shown


def test_it_is_a_table_as_csv_too(file: Path) -> None:
    found = rows(assay("simulate", file, "--coverage", *ONLY, "--format", "csv").stdout)
    assert [(row["kind"], row["id"], row["times"]) for row in found] == [
        ("kpi", "valid_leads", "1"),
        ("clause", "C1", "1"),
        ("trigger", "T1", "1"),
        ("trigger", "T9", "0"),
        ("payment", "monthly", "2"),
        ("monitor", "cpl", "0"),
    ]


# ── The tables of a simulation as CSV ────────────────────────────────────────────────────────────────────────────────


def test_the_cash_calendar_as_csv(file: Path) -> None:
    found = rows(assay("simulate", file, *ONLY, "--format", "csv", "--table", "cash").stdout)
    assert [row["payable"] for row in found if row["id"] == "two_month_miss"] == [
        *("30000.00", "25500.00", "25500.00"),
        *("30000.00", "30000.00", "30000.00"),
    ]


def test_the_curves_and_the_triggers_as_csv(file: Path) -> None:
    curves = rows(assay("simulate", file, "--runs", "0", "--format", "csv", "--table", "curves").stdout)
    assert [row["paid"] for row in curves if row["units"] in ("0", "40")] == ["165000.00", "180000.00"]
    triggers = rows(assay("simulate", file, "--runs", "2", "--format", "csv", "--table", "triggers").stdout)
    # T1: 63.8% as docs/simulate.md tells. T9: six figures in any order; three rises in a row in 78 of the 720 orders.
    assert [(row["id"], row["watches"], row["fires"]) for row in triggers] == [
        ("T1", "valid_leads", "0.6384"),
        ("T9", "cpl", "0.1083"),
    ]
    assert [bool(row["in_runs"]) for row in triggers] == [True, False]


def test_scenarios_that_do_not_apply_leave_a_plain_sentence(file: Path) -> None:
    shown = assay("simulate", file, "--only", "rate_move", "--only", "junk_leads", "--lang", "en").stdout
    assert "None of the scenarios asked for applies to this contract." in shown
    assert "the contract has no table of exchange rates" in shown


def test_scenarios_that_lack_the_same_are_told_together(file: Path) -> None:
    shown = assay("simulate", file, "--runs", "0", "--lang", "en").stdout
    assert (
        "five leads disputed, ruled for the service provider; five leads disputed, ruled for the buyer; "
        in shown
    )


def test_a_scenario_that_names_what_is_not_there_is_told_and_reaches_nothing(
    file: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "assay: scenarios/v1\nscenarios:\n"
        "  - {id: typo, name: {zh: 笔误, en: A slip}, kpis: [{kpi: valid_lead, factor: '0.5'}]}\n",
        "utf-8",
    )
    ran = assay("simulate", file, "--scenarios", own, "--only", "typo", "--coverage", "--format", "json")
    assert ran.document["scenarios"] == []
    ((silent),) = ran.document["silent"]
    assert (silent["id"], [item["code"] for item in silent["because"]]) == ("typo", ["simulate.no_such_kpi"])
    told = assay("simulate", file, "--scenarios", own, "--only", "typo", "--coverage", "--lang", "en").stdout
    assert "valid_lead." in told


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--table", "cash"), "cli.table_without_csv"),
        (("--table", "cash", "--format", "csv", "--coverage"), "cli.table_without_csv"),
        (("--table", "curves", "--format", "csv", "--only", "exact"), "cli.table_of_the_whole"),
    ],
)
def test_a_table_that_would_be_empty_or_unsaid_is_refused(
    file: Path, asked: tuple[str, ...], code: str
) -> None:
    ran = assay("simulate", file, *asked)
    assert ran.exit_code == 1
    assert f"[{code}]" in ran.stderr
