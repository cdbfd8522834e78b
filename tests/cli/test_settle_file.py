"""``settle --measurements``: the published figures from two small files, and changed figures from changed ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import Ran, assay, bytes_below

DATA = Path(__file__).parent / "data"
CASES = Path(__file__).parents[1] / "contracts"
VARIANTS = ("a_second_failed_segment", "cap_not_reached", "target_met")

# fee 30000; C1 18000 × (55 − 40)/55 = 54000/11; C2 18765.44 × 26/66 × 0.5 = 3049384/825; C3 1234.56 × 2;
# cap 20% of 30000 = 6000, so K1 gives back 3696.22 + 2469.12 − 6000 = 165.34; 25090.91 − 6000 = 19090.91
ZH = """\
结算单　MB-2027-01　2027-03　第 1 版
合同版本 1.0.0 · 截至 2027-04-05 09:00 +08:00 · 金额单位 CNY
════════════════════════════════════════════════════════════════════════════
指标                      期间  目标  实际  结论
────────────────────────  ────  ────  ────  ────────
valid_leads 有效线索数            55    40  ■ 未达标
qualified 销售合格线索数          10    10  ● 达标

当月服务费                                         30,000.00
  C1/valid_leads 服务费核减                        −4,909.09   18000 × 缺口 ≈0.2727
开票金额                                           25,090.91
  C2 赔付                                          −3,696.22   共 1 笔，见逐项算法
  C3 赔付                                          −2,469.12   共 1 笔，见逐项算法
  K1/C3 封顶减免 C3                                   165.34
抵销合计                                            6,000.00
────────────────────────────────────────────────────────────────────────────
本月应付 CNY                                       19,090.91

"""
EN = """\
Statement  MB-2027-01  2027-03  v1
contract version 1.0.0 · as of 2027-04-05 09:00 +08:00 · amounts in CNY
════════════════════════════════════════════════════════════════════════════
KPI                              period  target  actual  verdict
───────────────────────────────  ──────  ──────  ──────  ────────
valid_leads Valid leads                      55      40  ■ missed
qualified Sales-qualified leads              10      10  ● met

Fee of the month                                   30,000.00
  C1/valid_leads fee reduction                     −4,909.09   18000 × shortfall ≈0.2727
Invoice basis                                      25,090.91
  C2 compensation                                  −3,696.22   1 lot, see the working
  C3 compensation                                  −2,469.12   1 lot, see the working
  K1/C3 cap on C3                                     165.34
Set off in all                                      6,000.00
────────────────────────────────────────────────────────────────────────────
Payable this month CNY                             19,090.91

"""


def settle(*more: object, folder: Path = DATA) -> Ran:
    return assay("settle", folder / "contract.yaml", "--measurements", folder / "measurements.yaml", *more)


def figures(document: dict[str, Any]) -> dict[str, Any]:
    """The money of a statement in the words of the golden cases."""
    return {
        "lines": sorted(
            (line["id"], line["head"], line["amount"], line["exact"]) for line in document["lines"]
        ),
        **{name: document[name] for name in ("fee", "invoice_basis", "set_offs", "payable")},
    }


@pytest.mark.parametrize(("lang", "expected"), [("zh", ZH), ("en", EN)])
def test_the_worked_month_prints_the_published_figures(lang: str, expected: str) -> None:
    ran = settle("--lang", lang)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == expected


def test_the_language_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LANG", "en")
    assert settle().stdout == EN


def test_the_worked_month_as_json_has_exact_and_rounded_figures() -> None:
    document = settle("--period", "2027-03", "--format", "json").document
    assert document["assay"] == "statement/v1"
    assert document["contract"]["id"] == "MB-2027-01"
    assert (document["period"], document["version"], document["currency"]) == ("2027-03", "1", "CNY")
    assert figures(document) == {
        "lines": [
            ("C1/valid_leads", "fee_reduction", "-4909.09", "-54000/11"),
            ("C2", "compensation", "-3696.22", "-3049384/825"),
            ("C3", "compensation", "-2469.12", "-61728/25"),
            ("K1/C3", "compensation", "165.34", "136408/825"),
        ],
        "fee": "30000.00",
        "invoice_basis": "25090.91",
        "set_offs": "6000.00",
        "payable": "19090.91",
    }
    assert (document["suspense"], document["triggers"]) == ([], [])


def test_every_line_says_which_line_of_the_contract_it_comes_from() -> None:
    document = settle("--period", "2027-03", "--format", "json").document
    written = (DATA / "contract.yaml").read_text("utf-8").splitlines()
    for line in document["lines"]:
        assert line["place"]["file"] == "contract.yaml"
        clause = line["id"].split("/")[0]
        assert f"id: {clause}," in written[int(line["place"]["line"]) - 1]


def test_one_more_valid_lead_is_the_figure_that_c1_announces() -> None:
    document = settle("--period", "2027-03", "--format", "json").document
    (c1,) = [line for line in document["lines"] if line["id"] == "C1/valid_leads"]
    announced = [node["exact"] for node in c1["explain"]["children"] if node["code"] == "explain.one_more"]
    assert announced == ["-50400/11"]  # 18000 × 14/55, rounded −4,581.82


def test_without_a_period_the_json_is_a_list() -> None:
    documents = settle("--format", "json").document
    assert [document["period"] for document in documents] == ["2027-03"]


def test_the_state_of_a_statement_is_the_opening_of_the_next_file(tmp_path: Path) -> None:
    document = settle("--period", "2027-03", "--format", "json").document
    text = (DATA / "measurements.yaml").read_text("utf-8").replace("2027-03", "2027-04")
    later = yaml.load(text.replace("2027-04-05", "2027-05-05"), Loader=yaml.BaseLoader)  # noqa: S506  # strings
    whole = yaml.load((DATA / "measurements.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    april_alone = later | {"opening": document["state"]}
    both = whole | {"periods": whole["periods"] + later["periods"]}
    found = [
        settle_documents(tmp_path, case, "--period", "2027-04", "--format", "json")
        for case in (april_alone, both)
    ]
    assert found[0].exit_code == 0, found[0].stderr
    assert found[0].stdout == found[1].stdout


@pytest.mark.parametrize("name", VARIANTS)
def test_changed_inputs_give_the_changed_figures(name: str, tmp_path: Path) -> None:
    case = yaml.load((CASES / "worked-month" / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    header = {"assay": "measurements/v1", "contract": {"id": "MB-2027-01", "version": "1.0.0"}}
    ran = settle_documents(tmp_path, header | case["measurements"], "--period", "2027-03", "--format", "json")
    (expected,) = case["expected"]
    assert figures(ran.document) == {
        "lines": sorted(
            (line["id"], line["head"], line["amount"], line["exact"]) for line in expected["lines"]
        ),
        **{field: expected[field] for field in ("fee", "invoice_basis", "set_offs", "payable")},
    }


def test_it_needs_and_leaves_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert settle().exit_code == 0
    assert bytes_below(tmp_path) == {}


def test_the_order_of_rows_in_the_file_does_not_matter(tmp_path: Path) -> None:
    whole = yaml.load((DATA / "measurements.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    whole["periods"][0]["lots"]["spend"].reverse()
    whole["periods"][0]["kpis"] = dict(reversed(whole["periods"][0]["kpis"].items()))
    assert settle_documents(tmp_path, whole).stdout == ZH


def settle_documents(folder: Path, measurements: dict[str, Any], *more: object) -> Ran:
    """Settle a measurements document under the contract of the worked month."""
    path = folder / "measurements.yaml"
    path.write_text(yaml.safe_dump(measurements, allow_unicode=True, default_style='"'), "utf-8")
    return assay("settle", DATA / "contract.yaml", "--measurements", path, *more)
