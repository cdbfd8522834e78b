"""The rate at which a month's silent leads count: that of the months before it, fixed once the month's figure is final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Silent, Status
from assay.core.acceptance.silence import history_rate, own_rate
from assay.core.contract.model import Amended
from assay.core.settlement.state import MonthRecord


def silence_rates(
    record: MonthRecord, records: Sequence[MonthRecord], amended: Amended
) -> Mapping[str, Fraction]:
    """KPI → rate of its history, or its own without any, for the KPIs on which sales kept silent.

    A rate by which a final figure was settled stays, whatever the months before it turn out to be.
    """
    sales = amended.for_month(record.month).sales
    if sales is None or sales.silent_otherwise_months is None:
        return {}
    rates = {}
    window = {record.month.plus(-back) for back in range(1, sales.silent_otherwise_months + 1)}
    for kpi_id, kpi in record.figures.kpis.items():
        if kpi.month is None or kpi.month.silent == Silent():
            continue
        rate = record.rates.get(kpi_id) if kpi.month.status is Status.FINAL else None
        if rate is None:
            rate = history_rate([item.figures.kpis.get(kpi_id) for item in records if item.month in window])
        rates[kpi_id] = own_rate(kpi.month) if rate is None else rate
    return rates
