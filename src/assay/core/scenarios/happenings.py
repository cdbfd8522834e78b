"""A scenario's own events, their days, names, amounts and figures filled in from the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.read import event_of
from assay.core.contract.document import tree_of
from assay.core.findings import Finding, has_errors
from assay.core.money import Money
from assay.core.period import Month
from assay.core.scenarios.calendar import EACH_MONTH, Calendar, is_day, is_when
from assay.core.scenarios.levels import Planned, is_measured, kpi_figures, spend_of
from assay.core.scenarios.names import STATED, name_of
from assay.core.scenarios.scenario import DoesNotApplyError, Happening
from assay.core.scenarios.terms import rates_moved
from assay.core.settlement.statement import Statement

Stated = Mapping[Month, Statement]
"""The statements of a term."""
_MONEY_MOVES = ("payment", "invoice")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where events happen.

    Attributes:
        planned: Every month with figures.
        stated: The statements, for events that name what is payable; called only then.
    """

    planned: Mapping[Month, Planned]
    calendar: Calendar
    stated: Callable[[], Stated]

    @property
    def first(self) -> Planned:
        """The first month."""
        return next(iter(self.planned.values()))


def needs_statements(happening: Happening) -> bool:
    """Whether an event says what a statement says."""
    return any(value in STATED for value in happening.fields.values())


def happen(setting: Setting, *, on_statements: bool) -> Iterator[Event]:
    """The events of the scenario that stand by themselves, or those that say what statements say.

    Raises:
        DoesNotApplyError: The contract has nothing to put for a name, or refuses the event.
    """
    for number, happening in enumerate(setting.first.scenario.happenings, start=1):
        if needs_statements(happening) is on_statements:
            months = _each(happening, setting)
            for index, item in enumerate(months, start=1):
                suffix = f"-{index}" if len(months) > 1 else ""
                yield from _event(item, setting, f"scenario-{number}{suffix}")


def _each(happening: Happening, setting: Setting) -> Sequence[Happening]:
    """The event once, or once for each month of the term with figures."""
    texts = (happening.at, happening.known, *happening.fields.values())
    if not any(isinstance(text, str) and EACH_MONTH in text for text in texts):
        return (happening,)
    numbers = range(1, min(len(setting.planned), setting.first.term_months) + 1)
    return tuple(_in_month(happening, f"month {number}") for number in numbers)


def _in_month(happening: Happening, month: str) -> Happening:
    fields = {
        key: value.replace(EACH_MONTH, month) if isinstance(value, str) else value
        for key, value in happening.fields.items()
    }
    at, known = (text.replace(EACH_MONTH, month) for text in (happening.at, happening.known))
    return replace(happening, at=at, known=known, fields=fields)


def _event(happening: Happening, setting: Setting, event_id: str) -> Iterator[Event]:
    """The event; none where money of nothing would move."""
    document = {"id": event_id, "kind": happening.kind} | _document(happening, setting)
    if happening.kind in _MONEY_MOVES and document.get("amount") == "":
        return
    event, findings = event_of(tree_of(document), happening.place.file)
    if has_errors(findings):
        raise DoesNotApplyError(replace(findings[0], place=happening.place))
    if happening.levels:
        event = _with_figures(event, happening, setting)
    yield replace(event, place=happening.place)


def _document(happening: Happening, setting: Setting) -> dict[str, object]:
    calendar = setting.calendar
    _, effective_on = calendar.when(happening.at, happening.place)
    known_on = calendar.when(happening.known, happening.place)[1] if happening.known else effective_on
    document: dict[str, object] = {
        "effective": str(effective_on),
        "known": calendar.at_nine(known_on).isoformat(),
    }
    return document | {key: _filled(value, happening, setting) for key, value in happening.fields.items()}


def _with_figures(event: Event, happening: Happening, setting: Setting) -> Event:
    """The event with the figures of its month at its own levels."""
    item = _month_of(happening, setting)
    scenario = replace(item.scenario, levels=happening.levels)
    item = replace(item, scenario=scenario, levels=happening.levels)
    spend = rates_moved(item.contract, item.scenario, spend_of(item))
    kpis = {
        kpi.id: kpi_figures(item, kpi, spend, decided=True)
        for kpi in item.contract.kpis.values()
        if is_measured(kpi)
    }
    return replace(event, kpis=kpis)


def _filled(value: object, happening: Happening, setting: Setting) -> object:
    if isinstance(value, Mapping):
        return {key: _filled(item, happening, setting) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, happening, setting) for item in value]
    if not isinstance(value, str):
        return value
    if is_when(value):
        month, day = setting.calendar.when(value, happening.place)
        return str(day) if is_day(value) else str(month)
    return _named(value, happening, setting) if value.startswith("$") else value


def _named(name: str, happening: Happening, setting: Setting) -> str:
    """The contract's own name for a placeholder; of an amount of nothing the empty text."""
    item = _month_of(happening, setting)
    if name in STATED:
        return _amount(name, setting.stated().get(item.month), item)
    found = name_of(name, item)
    if not found:
        raise DoesNotApplyError(Finding("simulate.no_such_name", happening.place, {"name": name}))
    return found


def _amount(name: str, statement: Statement | None, item: Planned) -> str:
    if statement is None:
        return ""
    invoiced = statement.tax.gross if statement.tax is not None else statement.invoice_basis.minor
    minor = statement.payable.minor if name == "$payable" else invoiced
    return str(Money(minor, item.contract.currency)) if minor > 0 else ""


def _month_of(happening: Happening, setting: Setting) -> Planned:
    """The month that an event speaks of, else the one in which it happens, else the first."""
    of_period = happening.fields.get("of_period")
    for text in (of_period, happening.at):
        if isinstance(text, str) and is_when(text):
            month, _ = setting.calendar.when(text, happening.place)
            if month in setting.planned:
                return setting.planned[month]
    return setting.first
