"""Figures of monitors at a scenario's level: so many times their limit, or worse from one period to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from assay.core.acceptance.measurements import Figure, KpiFigures, MonitorFigures
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.formula import Comparison, Expression, FormulaError, Relation, Value, evaluate
from assay.core.metrics.catalogue import CATALOGUE, COST_PER_VALID_LEAD, DELIVERED_SHARE, Kind
from assay.core.period import Month, Span
from assay.core.quantity import Quantity
from assay.core.scenarios.fit import REDELIVERED, redelivery
from assay.core.scenarios.levels import Planned, holds_in, leads_at_target, spend_of
from assay.core.scenarios.scenario import ALL, Watched
from assay.core.settlement.terms import weeks_in_term

CHANNELS = ("search", "display")
"""Channels of a monitor that a trigger watches channel by channel."""
_ONE = Fraction(1)
_THOUSAND = 1000


def monitor_figures(planned: Planned) -> dict[str, MonitorFigures]:
    """Monitor → its figures in a month; none where the scenario says nothing of monitors."""
    if not planned.scenario.watched:
        return {}
    found = {}
    for monitor in planned.contract.monitors.values():
        rows = tuple(_rows(planned, monitor))
        if rows:
            every = _figures(monitor, monitor.id, rows)
            channels = CHANNELS if _by_channel(planned.contract, monitor) else ()
            parts = {channel: _figures(monitor, channel, rows) for channel in channels}
            found[monitor.id] = MonitorFigures(every, parts)
    return found


def short_units(planned: Planned, monitor_id: str) -> Fraction:
    """Units contracted and not delivered in a month, as the monitor's figures have it."""
    given = monitor_figures(planned).get(monitor_id)
    figure = given.all.month if given is not None else None
    if figure is None or figure.denominator is None or figure.numerator is None:
        return Fraction(0)
    return figure.denominator - figure.numerator


def _figures(monitor: Monitor, name: str, rows: Sequence[tuple[Span, Figure]]) -> KpiFigures:
    if monitor.period == "month":
        return KpiFigures(name, rows[-1][1])
    return KpiFigures(name, None, tuple(rows))


def _by_channel(contract: Contract, monitor: Monitor) -> bool:
    return any(item.monitor == monitor.id and item.per_channel for item in contract.triggers)


def _rows(planned: Planned, monitor: Monitor) -> Iterator[tuple[Span, Figure]]:
    """Each period that ends in the month, with its figure."""
    for number, span in enumerate(_periods(planned, monitor)):
        if span.last_on in planned.month.span:
            value = _value(planned, monitor, span, number)
            yield span, _figure(planned, monitor, span, value)


def _periods(planned: Planned, monitor: Monitor) -> Iterator[Span]:
    """Every period of the monitor from the first of the term until the month."""
    months = [planned.month.plus(1 - number) for number in range(planned.number, 0, -1)]
    if monitor.period == "month":
        spans = [planned.span if month == planned.month else month.span for month in months]
    else:
        spans = [week for month in months for week in weeks_in_term(planned.contract, month)]
    for index in range(monitor.every - 1, len(spans), monitor.every):
        yield Span(spans[index - monitor.every + 1].start_on, spans[index].end_on)


def _value(planned: Planned, monitor: Monitor, span: Span, number: int) -> Fraction:
    """The value of a period: at its limit, times the factor, and worse by so much for each period before it."""
    level, since = _level(planned, monitor)
    base = _at_limit(planned, monitor, span)
    times = max(0, number - _periods_before(planned, monitor, since) + 1) if since else 0
    if _good_side(monitor) == "<=":
        return base / level.factor * (1 + level.worsens) ** times
    return base * level.factor * (1 - level.worsens) ** times


def _level(planned: Planned, monitor: Monitor) -> tuple[Watched, int]:
    """The level in force and the first month that it covers, 0 when it covers none."""
    clause = redelivery(planned.contract)
    own = REDELIVERED if clause is not None and clause.subject == monitor.id else monitor.id
    for name in (monitor.id, own, ALL):
        for level in planned.scenario.watched:
            if level.monitor == name and holds_in(level.months, planned.number, planned.term_months):
                covered = [number % (planned.term_months + 1) for number in level.months]
                return level, min(covered, default=1)
    return Watched(), 0


def _periods_before(planned: Planned, monitor: Monitor, number: int) -> int:
    """How many periods of the monitor end before a month of the term."""
    first = planned.month.plus(1 - planned.number)
    month = first.plus(number - 1)
    return sum(span.last_on < month.first_on for span in _periods(planned, monitor))


def _good_side(monitor: Monitor) -> str:
    limit = monitor.limit
    if isinstance(limit, Comparison):
        return "<=" if limit.relation in (Relation.AT_MOST, Relation.LESS) else ">="
    return CATALOGUE[monitor.metric].direction or ">="


def _at_limit(planned: Planned, monitor: Monitor, span: Span) -> Fraction:
    """The limit on the period's last day; else ``review_below``; else what the first month costs a lead at its target."""
    for bound in (monitor.limit, monitor.floor_alert):
        value = _bound(planned.contract, bound, span) if bound is not None else None
        if value is not None:
            return value
    if monitor.review_below is not None:
        return monitor.review_below
    start = replace(planned, month=planned.month.plus(1 - planned.number), number=1)
    if monitor.metric == COST_PER_VALID_LEAD and leads_at_target(start):
        return spend_of(start) / leads_at_target(start)
    return _ONE


def _bound(contract: Contract, bound: Expression, span: Span) -> Fraction | None:
    """The right side of a limit; None where it cannot be computed on that day."""
    if not isinstance(bound, Comparison):
        return None
    tables: dict[str, Value] = {
        name: row.value
        for name, table in contract.tables.items()
        if (row := table.at(span.last_on)) is not None and isinstance(row.value, Quantity)
    }
    try:
        value = evaluate(bound.right, tables)
    except FormulaError:
        return None
    return value.value if isinstance(value, Quantity) else None


def _figure(planned: Planned, monitor: Monitor, span: Span, value: Fraction) -> Figure:
    metric = CATALOGUE[monitor.metric]
    n = Fraction(max(planned.assumed.records, ceil(monitor.min_n or 0)))
    if metric.kind is Kind.COUNT:
        return Figure(value=Fraction(ceil(value)))
    if metric.kind in (Kind.MEAN, Kind.DURATION):
        return Figure(value=value, n=n)
    if metric.id == DELIVERED_SHARE:
        n = _contracted(planned, monitor, span) or n
        return Figure(numerator=Fraction(ceil(value * n)), denominator=n)
    if metric.kind is Kind.COST_PER_UNIT:
        per = _THOUSAND if metric.unit.endswith(f"/{_THOUSAND}") else 1
        currency = planned.contract.currency
        return Figure(numerator=value * n / per, denominator=n, currency=currency)
    return Figure(numerator=value * n, denominator=n)


def _contracted(planned: Planned, monitor: Monitor, span: Span) -> Fraction | None:
    """Units contracted for a period, from the dated table that the monitor names; a month's by its days in the period."""
    for name in monitor.options.get("of", ()):
        table = planned.contract.tables.get(name)
        row = table.at(span.last_on) if table is not None else None
        if row is not None and isinstance(row.value, Quantity):
            part = Fraction(span.days, Month.of(span.last_on).days)
            return Fraction(floor(row.value.value * part))
    return None
