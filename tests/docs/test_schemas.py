"""What the commands print as JSON is what docs/schemas promise, and the schemas notice when it is not."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import cli
from assay.core.acceptance.read import load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.statement_json import statement_document
from tests.contracts.test_cases import HERE
from tests.demo.shared import CONTRACT, EXAMPLE, DemoRun
from tests.docs.reading import Plain, plain, written
from tests.docs.schema import FOLDER, problems

MONTHS = ("2027-01", "2027-06")
LIVES = [
    path
    for folder in ("lives", "payments", "missing", "provisional", "clawback")
    for path in sorted((HERE / folder).glob("*.yaml"))
    if "changes" not in plain(path.read_text("utf-8"))
]


def printed(*arguments: str, exit_code: int = 0) -> Plain:
    result = CliRunner().invoke(cli, [*arguments, "--format", "json"], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("month", MONTHS)
def test_a_statement_of_the_demo(month: str, demo: DemoRun) -> None:
    document = printed("settle", *CONTRACT, "--period", month, "--workspace", str(demo.workspace))
    assert problems(document, "statement.schema.json") == []


@pytest.mark.parametrize("path", LIVES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_statements_of_a_worked_case_with_their_states(path: Path) -> None:
    case = plain(path.read_text("utf-8"))
    contract = plain((HERE / "bases" / f"{case['base']}.yaml").read_text("utf-8"))
    amended, _ = load_amended(written(contract), "contract.yaml")
    assert amended is not None
    head = {"assay": "measurements/v1", "contract": {"id": contract["id"], "version": contract["version"]}}
    assert problems(head | case["measurements"], "measurements.schema.json") == []
    measurements, _ = load_measurements(written(head | case["measurements"]), "measurements.yaml")
    assert measurements is not None
    documents = [
        statement_document(*step) for step in steps(amended, State(amended.first.id), measurements.periods)
    ]
    assert problems(documents, "statement.schema.json") == []


@pytest.mark.parametrize("month", MONTHS)
def test_measurements_and_leads_of_the_demo(month: str, demo: DemoRun) -> None:
    where = (*CONTRACT, "--period", month, "--workspace", str(demo.workspace))
    assert problems(printed("measure", *where), "measurements.schema.json") == []
    assert problems(printed("leads", *where), "leads.schema.json") == []


def test_an_explanation_of_the_demo(demo: DemoRun) -> None:
    document = printed("explain", "2027-03", "--workspace", str(demo.workspace))
    assert any(line["rows"] for line in document)
    assert problems(document, "explanation.schema.json") == []


@pytest.mark.parametrize("table", ["spend", "sessions", "leads", "interactions", "qualifications", "orders"])
def test_the_facts_of_the_demo(table: str, demo: DemoRun) -> None:
    document = printed("facts", table, "--workspace", str(demo.workspace))
    assert document
    assert problems(document, "facts.schema.json") == []


def test_an_import_report(tmp_path: Path) -> None:
    exports = EXAMPLE / "exports" / "2027-01"
    (tmp_path / "unknown.csv").write_text("a;b\n1;2\n", "utf-8")
    document = printed(
        "import", str(exports / "Campaign report.csv"), str(exports / "询盘登记表.xlsx"), str(tmp_path / "unknown.csv"),
        "--zone", "Asia/Shanghai", "--account", "google_ads/huayao-main", "--workspace", str(tmp_path / "w"),
        exit_code=1,
    )  # fmt: skip
    assert [report["refused"] for report in document] == [False, False, True]
    assert any(report["controls"] for report in document)
    assert problems(document, "import.schema.json") == []


def test_an_examination(demo: DemoRun, tmp_path: Path) -> None:
    document = printed("doctor", "--workspace", str(demo.workspace))
    assert (document["well"], document["findings"]) == (True, [])
    assert problems(document, "doctor.schema.json") == []
    own = demo.copy(tmp_path)
    next((own / "records" / "verdicts").iterdir()).write_bytes(b"[]")
    document = printed("doctor", "--workspace", str(own), exit_code=1)
    assert [finding["code"] for finding in document["findings"]] == ["store.file_changed"]
    assert problems(document, "doctor.schema.json") == []
    (own / "FORMAT").unlink()
    for path in (own / "log").iterdir():
        path.unlink()
    assert problems(printed("doctor", "--workspace", str(own), exit_code=1), "doctor.schema.json") == []


def test_the_findings_of_a_contract(tmp_path: Path) -> None:
    broken = tmp_path / "contract.yaml"
    broken.write_text(
        (EXAMPLE / "contract.yaml").read_text("utf-8").replace('weight: "0.6"', 'weight: "0.7"'), "utf-8"
    )
    document = printed("lint", str(broken), exit_code=1)
    assert "contract.weights_sum" in [finding["code"] for finding in document["findings"]]
    assert problems(document, "findings.schema.json") == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("payable",), 22226.71),
        (("payable",), "22,226.71"),
        (("lines", 0, "head"), "gift"),
        (("lines", 0, "exact"), "-1.5"),
        (("period",), "2027-13"),
        (("state", "digest"), "none"),
        (("tip",), "0.00"),
    ],
)
def test_a_schema_notices_a_statement_that_is_wrong(
    path: tuple[str | int, ...], value: object, demo: DemoRun
) -> None:
    statement = json.loads(demo.statement("2027-03"))
    assert problems(statement, "statement.schema.json") == []
    wrong: Plain = copy.deepcopy(statement)
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert problems(wrong, "statement.schema.json") != []


def test_a_schema_notices_what_is_missing(demo: DemoRun) -> None:
    statement = json.loads(demo.statement("2027-03"))
    without = [
        {key: value for key, value in statement.items() if key != lost}
        for lost in statement
        if lost != "state"
    ]
    assert all(problems(document, "statement.schema.json") for document in without)


def test_every_schema_is_one_of_2020_12_and_named_after_its_file() -> None:
    for path in FOLDER.glob("*.json"):
        document = json.loads(path.read_text("utf-8"))
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["$id"] == path.name
        assert document["description"]
