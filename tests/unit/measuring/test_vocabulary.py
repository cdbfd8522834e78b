"""Whatever metric a contract may name is measured, or says why not: none is read and then forgotten."""

from dataclasses import replace

import pytest

from assay.core.acceptance.measurements import Figure, KpiFigures, Reason, Status
from assay.core.contract.load import load_contract
from assay.core.contract.load_watched import WATCHED
from assay.core.measuring.month import Measured, measure_month
from assay.core.metrics.catalogue import AUDITED, CATALOGUE, FORMULA_RATIO, Kind, Metric
from assay.i18n import languages, translate
from tests.unit.leads.givens import CONTRACT, at
from tests.unit.measuring.test_monitors import KNOWN, MARCH, TEXT
from tools.docs_findings import how_kpi, how_monitor

OPTIONS = {
    "replied_within": ", within: 1 h, test: peak_hour",
    "delivered_share": ", of: contracted_impressions",
}
TABLES = TEXT[: TEXT.index("monitors:")]
FACTS = replace(KNOWN, inbound={at("03-05 11:30"): 3, at("03-06 10:00"): 1})


def measured(text: str) -> Measured | None:
    """March by a contract; None when the loader refuses it."""
    contract, _ = load_contract(text, "contract.yaml")
    return None if contract is None else measure_month(contract, MARCH, at("04-05 09:00"), FACTS)


def with_monitor(metric: str) -> str:
    sample = ", sample: replies" if metric in (AUDITED, "auto_reply_accuracy") else ""
    samples = 'samples: {replies: {claim: ">= 90%", every: month, plan: {n: "60", accept: "9"}, draw: public_seed}}\n'
    return f"{TABLES}{samples}monitors: {{it: {{metric: {metric}{OPTIONS.get(metric, '')}{sample}}}}}\n"


def with_kpi(metric: Metric) -> str:
    unit = metric.unit.replace("money", "CNY")
    goal = {Kind.COUNT: f"5 {unit}", Kind.COST_PER_UNIT: f"5 {unit}"}.get(metric.kind, "50%")
    old = 'cpl: {metric: cost_per_valid_lead, source: ads, period: month, target: "<= 400 CNY/lead", weight: "0.1"}'
    assert old in CONTRACT
    new = f'it: {{metric: {metric.id}{OPTIONS.get(metric.id, "")}, source: ads, period: month, target: "{metric.direction} {goal}", weight: "0.1"}}'
    return TABLES.replace(old, new)


def first(given: KpiFigures) -> Figure:
    return given.month if given.month is not None else given.weeks[0][1]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_monitor_of_any_metric_has_a_figure_or_a_reason(name: str) -> None:
    result = measured(with_monitor(name))
    assert (result is not None) is (name in WATCHED)
    if result is None:
        assert how_monitor(CATALOGUE[name]) == "不可 / refused"
        return
    figure = first(result.figures.monitors["it"].all)
    if how_monitor(CATALOGUE[name]) == "`assay measure`":
        unknown = {"orders", "roi_net", "sales_cycle_median"}  # no order ledger was imported
        assert figure.status is not Status.MISSING or name in unknown
    else:
        assert figure.status is Status.MISSING
    assert (figure.reason is None) is (figure.status is not Status.MISSING)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_kpi_of_any_metric_has_a_figure_or_a_finding_or_is_refused(name: str) -> None:
    result = measured(with_kpi(CATALOGUE[name]))
    how = how_kpi(CATALOGUE[name])
    if result is None:
        assert how in ("不可 / refused", "`formula`", "`sample`")
        return
    figure = first(result.figures.kpis["it"])
    said = {finding.code for finding in result.findings if finding.params.get("kpi") == "it"}
    assert (figure.status is Status.MISSING) is bool(said)
    assert bool(said) is (how != "`assay measure`" or name == "orders")  # no order ledger was imported


@pytest.mark.parametrize("lang", languages())
def test_a_paid_count_of_orders_without_a_ledger_says_whose_it_is(lang: str) -> None:
    result = measured(with_kpi(CATALOGUE["orders"]))
    assert result is not None
    (finding,) = (found for found in result.findings if found.code == "measure.no_rows.orders")
    assert "2027-03" in translate(lang, finding.code, finding.params)


def test_a_formula_and_a_sample_are_made_of_other_figures() -> None:
    assert [how_kpi(CATALOGUE[name]) for name in (FORMULA_RATIO, AUDITED)] == ["`formula`", "`sample`"]


@pytest.mark.parametrize("lang", languages())
def test_every_reason_has_its_words(lang: str) -> None:
    assert all(translate(lang, f"monitor.reason.{reason}") for reason in Reason)
