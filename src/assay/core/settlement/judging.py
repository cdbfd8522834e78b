"""Every month so far judged on both readings of its figures: with all disputes won by the vendor, and by the buyer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assay.core.acceptance.accept import PeriodInput, accept
from assay.core.acceptance.adjusting import adjusted, silence_rates
from assay.core.acceptance.measurements import PeriodFigures
from assay.core.acceptance.outcomes import Outcome, between
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.revisions import revision_of
from assay.core.acceptance.samples import sample_verdict
from assay.core.acceptance.targets import relief_days
from assay.core.contract.model import Amended
from assay.core.period import Month, Span, day_of
from assay.core.settlement.events import grace_day
from assay.core.settlement.readings import READ, Readings, read_both
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.terms import days_in_term, last_month, weeks_in_term


@dataclass(frozen=True, slots=True)
class Judged:
    """Outcomes by month, and the readings of the figures behind them."""

    by_month: dict[Month, tuple[Outcome, ...]]
    readings: dict[Month, Readings]

    def all(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcomes in self.by_month.values() for outcome in outcomes)


def judged_months(state: State, amended: Amended, known: Judged, added: int) -> tuple[Judged, State]:
    """Judge every month so far; what is still held at the last final statement is the vendor's, and stays so.

    Args:
        state: With the month's record opened.
        amended: The versions in force.
        known: The first months, where their outcomes are known already.
        added: Months added to the term.
    """
    state = replace(state, records=tuple(_with_reliefs(state, amended)))
    records = [record for record in state.records if record.month not in known.by_month]
    last = last_month(amended.latest, added)
    told = tuple(event for event in state.noted if event.kind in READ)
    readings = {
        record.month: read_both(record.figures, amended.for_month(record.month), told) for record in records
    }
    inputs = [_input(record, amended, state, added, readings[record.month].vendor) for record in records]
    judged = accept(inputs, last_month=last)
    if any(reading.open for reading in readings.values()):
        inputs = [_input(record, amended, state, added, readings[record.month].buyer) for record in records]
        pairs = zip(judged, accept(inputs, last_month=last), strict=True)
        judged = tuple(tuple(map(between, *pair)) for pair in pairs)
    is_last = records[-1].month >= last and not any(item.state.is_open for group in judged for item in group)
    judged = tuple(
        tuple(map(_released, group)) if is_last or record.was_closed else group
        for record, group in zip(records, judged, strict=True)
    )
    by_month = dict(zip(readings, judged, strict=True))
    return Judged(known.by_month | by_month, known.readings | readings), state


def _with_reliefs(state: State, amended: Amended) -> Iterator[MonthRecord]:
    """The records, those that are open with the reliefs and rates as now known."""
    for number, record in enumerate(state.records):
        if record.closed:
            yield record
            continue
        earlier = [item.figures for item in state.records[:number]]
        contract = amended.for_month(record.month)
        yield replace(
            record,
            relief_days=_relief_days(record, amended, state),
            rates=silence_rates(record.figures, contract, earlier, record.rates),
        )


def _relief_days(record: MonthRecord, amended: Amended, state: State) -> frozenset[date]:
    """The relief days that touch the month or one of its weeks."""
    contract = amended.for_month(record.month)
    weeks = weeks_in_term(contract, record.month)
    first_on = min([record.month.first_on, *(week.start_on for week in weeks)])
    days = Span(first_on, record.month.span.end_on)
    return frozenset(day for day in relief_days(contract, state.noted) if day in days)


def _released(outcome: Outcome) -> Outcome:
    """What is held pays no more than what is certain."""
    return replace(outcome, worst=outcome.shortfall) if outcome.state is KpiState.HELD else outcome


def _input(
    record: MonthRecord, amended: Amended, state: State, added: int, figures: PeriodFigures
) -> PeriodInput:
    contract = amended.for_month(record.month)
    span = days_in_term(contract, record.month, added)
    revised = contract.kpis if contract.revision is not None else ()
    factors = {kpi_id: revision_of(contract, kpi_id, record.month, state.noted) for kpi_id in revised}
    today = day_of(state.records[-1].figures.as_of, contract.term.zone)
    grace_on = grace_day(contract, record.month, record.figures.as_of)
    return PeriodInput(
        contract=contract,
        month=record.month,
        span=span,
        weeks=weeks_in_term(contract, record.month),
        kpis=adjusted(figures.kpis, contract, span, record.rates),
        relief_days=record.relief_days,
        revisions={kpi_id: factor for kpi_id, factor in factors.items() if factor != 1},
        samples={
            plan.id: sample_verdict(plan, record.month, state.noted) for plan in contract.samples.values()
        },
        in_grace=grace_on is not None and today <= grace_on,
    )
