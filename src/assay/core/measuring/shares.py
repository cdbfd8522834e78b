"""Monitors that are a share: marketing-qualified leads, replies in time, impressions delivered."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from assay.core.acceptance.measurements import Figure
from assay.core.contract.judged import Monitor
from assay.core.deadlines import Deadline, parse_deadline
from assay.core.findings import Finding
from assay.core.leads.scoring import Marketing, marketing_state
from assay.core.leads.windows import calendar_end
from assay.core.measuring.ground import Ground, Watched, unknown
from assay.core.period import Span
from assay.core.quantity import Quantity, QuantityError


def mql_share(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    """Marketing-qualified leads over credited leads."""
    contract, scoring = ground.contract, ground.contract.scoring
    if scoring is None:
        return unknown("measure.monitor_unknown.not_measured", monitor, ground)
    credited = ground.material.credited(days)
    states = [
        marketing_state(ground.material.leads[verdict.key], scoring, contract.term.zone)
        for verdict in credited
    ]
    untold = states.count(Marketing.UNKNOWN)
    if untold:
        return unknown("measure.monitor_unknown.acts", monitor, ground, records=str(untold))
    return Watched(
        Figure(
            status=ground.material.status(days),
            numerator=Fraction(states.count(Marketing.QUALIFIED)),
            denominator=Fraction(len(credited)),
        )
    )


def replied_within(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    """Credited leads with a first reply in time, over credited leads; open while the time of one is not over."""
    within = _deadline(monitor)
    if within is None:
        return unknown("measure.monitor_unknown.not_measured", monitor, ground)
    material, contract = ground.material, ground.contract
    leads = [material.leads[verdict.key].as_of(material.as_of) for verdict in material.credited(days)]
    ends = [calendar_end(lead.created_at, within, contract) for lead in leads]
    in_time = sum(
        lead.reply is not None and lead.reply.at <= end for lead, end in zip(leads, ends, strict=True)
    )
    waiting = sum(lead.reply is None and material.as_of <= end for lead, end in zip(leads, ends, strict=True))
    figure = Figure(
        status=material.status(days, open_records=waiting),
        numerator=Fraction(in_time),
        denominator=Fraction(len(leads)),
        open=Fraction(waiting),
    )
    return Watched(figure)


def _deadline(monitor: Monitor) -> Deadline | None:
    written = monitor.options.get("within", ())
    try:
        return parse_deadline(written[0]) if written else None
    except QuantityError:
        return None


def delivered_share(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    """Impressions over those contracted for the month: by days where the term cuts it, whole ones, rounded down."""
    (name,) = monitor.options.get("of", ("",))[:1]
    table = ground.contract.tables.get(name)
    row = table.at(days.last_on) if table else None
    counts = [spent.impressions for spent in ground.material.spend if spent.day in days]
    known = [count for count in counts if count is not None]
    if row is None or not isinstance(row.value, Quantity) or len(known) < len(counts):
        return unknown("measure.monitor_unknown.no_units", monitor, ground)
    share = Fraction(days.days, ground.month.days)
    figure = Figure(
        status=ground.material.status(days),
        numerator=Fraction(sum(known)),
        denominator=Fraction(floor(row.value.value * share)),
    )
    return Watched(figure)
