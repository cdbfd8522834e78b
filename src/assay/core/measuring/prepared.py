"""A month's facts, judged and cut to the contract's scope: what every figure of the month is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.leads.facts import LeadFacts
from assay.core.leads.scope import CampaignScope
from assay.core.leads.verdict import LeadVerdict, judge_lead, left_to
from assay.core.measuring.figures import Material
from assay.core.measuring.of_record import spend_of_record
from assay.core.measuring.reach import MonthFacts, days_of, reach_of
from assay.core.measuring.sessions import sessions_in_scope, unknown_counts, zone_findings
from assay.core.measuring.spend import Spend, unknown_costs
from assay.core.metrics.catalogue import Facts
from assay.core.period import Month, Span
from assay.core.traffic.segments import failed_lots


@dataclass(frozen=True, slots=True)
class Prepared:
    """One month, judged.

    Attributes:
        material: For figures.
        days: Days of the month in service.
        campaigns: The contract's scope beside the campaigns that the reports know.
        failed: Lot → segment rule that it failed.
        present: Facts of which the month has any row.
        findings: What is wrong with the reports.
    """

    material: Material
    month: Month
    days: Span
    campaigns: CampaignScope
    failed: Mapping[str, str]
    present: frozenset[Facts]
    findings: tuple[Finding, ...]

    @property
    def of_month(self) -> tuple[LeadVerdict, ...]:
        """Verdicts of the leads created in the month."""
        return tuple(verdict for verdict in self.material.verdicts if verdict.created_on in self.days)


def prepare(contract: Contract, month: Month, as_of: datetime, facts: MonthFacts) -> Prepared:
    """Judge the leads and keep the spend and the sessions of the contract; see ``measure_month`` for the arguments."""
    campaigns = CampaignScope(contract.scope, facts.accounts)
    traffic, traffic_findings = sessions_in_scope(facts.sessions, campaigns)
    spend, spend_findings = spend_of_record(facts.spend, contract, campaigns, reach_of(contract, month).leads)
    failed = failed_lots(traffic, contract.segment_rules)
    leads = sorted((one for one in facts.leads if one.created_at <= as_of), key=lambda one: one.sort_key)
    judged = (
        judge_lead(lead, contract, campaigns=campaigns, failed_segments=failed, as_of=as_of) for lead in leads
    )
    verdicts = tuple(left_to(verdict, facts.claimed.get(verdict.key, "")) for verdict in judged)
    by_key = {(lead.book, lead.id): lead for lead in leads}
    days = days_of(contract, month)
    unknown = unknown_counts((row for row in traffic if row.day in days), contract, month)
    costs = unknown_costs((row for row in spend if row.day in days), month)
    of_month = (row for row in facts.sessions if row.day in days)
    zones = zone_findings(of_month, contract, campaigns, facts.account_zones)
    return Prepared(
        Material(contract, as_of, by_key, verdicts, spend, traffic, facts.record_fields),
        month,
        days,
        campaigns,
        failed,
        _present(
            facts,
            spend,
            [lead for lead, it in zip(leads, verdicts, strict=True) if it.created_on in days],
            days=days,
            contract=contract,
        ),
        (*spend_findings, *costs, *traffic_findings, *unknown, *zones),
    )


def _present(
    facts: MonthFacts,
    spend: Sequence[Spend],
    of_month: Sequence[LeadFacts],
    *,
    days: Span,
    contract: Contract,
) -> frozenset[Facts]:
    """Facts of which the month has any row at all, whatever it says; ``of_month`` are its leads."""
    sessions = [row.traffic for row in facts.sessions if row.day in days]
    known_accounts = set[str]().union(*facts.accounts.values())
    rows: Mapping[Facts, bool] = {
        Facts.LEADS: bool(of_month),
        Facts.VERDICTS: any(lead.in_qualifications for lead in of_month),
        Facts.SESSIONS: bool(sessions),
        Facts.FORMS: any(row.forms_known for row in sessions),
        Facts.SPEND: any(row.day in days for row in spend),
        Facts.CAMPAIGNS: bool(known_accounts & set(contract.scope.accounts)),
    }
    return frozenset(fact for fact, found in rows.items() if found)
