"""What is added to and taken off a count before it is judged: leads on which sales kept silent, and the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, KpiFigures, PeriodFigures, Status
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month, Span

_ZERO, _ONE = Fraction(0), Fraction(1)


def adjusted(
    kpis: Mapping[str, KpiFigures], contract: Contract, span: Span, rates: Mapping[str, Fraction]
) -> dict[str, KpiFigures]:
    """The figures of a month as they are judged.

    Args:
        kpis: As measured.
        contract: The version in force.
        span: Days of the month in term.
        rates: KPI → rate at which its silent leads without evidence count.
    """
    found = dict(kpis)
    for kpi_id, given in kpis.items():
        kpi = contract.kpis.get(kpi_id)
        if kpi is None or given.month is None or given.month.value is None:
            continue
        change = silent_leads(given.month, contract, rates.get(kpi_id, _ZERO)) - baseline_of(
            kpi, contract, span
        )
        if change:
            figure = replace(given.month, value=given.month.value + change)
            found[kpi_id] = replace(given, month=figure)
    return found


def silent_leads(figure: Figure, contract: Contract, rate: Fraction) -> Fraction:
    """What leads count on which sales kept silent: those with evidence whole, the others at a rate."""
    sales = contract.sales
    if sales is None:
        return _ZERO
    evidenced = figure.silent_evidenced if sales.silent_with_evidence == "deemed_qualified" else _ZERO
    return evidenced + rate * figure.silent_other


def silence_rates(
    figures: PeriodFigures,
    contract: Contract,
    earlier: Sequence[PeriodFigures],
    settled_by: Mapping[str, Fraction],
) -> dict[str, Fraction]:
    """KPI → rate at which a month's silent leads without evidence count.

    The rate is that of the agreed months before, as far as there are; without any, the month's own; where sales judged
    none at all, every lead counts. A rate that a final figure was settled by stays, whatever the months before become.

    Args:
        figures: Of the month, as measured.
        contract: The version in force.
        earlier: Months before, as measured, oldest first.
        settled_by: The rates of the statement before.
    """
    sales = contract.sales
    if sales is None or sales.silent_otherwise_months is None:
        return {}
    rates = {}
    for kpi_id, given in figures.kpis.items():
        figure = given.month
        if figure is None or not figure.silent_other:
            continue
        rate = settled_by.get(kpi_id) if figure.status is Status.FINAL else None
        if rate is None:
            rate = _trailing_rate(kpi_id, earlier[-sales.silent_otherwise_months :])
        rates[kpi_id] = _own_rate(figure) if rate is None else rate
    return rates


def _own_rate(figure: Figure) -> Fraction:
    judged = (figure.n or _ZERO) - figure.silent_evidenced - figure.silent_other
    return (figure.value or _ZERO) / judged if judged > 0 else _ONE


def _trailing_rate(kpi_id: str, months: Sequence[PeriodFigures]) -> Fraction | None:
    value = n = _ZERO
    for period in months:
        given = period.kpis.get(kpi_id)
        figure = given.month if given is not None else None
        if figure is not None and figure.status is Status.FINAL and figure.n:
            value, n = value + (figure.value or _ZERO), n + figure.n
    return value / n if n else None


def baseline_of(kpi: Kpi, contract: Contract, span: Span) -> Fraction:
    """What a monthly count must lie above before its target is asked for; 0 unless targets are incremental."""
    baseline = contract.baseline
    known = baseline is not None and baseline.incremental and kpi.metric in baseline.values
    if baseline is None or not known or kpi.period != "month" or not span.days:
        return _ZERO
    if CATALOGUE[kpi.metric].kind is not Kind.COUNT:
        return _ZERO
    month = Month.of(span.start_on)
    return baseline.values[kpi.metric].value * Fraction(span.days, month.days)
