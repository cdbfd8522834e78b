"""What a later look at an earlier month brings: late findings, and final figures for provisional ones.

A month is looked at again with every later statement, against what was told of it last (:class:`Told`). The same
news is never told twice, nor in two ways: leads lost while a count was provisional are missing from its final
figure and are no late finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    PeriodFigures,
    SpendLot,
    Status,
    leads_wait,
)
from assay.core.contract.model import Contract
from assay.core.leads.verdict import LeadVerdict, Verdict
from assay.core.measuring.month import Measured
from assay.core.metrics.catalogue import SALES_QUALIFIED_LEADS, VALID_LEADS
from assay.core.period import Month, Span, day_of


@dataclass(frozen=True, slots=True)
class Told:
    """What statements have said of a month so far: its figures and the verdicts behind them."""

    figures: PeriodFigures
    verdicts: tuple[LeadVerdict, ...]


def news(
    told: Told, now: Measured, contract: Contract, *, known_at: datetime
) -> tuple[tuple[Event, ...], Told]:
    """The events that a month's second look brings, and what will have been told once they are.

    Args:
        told: The month as last told.
        now: The month as measured now.
        contract: The version in force for that month.
        known_at: Time of the latest commit that ``now`` rests on: when the late findings became known. Final
            figures are known when they are measured. Both must lie after the ``as_of`` of the statement that told
            last, and not after that of the statement to come.

    Returns:
        Final figures first, then late findings in order of reason; and the next ``told``.
    """
    zone = contract.term.zone
    finals = final_events(told.figures, now, contract, known_at=now.figures.as_of)
    late = late_findings(
        _finally_counted(told, contract),
        now.verdicts,
        month=told.figures.month,
        known_at=known_at,
        zone=zone,
        qualified_told=not any(
            _waits(kpi) for kpi in _of_metric(told.figures, contract, SALES_QUALIFIED_LEADS)
        ),
    )
    events = (*finals, *late)
    return events, Told(as_told(told.figures, events), now.verdicts)


def late_findings(
    before: Iterable[LeadVerdict],
    now: Iterable[LeadVerdict],
    *,
    month: Month,
    known_at: datetime,
    zone: ZoneInfo,
    qualified_told: bool = True,
) -> tuple[Event, ...]:
    """Leads that had counted and are now invalid or no longer ours, as one event per reason.

    Args:
        before: Verdicts as last told: frozen with the month's statement, or with the latest one that told its news.
        now: Verdicts of the same month as known now.
        month: The month of the leads.
        known_at: Time of the commit that brought the news; at or before the ``as_of`` of the statement to come.
        zone: The contract's zone.
        qualified_told: Whether a final count of qualified leads had been told; else none had counted as qualified.

    Returns:
        Events in order of reason: the rule's id, or the reason of the credit for a lead that is no longer ours.
        ``qualified`` is how many of the records had counted as qualified.
    """
    today = {verdict.key: verdict for verdict in now}
    lost: defaultdict[str, list[LeadVerdict]] = defaultdict(list)
    for old in before:
        new = today.get(old.key)
        if new is not None and old.counts and _is_lost(new):
            lost[new.reason or new.credit_reason].append(old)
    known_on = day_of(known_at, zone)
    return tuple(
        Event(
            id=f"late-{month}-{reason}-{known_on.isoformat()}",
            kind="late_finding",
            effective_on=known_on,
            known_at=known_at,
            fields={
                "of_period": str(month),
                "reason": reason,
                "records": str(len(records)),
                "qualified": str(sum(record.counts_qualified for record in records) if qualified_told else 0),
            },
        )
        for reason, records in sorted(lost.items())
    )


def final_events(
    before: PeriodFigures, now: Measured, contract: Contract, *, known_at: datetime
) -> tuple[Event, ...]:
    """What was provisional and no longer is: of KPIs their month or weeks, and lots; none while all still wait.

    Args:
        before: The month's figures as last told (:func:`as_told`).
        now: The same month, measured now.
        contract: The version in force for that month.
        known_at: The moment of measuring; not after the ``as_of`` of the statement to come.

    Returns:
        At most one event. It carries lots when one with open leads has none any more. A lot or a week that was final, or
        still waits, stays in it as it was told.
    """
    measured = now.figures.kpis
    pairs = [(kpi, measured[name]) for name, kpi in sorted(before.kpis.items()) if name in measured]
    kpis = {told.id: _with_decided(told, found) for told, found in pairs if _is_decided(told, found)}
    open_now = {lot.id for lot in now.figures.lots if lot.leads.has_open}
    decided = [lot for lot in before.lots if lot.leads.has_open and lot.id not in open_now]
    if not kpis and not leads_wait(contract, decided):
        return ()
    known_on = day_of(known_at, contract.term.zone)
    return (
        Event(
            id=f"final-{before.month}-{known_on.isoformat()}",
            kind="final_measurement",
            effective_on=known_on,
            known_at=known_at,
            fields={"of_period": str(before.month)},
            kpis=kpis,
            lots=_lots_told(before, now.figures) if decided else None,
        ),
    )


def _lots_told(before: PeriodFigures, now: PeriodFigures) -> tuple[SpendLot, ...]:
    """The lots that are final: those told as final as they were told, the others as now; one still open stays as told."""
    told, found = ({lot.id: lot for lot in figures.lots} for figures in (before, now))
    lots = []
    for lot_id in sorted({*told, *found}):
        old, new = told.get(lot_id), found.get(lot_id)
        is_open = new is not None and new.leads.has_open
        if old is not None and (is_open or not old.leads.has_open):
            lots.append(old)
        elif new is not None and not is_open:
            lots.append(new)
    return tuple(lots)


def _is_decided(told: KpiFigures, now: KpiFigures) -> bool:
    """Whether a figure that was provisional no longer is."""
    if told.month is not None:
        return _waits(told) and not _waits(now)
    return _with_decided(told, now) != told


def _with_decided(told: KpiFigures, now: KpiFigures) -> KpiFigures:
    """The figures now; of weeks only those that were provisional and no longer are, the others as told."""
    known = dict(told.weeks)
    if told.month is not None or now.month is not None or known.keys() != dict(now.weeks).keys():
        return now
    weeks = ((span, known[span] if _stays(known[span], figure) else figure) for span, figure in now.weeks)
    return replace(told, weeks=tuple(weeks))


def _stays(told: Figure, now: Figure) -> bool:
    return told.status is not Status.PROVISIONAL or now.status is Status.PROVISIONAL


def as_told(figures: PeriodFigures, events: Iterable[Event]) -> PeriodFigures:
    """A month's figures with the final ones that events have told since, in the order in which they were known."""
    kpis: Mapping[str, KpiFigures] = figures.kpis
    lots = figures.lots
    told = (
        e for e in events if e.kind == "final_measurement" and e.fields["of_period"] == str(figures.month)
    )
    for event in sorted(told, key=lambda event: (event.known_at, event.id)):
        kpis = {**kpis, **event.kpis}
        lots = lots if event.lots is None else event.lots
    return replace(figures, kpis=kpis, lots=lots)


def _is_lost(verdict: LeadVerdict) -> bool:
    return not verdict.counts and verdict.verdict in (Verdict.INVALID, Verdict.NOT_OURS)


def _finally_counted(told: Told, contract: Contract) -> tuple[LeadVerdict, ...]:
    """The verdicts that a final count of valid leads rests on: leads lost before it are missing from it."""
    waiting: list[Span] = []
    for kpi in _of_metric(told.figures, contract, VALID_LEADS):
        if kpi.month is not None and _waits(kpi):
            return ()
        waiting += [span for span, figure in kpi.weeks if figure.status is Status.PROVISIONAL]
    return tuple(old for old in told.verdicts if not any(old.created_on in span for span in waiting))


def _of_metric(figures: PeriodFigures, contract: Contract, metric_id: str) -> tuple[KpiFigures, ...]:
    named = (contract.kpis.get(name) for name in figures.kpis)
    return tuple(figures.kpis[kpi.id] for kpi in named if kpi is not None and kpi.metric == metric_id)


def _waits(kpi: KpiFigures) -> bool:
    return any(figure.status is Status.PROVISIONAL for figure in kpi.all())
