"""Whether the figures of monitors fit their contract: known monitors, their weeks, their money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assay.core.acceptance.measurements import Figure, MonitorFigures, PeriodFigures
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.period import Span


def check_monitors(figures: PeriodFigures, contract: Contract, weeks: Sequence[Span]) -> Iterator[Finding]:
    """Problems of a month's monitors. A monitor without figures is none: it is unknown."""
    for given in figures.monitors.values():
        monitor = contract.monitors.get(given.id)
        if monitor is None:
            expected = ", ".join(sorted(contract.monitors)) or "–"
            yield Finding("contract.unknown_name", given.place, {"found": given.id, "expected": expected})
            continue
        yield from _check_weeks(given, monitor, figures, weeks)
        for figure in _figures_of(given):
            yield from _check_money(figure, given, monitor, contract)


def _figures_of(given: MonitorFigures) -> list[Figure]:
    whole = [given.month] if given.month is not None else []
    return [*whole, *(figure for _, figure in given.weeks), *given.channels.values()]


def _check_weeks(
    given: MonitorFigures, monitor: Monitor, figures: PeriodFigures, weeks: Sequence[Span]
) -> Iterator[Finding]:
    """A weekly monitor has weeks of the month; one of several weeks at a time has spans that end in it."""
    if monitor.period == "month":
        if given.month is None:
            yield Finding("measurements.not_monthly", given.place, {"kpi": monitor.id})
        return
    if given.month is not None:
        yield Finding("measurements.not_weekly", given.place, {"kpi": monitor.id})
    wrong = [
        span
        for span, _ in given.weeks
        if (span not in weeks if monitor.every == 1 else span.last_on not in figures.month.span)
    ]
    if wrong:
        found, expected = (", ".join(f"{week.start_on}…{week.last_on}" for week in spans) for spans in (wrong, weeks))
        params = {"kpi": monitor.id, "found": found, "expected": expected}
        yield Finding("measurements.weeks", given.place, params)


def _check_money(
    figure: Figure, given: MonitorFigures, monitor: Monitor, contract: Contract
) -> Iterator[Finding]:
    """Money is in the contract's currency, and only where the metric is a price."""
    currency = contract.currency if CATALOGUE[monitor.metric].unit.startswith("money") else ""
    if figure.currency and figure.currency != currency:
        params = {"found": figure.currency, "expected": currency or "1"}
        yield Finding("contract.wrong_currency", given.place, params)
