"""Figures of monitors: measures that pay nothing. What cannot be told is missing, with the reason as a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assay.core.acceptance.measurements import Figure, KpiFigures, MonitorFigures, Reason, Status
from assay.core.acceptance.rhythm import spans_of
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Party
from assay.core.findings import Finding, Severity
from assay.core.measuring.figures import FIGURES, Material
from assay.core.measuring.ground import Gap, Ground, Measure, Watched
from assay.core.measuring.shares import delivered_share, impressions, mql_share, replied_within
from assay.core.measuring.unit_costs import cost_per
from assay.core.measuring.yields import orders, roi_net, sales_cycle_median
from assay.core.metrics import catalogue
from assay.core.period import Span

LOOKING_BACK = frozenset({catalogue.ORDERS, catalogue.ROI_NET, catalogue.SALES_CYCLE_MEDIAN})
"""Metrics that rest on the whole term so far."""
SAMPLED = frozenset({catalogue.AUDITED, catalogue.AUTO_REPLY_ACCURACY})
"""Metrics that an audit sample measures: its draws come as events, and the statement reads them."""


def measure_monitors(ground: Ground) -> tuple[dict[str, MonitorFigures], tuple[Finding, ...]]:
    """Every monitor of the contract that has days in the month, in its order; a note for each that cannot be told."""
    found: dict[str, MonitorFigures] = {}
    notes: list[Finding] = []
    for monitor in ground.contract.monitors.values():
        made = [
            (span, _measured(monitor, ground, span))
            for span in spans_of(monitor, ground.contract, ground.month)
        ]
        for gap in (item for _, item in made if isinstance(item, Gap)):
            notes += [
                _note(gap, monitor, ground),
                *(replace(one, severity=Severity.INFO) for one in gap.problems),
            ]
        if made:
            known = [(span, _watched(item)) for span, item in made]
            found[monitor.id] = _figures(monitor, known)
    return found, tuple(notes)


def _figures(monitor: Monitor, known: Sequence[tuple[Span, Watched]]) -> MonitorFigures:
    """All spans of a monitor in a month: together, by channel and by other rules."""

    def parts(of: Callable[[Watched], Mapping[str, Figure]]) -> dict[str, KpiFigures]:
        names = sorted({name for _, item in known for name in of(item)})
        return {
            name: _shaped(name, [(span, of(item)[name]) for span, item in known if name in of(item)], monitor)
            for name in names
        }

    return MonitorFigures(
        _shaped(monitor.id, [(span, item.figure) for span, item in known], monitor),
        parts(lambda item: item.channels),
        parts(lambda item: item.also),
    )


def _shaped(name: str, figures: Sequence[tuple[Span, Figure]], monitor: Monitor) -> KpiFigures:
    weekly = monitor.period == "week"
    return KpiFigures(name, None if weekly else figures[0][1], tuple(figures) if weekly else ())


def _measured(monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    measure = MEASURES.get(monitor.metric)
    if measure is None:
        return _unmeasured(monitor)
    metric = catalogue.metric(monitor.metric)
    absent = [fact for fact in metric.facts if fact not in ground.present]
    if absent:
        return Gap(Reason.NO_ROWS, {"facts": ", ".join(absent)})
    return measure(monitor, ground, days)


def _unmeasured(monitor: Monitor) -> Watched | Gap:
    """What no report can tell: a sample will, or a person must state it."""
    if monitor.metric in SAMPLED and monitor.sample:
        return Watched(Figure(Status.MISSING, fault=Party.NEITHER, reason=Reason.NOT_DRAWN))
    return Gap(_ASKED.get(monitor.metric, Reason.NOT_MEASURED))


_ASKED: Mapping[str, Reason] = {
    catalogue.AUDITED: Reason.SAMPLED,
    catalogue.AUTO_REPLY_ACCURACY: Reason.SAMPLED,
    catalogue.SATISFACTION: Reason.SCORES,
}
"""Metric → what must be stated for it."""


def _watched(found: Watched | Gap) -> Watched:
    if isinstance(found, Gap):
        return Watched(Figure(Status.MISSING, fault=Party.NEITHER, reason=found.reason))
    return found


def _note(gap: Gap, monitor: Monitor, ground: Ground) -> Finding:
    """A note: nobody owes a monitor, so nothing is wrong."""
    named = {"monitor": monitor.id, "month": str(ground.month), **gap.params}
    return Finding(f"measure.monitor_unknown.{gap.reason}", monitor.place, named, Severity.INFO)


def _of_kpi(
    figure_of: Callable[[Material, Span], tuple[Figure, tuple[Finding, ...]]],
) -> Measure:
    """A metric that a KPI may have too."""

    def measure(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
        figure, problems = figure_of(ground.material, days)
        return Gap(Reason.NO_UNITS, problems=problems) if problems else Watched(figure)

    return measure


MEASURES: Mapping[str, Measure] = {
    **{name: _of_kpi(figure_of) for name, figure_of in FIGURES.items()},
    catalogue.CPM: cost_per(lambda row: row.impressions),
    catalogue.CPC: cost_per(lambda row: row.clicks),
    catalogue.MQL_SHARE: mql_share,
    catalogue.REPLIED_WITHIN: replied_within,
    catalogue.DELIVERED_SHARE: delivered_share,
    catalogue.IMPRESSIONS: impressions,
    catalogue.ORDERS: orders,
    catalogue.ROI_NET: roi_net,
    catalogue.SALES_CYCLE_MEDIAN: sales_cycle_median,
}
