"""Whether figures fit their contract: every KPI has its data, in the shape of its metric, for the right days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.measurements import Figure, KpiFigures, PeriodFigures, SpendLot, Status
from assay.core.acceptance.monitors import check_monitors
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place
from assay.core.metrics.catalogue import CATALOGUE, DELIVERED_SHARE, SALES_QUALIFIED_LEADS, Kind
from assay.core.period import Month, Span, day_of
from assay.core.same import Same

_ON_SPEND = frozenset({"cost_share", "invalid_traffic"})
"""Kinds of clauses that claim spend lots."""


def check_figures(figures: PeriodFigures, contract: Contract, weeks: Sequence[Span]) -> Iterator[Finding]:
    """Problems of one month's figures.

    Args:
        figures: The figures.
        contract: The version in force.
        weeks: Weeks that belong to the month.
    """
    for kpi in contract.kpis.values():
        given = figures.kpis.get(kpi.id)
        if given is not None:
            yield from _kpi_problems(contract, kpi.id, Same(given), Same(weeks))
        elif not _takes_none(kpi):
            yield _finding(
                "measurements.kpi_without_data", figures.place, kpi=kpi.id, period=str(figures.month)
            )
    for kpi_id in sorted(set(figures.kpis) - set(contract.kpis)):
        expected = ", ".join(sorted(contract.kpis))
        yield _finding("contract.unknown_name", figures.kpis[kpi_id].place, found=kpi_id, expected=expected)
    yield from check_monitors(figures, contract)
    yield from check_lots(figures.lots, figures.month, contract, figures.place)
    if day_of(figures.as_of, contract.term.zone) < figures.month.span.end_on:
        as_of = figures.as_of.isoformat()
        yield _finding("measurements.as_of_early", figures.place, period=str(figures.month), as_of=as_of)


def check_lots(lots: Sequence[SpendLot], month: Month, contract: Contract, place: Place) -> Iterator[Finding]:
    """Problems of a month's spend lots: one id twice, a day of another month, a segment rule nobody agreed, no cost to claim."""
    segments = {rule.id for rule in contract.segment_rules}
    times = Counter(lot.id for lot in lots)
    for name, count in times.items():
        if count > 1:
            yield _finding("measurements.lot_twice", place, lot=name)
    for lot in lots:
        if lot.failed_segment and lot.failed_segment not in segments:
            expected = ", ".join(sorted(segments))
            yield _finding("contract.unknown_name", lot.place, found=lot.failed_segment, expected=expected)
        day = lot.day
        if day is not None and lot.cost and day not in month.span:
            yield _finding("measurements.lot_of_other_month", lot.place, lot=lot.id, period=str(month))
        if lot.cost is None and _may_be_claimed(lot, contract):
            yield _finding("measurements.cost_unknown", lot.place, lot=lot.id)


def _may_be_claimed(lot: SpendLot, contract: Contract) -> bool:
    """Whether a clause may take a part of the lot: what nobody knows is then no amount, and not zero either."""
    touched = lot.leads.credited or lot.sessions.judged or lot.failed_segment
    return bool(touched) and any(clause.kind in _ON_SPEND for clause in contract.clauses)


@lru_cache(maxsize=8192)
def _kpi_problems(
    contract: Contract, kpi_id: str, given: Same[KpiFigures], weeks: Same[Sequence[Span]]
) -> tuple[Finding, ...]:
    """The problems of a KPI's figures, kept by them: runs that draw a level again have the very same ones."""
    return tuple(check_kpi(given.of, contract.kpis[kpi_id], contract, weeks.of))


def check_kpi(given: KpiFigures, kpi: Kpi, contract: Contract, weeks: Sequence[Span]) -> Iterator[Finding]:
    """Problems of one KPI's figures."""
    if _takes_none(kpi):
        yield _finding("measurements.kpi_takes_no_figure", given.place, kpi=kpi.id)
        return
    if kpi.period == "month":
        if given.month is None:
            yield _finding("measurements.not_monthly", given.place, kpi=kpi.id)
            return
        yield from _check_figure(given.month, kpi, contract, given.place)
        return
    if given.month is not None:
        if given.month.status is not Status.MISSING:
            yield _finding("measurements.not_weekly", given.place, kpi=kpi.id)
        return
    spans = [span for span, _ in given.weeks]
    if spans != list(weeks):
        expected = ", ".join(f"{week.start_on}…{week.last_on}" for week in weeks)
        found = ", ".join(f"{week.start_on}…{week.last_on}" for week in spans)
        yield _finding("measurements.weeks", given.place, kpi=kpi.id, found=found, expected=expected)
    for _, figure in given.weeks:
        yield from _check_figure(figure, kpi, contract, given.place)


def _takes_none(kpi: Kpi) -> bool:
    """Whether the figure of a KPI is made of others, or comes as an event."""
    return kpi.formula is not None or bool(kpi.sample)


def _check_figure(figure: Figure, kpi: Kpi, contract: Contract, place: Place) -> Iterator[Finding]:
    if figure.source and figure.source not in (kpi.source, kpi.fallback):
        expected = ", ".join(name for name in (kpi.source, kpi.fallback) if name)
        yield _finding("measurements.wrong_source", place, kpi=kpi.id, found=figure.source, expected=expected)
    if figure.status is Status.MISSING:
        return
    kind = CATALOGUE[kpi.metric].kind
    needed = ("value",) if kind is Kind.COUNT else ("numerator", "denominator")
    for key in needed:
        if getattr(figure, key) is None:
            yield _finding("measurements.figure_incomplete", place, kpi=kpi.id, field=key)
    currency = contract.currency if kind is Kind.COST_PER_UNIT else ""
    if figure.currency and figure.currency != currency:
        yield _finding("contract.wrong_currency", place, found=figure.currency, expected=currency or "1")
    if kind is Kind.COUNT and figure.n is not None and (counted := _counted(figure, kpi)) > figure.n:
        yield _finding("measurements.more_invalid", place, found=str(counted), of=str(figure.n))
    if figure.open and figure.status is Status.FINAL:
        yield _finding("measurements.open_but_final", place, kpi=kpi.id)
    bounded = kind is Kind.RATIO and kpi.metric != DELIVERED_SHARE
    if bounded and figure.denominator is not None and (most := _most(figure)) > figure.denominator:
        yield _finding("measurements.more_invalid", place, found=str(most), of=str(figure.denominator))


def _counted(figure: Figure, kpi: Kpi) -> Fraction:
    """The records of a count that stand in its ``n``: that of qualified leads holds the valid ones, and none deemed valid."""
    counted = (figure.value or Fraction(0)) + figure.silent_evidenced + figure.silent_other
    return counted if kpi.metric == SALES_QUALIFIED_LEADS else counted + figure.relieved.deemed_valid


def _most(figure: Figure) -> Fraction:
    """The numerator of a ratio, were all that is open or relieved to count."""
    most = figure.numerator or Fraction(0)
    for count in (figure.open, figure.relieved.deemed_valid, figure.relieved.exclude_record):
        if count:
            most += count
    return most


def _finding(code: str, place: Place, **params: str) -> Finding:
    return Finding(code, place, params)
