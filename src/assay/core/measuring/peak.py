"""The busiest hour: the clock hour in which most messages came in, whoever wrote them and whoever's the lead is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.contract.model import Contract
from assay.core.period import Span, day_of

PEAK_HOUR = "peak_hour"


def asks_for_peak_hour(contract: Contract) -> bool:
    """Whether a KPI or a monitor is tested at the busiest hour."""
    options = [item.options for item in contract.monitors.values()]
    options += [item.options for item in contract.kpis.values()]
    return any(PEAK_HOUR in item.get("test", ()) for item in options)


def peak_hour(inbound: Mapping[datetime, int], days: Span, zone: ZoneInfo) -> int | None:
    """The hour 0–23 of the zone with most messages over all the days; of equals the earliest, of no message none.

    Example:
        >>> from datetime import UTC, date
        >>> at = {datetime(2027, 3, 5, 1, 59, tzinfo=UTC): 2, datetime(2027, 3, 6, 2, 0, tzinfo=UTC): 2}
        >>> peak_hour(at, Span(date(2027, 3, 1), date(2027, 4, 1)), ZoneInfo("Asia/Shanghai"))
        9
    """
    hours: Counter[int] = Counter()
    for moment, messages in inbound.items():
        if day_of(moment, zone) in days:
            hours[moment.astimezone(zone).hour] += messages
    return min(hours, key=lambda hour: (-hours[hour], hour), default=None)
