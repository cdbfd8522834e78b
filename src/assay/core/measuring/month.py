"""The figures of one month: every KPI, monitor and spend lot, and a word for every figure that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assay.core.acceptance.measurements import PeriodFigures, SpendLot
from assay.core.contract.model import Contract
from assay.core.findings import Finding, Severity
from assay.core.leads.credit import Owner
from assay.core.leads.rules import REPLY_DUTY
from assay.core.leads.verdict import FIRST_VALID, LeadVerdict, Verdict
from assay.core.leads.windows import HOURS_UNKNOWN
from assay.core.measuring.ground import Ground
from assay.core.measuring.kpis import measure_kpis
from assay.core.measuring.lots import spend_lots
from assay.core.measuring.monitors import measure_monitors
from assay.core.measuring.of_record import spend_of_record
from assay.core.measuring.prepared import Prepared, prepare
from assay.core.measuring.reach import MonthFacts, reach_of
from assay.core.measuring.spend import zone_findings
from assay.core.metrics.catalogue import Facts
from assay.core.period import Month


@dataclass(frozen=True, slots=True)
class Measured:
    """A month's figures, the verdicts of the leads created in it, and all findings, in stable order."""

    figures: PeriodFigures
    verdicts: tuple[LeadVerdict, ...]
    findings: tuple[Finding, ...]


def measure_month(contract: Contract, month: Month, as_of: datetime, facts: MonthFacts) -> Measured:
    """Judge the leads of a month, count its KPIs, watch its monitors and build its lots.

    Args:
        contract: The version in force for the month.
        month: The month.
        as_of: The moment of measuring, aware; nothing later counts.
        facts: What was gathered up to then.
    """
    of_record = facts.without(_stand_ins(contract))
    own = prepare(contract, month, as_of, of_record)

    def stand_in(source: str, absent: frozenset[Facts]) -> Prepared:
        return prepare(contract, month, as_of, facts.standing_in(of_record, source, absent))

    def ground(prepared: Prepared) -> Ground:
        return _ground(prepared, of_record)

    of_month = own.of_month
    kpis, kpi_findings = measure_kpis(own, stand_in, ground)
    monitors, monitor_findings = measure_monitors(ground(own))
    lots, lot_findings = _lots(own, of_month)
    findings = (
        *own.findings,
        *zone_findings(own.material.spend, contract, facts.account_zones),
        *lot_findings,
        *kpi_findings,
        *monitor_findings,
        *_queue_findings(of_month),
        *_relief_findings(contract),
    )
    unique: dict[tuple[object, ...], Finding] = {}
    for finding in findings:  # what a KPI finds wrong weighs more than the same beside a monitor
        unique.setdefault(finding.sort_key(), finding)
    return Measured(
        PeriodFigures(month, as_of, kpis, lots, monitors=monitors),
        of_month,
        tuple(unique[key] for key in sorted(unique)),
    )


def _stand_ins(contract: Contract) -> frozenset[str]:
    """Sources that a KPI falls back on and none is measured by: their rows wait until they are needed."""
    measured_by = {kpi.source for kpi in contract.kpis.values()}
    return frozenset(kpi.fallback for kpi in contract.kpis.values()) - measured_by - {""}


def _ground(own: Prepared, facts: MonthFacts) -> Ground:
    contract = own.material.contract
    past = reach_of(contract, own.month).past
    past_spend, _ = spend_of_record(facts.past_spend, contract, own.campaigns, past)
    return Ground(
        own.material,
        own.month,
        own.campaigns,
        facts.past_leads,
        past_spend,
        facts.last_order_on,
        own.present,
        facts.inbound,
    )


def _lots(own: Prepared, verdicts: Sequence[LeadVerdict]) -> tuple[tuple[SpendLot, ...], tuple[Finding, ...]]:
    """The spend lots; what the report counts as class A is invalid only where the contract has rules on clicks."""
    contract = own.material.contract
    traffic = tuple(row for row in own.material.traffic if row.day in own.days)
    if not contract.click_rules:
        traffic = tuple(replace(row, invalid_a=0) for row in traffic)
    return spend_lots(
        tuple(row for row in own.material.spend if row.day in own.days),
        verdicts,
        traffic,
        failed=own.failed,
        currency=contract.currency,
    )


def _queue_findings(verdicts: Sequence[LeadVerdict]) -> Iterator[Finding]:
    """Leads left to another contract, and those that wait for a person: for their owner, who is nobody's money until then, or for somebody's hours."""
    for verdict in verdicts:
        if verdict.owner is Owner.UNKNOWN:
            why = verdict.node.children[0].params
            yield Finding(
                f"leads.{verdict.credit_reason}", params=verdict.node.params | why, severity=Severity.WARNING
            )
        if verdict.credit_reason == FIRST_VALID:
            params = verdict.node.params | verdict.node.children[0].params
            yield Finding("leads.claimed_first", params=params, severity=Severity.WARNING)
        for node in verdict.node.children if verdict.verdict is Verdict.OPEN else ():
            if node.code.startswith(HOURS_UNKNOWN):
                params = verdict.node.params | node.params
                yield Finding(
                    f"leads.{node.code.removeprefix('lead.')}", params=params, severity=Severity.WARNING
                )


def _relief_findings(contract: Contract) -> Iterator[Finding]:
    """Reliefs for a duty whose lateness no lead shows: refused by name, never ignored."""
    for rule in contract.lead_rules:
        if rule.relief_duty not in ("", REPLY_DUTY):
            params = {"rule": rule.id, "found": rule.relief_duty, "expected": REPLY_DUTY}
            yield Finding("measure.duty_not_judged", rule.place, params)
