"""The months of a whole term under a scenario, as a measurements file would state them, and the months of its tail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from assay.core.acceptance.measurements import Event, PeriodFigures, Status
from assay.core.acceptance.read import event_of
from assay.core.contract.document import tree_of
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, has_errors
from assay.core.money import Money
from assay.core.period import Month
from assay.core.scenarios.calendar import Calendar, calendar_of, is_when
from assay.core.scenarios.fit import charged_reason, excluding_duty, misfits
from assay.core.scenarios.levels import Planned, holds_in, kpi_figures, spend_of
from assay.core.scenarios.scenario import Assumed, DoesNotApplyError, Happening, Scenario, Traffic
from assay.core.scenarios.spend import lot_id, lots_of
from assay.core.scenarios.terms import rates_moved
from assay.core.settlement.ending import ended

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
    events = [*_closing(amended, calendar), *_decided(planned, calendar), *_happen(planned, calendar)]
    months = _tail(amended, calendar, events)
    periods += [PeriodFigures(month, calendar.as_of(month), {}) for month in months]
    if events:
        periods[0] = replace(periods[0], events=tuple(events))
    return tuple(periods)


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
    for kpi in planned.contract.kpis.values():
        level = planned.level(kpi)
        if level.status is Status.MISSING and level.fault is not None:
            yield planned.contract.missing.effect(level.fault) == "exclude_and_extend"


def _period(planned: Planned, calendar: Calendar) -> PeriodFigures:
    spend = spend_of(planned)
    moved = rates_moved(planned.contract, planned.scenario, spend)
    return PeriodFigures(
        month=planned.month,
        as_of=calendar.as_of(planned.month),
        kpis={kpi.id: kpi_figures(planned, kpi, moved) for kpi in planned.contract.kpis.values()},
        lots=lots_of(planned, spend),
    )


def _decided(planned: Mapping[Month, Planned], calendar: Calendar) -> Iterator[Event]:
    """The final figures of months that had some open."""
    first = next(iter(planned.values()))
    if not any(level.open for level in first.scenario.levels):
        return
    for month, item in planned.items():
        spend = rates_moved(item.contract, item.scenario, spend_of(item))
        final = {
            kpi.id: kpi_figures(item, kpi, spend, decided=True)
            for kpi in item.contract.kpis.values()
            if item.level(kpi).open
        }
        if final:
            known_at = calendar.as_of(month) + DECIDED_AFTER
            fields = {"of_period": str(month)}
            yield Event(f"final-{month}", "final_measurement", known_at.date(), known_at, fields, final)


def _closing(amended: Amended, calendar: Calendar) -> Iterator[Event]:
    """Signing, hand-over and final acceptance, where an instalment waits for them."""
    contract = amended.latest
    if any(payment.on == "signing" for payment in contract.payments):
        start_on = contract.term.span.start_on
        yield Event("signing", "signing", start_on, calendar.at_nine(start_on))
    if contract.retention or any(payment.on == "final_acceptance" for payment in contract.payments):
        after = calendar.last.next()
        for kind, day in (("hand_over", 1), ("final_acceptance", ACCEPTED_DAY)):
            on = after.first_on.replace(day=day)
            yield Event(kind, kind, on, calendar.at_nine(on))


def _tail(amended: Amended, calendar: Calendar, events: Sequence[Event]) -> Iterator[Month]:
    """Months after the term until every event is seen and the retention is released."""
    month = calendar.last
    released_on = _released_on(amended, calendar)
    known_at = max((event.known_at for event in events), default=None)
    while _is_later(known_at, calendar.as_of(month)) or (released_on and month.span.last_on < released_on):
        month = month.next()
        yield month


def _is_later(known_at: datetime | None, as_of: datetime) -> bool:
    return known_at is not None and known_at > as_of


def _released_on(amended: Amended, calendar: Calendar) -> date | None:
    retention = amended.latest.retention
    if retention is None:
        return None
    return calendar.last.next().first_on + timedelta(days=ACCEPTED_DAY + retention.after_days)


def _happen(planned: Mapping[Month, Planned], calendar: Calendar) -> Iterator[Event]:
    """The scenario's own events, their days and names filled in from the contract."""
    first = next(iter(planned.values()))
    for number, happening in enumerate(first.scenario.happenings, start=1):
        named = {"id": f"scenario-{number}", "kind": happening.kind}
        document = named | _document(happening, planned, calendar)
        event, findings = event_of(tree_of(document), happening.place.file)
        if has_errors(findings):
            raise DoesNotApplyError(replace(findings[0], place=happening.place))
        yield event


def _document(
    happening: Happening, planned: Mapping[Month, Planned], calendar: Calendar
) -> dict[str, object]:
    _, effective_on = calendar.when(happening.at, happening.place)
    known_on = calendar.when(happening.known, happening.place)[1] if happening.known else effective_on
    document: dict[str, object] = {
        "effective": str(effective_on),
        "known": calendar.at_nine(known_on).isoformat(),
    }
    return document | {
        key: _filled(value, happening, planned, calendar) for key, value in happening.fields.items()
    }


def _filled(
    value: object, happening: Happening, planned: Mapping[Month, Planned], calendar: Calendar
) -> object:
    if isinstance(value, Mapping):
        return {key: _filled(item, happening, planned, calendar) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, happening, planned, calendar) for item in value]
    if not isinstance(value, str):
        return value
    if is_when(value):
        month, day = calendar.when(value, happening.place)
        return str(day) if " day " in value else str(month)
    return _named(value, happening, planned, calendar) if value.startswith("$") else value


def _named(name: str, happening: Happening, planned: Mapping[Month, Planned], calendar: Calendar) -> str:
    """The contract's own name for a placeholder."""
    item = planned.get(calendar.when(happening.at, happening.place)[0]) or next(iter(planned.values()))
    contract = item.contract
    of_period = happening.fields.get("of_period")
    if isinstance(of_period, str) and is_when(of_period):
        item = planned.get(calendar.when(of_period, happening.place)[0]) or item
    duty, force_majeure = excluding_duty(contract), contract.force_majeure
    names = {
        "$cause": next(iter(force_majeure.scope), "") if force_majeure else "",
        "$duty": duty.id if duty else "",
        "$reason": charged_reason(contract),
        "$lot": lot_id(item),
        "$kpi": next(iter(contract.kpis)),
        "$monthly_fee": str(Money.of(contract.fee.monthly, contract.currency)),
        "$trigger": contract.triggers[0].id if contract.triggers else "",
    }
    if not names.get(name):
        raise DoesNotApplyError(Finding("simulate.no_such_name", happening.place, {"name": name}))
    return names[name]
