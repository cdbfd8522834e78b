"""Revisions and baselines: what changes a target between two amendments, and what was there before the vendor came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.targets import Revised
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.contract.undertakings import Revision
from assay.core.findings import Finding
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month
from assay.core.quantity import parse_ratio


def revised(contract: Contract, kpi: Kpi, month: Month, noted: Sequence[Event]) -> Revised:
    """Revision and baseline of a KPI in a month."""
    return Revised(_factor(contract, kpi, month, noted), _baseline(contract, kpi))


def check_revision(event: Event, contract: Contract, month: Month) -> Iterator[Finding]:
    """What is wrong with a revision that the statement of a month sees; an unsigned one has no effect to refuse."""
    if event.fields["kpi"] not in contract.kpis:
        params = {"found": event.fields["kpi"], "expected": ", ".join(sorted(contract.kpis))}
        yield Finding("contract.unknown_name", event.place, params)
    if not _is_signed(event):
        return
    if contract.revision is None:
        yield Finding("settlement.revision_not_agreed", event.place, {"id": event.id})
        return
    change, limit = abs(_factor_of(event) - 1), contract.revision.max_change
    if event.effective_on < month.first_on:
        params = {"id": event.id, "effective": str(event.effective_on), "period": str(month)}
        yield Finding("settlement.revision_back", event.place, params)
    if change > limit:
        params = {"id": event.id, "found": event.fields["factor"], "limit": str(limit)}
        yield Finding("settlement.revision_too_great", event.place, params)


def starts_in(event: Event, terms: Revision) -> Month:
    """The first month of a revision: that of the first day of a month, or of a calendar quarter, on or after its day."""
    month = Month.of(event.effective_on)
    if month.first_on != event.effective_on:
        month = month.next()
    while terms.every == "quarter" and month.month % 3 != 1:
        month = month.next()
    return month


def _factor(contract: Contract, kpi: Kpi, month: Month, noted: Sequence[Event]) -> Fraction:
    terms = contract.revision
    if terms is None:
        return Fraction(1)
    started = [
        (starts_in(event, terms), event.known_at, event.id, _factor_of(event))
        for event in noted
        if event.kind == "revision" and event.fields["kpi"] == kpi.id and _is_signed(event)
    ]
    return max((item for item in started if item[0] <= month), default=(month, None, "", Fraction(1)))[3]


def _baseline(contract: Contract, kpi: Kpi) -> Fraction:
    """Of a whole month; 0 unless the contract counts only what lies above it."""
    terms = contract.baseline
    if terms is None or not terms.incremental or CATALOGUE[kpi.metric].kind is not Kind.COUNT:
        return Fraction(0)
    value = terms.values.get(kpi.metric)
    return Fraction(0) if value is None else value.value


def _is_signed(event: Event) -> bool:
    return event.fields["signed"] == "true"


def _factor_of(event: Event) -> Fraction:
    return parse_ratio(event.fields["factor"])
