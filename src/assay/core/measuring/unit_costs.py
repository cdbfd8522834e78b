"""Monitors of what a thousand impressions or a click costs, on the channel that their tables speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Status
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.formula import names
from assay.core.measuring.ground import Ground, Measure, Watched, unknown
from assay.core.measuring.spend import Spend, converted_total
from assay.core.period import Span


def cost_per(unit: Callable[[Spend], int | None]) -> Measure:
    """Spend over what the reports count, one by one: of the channel that the monitor's tables are about, and by channel."""

    def measure(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
        rows = [row for row in ground.material.spend if row.day in days]
        channel = _channel_of(monitor, ground.contract)
        of_channel = [row for row in rows if channel in ("", row.channel)]
        status = ground.material.status(days)
        figure = _unit_cost(of_channel, unit, ground.contract, status)
        if figure is None:
            return unknown("measure.monitor_unknown.no_units", monitor, ground)
        by_channel = {
            name: _unit_cost([row for row in rows if row.channel == name], unit, ground.contract, status)
            for name in sorted({row.channel for row in rows if row.channel})
        }
        return Watched(figure, {name: one for name, one in by_channel.items() if one is not None})

    return measure


def _unit_cost(
    rows: Sequence[Spend],
    unit: Callable[[Spend], int | None],
    contract: Contract,
    status: Status,
) -> Figure | None:
    """None where a report does not count the unit, or an amount has no rate."""
    counts = [unit(row) for row in rows]
    known = [count for count in counts if count is not None]
    cost, problems = converted_total(rows, contract)
    if problems or len(known) < len(counts):
        return None
    return Figure(
        status=status,
        numerator=cost,
        denominator=Fraction(sum(known)),
        n=Fraction(sum(known)),
        currency=contract.currency,
    )


def _channel_of(monitor: Monitor, contract: Contract) -> str:
    """The one channel that the tables in the monitor's limits are about; empty when they name none, or several."""
    bounds = [bound for bound in (monitor.limit, monitor.floor_alert) if bound is not None]
    tables = [contract.tables[name] for bound in bounds for name in names(bound) if name in contract.tables]
    channels = {table.about["channel"].casefold() for table in tables if "channel" in table.about}
    return channels.pop() if len(channels) == 1 else ""
