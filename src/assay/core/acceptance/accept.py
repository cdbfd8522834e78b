"""Acceptance of every period so far: each KPI's figure judged on its own, pooled with what follows, or missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from assay.core.acceptance.adjusting import baseline_of
from assay.core.acceptance.formulas import formula_outcome
from assay.core.acceptance.measurements import Figure, KpiFigures, Status
from assay.core.acceptance.outcomes import (
    Outcome,
    State,
    judge,
    lacks_units,
    missing_outcome,
    records_behind,
    score,
    shortfall,
    waiting_outcome,
)
from assay.core.acceptance.samples import SampleVerdict, sample_outcome
from assay.core.acceptance.targets import Target, plain_target, target_of
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, Party
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.period import Month, Span
from assay.core.same import Same

_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class PeriodInput:
    """What acceptance needs of one month.

    Attributes:
        contract: The version in force.
        span: Its days in term.
        weeks: The weeks that belong to it.
        relief_days: Days on which count targets are relieved.
        kpis: Figures as they are judged, silent leads and baseline reckoned in.
        revisions: KPI → factor of the signed revision in force; absent for 1.
        samples: Sample → its verdict on the period of the month.
        in_grace: Whether what the vendor owes may still come in time.
    """

    contract: Contract
    month: Month
    span: Span
    weeks: tuple[Span, ...]
    kpis: Mapping[str, KpiFigures]
    relief_days: frozenset[date]
    revisions: Mapping[str, Fraction] = field(default_factory=dict)
    samples: Mapping[str, SampleVerdict] = field(default_factory=dict)
    in_grace: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    period: PeriodInput
    kpi: Kpi
    span: Span
    figure: Figure


def accept(periods: Sequence[PeriodInput], *, last_month: Month) -> tuple[tuple[Outcome, ...], ...]:
    """Judge all KPIs of all periods so far.

    Args:
        periods: In order of their months; pooling looks forward from each to the last one given.
        last_month: Last month of the term as grown; pools close there.

    Returns:
        For each period its outcomes, one per KPI and month or week, ordered by KPI id and day.
    """
    found: dict[Month, list[Outcome]] = {period.month: [] for period in periods}
    for kpi_id in sorted({kpi_id for period in periods for kpi_id in period.contract.kpis}):
        for outcome in _judge_all(tuple(_items(periods, kpi_id)), periods[-1].month, last_month):
            found[outcome.month].append(outcome)
    for period in periods:
        found[period.month] += list(_sampled(period))
        found[period.month] += list(_formulas(period, found[period.month]))
    return tuple(
        tuple(sorted(found[period.month], key=lambda outcome: (outcome.kpi, outcome.span)))
        for period in periods
    )


def _formulas(period: PeriodInput, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """The KPIs by formula, from the outcomes of those they name."""
    by_kpi = {outcome.kpi: outcome for outcome in outcomes}
    for kpi in period.contract.kpis.values():
        revision = period.revisions.get(kpi.id, _ONE)
        found = formula_outcome(kpi, by_kpi, period.contract.missing, revision)
        if found is not None:
            yield found


def _sampled(period: PeriodInput) -> Iterator[Outcome]:
    """The KPIs that an audit sample decides; after the term there is nothing to sample."""
    for kpi in period.contract.kpis.values():
        if kpi.sample and period.span.days:
            revision = period.revisions.get(kpi.id, _ONE)
            yield sample_outcome(kpi, period.month, period.span, period.samples[kpi.sample], revision)


def month_state(outcomes: Sequence[Outcome]) -> State:
    """One state for a KPI over its weeks.

    Open while any week is open, else missed if any is, else met; held and excluded only when nothing was judged.
    """
    states = [outcome.state for outcome in outcomes]
    for state in (State.PROVISIONAL, State.WAITING, State.DISPUTED, State.MISSED, State.MET, State.HELD):
        if state in states:
            return state
    return State.EXCLUDED


def _items(periods: Sequence[PeriodInput], kpi_id: str) -> Iterator[_Item]:
    for period in periods:
        kpi, figures = period.contract.kpis.get(kpi_id), period.kpis.get(kpi_id)
        if kpi is None or figures is None:
            continue
        if figures.month is not None:
            for span in period.weeks if kpi.period == "week" else (period.span,):
                yield _Item(period, kpi, span, figures.month)
        for span, figure in figures.weeks:
            yield _Item(period, kpi, span, figure)


def _judge_all(items: Sequence[_Item], current: Month, last_month: Month) -> Iterator[Outcome]:
    waiting: list[_Item] = []
    pool: list[_Item] = []
    for item in items:
        if waiting and item.period.month.quarter != waiting[0].period.month.quarter:
            yield from _ended(waiting, pool)
            waiting, pool = [], []
        alone = _alone(item)
        pool = [*pool, item] if waiting or alone is None else []
        if alone is not None:
            yield alone
        else:
            waiting.append(item)
        if waiting and _reached(pool):
            yield from _close(waiting, pool)
            waiting, pool = [], []
    if waiting and (_ends_quarter(waiting[0].period.month, current) or current >= last_month):
        yield from _ended(waiting, pool)
    else:
        yield from _still(waiting)


def _alone(item: _Item) -> Outcome | None:
    """The outcome of a figure that needs no other; None when it must pool."""
    period, kpi_id = item.period, item.kpi.id
    terms = _Terms(
        period.contract,
        kpi_id,
        period.month,
        item.span,
        period.relief_days,
        period.revisions.get(kpi_id, _ONE),
        period.in_grace,
    )
    return _judged(terms, Same(item.figure))


class _Terms(NamedTuple):
    """What a figure of a KPI is held against."""

    contract: Contract
    kpi_id: str
    month: Month
    span: Span
    relief_days: frozenset[date]
    revision: Fraction
    in_grace: bool


@lru_cache(maxsize=8192)
def _judged(terms: _Terms, same: Same[Figure]) -> Outcome | None:
    """The outcome of a figure, kept by the figure: it comes again with every statement, and in runs that draw it again."""
    kpi, month, span, figure = terms.contract.kpis[terms.kpi_id], terms.month, terms.span, same.of
    baseline = baseline_of(kpi, terms.contract, span)
    target = target_of(kpi, month, span, figure, terms.relief_days, terms.revision, baseline)
    fault = missing_fault(kpi, figure)
    if fault is not None:
        missing = terms.contract.missing
        if terms.in_grace and missing.effect(fault) == "deemed_missed":
            return waiting_outcome(kpi, month, span, figure, target, State.PROVISIONAL)
        return missing_outcome(kpi, month, span, target=target, fault=fault, terms=missing)
    if kpi.pool:
        metric = CATALOGUE[kpi.metric]
        small = kpi.min_n is not None and records_behind(metric, figure) < kpi.min_n
        if small or lacks_units(metric.kind, figure):
            return None
    return judge(kpi, month, span, figure, target)


def missing_fault(kpi: Kpi, figure: Figure) -> Party | None:
    """Whose fault it is that a figure is missing, None when it is there.

    A ratio without a denominator that does not pool is missing by neither side.
    """
    if figure.status is Status.MISSING:
        return figure.fault or Party.NEITHER
    if kpi.pool or figure.status is not Status.FINAL:
        return None
    return Party.NEITHER if lacks_units(CATALOGUE[kpi.metric].kind, figure) else None


def _target(item: _Item) -> Target:
    """The target of a KPI that pools: a count never does."""
    revision = item.period.revisions.get(item.kpi.id, _ONE)
    return plain_target(item.kpi, item.period.month, item.span, revision)


def _sums(pool: Sequence[_Item]) -> tuple[Fraction, Fraction]:
    numerator = denominator = _ZERO
    for item in pool:
        if item.figure.status is Status.FINAL:
            measured = score(CATALOGUE[item.kpi.metric], item.figure)
            numerator += measured.numerator or _ZERO
            denominator += measured.denominator or _ZERO
    return numerator, denominator


def _reached(pool: Sequence[_Item]) -> bool:
    needed = pool[0].kpi.min_n
    return _all_final(pool) and (needed is None or _records(pool) >= needed)


def _records(pool: Sequence[_Item]) -> Fraction:
    final = (item for item in pool if item.figure.status is Status.FINAL)
    return sum((records_behind(CATALOGUE[item.kpi.metric], item.figure) for item in final), _ZERO)


def _all_final(pool: Sequence[_Item]) -> bool:
    """Whether no member is provisional: a pool is judged on final figures."""
    return all(item.figure.status is not Status.PROVISIONAL for item in pool)


def _ended(waiting: Sequence[_Item], pool: Sequence[_Item]) -> Iterator[Outcome]:
    """A pool at the end of its quarter or of the term: judged whatever n is, once its figures are final."""
    yield from _close(waiting, pool) if _all_final(pool) else _still(waiting)


def _still(waiting: Sequence[_Item]) -> Iterator[Outcome]:
    for item in waiting:
        yield waiting_outcome(item.kpi, item.period.month, item.span, item.figure, _target(item))


def _ends_quarter(month: Month, current: Month) -> bool:
    return current.quarter > month.quarter or (current.quarter == month.quarter and current.month % 3 == 0)


def _close(waiting: Sequence[_Item], pool: Sequence[_Item]) -> Iterator[Outcome]:
    """The verdict of a pool, one outcome for each period that waited; with still no record they are met."""
    numerator, denominator = _sums(pool)
    spans = tuple(item.span for item in pool)
    for item in waiting:
        target = _target(item)
        value = numerator / denominator if denominator > 0 else None
        lost = _ZERO
        if value is not None:
            lost = shortfall(item.kpi.op, target.value, value)
        elif numerator > 0:
            lost = Fraction(1)
        outcome = waiting_outcome(item.kpi, item.period.month, item.span, item.figure, target)
        yield replace(
            outcome,
            state=State.MET if lost == 0 else State.MISSED,
            value=value,
            shortfall=lost,
            worst=lost,
            numerator=numerator,
            denominator=denominator,
            pooled=spans,
        )
