"""The figure of each metric over some days. Values stand before relief; nothing is divided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Reason, Relieved, Status
from assay.core.contract.judged import Effect
from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place
from assay.core.leads.credit import Owner
from assay.core.leads.facts import LeadFacts
from assay.core.leads.verdict import LeadVerdict, Sales, Verdict
from assay.core.measuring.lots import relieved
from assay.core.measuring.spend import Spend, converted_total
from assay.core.metrics import catalogue
from assay.core.period import Span
from assay.core.traffic.segments import Traffic

REQUIRED_FIELDS = "required_fields"


@dataclass(frozen=True, slots=True)
class Material:
    """What figures are made of. May reach beyond the month, for weeks that began before it.

    Attributes:
        contract: The version in force for the month.
        as_of: The moment of measuring.
        leads: Facts of leads, by identity.
        verdicts: Their verdicts, in the order of leads.
        spend: Spend of record in scope.
        traffic: Sessions in scope.
        record_fields: Fields of a lead's record that can be checked for completeness.
    """

    contract: Contract
    as_of: datetime
    leads: Mapping[tuple[str, str], LeadFacts]
    verdicts: Sequence[LeadVerdict]
    spend: Sequence[Spend]
    traffic: Sequence[Traffic]
    record_fields: frozenset[str]

    def credited(self, days: Span) -> tuple[LeadVerdict, ...]:
        """Leads created in the days and credited to the contract, whatever their verdict."""
        return tuple(v for v in self.verdicts if v.owner is Owner.CONTRACT and v.created_on in days)

    def sessions(self, days: Span) -> tuple[Traffic, ...]:
        """Sessions in scope on the days."""
        return tuple(row for row in self.traffic if row.day in days)

    def status(self, days: Span, *, open_records: int = 0) -> Status:
        """Provisional while a window is open or the days are not over; else final."""
        ends_at = datetime.combine(days.end_on, time(), self.contract.term.zone)
        return Status.PROVISIONAL if open_records or self.as_of < ends_at else Status.FINAL


Measured = tuple[Figure, tuple[Finding, ...]]
"""A figure and what is wrong with the data behind it; one that is missing says why, and not yet whose fault it is."""


def valid_leads(material: Material, days: Span) -> Measured:
    """Valid leads among those credited; ``n`` is the credited ones."""
    credited = material.credited(days)
    undecided = _count(v.verdict is Verdict.OPEN for v in credited)
    figure = Figure(
        status=material.status(days, open_records=undecided),
        value=Fraction(_count(v.verdict is Verdict.VALID for v in credited)),
        open=Fraction(undecided),
        n=Fraction(len(credited)),
        relieved=relieved(credited),
    )
    return figure, ()


def sales_qualified_leads(material: Material, days: Span) -> Measured:
    """Valid leads that sales found qualified; ``n`` is the valid ones.

    A relieved lead that sales found qualified stands in ``relieved``. Open are the leads that count, or still may,
    and whose qualification is found or still may be, unless both are certain. A lead on which sales said nothing in
    the contract's time is not qualified; where the contract gives their silence a meaning, it stands in ``silent_other``.
    """
    credited = material.credited(days)
    undecided = _count(_may_qualify(v) for v in credited)
    qualified = [v for v in credited if v.counts_qualified]
    deemed = _count(v.relief is Effect.DEEMED_VALID for v in qualified)
    figure = Figure(
        status=material.status(days, open_records=undecided),
        value=Fraction(len(qualified) - deemed),
        open=Fraction(undecided),
        n=Fraction(_count(v.verdict is Verdict.VALID for v in credited)),
        relieved=Relieved(deemed_valid=Fraction(deemed)),
        silent_other=_silent(material.contract, credited),
    )
    return figure, ()


def record_completeness(material: Material, days: Span) -> Measured:
    """Required fields filled over required fields, of the credited leads; ``n`` is the leads.

    Which fields are required is the agreed table's row on the day of the enquiry.
    """
    findings: list[Finding] = []
    filled = asked = 0
    credited = material.credited(days)
    for verdict in credited:
        required = _required_fields(material.contract, verdict)
        if not required or not required <= material.record_fields:
            findings.append(_fields_finding(required - material.record_fields, material.record_fields))
        asked += len(required)
        filled += len(required & material.leads[verdict.key].filled)
    figure = Figure(
        status=material.status(days),
        numerator=Fraction(filled),
        denominator=Fraction(asked),
        n=Fraction(len(credited)),
    )
    return figure, tuple(_once(findings))


def cost_per_valid_lead(material: Material, days: Span) -> Measured:
    """Spend in scope, contract's currency, before platform credits, over valid leads."""
    leads, _ = valid_leads(material, days)
    cost, findings = converted_total((row for row in material.spend if row.day in days), material.contract)
    if cost is None:
        return Figure(Status.MISSING, reason=Reason.COST_UNSTATED), findings
    figure = Figure(
        status=leads.status,
        numerator=cost,
        denominator=leads.value,
        open=leads.open,
        relieved=leads.relieved,
        currency=material.contract.currency,
    )
    return figure, findings


def form_completion_rate(material: Material, days: Span) -> Measured:
    """Sessions that sent the form over sessions that began it, where the report counts both."""
    sessions = [row for row in material.sessions(days) if row.forms_known]
    figure = Figure(
        status=material.status(days),
        numerator=Fraction(sum(row.form_submits or 0 for row in sessions)),
        denominator=Fraction(sum(row.form_starts or 0 for row in sessions)),
    )
    return figure, ()


def visitors(material: Material, days: Span) -> Measured:
    """Sessions of the contract's campaigns."""
    total = Fraction(sum(row.sessions for row in material.sessions(days)))
    return Figure(status=material.status(days), value=total, n=total), ()


FIGURES: Mapping[str, Callable[[Material, Span], Measured]] = {
    catalogue.VALID_LEADS: valid_leads,
    catalogue.SALES_QUALIFIED_LEADS: sales_qualified_leads,
    catalogue.RECORD_COMPLETENESS: record_completeness,
    catalogue.COST_PER_VALID_LEAD: cost_per_valid_lead,
    catalogue.FORM_COMPLETION_RATE: form_completion_rate,
    catalogue.VISITORS: visitors,
}


def _may_qualify(verdict: LeadVerdict) -> bool:
    if verdict.verdict is Verdict.OPEN:
        return verdict.sales in (Sales.QUALIFIED, Sales.OPEN)
    return verdict.counts and verdict.sales is Sales.OPEN


def _silent(contract: Contract, credited: Iterable[LeadVerdict]) -> Fraction:
    """Valid leads on which sales said nothing and their time is over, where the contract says what that means.

    All count as without the vendor's evidence; evidence comes by event. A lead that a relief deems valid is none of
    them: ``n`` does not hold it either.
    """
    sales = contract.sales
    if (
        sales is None
        or sales.within is None
        or not (sales.silent_with_evidence or sales.silent_otherwise_months)
    ):
        return Fraction(0)
    return Fraction(_count(v.verdict is Verdict.VALID and v.sales is Sales.NONE for v in credited))


def _required_fields(contract: Contract, verdict: LeadVerdict) -> frozenset[str]:
    table = contract.tables.get(REQUIRED_FIELDS)
    row = table.at(verdict.created_on) if table else None
    return frozenset(row.value) if row is not None and isinstance(row.value, tuple) else frozenset()


def _fields_finding(unknown: frozenset[str], known: frozenset[str]) -> Finding:
    place = Place(path=f"tables.{REQUIRED_FIELDS}")
    if not unknown:
        return Finding("measure.no_required_fields", place, {"table": REQUIRED_FIELDS})
    params = {"found": ", ".join(sorted(unknown)), "expected": ", ".join(sorted(known))}
    return Finding("measure.unknown_field", place, params)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    unique = {finding.sort_key(): finding for finding in findings}
    return [unique[key] for key in sorted(unique)]


def _count(flags: Iterable[bool]) -> int:
    return sum(1 for flag in flags if flag)
