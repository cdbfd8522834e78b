"""Figures of monitors: measures that pay nothing. What cannot be told is missing, with the reason as a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assay.core.acceptance.measurements import Figure, KpiFigures, MonitorFigures, Status
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Party
from assay.core.findings import Finding
from assay.core.measuring.figures import Material, cost_per_valid_lead, valid_leads, visitors
from assay.core.measuring.ground import Ground, Measure, Watched, unknown
from assay.core.measuring.shares import delivered_share, mql_share, replied_within
from assay.core.measuring.unit_costs import cost_per
from assay.core.measuring.yields import roi_net, sales_cycle_median
from assay.core.metrics import catalogue
from assay.core.period import Span

LOOKING_BACK = frozenset({catalogue.ROI_NET, catalogue.SALES_CYCLE_MEDIAN})
"""Metrics that rest on the whole term so far."""


def measure_monitors(
    ground: Ground, days: Span, weeks: Sequence[Span]
) -> tuple[dict[str, MonitorFigures], tuple[Finding, ...]]:
    """Every monitor of the contract, in its order; a note for each that cannot be told."""
    found: dict[str, MonitorFigures] = {}
    notes: list[Finding] = []
    for monitor in ground.contract.monitors.values():
        weekly = monitor.period == "week" and monitor.every == 1
        made = [(span, _measured(monitor, ground, span)) for span in (weeks if weekly else (days,))]
        notes += [item for _, item in made if isinstance(item, Finding)]
        known = [(span, item if isinstance(item, Watched) else Watched(_missing())) for span, item in made]
        names = sorted({name for _, item in known for name in item.channels})
        found[monitor.id] = MonitorFigures(
            _shaped(monitor.id, [(span, item.figure) for span, item in known], weekly=weekly),
            {
                name: _shaped(
                    name,
                    [(span, item.channels[name]) for span, item in known if name in item.channels],
                    weekly=weekly,
                )
                for name in names
            },
        )
    return found, tuple(notes)


def _shaped(name: str, figures: Sequence[tuple[Span, Figure]], *, weekly: bool) -> KpiFigures:
    return KpiFigures(name, None if weekly else figures[0][1], tuple(figures) if weekly else ())


def _measured(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    measure = MEASURES.get(monitor.metric)
    if measure is None or monitor.every > 1:
        return unknown("measure.monitor_unknown.not_measured", monitor, ground)
    absent = [fact for fact in catalogue.metric(monitor.metric).facts if fact not in ground.present]
    if absent:
        return unknown("measure.monitor_unknown.no_rows", monitor, ground, facts=", ".join(absent))
    return measure(monitor, ground, days)


def _of_kpi(
    figure_of: Callable[[Material, Span], tuple[Figure, tuple[Finding, ...]]],
) -> Measure:
    """A metric that a KPI may have too; what is wrong with its data is said once, there or here."""

    def measure(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
        figure, problems = figure_of(ground.material, days)
        return problems[0] if problems else Watched(figure)

    return measure


MEASURES: Mapping[str, Measure] = {
    catalogue.VISITORS: _of_kpi(visitors),
    catalogue.VALID_LEADS: _of_kpi(valid_leads),
    catalogue.COST_PER_VALID_LEAD: _of_kpi(cost_per_valid_lead),
    catalogue.CPM: cost_per(lambda row: row.impressions),
    catalogue.CPC: cost_per(lambda row: row.clicks),
    catalogue.MQL_SHARE: mql_share,
    catalogue.REPLIED_WITHIN: replied_within,
    catalogue.DELIVERED_SHARE: delivered_share,
    catalogue.ROI_NET: roi_net,
    catalogue.SALES_CYCLE_MEDIAN: sales_cycle_median,
}


def _missing() -> Figure:
    return Figure(Status.MISSING, fault=Party.NEITHER)
