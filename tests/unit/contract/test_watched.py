"""Monitors and KPIs: words that nobody could measure by are refused, and what a KPI takes stands in its text."""

import pytest

from assay.core.contract.load import load_contract
from assay.core.contract.outline.kpis import sheets
from assay.core.findings import Severity
from tests.unit.leads.givens import CONTRACT, contract

OLD = (
    'cpl: {metric: cost_per_valid_lead, source: ads, period: month, target: "<= 400 CNY/lead", weight: "0.1"}'
)


def refused(text: str) -> list[tuple[str, str]]:
    """Code and found word of what the loader refuses."""
    loaded, findings = load_contract(text, "contract.yaml")
    assert loaded is None
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return [(finding.code, finding.params.get("found", "")) for finding in errors]


@pytest.mark.parametrize(
    ("monitor", "code", "found"),
    [
        ("metric: roi_net, attribution: {rule: last_click}", "contract.unknown_word", "last_click"),
        ("metric: roi_net, attribution: {rule: linear, also: [shapley]}", "contract.unknown_word", "shapley"),
        ("metric: roi_net, attribution: {rule: linear, window: soon}", "contract.unreadable_value", "soon"),
        ("metric: roi_net, cohort: matured 3 month", "contract.unreadable_value", "matured 3 month"),
        ("metric: replied_within, within: 1 h, test: night", "contract.unknown_word", "night"),
        ("metric: replied_within, within: soon", "contract.unreadable_value", "soon"),
        ("metric: formula_ratio", "contract.unknown_metric", "formula_ratio"),
    ],
)
def test_what_nobody_could_measure_by_is_refused(monitor: str, code: str, found: str) -> None:
    assert refused(f"{CONTRACT}monitors: {{it: {{{monitor}}}}}\n") == [(code, found)]


def test_a_return_that_may_be_below_zero_is_watched_and_not_paid_by() -> None:
    kpi = 'cpl: {metric: roi_net, source: ads, period: month, target: ">= 50%", weight: "0.1"}'
    assert ("contract.metric_for_monitors", "roi_net") in refused(CONTRACT.replace(OLD, kpi))


def test_what_a_kpi_takes_stands_on_its_sheet() -> None:
    kpi = 'cpl: {metric: replied_within, within: 1 h, test: peak_hour, source: crm, period: month, target: ">= 95%", weight: "0.1"}'
    sheet = sheets(contract(CONTRACT.replace(OLD, kpi)))[-1]
    said = {
        node.params["key_word"]: node.params["values_loose"]
        for _, node in sheet.walk()
        if node.code == "plain.monitor.option"
    }
    assert said == {"option_within": "1 h", "option_test": "peak_hour"}
