"""The months of a whole term under a scenario, as a measurements file would state them, and the months of its tail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from assay.core.acceptance.measurements import Event, PeriodFigures, Status
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Amended, Contract
from assay.core.period import Month
from assay.core.scenarios.calendar import Calendar, calendar_of
from assay.core.scenarios.draws import draws
from assay.core.scenarios.fit import misfits
from assay.core.scenarios.happenings import Setting, Stated, happen, needs_statements
from assay.core.scenarios.levels import Planned, holds_in, is_measured, kpi_figures, spend_of
from assay.core.scenarios.scenario import Assumed, DoesNotApplyError, Scenario, Traffic
from assay.core.scenarios.spend import lots_of
from assay.core.scenarios.terms import rates_moved
from assay.core.scenarios.watching import monitor_figures
from assay.core.settlement.ending import ended
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State

AS_PLANNED = Traffic()
DECIDED_AFTER = timedelta(days=20)
"""How long after a statement what it left open is decided."""
ACCEPTED_DAY = 10
"""Day of the month after the term on which the service is finally accepted; it is handed over on the first."""


def periods_of(amended: Amended, scenario: Scenario, assumed: Assumed) -> tuple[PeriodFigures, ...]:
    """The figures of every month of the term, and of the months after it that cash still falls in.

    Args:
        amended: The contract, already revised as the scenario says.
        scenario: The scenario.
        assumed: What holds where the contract is silent.

    Raises:
        DoesNotApplyError: The contract gives the scenario nothing to say.
    """
    for finding in misfits(amended.latest, scenario):
        raise DoesNotApplyError(finding)
    calendar = calendar_of(amended, _added(amended, scenario, assumed))
    if scenario.ends_in:
        calendar = replace(calendar, ended=calendar.month(scenario.ends_in, scenario.place))
    planned = _planned(_cut(amended, calendar), scenario, assumed, calendar)
    periods = [_period(item, calendar) for item in planned.values()]
    events = [*_closing(amended, calendar), *_decided(planned, calendar), *draws(planned, calendar)]
    setting = Setting(planned, calendar, cache(lambda: _stated(amended, periods, events)))
    events += happen(setting, on_statements=False)
    if any(map(needs_statements, scenario.happenings)):
        events += tuple(happen(setting, on_statements=True))
    months = _tail(amended, calendar, events, _waits_until(periods[-1], planned, calendar))
    periods += [PeriodFigures(month, calendar.as_of(month), {}) for month in months]
    if events:
        periods[0] = replace(periods[0], events=tuple(events))
    return tuple(periods)


def _stated(amended: Amended, periods: Sequence[PeriodFigures], events: Sequence[Event]) -> Stated:
    """The statements of the term's months without the events that say what statements say."""
    given = (replace(periods[0], events=tuple(events)), *periods[1:])
    opening = State(amended.first.id)
    return {statement.month: statement for statement, _ in steps(amended, opening, given, explained=False)}


def _cut(amended: Amended, calendar: Calendar) -> Amended:
    """The versions as an early end at the end of a month cuts them, so that weeks end with it."""
    if calendar.ended is None:
        return amended
    last_on = calendar.ended.span.last_on
    return ended(amended, [Event("end", "termination", last_on, calendar.at_nine(last_on))])


def _planned(
    amended: Amended, scenario: Scenario, assumed: Assumed, calendar: Calendar
) -> dict[Month, Planned]:
    grown = [*calendar.months, *(calendar.months[-1].plus(i + 1) for i in range(calendar.added))]
    contracts = {month: amended.for_month(month) for month in grown if month <= calendar.last}
    return {
        month: _planned_month(contract, scenario, assumed, calendar, month)
        for month, contract in contracts.items()
    }


def _planned_month(
    contract: Contract, scenario: Scenario, assumed: Assumed, calendar: Calendar, month: Month
) -> Planned:
    number, of = calendar.number(month), len(calendar.months)
    levels = (item for item in scenario.levels if item.unseasoned or holds_in(item.months, number, of))
    traffic = (item for item in scenario.traffic if holds_in(item.months, number, of))
    return Planned(
        contract=contract,
        scenario=scenario,
        assumed=assumed,
        month=month,
        number=number,
        term_months=of,
        added=calendar.added,
        levels=tuple(levels),
        traffic=next(traffic, AS_PLANNED),
    )


def _added(amended: Amended, scenario: Scenario, assumed: Assumed) -> int:
    """Months that the term grows by: one for each in which a missing figure is excluded."""
    if all(level.status is not Status.MISSING for level in scenario.levels):
        return 0
    planned = _planned(amended, scenario, assumed, calendar_of(amended, 0))
    return sum(any(_is_excluded(item)) for item in planned.values())


def _is_excluded(planned: Planned) -> Iterator[bool]:
    for kpi in filter(is_measured, planned.contract.kpis.values()):
        level = planned.level(kpi)
        if level.status is Status.MISSING and level.fault is not None and not level.arrives:
            yield planned.contract.missing.effect(level.fault) == "exclude_and_extend"


def _period(planned: Planned, calendar: Calendar) -> PeriodFigures:
    spend = spend_of(planned)
    moved = rates_moved(planned.contract, planned.scenario, spend)
    return PeriodFigures(
        month=planned.month,
        as_of=calendar.as_of(planned.month),
        kpis={
            kpi.id: kpi_figures(planned, kpi, moved)
            for kpi in planned.contract.kpis.values()
            if is_measured(kpi)
        },
        lots=lots_of(planned, spend),
        monitors=monitor_figures(planned),
    )


def _decided(planned: Mapping[Month, Planned], calendar: Calendar) -> Iterator[Event]:
    """The final figures of months that had some open, and figures that were missing and came after all."""
    first = next(iter(planned.values()))
    if not any(level.open or level.arrives for level in first.scenario.levels):
        return
    for month, item in planned.items():
        kpis = [kpi for kpi in item.contract.kpis.values() if is_measured(kpi)]
        later = {kpi.id: _later(item, kpi) for kpi in kpis}
        for number, after in enumerate(sorted({delay for delay in later.values() if delay})):
            event_id = f"final-{month}" if not number else f"final-{month}-{number + 1}"
            known_at = calendar.as_of(month) + after
            spend = rates_moved(item.contract, item.scenario, spend_of(item))
            final = {
                kpi.id: kpi_figures(item, kpi, spend, decided=True) for kpi in kpis if later[kpi.id] == after
            }
            fields = {"of_period": str(month)}
            yield Event(event_id, "final_measurement", known_at.date(), known_at, fields, final)


def _later(item: Planned, kpi: Kpi) -> timedelta:
    """How long after the statement a KPI's figure is final; nothing where it is at once, or never comes."""
    level = item.level(kpi)
    if level.arrives:
        return timedelta(days=level.arrives)
    return DECIDED_AFTER if level.open else timedelta()


def _closing(amended: Amended, calendar: Calendar) -> Iterator[Event]:
    """Signing, hand-over and final acceptance, where an instalment waits for them."""
    contract = amended.latest
    if contract.bonds or any(payment.on == "signing" for payment in contract.payments):
        start_on = contract.term.span.start_on
        yield Event("signing", "signing", start_on, calendar.at_nine(start_on))
    if contract.retention or any(payment.on == "final_acceptance" for payment in contract.payments):
        after = calendar.last.next()
        for kind, day in (("hand_over", 1), ("final_acceptance", ACCEPTED_DAY)):
            on = after.first_on.replace(day=day)
            yield Event(kind, kind, on, calendar.at_nine(on))


def _tail(
    amended: Amended, calendar: Calendar, events: Sequence[Event], waits_until: date | None
) -> Iterator[Month]:
    """Months after the term until every event is seen, nothing waits and the retention is released."""
    month = calendar.last
    released_on = _released_on(amended, calendar)
    known_at = max((event.known_at for event in events), default=None)
    while (
        _is_later(known_at, calendar.as_of(month))
        or (waits_until and calendar.as_of(month).date() <= waits_until)
        or (released_on and month.span.last_on < released_on)
    ):
        month = month.next()
        yield month


def _waits_until(last: PeriodFigures, planned: Mapping[Month, Planned], calendar: Calendar) -> date | None:
    """The day until which something of the last month may wait: a reply, leads to replace, units to deliver."""
    contract = planned[last.month].contract
    waits = [
        deadline.last_day(calendar.as_of(last.month).date(), contract.workdays)
        for clause in contract.clauses
        for deadline, has_any in (
            (clause.reply_within, last.lots),
            (clause.replace_within, last.lots),
            (clause.due, last.monitors),
        )
        if deadline is not None and has_any
    ]
    return max(waits, default=None)


def _is_later(known_at: datetime | None, as_of: datetime) -> bool:
    return known_at is not None and known_at > as_of


def _released_on(amended: Amended, calendar: Calendar) -> date | None:
    retention = amended.latest.retention
    if retention is None:
        return None
    return calendar.last.next().first_on + timedelta(days=ACCEPTED_DAY + retention.after_days)
