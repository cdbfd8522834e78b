"""Revisions of targets: signed factors that hold from the start of a quarter or month, never back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.core.quantity import parse_ratio

_ONE = Fraction(1)


def revision_of(contract: Contract, kpi_id: str, month: Month, noted: Sequence[Event]) -> Fraction:
    """The factor in force for a KPI in a month: that of the newest signed revision that holds by then; 1 without."""
    terms = contract.revision
    if terms is None:
        return _ONE
    holding = [
        event
        for event in noted
        if event.kind == "revision"
        and event.fields["kpi"] == kpi_id
        and event.fields["signed"] == "true"
        and holds_from(event, terms.every) <= month
    ]
    newest = max(holding, key=lambda event: (event.known_at, event.id), default=None)
    return _ONE if newest is None else parse_ratio(newest.fields["factor"])


def holds_from(event: Event, every: str) -> Month:
    """The first month that a revision holds for: the start of a quarter (or month) on or after its effective day."""
    month = Month.of(event.effective_on)
    if event.effective_on > month.first_on:
        month = month.next()
    while every == "quarter" and month.month % 3 != 1:
        month = month.next()
    return month


def check_revision(event: Event, contract: Contract, month: Month) -> Iterator[Finding]:
    """A revision names a KPI, changes no more than agreed, and never reaches back before the month being settled."""
    terms = contract.revision
    if terms is None or event.fields["kpi"] not in contract.kpis:
        expected = ", ".join(sorted(contract.kpis)) if terms is not None else "revision"
        found = event.fields["kpi"] if terms is not None else event.kind
        yield Finding("contract.unknown_name", event.place, {"found": found, "expected": expected})
        return
    change = abs(parse_ratio(event.fields["factor"]) - 1)
    if change > terms.max_change:
        params = {
            "id": event.id,
            "found": event.fields["factor"],
            "max": f"{decimal_text(terms.max_change * 100)}%",
        }
        yield Finding("settlement.revision_too_great", event.place, params)
    if event.effective_on < month.first_on:
        params = {"id": event.id, "effective": str(event.effective_on), "period": str(month)}
        yield Finding("settlement.revision_back", event.place, params)
