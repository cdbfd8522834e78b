"""What a step refuses before anything is settled: figures, events and texts that do not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from assay.core.acceptance.check import check_figures
from assay.core.acceptance.measurements import Event, PeriodFigures, SpendLot
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.core.same import Same
from assay.core.settlement.judging import Judged
from assay.core.settlement.lots import check_rates
from assay.core.settlement.state import State
from assay.core.settlement.terms import last_month, weeks_in_term


def check_order(opening: State, periods: Sequence[PeriodFigures], events: Sequence[Event]) -> None:
    """Months follow each other, statements are drawn later and later, and no event is told twice."""
    findings = []
    month = opening.records[-1].month if opening.records else None
    as_of = opening.as_of
    for period in periods:
        if month is not None and period.month != month.next():
            params = {"found": str(period.month), "expected": str(month.next())}
            findings.append(Finding("measurements.period_order", period.place, params))
        if as_of is not None and period.as_of <= as_of:
            params = {"found": period.as_of.isoformat(), "before": as_of.isoformat()}
            findings.append(Finding("measurements.as_of_order", period.place, params))
        month, as_of = period.month, period.as_of
    times = Counter(event.id for event in events)
    findings += [
        Finding("measurements.event_twice", item.place, {"id": item.id})
        for item in events
        if times[item.id] > 1
    ]
    if findings:
        raise FindingsError(findings)


def check_text(opening: State, amended: Amended) -> None:
    """The opening state must stand on this very text: settled months are never judged by another."""
    if opening.records and opening.contract_digest != amended.digest_for(opening.records[-1].month):
        raise FindingsError(
            [Finding("settlement.state_of_other_text", params={"contract": opening.contract_id})]
        )


def check_month(
    state: State, amended: Amended, contract: Contract, figures: PeriodFigures, added: int
) -> list[Finding]:
    """What is wrong with the figures of a month, and with the rates of every month so far; ``added`` months are in the term."""
    findings = []
    if figures.month < Month.of(contract.term.span.start_on):
        params = {"period": str(figures.month), "start": str(contract.term.span.start_on)}
        findings.append(Finding("measurements.before_term", figures.place, params))
    elif figures.month <= last_month(contract, added):
        findings += check_figures(figures, contract, weeks_in_term(contract, figures.month))
    elif figures.kpis or figures.lots:
        params = {"period": str(figures.month), "end": str(last_month(contract, added))}
        findings.append(Finding("measurements.after_term", figures.place, params))
    for record in state.records:
        findings += _rate_problems(amended.for_month(record.month), Same(record.figures.lots))
    return findings


@lru_cache(maxsize=1024)
def _rate_problems(contract: Contract, lots: Same[tuple[SpendLot, ...]]) -> tuple[Finding, ...]:
    """The lots of a month that no rate can convert, kept by the lots: each later statement looks at them again."""
    return tuple(check_rates(contract, lots.of))


def check_acceptance(
    state: State, amended: Amended, judged: Judged, events: Sequence[Event], added: int
) -> None:
    """Final acceptance comes with or after the last final statement and waits for disputes, where the contract says so."""
    month = state.records[-1].month
    contract = amended.for_month(month)
    ended = month >= last_month(contract, added)
    unmet = []
    if contract.final_after_last and (not ended or any(item.is_undecided for item in judged.all())):
        unmet.append("last final statement")
    if "no_open_dispute" in contract.needs_for_final and any(item.open for item in judged.readings.values()):
        unmet.append("no_open_dispute")
    findings = [
        Finding("settlement.acceptance_needs", event.place, {"need": need})
        for event in events
        if event.kind == "final_acceptance"
        for need in unmet
    ]
    if findings:
        raise FindingsError(findings)
