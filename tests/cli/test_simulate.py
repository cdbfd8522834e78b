"""``assay simulate``: tables, CSV and JSON of the same figures, scenarios of one's own, findings in both languages."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.demo.shared import EXAMPLE
from tests.docs.schema import problems
from tests.unit.scenarios.contracts import SMALL

CONTRACT = EXAMPLE / "contract.yaml"
OWN = """assay: scenarios/v1
scenarios:
  - id: slow_start
    name: {zh: 头两个月只做一半, en: half for the first two months}
    kpis: [{months: ["1", "2"], factor: "0.5"}]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "contract.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def test_the_example_in_json_fits_its_schema() -> None:
    ran = assay("simulate", CONTRACT, "--runs", "20", "--format", "json")
    assert ran.exit_code == 0
    assert problems(ran.document, "simulation.schema.json") == []
    assert ran.document["bounds"]["lowest"] == {"paid": "72000.00", "exact": True, "because": []}
    assert ran.document["runs"]["runs"] == "20"


def test_csv_has_a_row_for_every_scenario_and_the_amounts_of_json(small: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(assay("simulate", small, "--runs", "0", "--format", "csv").stdout))
    )
    scenarios = assay("simulate", small, "--runs", "0", "--format", "json").document["scenarios"]
    assert [row["id"] for row in rows] == [item["id"] for item in scenarios]
    paid = {item["id"]: item["totals"]["paid"] if item["totals"] else "" for item in scenarios}
    assert {row["id"]: row["paid"] for row in rows} == paid
    assert {row["id"]: row["because"] for row in rows}["bot_clicks"] == "simulate.needs_class_a"


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("zh", ("恰好达标", "平台：多一个不多付", "合同没有不可抗力条款。", "任何数据下最低 90,000.00")),
        (
            "en",
            (
                "exactly on target",
                "plateau: one more pays nothing",
                "no force majeure clause",
                "at the lowest 90,000.00",
            ),
        ),
    ],
)
def test_the_tables_speak_the_readers_language(small: Path, lang: str, texts: tuple[str, ...]) -> None:
    shown = assay("simulate", small, "--runs", "10", "--lang", lang).stdout
    assert [text for text in texts if text not in shown] == []


def test_scenarios_of_ones_own_follow_the_standard_ones(small: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN, "utf-8")
    ran = assay(
        "simulate", small, "--scenarios", own, "--only", "slow_start", "--only", "exact", "--format", "json"
    )
    found = {item["id"]: item["totals"]["paid"] for item in ran.document["scenarios"]}
    assert found == {"exact": "180000.00", "slow_start": "165000.00"}  # 20 short × 375 × 2
    assert ran.document["curves"] == ran.document["triggers"] == []


def test_a_scenario_of_ones_own_takes_the_place_of_one_of_the_same_id(small: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace("slow_start", "exact"), "utf-8")
    ran = assay("simulate", small, "--scenarios", own, "--only", "exact", "--format", "json")
    assert [item["totals"]["paid"] for item in ran.document["scenarios"]] == ["165000.00"]


def test_runs_draw_from_ranges_of_ones_own(small: Path, tmp_path: Path) -> None:
    ranges = tmp_path / "ranges.yaml"
    ranges.write_text('assay: ranges/v1\nkpis: {"*": {low: "0.5", mode: "0.5", high: "0.5"}}\n', "utf-8")
    ran = assay("simulate", small, "--runs", "4", "--ranges", ranges, "--format", "json")
    assert ran.document["runs"]["mean"] == "135000.00"  # 20 short × 375 × 6 = 45,000


def test_the_same_seed_prints_the_same_bytes(small: Path) -> None:
    first = assay("simulate", small, "--runs", "30", "--seed", "5")
    assert first.stdout == assay("simulate", small, "--runs", "30", "--seed", "5").stdout
    assert first.stdout != assay("simulate", small, "--runs", "30", "--seed", "6").stdout


def test_an_unknown_scenario_is_named_with_the_known_ones(small: Path) -> None:
    ran = assay("simulate", small, "--only", "moon", "--lang", "en")
    assert (ran.exit_code, ran.codes) == (1, ["simulate.unknown_scenario"])
    assert "exact" in ran.stderr


def test_a_broken_scenario_file_is_refused_whole(small: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace('"0.5"', "half").replace("id: slow_start", "id: x, tip: y"), "utf-8")
    ran = assay("simulate", small, "--scenarios", own)
    assert ran.exit_code == 1
    assert ran.stdout == ""


def test_an_amendment_is_played_from_its_day_on() -> None:
    ran = assay(
        "simulate",
        CONTRACT,
        "--amendment",
        EXAMPLE / "supplement-1.yaml",
        "--only",
        "exact",
        "--format",
        "json",
    )
    assert ran.document["contract"]["version"] == "1.1.0"


def test_the_pdf_goes_to_a_file_and_nothing_else_does(tmp_path: Path) -> None:
    target = tmp_path / "simulation.pdf"
    few = ("--only", "exact")
    ran = assay("simulate", CONTRACT, *few, "--format", "pdf", "--output", target)
    assert (ran.exit_code, ran.stdout, target.read_bytes()[:5]) == (0, "", b"%PDF-")
    again = assay("simulate", CONTRACT, *few, "--format", "pdf", "--output", target)
    assert (again.exit_code, again.codes) == (1, ["cli.file_exists"])
    for more in (("--output", tmp_path / "text"), ("--coverage", "--format", "pdf")):
        refused = assay("simulate", CONTRACT, *few, *more)
        assert (refused.exit_code, refused.codes) == (1, ["cli.output_without_pdf"])
