"""Monitors: measures that move no money. Each figure is held against its limits; triggers look at how they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    MonitorFigures,
    PeriodFigures,
    Reason,
    Status,
)
from assay.core.acceptance.rhythm import spans_of
from assay.core.acceptance.samples import Verdict, sample_verdict
from assay.core.acceptance.triggers import Firing
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Trigger
from assay.core.findings import Finding
from assay.core.formula import Value, evaluate, names
from assay.core.formula import format as text_of
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month, Span
from assay.core.quantity import Quantity


class Watch(StrEnum):
    """What a figure of a monitor asks for."""

    OK = "ok"
    BREACH = "breach"
    ALERT = "alert"
    REVIEW = "review"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a monitor.

    Attributes:
        month: Month that it belongs to.
        span: Days measured.
        channel: Channel it is of; empty for all together.
        value: Unrounded, in the metric's unit; None when it is not known.
        limit: The limit as written, empty for none.
        state: See :class:`Watch`.
        reason: Why the value is not known; None when it is.
        also: By other rules of attribution, of all channels together: rule and value.
    """

    id: str
    metric: str
    month: Month
    span: Span
    channel: str
    value: Fraction | None
    limit: str
    state: Watch
    reason: Reason | None = None
    also: tuple[tuple[str, Fraction | None], ...] = ()


def check_monitors(figures: PeriodFigures, contract: Contract) -> Iterator[Finding]:
    """Figures of no monitor of the contract, for days that are none of its days, or in money of another currency."""
    for name, given in figures.monitors.items():
        monitor, place = contract.monitors.get(name), given.all.place
        if monitor is None:
            expected = ", ".join(sorted(contract.monitors))
            yield Finding("contract.unknown_name", place, {"found": name, "expected": expected})
            continue
        own = spans_of(monitor, contract, figures.month)
        parts = (given.all, *given.channels.values(), *given.also.values())
        wrong = [days for part in parts for days, _ in part.weeks if days not in own]
        if wrong:
            params = {"kpi": name, "found": _written(wrong), "expected": _written(own)}
            yield Finding("measurements.weeks", place, params)
        for part in parts:
            yield from _check_part(part, monitor, contract)


def _check_part(given: KpiFigures, monitor: Monitor, contract: Contract) -> Iterator[Finding]:
    if monitor.period == "week" and given.month is not None and not _is_empty(given):
        yield Finding("measurements.not_weekly", given.place, {"kpi": monitor.id})
    for found in {figure.currency: None for figure in given.all()}:
        if found and found != contract.currency:
            params = {"found": found, "expected": contract.currency}
            yield Finding("contract.wrong_currency", given.place, params)


def _written(spans: Sequence[Span]) -> str:
    return ", ".join(f"{days.start_on}…{days.last_on}" for days in spans)


def readings(
    contract: Contract, figures: PeriodFigures, span: Span, noted: Sequence[Event] = ()
) -> tuple[Reading, ...]:
    """The readings of every monitor in a month, in order of monitor, channel and day; one not measured is unknown.

    A monitor of several weeks or months has none in a month in which no stretch of it ends.

    Args:
        contract: The version in force.
        figures: The month's figures.
        span: Its days in term.
        noted: The events known, for monitors that an audit sample stands behind.
    """
    found: list[Reading] = []
    for monitor in contract.monitors.values():
        given = figures.monitors.get(monitor.id)
        parts = {"": given.all, **given.channels} if given is not None else {}
        if given is not None and given.channels and _is_empty(given.all):
            del parts[""]
        whole = (span,) if monitor.every == 1 else spans_of(monitor, contract, figures.month)
        rows = [(channel, *row) for channel, part in parts.items() for row in _rows(part, whole)]
        if not rows:
            rows = [("", days, Figure(Status.MISSING)) for days in whole]
        for channel, days, figure in rows:
            known = _sampled(monitor, contract, figures.month, figure, noted)
            reading = _reading(contract, monitor, figures.month, days, channel, known)
            found.append(reading if channel else replace(reading, also=_also(monitor, given, days, whole)))
    return tuple(sorted(found, key=lambda item: (item.id, item.channel, item.span)))


def _is_empty(given: KpiFigures) -> bool:
    month = given.month
    return month is not None and (month.value, month.numerator, month.denominator) == (None, None, None)


def _rows(given: KpiFigures, whole: Sequence[Span]) -> Iterator[tuple[Span, Figure]]:
    if given.month is not None:
        yield from ((days, given.month) for days in whole[-1:])
    yield from given.weeks


def _also(
    monitor: Monitor, given: MonitorFigures | None, days: Span, whole: Sequence[Span]
) -> tuple[tuple[str, Fraction | None], ...]:
    """The same days by the other rules of attribution: rule and value, none where it is not known."""
    parts = {} if given is None else given.also
    return tuple(
        (rule, _value(monitor, figure)[0])
        for rule, part in sorted(parts.items())
        for span, figure in _rows(part, whole)
        if span == days
    )


def _sampled(
    monitor: Monitor, contract: Contract, month: Month, figure: Figure, noted: Sequence[Event]
) -> Figure:
    """The figure of an audit sample, where one stands behind the monitor and nobody stated another."""
    plan = contract.samples.get(monitor.sample)
    if plan is None or figure.status is not Status.MISSING:
        return figure
    drawn = sample_verdict(plan, month, noted)
    if drawn.verdict in (Verdict.PASS, Verdict.FAIL):
        return Figure(numerator=Fraction(drawn.n - drawn.errors), denominator=Fraction(drawn.n))
    reason = Reason.INCONCLUSIVE if drawn.final else Reason.NOT_DRAWN
    return replace(figure, reason=reason)


def _reading(  # a figure with all that says whose it is
    contract: Contract,
    monitor: Monitor,
    month: Month,
    span: Span,
    channel: str,
    figure: Figure,
) -> Reading:
    value, reason = _value(monitor, figure)
    limit = text_of(monitor.limit) if monitor.limit is not None else ""
    state = Watch.UNKNOWN if value is None else _watch(contract, monitor, span, value)
    return Reading(monitor.id, monitor.metric, month, span, channel, value, limit, state, reason)


def _value(monitor: Monitor, figure: Figure) -> tuple[Fraction | None, Reason | None]:
    """The value in the metric's unit, else why there is none: missing, still open, of too few records, or of none."""
    if figure.status is not Status.FINAL:
        is_open = figure.status is Status.PROVISIONAL
        return None, Reason.STILL_OPEN if is_open else figure.reason or Reason.NOT_STATED
    metric = CATALOGUE[monitor.metric]
    if monitor.min_n is not None and (figure.n or figure.denominator or Fraction(0)) < monitor.min_n:
        return None, Reason.TOO_FEW
    if metric.kind is Kind.COUNT or figure.value is not None:
        return figure.value, Reason.NOT_STATED if figure.value is None else None
    if figure.numerator is None or figure.denominator is None:
        return None, Reason.NOT_STATED
    if not figure.denominator:
        return None, Reason.NOTHING_COUNTED
    return figure.numerator / figure.denominator * metric.per, None


def _watch(contract: Contract, monitor: Monitor, span: Span, value: Fraction) -> Watch:
    """Limits name tables by the row of the period's last day; without a row there nobody can say whether they hold."""
    unit = CATALOGUE[monitor.metric].unit.replace("money", contract.currency)
    tables = _tables_on(contract, span.last_on)
    bounds = [bound for bound in (monitor.limit, monitor.floor_alert) if bound is not None]
    if any(names(bound) - tables.keys() for bound in bounds):
        return Watch.UNKNOWN
    left = Quantity(value, unit)
    if monitor.limit is not None and not evaluate(monitor.limit, tables, left=left):
        return Watch.BREACH
    if monitor.floor_alert is not None and evaluate(monitor.floor_alert, tables, left=left):
        return Watch.ALERT
    if monitor.review_below is not None and value < monitor.review_below:
        return Watch.REVIEW
    return Watch.OK


@lru_cache(maxsize=1024)
def _tables_on(contract: Contract, day: date) -> Mapping[str, Value]:
    rows = {name: table.at(day) for name, table in contract.tables.items()}
    return {
        name: row.value for name, row in rows.items() if row is not None and isinstance(row.value, Quantity)
    }


def fire_monitors(
    triggers: Mapping[Month, Trigger],
    found: Sequence[Reading],
    first: Month,
    fired: Sequence[Firing],
) -> Iterator[Firing]:
    """The firings of one trigger on a monitor that are new.

    Args:
        triggers: Month → the trigger as the contract had it then.
        found: Readings of its monitor, in order of time.
        first: First month of the term.
        fired: What it fired before and was not withdrawn.
    """
    for channel in sorted({item.channel for item in found}):
        own = [item for item in found if item.channel == channel]
        known = {item.last_on for item in fired if item.id.partition("/")[2] == channel}
        for run in _runs(triggers, own, first):
            if any(reading.span.last_on in known for _, reading in run):
                continue
            for length, (trigger, reading) in enumerate(run, start=1):
                if length >= trigger.times:
                    firing_id = f"{trigger.id}/{channel}" if channel else trigger.id
                    yield Firing(firing_id, reading.month, reading.span.last_on, trigger.then)
                    break


def _runs(
    triggers: Mapping[Month, Trigger], found: Sequence[Reading], first: Month
) -> Iterator[list[tuple[Trigger, Reading]]]:
    """Unbroken runs of readings that count; an unknown one is passed over."""
    run: list[tuple[Trigger, Reading]] = []
    last: Reading | None = None
    for reading in found:
        trigger = triggers.get(reading.month)
        adjoins = last is not None and last.span.end_on == reading.span.start_on
        before = last.value if last is not None and adjoins else None
        counts = None if trigger is None else _counts(trigger, reading, before, first)
        last = reading
        if counts and trigger is not None:
            run.append((trigger, reading))
        elif counts is False or trigger is None:
            yield run
            run = []
    yield run


def mended(trigger: Trigger, found: Sequence[Reading], first: Month, within: Span) -> Iterator[bool]:
    """Whether each reading that ends in a cure time no longer counts for the trigger; one that is unknown says nothing.

    Args:
        trigger: The trigger that fired.
        found: Readings of its monitor and channel, in order of time.
        first: First month of the term.
        within: The days of the cure.
    """
    for before, reading in zip((None, *found[:-1]), found, strict=True):
        adjoins = before is not None and before.span.end_on == reading.span.start_on
        counts = _counts(trigger, reading, before.value if before is not None and adjoins else None, first)
        if reading.span.last_on in within and counts is not None:
            yield not counts


def _counts(trigger: Trigger, reading: Reading, before: Fraction | None, first: Month) -> bool | None:
    """Whether a reading counts for a trigger; None when it cannot be told, or the trigger does not watch yet."""
    if bool(reading.channel) is not trigger.per_channel or reading.month < first.plus(trigger.after_months):
        return None
    if reading.value is None:
        return None
    if trigger.rises_by is not None:
        return None if before is None else reading.value > before * (1 + trigger.rises_by)
    return trigger.below_value is not None and reading.value < trigger.below_value
