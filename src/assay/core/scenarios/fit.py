"""Whether a contract gives a scenario anything to say: clauses, tables, rules and events that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from assay.core.acceptance.read_events import EVENT_KINDS
from assay.core.contract.judged import Duty, Effect, Kpi, LeadRule
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Trigger
from assay.core.findings import Finding, Severity
from assay.core.metrics.catalogue import CATALOGUE, COST_PER_VALID_LEAD, SALES_QUALIFIED_LEADS, Kind
from assay.core.scenarios.outside import has_scope
from assay.core.scenarios.scenario import ALL, Level, Scenario

REDELIVERED = "$redelivery"
"""The monitor that says what the first redelivery clause has to make good, where a scenario names a monitor."""


def misfits(contract: Contract, scenario: Scenario) -> Iterator[Finding]:
    """Why a scenario does not apply to a contract; nothing when it does."""
    for need in scenario.needs:
        word, _, detail = need.partition(":")
        if not _HAS[word](contract, detail):
            yield _finding(f"simulate.needs_{word}", scenario, what=detail)
    for happening in scenario.happenings:
        if happening.kind not in EVENT_KINDS:
            yield _finding("simulate.event_not_evaluated", scenario, kind=happening.kind)
    yield from _unknown(scenario, contract)


def _unknown(scenario: Scenario, contract: Contract) -> Iterator[Finding]:
    """KPIs, monitors and samples that the scenario names and the contract does not have."""
    for kpi in sorted({level.kpi for level in _levels(scenario)} - {ALL, *contract.kpis}):
        yield _finding("simulate.no_such_kpi", scenario, kpi=kpi, expected=_named(contract.kpis))
    monitors = {level.monitor for level in scenario.watched} - {ALL, REDELIVERED, *contract.monitors}
    for monitor in sorted(monitors):
        expected = _named(contract.monitors)
        yield _finding("simulate.no_such_monitor", scenario, monitor=monitor, expected=expected)
    for sample in sorted({drawn.sample for drawn in scenario.drawn} - {ALL, *contract.samples}):
        yield _finding("simulate.no_such_sample", scenario, sample=sample, expected=_named(contract.samples))


def _named(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _levels(scenario: Scenario) -> Iterator[Level]:
    yield from scenario.levels
    for happening in scenario.happenings:
        yield from happening.levels


@lru_cache
def charged_reason(contract: Contract) -> str:
    """A reason for invalid leads that a cost share charges: the first rule that it does not except."""
    excepted = {
        reason
        for clause in contract.clauses
        if clause.kind == "cost_share"
        for reason in clause.except_reasons
    }
    return next((rule.id for rule in contract.lead_rules if rule.id not in excepted), "invalid")


@lru_cache
def relieving_rule(contract: Contract) -> LeadRule | None:
    """The first rule whose invalid leads a late buyer makes valid."""
    for rule in contract.lead_rules:
        if rule.relief_duty and rule.relief_effect is Effect.DEEMED_VALID:
            return rule
    return None


def excluding_duty(contract: Contract) -> Duty | None:
    """The first duty of the buyer whose delay takes days off count targets."""
    return next((duty for duty in contract.duties.values() if duty.effect is Effect.EXCLUDE_DAYS), None)


def redelivery(contract: Contract) -> Clause | None:
    """The first clause that makes good what was not delivered, where a monitor says how much that is."""
    clauses = (clause for clause in contract.clauses if clause.kind == "redelivery")
    return next((clause for clause in clauses if clause.subject in contract.monitors), None)


def termination_trigger(contract: Contract) -> Trigger | None:
    """The first trigger on a KPI that lets the other side end the contract."""
    for trigger in contract.triggers:
        if trigger.kpi and any(right.startswith("terminat") for right in trigger.then):
            return trigger
    return None


@lru_cache
def failing_segments(contract: Contract) -> tuple[str, ...]:
    """The segment rules that a clause pays for, in order."""
    subjects = {clause.subject for clause in contract.clauses if clause.kind == "invalid_traffic"}
    return tuple(rule.id for rule in contract.segment_rules if {"segment", f"segment.{rule.id}"} & subjects)


@lru_cache
def lead_kpi(contract: Contract) -> Kpi | None:
    """The KPI that counts valid leads."""
    return next((kpi for kpi in contract.kpis.values() if CATALOGUE[kpi.metric].counts_valid_leads), None)


@lru_cache
def cost_kpi(contract: Contract) -> Kpi | None:
    """The KPI that holds the media spend against leads."""
    return next((kpi for kpi in contract.kpis.values() if kpi.metric == COST_PER_VALID_LEAD), None)


def kind_of(kpi: Kpi) -> Kind:
    """How the KPI's metric is made."""
    return CATALOGUE[kpi.metric].kind


def _finding(code: str, scenario: Scenario, **params: str) -> Finding:
    return Finding(code, scenario.place, params, Severity.INFO)


def _claws_back(contract: Contract, reason: str) -> bool:
    return any(
        clause.clawback is not None and reason in clause.clawback.reasons for clause in contract.clauses
    )


def _has_silence(contract: Contract) -> bool:
    """Whether the silence of sales means anything for a KPI."""
    sales = contract.sales
    has_rule = sales is not None and bool(sales.silent_with_evidence or sales.silent_otherwise_months)
    return has_rule and any(kpi.metric == SALES_QUALIFIED_LEADS for kpi in contract.kpis.values())


_HAS: Mapping[str, Callable[[Contract, str], bool]] = {
    "clause": lambda contract, kind: any(clause.kind == kind for clause in contract.clauses),
    "clawback": _claws_back,
    "rates": lambda contract, _: bool(contract.fx_table),
    "force_majeure": lambda contract, _: bool(contract.force_majeure and contract.force_majeure.scope),
    "duty": lambda contract, _: excluding_duty(contract) is not None,
    "relief": lambda contract, _: relieving_rule(contract) is not None,
    "segment": lambda contract, _: bool(failing_segments(contract)),
    "spend_clause": lambda contract, _: any(clause.lot == "spend" for clause in contract.clauses),
    "class_a": lambda contract, _: any(clause.subject == "click.class_A" for clause in contract.clauses),
    "scope": lambda contract, _: has_scope(contract.scope),
    "silence": lambda contract, _: _has_silence(contract),
    "grace": lambda contract, _: contract.missing.grace is not None,
    "fallback": lambda contract, _: any(kpi.fallback for kpi in contract.kpis.values()),
    "sample": lambda contract, _: bool(contract.samples),
    "monitor": lambda contract, _: bool(contract.monitors),
    "redelivery": lambda contract, _: redelivery(contract) is not None,
    "revision": lambda contract, _: contract.revision is not None,
    "replacement": lambda contract, _: any(clause.replace_within for clause in contract.clauses),
    "replace_vendor": lambda contract, _: (
        contract.force_majeure is not None and contract.force_majeure.replace_after_days is not None
    ),
    "termination_trigger": lambda contract, _: termination_trigger(contract) is not None,
    "pay_within": lambda contract, _: contract.acceptance.pay_within is not None,
    "kpi": lambda contract, metric: any(kpi.metric == metric for kpi in contract.kpis.values()),
}

NEEDS = frozenset(_HAS)
"""Words that a scenario may need, some with a detail after a colon (``clause:bonus``)."""
