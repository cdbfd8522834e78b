"""Events: what a statement sees, noted in the state before anything is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.accept import missing_fault
from assay.core.acceptance.check import check_kpi, check_lots
from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    PeriodFigures,
    Status,
    leads_wait,
)
from assay.core.acceptance.revisions import check_revision
from assay.core.acceptance.samples import check_sample
from assay.core.acceptance.targets import force_majeure_days, relief_days
from assay.core.contract.model import Amended, Contract, Party
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month, day_of
from assay.core.same import Same
from assay.core.settlement.bonus import LateFinding
from assay.core.settlement.delivered import check_delivery
from assay.core.settlement.duty_reports import check_duty
from assay.core.settlement.reopening import REOPENING, reopen
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.terms import last_month, weeks_in_term

_RELIEF = ("force_majeure", "late_duty")
_RECORDED = ("final_measurement", "late_finding", "withdraw_trigger")
"""Kinds whose whole effect is in the records or firings; every other event is kept as it is."""


def note_events(state: State, amended: Amended, figures: PeriodFigures, events: Sequence[Event]) -> State:
    """The state with the month's record opened and every event noted.

    Raises:
        FindingsError: An event speaks of a period, trigger, duty or cause that is not there.
    """
    records = {record.month: record for record in state.records}
    records[figures.month] = MonthRecord(replace(figures, events=()) if figures.events else figures)
    findings: list[Finding] = []
    withdrawn = list(state.withdrawn)
    reissued = frozenset(event.fields["of_period"] for event in events if event.kind == "reissue")
    for event in events:
        if event.kind in ("final_measurement", "late_finding"):
            _note_of_period(records, event, amended, findings)
        elif event.kind == "withdraw_trigger":
            withdrawn += _withdrawals(state, event, findings)
        elif event.kind in _RELIEF:
            findings += _check_relief(event, amended.for_month(figures.month))
            findings += _too_late(event, state, amended, reissued)
        elif event.kind == "revision":
            findings += check_revision(event, amended.for_month(figures.month), figures.month)
        elif event.kind in ("delivery", "duty"):
            findings += _check_report(event, amended, state, events, records)
        elif event.kind == "sample":
            before = [*state.noted, *events[: events.index(event)]]
            findings += check_sample(event, amended.for_month(figures.month), before)
        elif event.kind in REOPENING:
            findings += reopen(records, event, amended, (*state.noted, *events))
    if findings:
        raise FindingsError(findings)
    noted = (*state.noted, *(event for event in events if event.kind not in _RECORDED))
    ordered = tuple(records[month] for month in sorted(records))
    return replace(state, records=ordered, noted=noted, withdrawn=tuple(withdrawn))


def _check_report(
    event: Event,
    amended: Amended,
    state: State,
    events: Sequence[Event],
    records: Mapping[Month, MonthRecord],
) -> Iterator[Finding]:
    """What is wrong with a report that something was done: a statement delivered, a duty met."""
    if event.kind == "delivery":
        yield from check_delivery(event, amended, state)
    else:
        month = max(records)
        yield from check_duty(event, amended.for_month(month), records, (*state.noted, *events))


def added_months(state: State, amended: Amended) -> int:
    """Months added to the term: one for each month of it, as grown so far, in which a missing figure is excluded."""
    added = 0
    for record in state.records:
        in_term = record.month <= last_month(amended.latest, added)
        added += in_term and _is_excluded(amended.for_month(record.month), Same(record.figures))
    return added


@lru_cache(maxsize=1024)
def _is_excluded(contract: Contract, figures: Same[PeriodFigures]) -> bool:
    return any(
        _effect(given.id, figure, contract) == "exclude_and_extend"
        for given in figures.of.kpis.values()
        for figure in given.all()
    )


def _effect(kpi_id: str, figure: Figure, contract: Contract) -> str:
    """What a missing figure means; empty when it is there."""
    kpi = contract.kpis.get(kpi_id)
    fault = missing_fault(kpi, figure) if kpi is not None else None
    return "" if fault is None else contract.missing.effect(fault)


def _note_of_period(
    records: dict[Month, MonthRecord], event: Event, amended: Amended, findings: list[Finding]
) -> None:
    month = Month.parse(event.fields["of_period"])
    record = records.get(month)
    if record is None:
        findings.append(
            Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
        )
    elif event.kind == "late_finding":
        records[month] = replace(record, late=(*record.late, _late(event)))
    elif record.was_closed and not _tells_lots_that_wait(event, record, amended.for_month(month)):
        findings.append(
            Finding("measurements.nothing_open", event.place, {"id": event.id, "period": str(month)})
        )
    else:
        records[month] = _with_final(record.opened(), event, amended, findings)


def _tells_lots_that_wait(event: Event, record: MonthRecord, contract: Contract) -> bool:
    """Whether an event tells lots alone, of a month that closed while leads of its lots had no verdict: earlier versions closed it so."""
    return not event.kpis and event.lots is not None and leads_wait(contract, record.figures.lots)


def _with_final(record: MonthRecord, event: Event, amended: Amended, findings: list[Finding]) -> MonthRecord:
    """The record of an open month with its final figures; what was final is changed by a late finding, a ruling or a reissue only."""
    month = record.month
    contract = amended.for_month(month)
    weeks = weeks_in_term(contract, month)
    grace_on = grace_day(contract, month, record.figures.as_of)
    in_grace = grace_on is not None and day_of(event.known_at, contract.term.zone) <= grace_on
    taken = {}
    for kpi_id, given in event.kpis.items():
        if kpi_id not in contract.kpis:
            params = {"found": kpi_id, "expected": ", ".join(sorted(contract.kpis))}
            findings.append(Finding("contract.unknown_name", event.place, params))
            continue
        findings += check_kpi(given, contract.kpis[kpi_id], contract, weeks)
        told = record.figures.kpis.get(kpi_id)
        if told is None:
            continue
        taken[kpi_id] = given if grace_on is None or in_grace else _without_missed(given, told, contract)
        final = ("exclude_and_extend",) if in_grace else ("deemed_missed", "exclude_and_extend")
        if _changes(told, taken[kpi_id], final, contract):
            params = {"id": event.id, "period": f"{month} {kpi_id}"}
            findings.append(Finding("measurements.nothing_open", event.place, params))
    figures = replace(record.figures, kpis={**record.figures.kpis, **taken})
    if event.lots is not None:
        findings += check_lots(event.lots, month, contract, event.place)
        figures = replace(figures, lots=event.lots)
    rates = {kpi_id: rate for kpi_id, rate in record.rates.items() if kpi_id not in taken}
    return replace(record, figures=figures, rates=rates)


def grace_day(contract: Contract, month: Month, as_of: datetime) -> date | None:
    """The last day on which what the vendor owes for a month may still come; None without a grace.

    It runs from the agreed day of the statement, or from the day of the statement where none is agreed.
    """
    grace, day = contract.missing.grace, contract.acceptance.statement_day
    if grace is None:
        return None
    from_on = day_of(as_of, contract.term.zone) if day is None else month.next().first_on.replace(day=day)
    return grace.last_day(from_on, contract.workdays)


def _without_missed(given: KpiFigures, told: KpiFigures, contract: Contract) -> KpiFigures:
    """Figures that come after the grace: what was missed by then stays missed, the rest is taken."""
    missed = {
        span: figure for span, figure in told.weeks if _effect(told.id, figure, contract) == "deemed_missed"
    }
    weeks = tuple((span, missed.get(span, figure)) for span, figure in given.weeks)
    is_missed = told.month is not None and _effect(told.id, told.month, contract) == "deemed_missed"
    return told if is_missed else replace(given, weeks=weeks)


def _changes(told: KpiFigures, given: KpiFigures, effects: Collection[str], contract: Contract) -> bool:
    """Whether figures would change that were final, or had one of these effects already."""
    now = dict(given.weeks)
    pairs = [(figure, now.get(span)) for span, figure in told.weeks]
    pairs += [(told.month, given.month)] if told.month is not None else []
    stand = {*effects, ""}
    return any(
        before != after
        and before.status is not Status.PROVISIONAL
        and _effect(told.id, before, contract) in stand
        for before, after in pairs
    )


def _late(event: Event) -> LateFinding:
    fields = event.fields
    qualified = Fraction(fields.get("qualified", "0"))
    return LateFinding(fields["reason"], Fraction(fields["records"]), qualified, event.known_at)


def _withdrawals(state: State, event: Event, findings: list[Finding]) -> list[tuple[str, Month]]:
    """The firing that an event names; without a period, the latest of that trigger."""
    fired = [firing for firing in state.firings if firing.id == event.fields["on"]]
    if "period" in event.fields:
        fired = [firing for firing in fired if str(firing.month) == event.fields["period"]]
    if not fired:
        findings.append(
            Finding("measurements.not_fired", event.place, {"id": event.id, "trigger": event.fields["on"]})
        )
    return [(firing.id, firing.month) for firing in fired[-1:]]


def _check_relief(event: Event, contract: Contract) -> list[Finding]:
    if event.kind == "late_duty" and event.fields["party"] == Party.BUYER:
        found, known = event.fields["duty"], set(contract.duties)
    elif event.kind == "force_majeure":
        found = event.fields["cause"]
        terms = contract.force_majeure
        known = {*terms.scope, *terms.never} if terms else set()
    else:
        return []
    if found in known:
        return []
    params = {"found": found, "expected": ", ".join(sorted(known))}
    return [Finding("contract.unknown_name", event.place, params)]


def _too_late(event: Event, state: State, amended: Amended, reissued: Collection[str]) -> Iterator[Finding]:
    """What gives or takes relief on days of a month that is closed already: it needs a reissue, and is never dropped in silence."""
    for record in state.records:
        contract = amended.for_month(record.month)
        if not record.closed or str(record.month) in reissued or _check_relief(event, contract):
            continue
        before = _days_with_effect(contract, state.noted)
        days = _days_with_effect(contract, (*state.noted, event)) ^ before
        if any(day in record.month.span for day in days):
            params = {"id": event.id, "period": str(record.month)}
            yield Finding("measurements.nothing_open", event.place, params)


def _days_with_effect(contract: Contract, events: Sequence[Event]) -> frozenset[date]:
    """Days that relieve a target, and those for which part of the fee comes back."""
    terms = contract.force_majeure
    gives_back = terms is not None and terms.part_refund
    return relief_days(contract, events) | (
        force_majeure_days(contract, events) if gives_back else frozenset()
    )
