"""Shares of leads and replies, and impressions: how many, and of those contracted."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from assay.core.acceptance.measurements import Figure, Reason
from assay.core.contract.judged import Monitor
from assay.core.contract.model import DatedTable
from assay.core.deadlines import Deadline, parse_deadline
from assay.core.leads.scoring import Marketing, marketing_state
from assay.core.leads.windows import calendar_end
from assay.core.measuring.ground import Gap, Ground, Watched
from assay.core.measuring.peak import PEAK_HOUR, peak_hour
from assay.core.period import Span, months_of
from assay.core.quantity import Quantity, QuantityError
from assay.core.tables import INTERACTIONS


def mql_share(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Marketing-qualified leads over credited leads."""
    contract, scoring = ground.contract, ground.contract.scoring
    if scoring is None:
        return Gap(Reason.NO_SCORING)
    credited = ground.material.credited(days)
    states = [
        marketing_state(ground.material.leads[verdict.key], scoring, contract.term.zone)
        for verdict in credited
    ]
    untold = states.count(Marketing.UNKNOWN)
    if untold:
        return Gap(Reason.ACTS, {"records": str(untold)})
    return Watched(
        Figure(
            status=ground.material.status(days),
            numerator=Fraction(states.count(Marketing.QUALIFIED)),
            denominator=Fraction(len(credited)),
        )
    )


def replied_within(monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Credited leads with a first reply in time, over credited leads; open while the time of one is not over.

    Tested at the peak hour, only the leads count that were created in it, on whichever day.
    """
    within = _deadline(monitor)
    if within is None:
        return Gap(Reason.NOT_MEASURED)
    material, contract, zone = ground.material, ground.contract, ground.contract.term.zone
    leads = [material.leads[verdict.key].as_of(material.as_of) for verdict in material.credited(days)]
    if PEAK_HOUR in monitor.options.get("test", ()):
        peak = peak_hour(ground.inbound, days, zone)
        if peak is None:
            return Gap(Reason.NO_ROWS, {"facts": INTERACTIONS.name})
        leads = [lead for lead in leads if lead.created_at.astimezone(zone).hour == peak]
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


def delivered_share(monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Impressions over those contracted for the days: by days of each month, whole ones, rounded down."""
    (name,) = monitor.options.get("of", ("",))[:1]
    contracted = _contracted(ground.contract.tables.get(name), days)
    seen = _seen(ground, days)
    if contracted is None or seen is None:
        return Gap(Reason.NO_UNITS)
    figure = Figure(
        status=ground.material.status(days),
        numerator=Fraction(seen),
        denominator=Fraction(floor(contracted)),
    )
    return Watched(figure)


def impressions(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Impressions of the campaigns in scope, at the grain of record."""
    seen = _seen(ground, days)
    if seen is None:
        return Gap(Reason.NO_UNITS)
    return Watched(Figure(status=ground.material.status(days), value=Fraction(seen), n=Fraction(seen)))


def _seen(ground: Ground, days: Span) -> int | None:
    """Impressions in scope; None where a report leaves some out."""
    counts = [spent.impressions for spent in ground.material.spend if spent.day in days]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _contracted(table: DatedTable | None, days: Span) -> Fraction | None:
    """What the table's rows promise for the days; of each month the row of its last day counts."""
    total = Fraction(0)
    for month in months_of(days):
        part = days.cut(month.span)
        row = table.at(part.last_on) if table else None
        if row is None or not isinstance(row.value, Quantity):
            return None
        total += row.value.value * Fraction(part.days, month.days)
    return total
