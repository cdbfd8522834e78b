"""``lint``: whether a contract can be settled, every problem at once."""

import json
from pathlib import Path

from tests.cli.running import assay
from tests.demo.shared import CONTRACT

DATA = Path(__file__).parent / "data"
GOOD = DATA / "contract.yaml"


def broken(folder: Path) -> Path:
    """The worked contract with weights of 1.1 and a clause of a kind that nobody knows."""
    text = (
        GOOD.read_text("utf-8").replace('weight: "0.4"', 'weight: "0.5"').replace("cost_share", "cost_shere")
    )
    path = folder / "broken.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_contract_passes() -> None:
    ran = assay("lint", GOOD)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "● 合同 MB-2027-01（版本 1.0.0）可以结算。\n"


def test_an_amended_contract_passes_under_its_last_version() -> None:
    ran = assay("lint", *CONTRACT, "--lang", "en")
    assert (ran.exit_code, ran.codes) == (0, [])
    assert ran.stdout == "● Contract HY-FS-2027-01 (version 1.1.0) can be settled.\n"


def test_a_bad_contract_shows_all_its_findings_at_once(tmp_path: Path) -> None:
    ran = assay("lint", broken(tmp_path))
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[:2] == [
        "错误 broken.yaml, kpis: 各项 KPI 的权重之和是 1.1，应为 1。请调整权重。 [contract.weights_sum]",
        (
            "错误 broken.yaml:26, clauses[C2].kind: “cost_shere”不是此处可用的词。可用的有："
            "bonus, cost_share, data_repair, interest, invalid_traffic, liquidated, opportunity, redelivery, "
            "shortfall_refund。 [contract.unknown_word]"
        ),
    ]
    assert ran.stderr.splitlines()[-1] == "■ 合同不能结算，共 2 条发现。"


def test_findings_as_json_carry_both_languages(tmp_path: Path) -> None:
    ran = assay("lint", broken(tmp_path), "--format", "json")
    assert (ran.exit_code, ran.stderr) == (1, "")
    document = json.loads(ran.stdout)
    assert document["assay"] == "findings/v1"
    assert [finding["code"] for finding in document["findings"]] == [
        "contract.weights_sum",
        "contract.unknown_word",
    ]
    assert document["findings"][1]["place"] == {"file": "broken.yaml", "line": 26, "path": "clauses[C2].kind"}
    assert all(set(finding["text"]) == {"zh", "en"} for finding in document["findings"])


def test_a_good_contract_as_json_has_no_findings() -> None:
    ran = assay("lint", GOOD, "--format", "json")
    assert (ran.exit_code, ran.document) == (0, {"assay": "findings/v1", "findings": []})
