"""Targets: base × season, and for a count × available days ÷ days in term, less the records that leave it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.acceptance.measurements import Event, Figure
from assay.core.contract.judged import Effect, Kpi
from assay.core.contract.model import Contract, Party
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month, Span, day_of, parse_day, parse_instant

_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Target:
    """A target and what made it.

    Attributes:
        value: Unrounded.
        base: As written.
        season: Factor of the month.
        available_days: Days in term less relief days.
        days: Days in term.
        excluded: Records taken off a count target.
        revision: Factor of the signed revision in force; 1 without.
        baseline: What was taken off the value before it was compared; 0 unless targets are incremental.
    """

    value: Fraction
    base: Fraction
    season: Fraction
    available_days: int
    days: int
    excluded: Fraction
    revision: Fraction = Fraction(1)
    baseline: Fraction = Fraction(0)


def target_of(  # noqa: PLR0913, PLR0917  # the factors of a target, each by its name
    kpi: Kpi,
    month: Month,
    span: Span,
    figure: Figure,
    relief_days: frozenset[date],
    revision: Fraction = Fraction(1),
    baseline: Fraction = Fraction(0),
) -> Target:
    """The target of a KPI for a month or a week.

    Args:
        kpi: The KPI.
        month: Month that gives the season (a week's is the month it belongs to).
        span: Days of the period in term.
        figure: For the records that a relief excludes.
        relief_days: Days on which the vendor is relieved.
        revision: Factor of the signed revision in force.
        baseline: What was taken off the value.

    Source: the contract language, section 5.
    """
    plain = plain_target(kpi, month, span, revision)
    if CATALOGUE[kpi.metric].kind is not Kind.COUNT:
        return plain
    days = span.days
    available = days - sum(day in span for day in relief_days)
    excluded = figure.relieved.exclude_record
    value = plain.value * Fraction(available, days) if days else _ZERO
    if excluded:
        value -= excluded
    return Target(value, kpi.base, plain.season, available, days, excluded, revision, baseline)


def plain_target(kpi: Kpi, month: Month, span: Span, revision: Fraction) -> Target:
    """The target before any relief, which is that of every KPI but a count."""
    season = kpi.season.get(month.month, _ONE)
    value = kpi.base * season
    if revision != 1:
        value *= revision
    return Target(value, kpi.base, season, span.days, span.days, _ZERO, revision)


def relief_days(contract: Contract, events: Iterable[Event]) -> frozenset[date]:
    """Whole days on which the vendor's count targets are relieved; a day claimed twice counts once.

    Force majeure of the vendor: its first and last day count; with a late notice the day on which the notice was
    received is the first; a party late with a duty when the event begins has none. A buyer's late duty whose relief
    is ``exclude_days``: the days of the delay.
    """
    events = tuple(events)
    terms = contract.force_majeure
    prorates = terms is not None and terms.prorate_target
    days = set(force_majeure_days(contract, events)) if prorates else set()
    for event in events:
        if event.kind == "late_duty" and event.fields["party"] == Party.BUYER:
            duty = contract.duties.get(event.fields["duty"])
            if duty is not None and duty.effect is Effect.EXCLUDE_DAYS:
                days.update(_days(event))
    return frozenset(days)


def force_majeure_days(contract: Contract, events: Iterable[Event]) -> frozenset[date]:
    """Whole days of the vendor's force majeure that relieve it; a day claimed twice counts once."""
    events = tuple(events)
    return frozenset(
        day
        for event in events
        if event.kind == "force_majeure" and event.fields["party"] == Party.VENDOR
        for day in days_of_majeure(contract, event, events)
    )


def _days(event: Event) -> tuple[date, ...]:
    return Span(parse_day(event.fields["from"]), parse_day(event.fields["to"]) + timedelta(days=1)).each_day()


def days_of_majeure(contract: Contract, event: Event, events: Iterable[Event]) -> tuple[date, ...]:
    """The days of one force majeure that relieve the vendor, from a late notice on; none when it was late itself."""
    terms = contract.force_majeure
    if terms is None or event.fields["cause"] not in terms.scope:
        return ()
    days = _days(event)
    if _already_late(event, events):
        return ()
    received_on = _notice_day(event.fields["notice"], contract.term.zone)
    deadline_on = days[0] + timedelta(hours=int(terms.notice_hours)) if days else None
    if deadline_on is not None and received_on > deadline_on:
        return tuple(day for day in days if day >= received_on)
    return days


def _already_late(event: Event, events: Iterable[Event]) -> bool:
    begins_on = parse_day(event.fields["from"])
    return any(
        other.kind == "late_duty"
        and other.fields["party"] == event.fields["party"]
        and parse_day(other.fields["from"]) <= begins_on <= parse_day(other.fields["to"])
        for other in events
    )


def _notice_day(written: str, zone: ZoneInfo) -> date:
    try:
        return parse_day(written)
    except ValueError:
        moment: datetime = parse_instant(written)
        return day_of(moment, zone)
