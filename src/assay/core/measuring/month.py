"""The figures of one month: every KPI, every spend lot, and a word for every figure that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assay.core.acceptance.measurements import Figure, KpiFigures, PeriodFigures, Status
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, Party, SourceOfRecord
from assay.core.findings import Finding, Severity
from assay.core.leads.credit import Owner
from assay.core.leads.facts import LeadFacts
from assay.core.leads.rules import REPLY_DUTY
from assay.core.leads.scope import CampaignScope
from assay.core.leads.verdict import LeadVerdict, judge_lead
from assay.core.measuring.figures import FIGURES, Material
from assay.core.measuring.ground import Ground
from assay.core.measuring.lots import spend_lots
from assay.core.measuring.monitors import LOOKING_BACK, MonitorFigures, measure_monitors
from assay.core.measuring.sessions import SessionRow, sessions_in_scope
from assay.core.measuring.spend import Spend, spend_of_record, zone_findings
from assay.core.metrics.catalogue import Facts, Metric, metric
from assay.core.period import Month, Span, day_of, weeks_of
from assay.core.traffic.segments import failed_lots

_OWNERS = {"buyer": Party.BUYER, "vendor": Party.VENDOR}


@dataclass(frozen=True, slots=True)
class Reach:
    """Days that a month's figures rest on.

    Attributes:
        days: Days of the month that are in service.
        leads: Those, and the days before them of weeks that end in the month.
        sessions: Whole months, back to the earliest lot on which a lead of ``leads`` can hang.
        past: The term's days before ``leads`` that a monitor looks back on; empty when none does.
    """

    days: Span
    leads: Span
    sessions: Span
    past: Span


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What was gathered for a month, by :class:`Reach`. Order does not matter.

    Attributes:
        leads: Facts of each lead.
        spend: Rows of every account and grain.
        sessions: Rows of every book.
        accounts: Campaign → ads accounts that ever reported it.
        record_fields: Fields of a lead's record that can be checked for completeness.
        account_zones: Ads account → its IANA zone, where the export says it.
        past_leads: Facts of the leads of :attr:`Reach.past`.
        past_spend: Rows of those days.
        last_order_on: Newest day of any order ledger; None when none was imported.
    """

    leads: Sequence[LeadFacts]
    spend: Sequence[Spend]
    sessions: Sequence[SessionRow]
    accounts: Mapping[str, frozenset[str]]
    record_fields: frozenset[str]
    account_zones: Mapping[str, str] = field(default_factory=dict)
    past_leads: Sequence[LeadFacts] = ()
    past_spend: Sequence[Spend] = ()
    last_order_on: date | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A month's figures, the verdicts of the leads created in it, all findings in stable order, and its monitors."""

    figures: PeriodFigures
    verdicts: tuple[LeadVerdict, ...]
    findings: tuple[Finding, ...]
    monitors: Mapping[str, MonitorFigures] = field(default_factory=dict)


def reach_of(contract: Contract, month: Month) -> Reach:
    """The days to gather for a month. A month after the term, added by an extension, counts whole."""
    days = _days_of(contract, month)
    starts_on = min([days.start_on, *(week.start_on for week in _weeks_of(contract, month))])
    earliest_lot_on = starts_on - timedelta(days=contract.credit.window_days)
    looks_back = any(monitor.metric in LOOKING_BACK for monitor in contract.monitors.values())
    past_from = min(contract.term.span.start_on, starts_on) if looks_back else starts_on
    return Reach(
        days,
        Span(starts_on, days.end_on),
        Span(Month.of(earliest_lot_on).first_on, days.end_on),
        Span(past_from, starts_on),
    )


def measure_month(contract: Contract, month: Month, as_of: datetime, facts: MonthFacts) -> Measured:
    """Judge the leads of a month, count its KPIs and build its lots.

    Args:
        contract: The version in force for the month.
        month: The month.
        as_of: The moment of measuring, aware; nothing later counts.
        facts: What was gathered up to then.
    """
    campaigns = CampaignScope(contract.scope, facts.accounts)
    traffic, traffic_findings = sessions_in_scope(facts.sessions, campaigns)
    spend, spend_findings = spend_of_record(facts.spend, contract, campaigns)
    failed = failed_lots(traffic, contract.segment_rules)
    leads = sorted((one for one in facts.leads if one.created_at <= as_of), key=lambda one: one.sort_key)
    verdicts = tuple(
        judge_lead(lead, contract, campaigns=campaigns, failed_segments=failed, as_of=as_of) for lead in leads
    )
    by_key = {(lead.book, lead.id): lead for lead in leads}
    material = Material(contract, as_of, by_key, verdicts, spend, traffic, facts.record_fields)
    days = reach_of(contract, month).days
    of_month = tuple(verdict for verdict in verdicts if verdict.created_on in days)
    present = _present(facts, spend, leads, days=days, contract=contract)
    kpis, kpi_findings = _kpis(material, month, days, present)
    lots, lot_findings = spend_lots(
        tuple(row for row in spend if row.day in days),
        of_month,
        tuple(row for row in traffic if row.day in days),
        failed=failed,
        currency=contract.currency,
    )
    past_spend, _ = spend_of_record(facts.past_spend, contract, campaigns)
    ground = Ground(material, month, campaigns, facts.past_leads, past_spend, facts.last_order_on, present)
    monitors, monitor_findings = measure_monitors(ground, days, _weeks_of(contract, month))
    findings = (
        *spend_findings,
        *traffic_findings,
        *zone_findings(spend, contract, facts.account_zones),
        *lot_findings,
        *kpi_findings,
        *monitor_findings,
        *_queue_findings(of_month),
        *_relief_findings(contract),
    )
    unique = {finding.sort_key(): finding for finding in findings}
    return Measured(
        PeriodFigures(month, as_of, kpis, lots),
        of_month,
        tuple(unique[key] for key in sorted(unique)),
        monitors,
    )


def _kpis(
    material: Material, month: Month, days: Span, present: frozenset[Facts]
) -> tuple[dict[str, KpiFigures], tuple[Finding, ...]]:
    kpis, findings = {}, []
    for kpi in material.contract.kpis.values():
        absent = tuple(fact for fact in _needs(metric(kpi.metric), material.contract) if fact not in present)
        spans = _weeks_of(material.contract, month) if kpi.period == "week" else (days,)
        figures = []
        for span in spans:
            if absent:
                fault = fault_for(material.contract, kpi, absent[0])
                figures.append((span, Figure(Status.MISSING, fault=fault)))
                findings.append(_missing_finding(material.contract, kpi, absent[0], month))
            else:
                figure, found = FIGURES[kpi.metric](material, span)
                figures.append((span, figure))
                findings.extend(found)
        weekly = kpi.period == "week"
        kpis[kpi.id] = KpiFigures(kpi.id, None if weekly else figures[0][1], tuple(figures) if weekly else ())
    return kpis, tuple(findings)


def _needs(measure: Metric, contract: Contract) -> tuple[Facts, ...]:
    """Facts without which a metric has no figure; leads need the ads' campaigns when the contract names accounts."""
    if contract.scope.accounts and Facts.LEADS in measure.facts:
        return (*measure.facts, Facts.CAMPAIGNS)
    return measure.facts


def _present(
    facts: MonthFacts, spend: Sequence[Spend], leads: Sequence[LeadFacts], *, days: Span, contract: Contract
) -> frozenset[Facts]:
    """Facts of which the month has any row at all, whatever it says."""
    zone = contract.term.zone
    of_month = [lead for lead in leads if day_of(lead.created_at, zone) in days]
    sessions = [row.traffic for row in facts.sessions if row.day in days]
    known_accounts = set[str]().union(*facts.accounts.values())
    rows: Mapping[Facts, bool] = {
        Facts.LEADS: bool(of_month),
        Facts.VERDICTS: any(lead.in_qualifications for lead in of_month),
        Facts.SESSIONS: bool(sessions),
        Facts.FORMS: any(row.form_starts is not None for row in sessions),
        Facts.SPEND: any(row.day in days for row in spend),
        Facts.CAMPAIGNS: bool(known_accounts & set(contract.scope.accounts)),
    }
    return frozenset(fact for fact, found in rows.items() if found)


def source_for(contract: Contract, kpi: Kpi, fact: Facts) -> SourceOfRecord | None:
    """Whose report is missing: the KPI's own source if it is of record for the fact, else the first that is."""
    wanted = Facts.SPEND.value if fact is Facts.CAMPAIGNS else fact.value
    own = contract.sources.get(kpi.source)
    if own is not None and wanted in own.of_record_for:
        return own
    others = (source for source in contract.sources.values() if wanted in source.of_record_for)
    return next(others, own)


def fault_for(contract: Contract, kpi: Kpi, fact: Facts) -> Party:
    """The party at fault: the owner of the missing report; a platform or a third party is neither."""
    source = source_for(contract, kpi, fact)
    return _OWNERS.get(source.owner, Party.NEITHER) if source else Party.NEITHER


def _missing_finding(contract: Contract, kpi: Kpi, fact: Facts, month: Month) -> Finding:
    source = source_for(contract, kpi, fact)
    params = {
        "kpi": kpi.id,
        "month": str(month),
        "source": source.id if source else "",
    }
    return Finding(f"measure.no_rows.{fact}", kpi.place, params, Severity.WARNING)


def _queue_findings(verdicts: Sequence[LeadVerdict]) -> Iterator[Finding]:
    """Leads whose owner a person must decide; they are never money until then."""
    for verdict in verdicts:
        if verdict.owner is Owner.UNKNOWN:
            why = verdict.node.children[0].params
            yield Finding(
                f"leads.{verdict.credit_reason}", params=verdict.node.params | why, severity=Severity.WARNING
            )


def _relief_findings(contract: Contract) -> Iterator[Finding]:
    """Reliefs for a duty whose lateness no lead shows: refused by name, never ignored."""
    for rule in contract.lead_rules:
        if rule.relief_duty not in ("", REPLY_DUTY):
            params = {"rule": rule.id, "found": rule.relief_duty, "expected": REPLY_DUTY}
            yield Finding("measure.duty_not_judged", rule.place, params)


def _days_of(contract: Contract, month: Month) -> Span:
    span, term = month.span, contract.term.span
    return span if span.start_on >= term.end_on else span.cut(term)


def _weeks_of(contract: Contract, month: Month) -> tuple[Span, ...]:
    term = contract.term
    span = Span(term.span.start_on, max(term.span.end_on, _days_of(contract, month).end_on))
    return weeks_of(month, term=span, week_starts=term.week_starts)
