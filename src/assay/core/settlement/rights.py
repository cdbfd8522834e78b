"""Rights that have arisen so far: triggers on KPIs and monitors, and the right to replace after a long force majeure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assay.core.acceptance.cure import is_cured, stands
from assay.core.acceptance.measurements import Event
from assay.core.acceptance.monitors import Reading
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.targets import days_of_force_majeure
from assay.core.acceptance.triggers import Firing, Watched, fire, watch
from assay.core.acceptance.watch_monitors import watch_monitor
from assay.core.contract.model import Amended, Party
from assay.core.contract.remedy import Trigger
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.core.settlement.state import State

FORCE_MAJEURE = "force_majeure"


def fire_all(
    state: State, amended: Amended, watched_periods: Mapping[str, tuple[Watched, ...]]
) -> tuple[Firing, ...]:
    """What has fired so far.

    Args:
        state: With the firings of earlier statements, and every month so far.
        amended: The contract with its versions.
        watched_periods: As :func:`watched` gives them.
    """
    fired = list(state.firings)
    for name, periods in watched_periods.items():
        before = [item for item in state.firings if item.id == name and not state.is_withdrawn(item)]
        fired += fire(name, periods, before)
    known = {(item.id, item.last_on) for item in state.firings}
    fired += (item for item in _replacements(state, amended) if (item.id, item.last_on) not in known)
    return tuple(sorted(fired, key=lambda firing: (firing.month, firing.id)))


def watched(
    state: State, amended: Amended, outcomes: Sequence[Outcome], readings: Sequence[Reading]
) -> dict[str, tuple[Watched, ...]]:
    """Id of a firing → the periods so far as its trigger sees them, each month by the trigger of its own version.

    Args:
        state: With every month so far.
        amended: The contract with its versions.
        outcomes: Of every month so far, in order of months.
        readings: Of every monitor and month so far, in order of months.
    """
    by_month = {
        record.month: {item.id: item for item in amended.for_month(record.month).triggers}
        for record in state.records
    }
    first = Month.of(amended.first.term.span.start_on)
    found: dict[str, tuple[Watched, ...]] = {}
    for trigger_id in sorted({trigger_id for triggers in by_month.values() for trigger_id in triggers}):
        own = {month: triggers[trigger_id] for month, triggers in by_month.items() if trigger_id in triggers}
        if any(trigger.kpi for trigger in own.values()):
            found[trigger_id] = tuple(watch(own, _of_kpi(own, outcomes)))
        if any(trigger.monitor for trigger in own.values()):
            found |= watch_monitor(own, readings, first=first)
    return found


def _of_kpi(own: dict[Month, Trigger], outcomes: Sequence[Outcome]) -> list[Outcome]:
    kpis = {trigger.kpi for trigger in own.values()}
    return [
        item
        for item in outcomes
        if item.kpi in kpis and (item.month not in own or own[item.month].kpi == item.kpi)
    ]


def cured(
    state: State, amended: Amended, firings: Sequence[Firing], periods: Mapping[str, tuple[Watched, ...]]
) -> tuple[tuple[str, Month], ...]:
    """Id and month of the firings that were mended in the time that a notice gave.

    Args:
        state: With the events seen.
        amended: The contract with its versions.
        firings: All so far.
        periods: As :func:`watched` gives them.
    """
    found = []
    for firing in firings:
        trigger, workdays = _trigger_of(firing, amended), amended.for_month(firing.month).workdays
        seen = periods.get(firing.id, ())
        if trigger is not None and is_cured(firing, trigger, seen, state.noted, workdays):
            found.append((firing.id, firing.month))
    return tuple(found)


def undone(
    state: State, amended: Amended, events: Sequence[Event], periods: Mapping[str, tuple[Watched, ...]]
) -> Iterator[tuple[str, Month]]:
    """Id and month of the firings that a ruling or a reissue withdraws: the month it decides no longer counts.

    Figures that merely come late withdraw nothing.

    Args:
        state: With the firings of earlier statements.
        amended: The contract with its versions.
        events: What this statement sees.
        periods: As :func:`watched` gives them.
    """
    decided = {month for event in events for month in _decided(event, state)}
    for firing in state.firings:
        trigger = _trigger_of(firing, amended)
        if trigger is None or state.is_withdrawn(firing):
            continue
        run = [item for item in periods.get(firing.id, ()) if item.last_on <= firing.last_on]
        told = [item for item in run if item.counts is not None][-trigger.times :]
        if any(item.month in decided and not item.counts and not item.is_open for item in told):
            yield firing.id, firing.month


def _decided(event: Event, state: State) -> Iterator[Month]:
    """The month that a ruling or a reissue decides."""
    if event.kind == "reissue":
        yield Month.parse(event.fields["of_period"])
    elif event.kind == "ruling":
        for dispute in state.noted:
            if dispute.kind == "dispute" and dispute.id == event.fields["on"]:
                yield Month.parse(dispute.fields["of_period"])


def check_grounds(
    state: State, amended: Amended, events: Sequence[Event], periods: Mapping[str, tuple[Watched, ...]]
) -> None:
    """A buyer who ends the contract on a trigger that gives time to cure needs that time to be over, without a cure.

    Raises:
        FindingsError: ``settlement.no_ground``.
    """
    findings = [
        Finding("settlement.no_ground", event.place, {"id": event.id, "trigger": event.fields["ground"]})
        for event in events
        if event.kind == "termination" and not _may_end(event, state, amended, periods)
    ]
    if findings:
        raise FindingsError(findings)


def _may_end(
    event: Event, state: State, amended: Amended, periods: Mapping[str, tuple[Watched, ...]]
) -> bool:
    fired = [firing for firing in state.firings if firing.id == event.fields["ground"]]
    return not fired or any(
        stands(
            firing,
            trigger,
            periods.get(firing.id, ()),
            state.noted,
            amended.for_month(firing.month).workdays,
            withdrawn=state.is_withdrawn(firing),
            on=event.effective_on,
        )
        for firing in fired
        if (trigger := _trigger_of(firing, amended)) is not None
    )


def _trigger_of(firing: Firing, amended: Amended) -> Trigger | None:
    """The trigger of a firing, as the contract had it then; None for the right to replace."""
    triggers = amended.for_month(firing.month).triggers
    return next((item for item in triggers if item.id == firing.id.partition("/")[0]), None)


def _replacements(state: State, amended: Amended) -> Iterator[Firing]:
    """Events of the vendor's force majeure with more relief days than agreed; the right begins with the day that exceeds."""
    current = state.records[-1].month
    for event in state.noted:
        if event.kind != "force_majeure" or event.fields["party"] != Party.VENDOR:
            continue
        contract = amended.for_month(current)
        terms = contract.force_majeure
        if terms is None or terms.replace_after_days is None:
            continue
        days = days_of_force_majeure(contract, event, state.noted)
        if len(days) > terms.replace_after_days:
            day = days[terms.replace_after_days]
            if Month.of(day) <= current:
                yield Firing(FORCE_MAJEURE, Month.of(day), day, ("replace_vendor",))
