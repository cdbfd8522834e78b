"""Whether a contract gives a scenario anything to say: clauses, tables, rules and events that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from assay.core.acceptance.read_events import EVENT_KINDS
from assay.core.contract.judged import Duty, Effect, Kpi, LeadRule
from assay.core.contract.model import Contract
from assay.core.findings import Finding, Severity
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.scenarios.scenario import ALL, Scenario


def misfits(contract: Contract, scenario: Scenario) -> Iterator[Finding]:
    """Why a scenario does not apply to a contract; nothing when it does."""
    for need in scenario.needs:
        word, _, detail = need.partition(":")
        if not _HAS[word](contract, detail):
            yield _finding(f"simulate.needs_{word}", scenario, what=detail)
    for happening in scenario.happenings:
        if happening.kind not in EVENT_KINDS:
            yield _finding("simulate.event_not_evaluated", scenario, kind=happening.kind)
    names = {ALL, *contract.kpis}
    for level in scenario.levels:
        if level.kpi not in names:
            yield _finding("simulate.no_such_kpi", scenario, kpi=level.kpi)


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
    return next((kpi for kpi in contract.kpis.values() if kind_of(kpi) is Kind.COST_PER_UNIT), None)


def kind_of(kpi: Kpi) -> Kind:
    """How the KPI's metric is made."""
    return CATALOGUE[kpi.metric].kind


def _finding(code: str, scenario: Scenario, **params: str) -> Finding:
    return Finding(code, scenario.place, params, Severity.INFO)


def _claws_back(contract: Contract, reason: str) -> bool:
    return any(
        clause.clawback is not None and reason in clause.clawback.reasons for clause in contract.clauses
    )


_HAS: Mapping[str, Callable[[Contract, str], bool]] = {
    "clause": lambda contract, kind: any(clause.kind == kind for clause in contract.clauses),
    "clawback": _claws_back,
    "rates": lambda contract, _: bool(contract.fx_table),
    "force_majeure": lambda contract, _: bool(contract.force_majeure and contract.force_majeure.scope),
    "duty": lambda contract, _: excluding_duty(contract) is not None,
    "relief": lambda contract, _: relieving_rule(contract) is not None,
    "segment": lambda contract, _: bool(failing_segments(contract)),
    "class_a": lambda contract, _: any(clause.subject == "click.class_A" for clause in contract.clauses),
    "kpi": lambda contract, metric: any(kpi.metric == metric for kpi in contract.kpis.values()),
}

NEEDS = frozenset(_HAS)
"""Words that a scenario may need, some with a detail after a colon (``clause:bonus``)."""
