"""What a thousand impressions or a click costs, for a monitor on the channel that its tables speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Reason, Status
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.formula import names
from assay.core.measuring.ground import Gap, Ground, Measure, Watched
from assay.core.measuring.spend import Spend, converted_total
from assay.core.period import Span


def cost_per(unit: Callable[[Spend], int | None]) -> Measure:
    """Spend over what the reports count, one by one: of the channel that the monitor's tables are about, and by channel.

    A KPI names no table: it is of all channels.
    """

    def measure(monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
        rows = [row for row in ground.material.spend if row.day in days]
        channel = _channel_of(monitor, ground.contract)
        of_channel = [row for row in rows if channel in ("", row.channel)]
        status = ground.material.status(days)
        figure = _unit_cost(of_channel, unit, ground.contract, status)
        if isinstance(figure, Gap):
            return figure
        by_channel = {
            name: _unit_cost([row for row in rows if row.channel == name], unit, ground.contract, status)
            for name in sorted({row.channel for row in rows if row.channel})
        }
        return Watched(figure, {name: one for name, one in by_channel.items() if isinstance(one, Figure)})

    return measure


def _unit_cost(
    rows: Sequence[Spend],
    unit: Callable[[Spend], int | None],
    contract: Contract,
    status: Status,
) -> Figure | Gap:
    """A gap where a report does not count the unit, or an amount has no rate."""
    counts = [unit(row) for row in rows]
    known = [count for count in counts if count is not None]
    cost, problems = converted_total(rows, contract)
    if cost is None:
        return Gap(Reason.COST_UNSTATED, problems=problems)
    if problems or len(known) < len(counts):
        return Gap(Reason.NO_UNITS, problems=problems)
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
