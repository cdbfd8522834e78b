"""Monitors: figures that pay nothing. Each is held against its limits; what was not measured is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, MonitorFigures, PeriodFigures, Status
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.formula import Expression, FormulaError, Value, evaluate, names
from assay.core.formula import format as text_of
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.money import decimal_text
from assay.core.period import Month, Span
from assay.core.quantity import Quantity


class MonitorState(StrEnum):
    """What a monitor says, the gravest first."""

    BREACH = "breach"
    ALERT = "alert"
    REVIEW = "review"
    OK = "ok"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One monitor in one period, whole or of one channel.

    Attributes:
        channel: Empty for the whole.
        value: Unrounded; None when it was not measured, on too few records, or over nothing.
        limit: The rule that its state rests on, as written; empty for none.
    """

    id: str
    metric: str
    month: Month
    span: Span
    channel: str
    value: Fraction | None
    limit: str
    state: MonitorState


def readings(
    contract: Contract, figures: PeriodFigures, span: Span, weeks: Sequence[Span]
) -> tuple[Reading, ...]:
    """All monitors of a month, by id, day and channel.

    Args:
        contract: The version in force.
        figures: Of the month.
        span: Its days in term.
        weeks: Its weeks; a monitor of every week has a reading for each, known or not.
    """
    found = []
    for monitor in contract.monitors.values():
        given = figures.monitors.get(monitor.id)
        for days, channel, figure in _figures(monitor, given, span, weeks):
            value = None if figure is None else value_of(monitor, figure)
            state, limit = _state(contract, monitor, days.last_on, value)
            found.append(
                Reading(monitor.id, monitor.metric, figures.month, days, channel, value, limit, state)
            )
    return tuple(sorted(found, key=lambda item: (item.id, item.span, item.channel)))


def _figures(
    monitor: Monitor, given: MonitorFigures | None, span: Span, weeks: Sequence[Span]
) -> Iterator[tuple[Span, str, Figure | None]]:
    if monitor.period == "week":
        told = dict(given.weeks) if given is not None else {}
        for week in weeks if monitor.every == 1 else sorted(told):
            yield week, "", told.get(week)
        return
    if given is not None or monitor.every == 1:
        yield span, "", given.month if given is not None else None
    for channel, figure in given.channels.items() if given is not None else ():
        yield span, channel, figure


def value_of(monitor: Monitor, figure: Figure) -> Fraction | None:
    """The value of a figure: as stated, else its parts divided; per thousand where the metric is a price of a thousand."""
    if figure.status is Status.MISSING:
        return None
    records = figure.n if figure.n is not None else figure.denominator
    if monitor.min_n is not None and (records is None or records < monitor.min_n):
        return None
    if figure.value is not None:
        return figure.value
    if figure.numerator is None or not figure.denominator:
        return None
    return figure.numerator / figure.denominator * _per(monitor)


def _per(monitor: Monitor) -> int:
    return 1000 if CATALOGUE[monitor.metric].unit.endswith("/1000") else 1


def _state(
    contract: Contract, monitor: Monitor, last_on: date, value: Fraction | None
) -> tuple[MonitorState, str]:
    """The gravest state of a value, with the rule it rests on; a rule that no table can decide makes it unknown."""
    unit = CATALOGUE[monitor.metric].unit.replace("money", contract.currency)
    limits = text_of(monitor.limit) if monitor.limit is not None else ""
    if value is None:
        return MonitorState.UNKNOWN, limits
    left, values = Quantity(value, unit), _table_values(contract, last_on)
    try:
        if monitor.limit is not None and not _holds(monitor.limit, values, left):
            return MonitorState.BREACH, limits
        if monitor.floor_alert is not None and _holds(monitor.floor_alert, values, left):
            return MonitorState.ALERT, text_of(monitor.floor_alert)
    except FormulaError:
        return MonitorState.UNKNOWN, limits
    if monitor.review_below is None:
        return MonitorState.OK, limits
    review = f">= {decimal_text(monitor.review_below)} {monitor.unit}".rstrip()
    state = MonitorState.REVIEW if value < monitor.review_below else MonitorState.OK
    return state, limits if limits and state is MonitorState.OK else review


def _holds(rule: Expression, values: dict[str, Value], left: Quantity) -> bool:
    return evaluate(rule, {name: values[name] for name in names(rule) if name in values}, left=left) is True


def _table_values(contract: Contract, day: date) -> dict[str, Value]:
    """Table → its value on a day, where it is a quantity."""
    rows = ((name, table.at(day)) for name, table in contract.tables.items())
    return {
        name: row.value for name, row in rows if row is not None and isinstance(row.value, Quantity)
    }
