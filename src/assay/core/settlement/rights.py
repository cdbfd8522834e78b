"""Rights that arose: triggers on KPIs and on monitors, the right to replace the vendor, cures, and what a ruling undoes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.monitors import Reading, fire_monitors, mended, readings
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.targets import days_of_majeure
from assay.core.acceptance.triggers import Firing, fire, is_below
from assay.core.contract.model import Amended, Contract, Party
from assay.core.contract.remedy import Trigger
from assay.core.findings import Finding
from assay.core.period import ONE_DAY, Month, Span
from assay.core.same import Same
from assay.core.settlement.disputed import disputed_month
from assay.core.settlement.pauses import vendor_last_day
from assay.core.settlement.remedies import FORCE_MAJEURE
from assay.core.settlement.state import State
from assay.core.settlement.terms import days_in_term

REPLACE_VENDOR = "replace_vendor"


def monitor_readings(state: State, amended: Amended, added: int) -> dict[Month, tuple[Reading, ...]]:
    """Month → the readings of its monitors, for every month so far; ``added`` months are in the term."""
    found = {}
    for record in state.records:
        contract = amended.for_month(record.month)
        span = days_in_term(contract, record.month, added)
        is_watched = bool(contract.monitors) and span.days > 0
        sampled = any(monitor.sample for monitor in contract.monitors.values())
        noted = Same(state.noted if sampled else ())
        found[record.month] = _readings(contract, Same(record.figures), span, noted) if is_watched else ()
    return found


@lru_cache(maxsize=4096)
def _readings(
    contract: Contract, figures: Same[PeriodFigures], span: Span, noted: Same[tuple[Event, ...]]
) -> tuple[Reading, ...]:
    """The readings of a month, kept by its figures: they come again with every statement."""
    return readings(contract, figures.of, span, noted.of)


def firings(
    state: State,
    amended: Amended,
    outcomes: Sequence[Outcome],
    monitors: Mapping[Month, tuple[Reading, ...]],
) -> tuple[Firing, ...]:
    """What has fired so far; each month is judged by the triggers that its own version has."""
    by_month = {month: _triggers_of(amended.for_month(month)) for month in monitors}
    first = Month.of(amended.first.term.span.start_on)
    read = [item for month in sorted(monitors) for item in monitors[month]]
    fired = list(state.firings)
    for trigger_id in sorted({trigger_id for triggers in by_month.values() for trigger_id in triggers}):
        own = {month: triggers[trigger_id] for month, triggers in by_month.items() if trigger_id in triggers}
        before = [
            item
            for item in state.firings
            if item.id.partition("/")[0] == trigger_id and not state.is_withdrawn(item)
        ]
        fired += fire_monitors(own, _watching(own, read), first, before)
        fired += fire(own, _watched(own, outcomes), before)
    fired += _replacement(state, amended)
    # What was withdrawn is found again with every statement; it has fired once.
    return tuple(sorted(dict.fromkeys(fired), key=lambda firing: (firing.month, firing.id)))


@lru_cache
def _triggers_of(contract: Contract) -> Mapping[str, Trigger]:
    return {item.id: item for item in contract.triggers}


def _watching(own: Mapping[Month, Trigger], read: Sequence[Reading]) -> list[Reading]:
    """The readings of its monitor, in each month of the one that it watched then."""
    monitors = {trigger.monitor for trigger in own.values()}
    return [
        item
        for item in read
        if item.id in monitors and (item.month not in own or own[item.month].monitor == item.id)
    ]


def _watched(own: Mapping[Month, Trigger], outcomes: Sequence[Outcome]) -> list[Outcome]:
    kpis = {trigger.kpi for trigger in own.values()}
    return [
        item
        for item in outcomes
        if item.kpi in kpis and (item.month not in own or own[item.month].kpi == item.kpi)
    ]


def _replacement(state: State, amended: Amended) -> Iterator[Firing]:
    """The right to replace the vendor, once one force majeure has relieved it for more than the agreed days."""
    last = state.records[-1].month
    terms = amended.for_month(last).force_majeure
    known = any(firing.id == FORCE_MAJEURE for firing in state.firings)
    if terms is None or terms.replace_after_days is None or known:
        return
    for event in state.noted:
        if event.kind != "force_majeure" or event.fields["party"] != Party.VENDOR:
            continue
        days = sorted(days_of_majeure(amended.for_month(last), event, state.noted))
        if len(days) > terms.replace_after_days:
            day = days[terms.replace_after_days]
            if Month.of(day) <= last:
                yield Firing(FORCE_MAJEURE, Month.of(day), day, (REPLACE_VENDOR,))
                return


def undone_by_rulings(
    state: State, amended: Amended, events: Sequence[Event], outcomes: Sequence[Outcome]
) -> tuple[tuple[str, Month], ...]:
    """The firings that a ruling or reissue of this statement undoes: the month it decides no longer counts for them.

    Figures that come late never undo what has fired.
    """
    decided = {month for event in events for month in _decided(event, state)}
    undone = []
    for firing in state.firings:
        trigger = _trigger(amended, firing)
        if trigger is None or state.is_withdrawn(firing):
            continue
        until = [item for item in outcomes if item.kpi == trigger.kpi and item.span.last_on <= firing.last_on]
        run = [item for item in until if not item.state.freezes_streaks][-trigger.times :]
        if any(item.month in decided and _is_mended(trigger, item) for item in run):
            undone.append((firing.id, firing.month))
    return tuple(undone)


def _decided(event: Event, state: State) -> Iterator[Month]:
    """The month that a ruling or a reissue decides."""
    if event.kind == "reissue":
        yield Month.parse(event.fields["of_period"])
    elif event.kind == "ruling":
        for dispute in state.noted:
            if dispute.kind == "dispute" and dispute.id == event.fields["on"]:
                yield disputed_month(dispute)


def _is_mended(trigger: Trigger, outcome: Outcome) -> bool:
    """Whether a period is decided and does not count for a trigger."""
    return not outcome.state.is_open and not is_below(trigger, outcome)


def _trigger(amended: Amended, firing: Firing) -> Trigger | None:
    triggers = amended.for_month(firing.month).triggers
    return next((item for item in triggers if item.id == firing.id.partition("/")[0]), None)


def check_cures(
    state: State,
    amended: Amended,
    events: Sequence[Event],
    outcomes: Sequence[Outcome],
    monitors: Mapping[Month, tuple[Reading, ...]],
) -> Iterator[Finding]:
    """A termination on a trigger that gives time to cure: after a notice, after the cure day, and not when it was cured."""
    for event in events:
        if event.kind != "termination":
            continue
        fired = [item for item in state.firings if item.id == event.fields["ground"]]
        triggers = [_trigger(amended, item) for item in fired]
        cures = [item for item in triggers if item is not None and item.cure is not None]
        if cures and not any(_ran_out(item, event, state, amended, outcomes, monitors) for item in cures):
            params = {"id": event.id, "trigger": event.fields["ground"]}
            yield Finding("settlement.no_ground", event.place, params)


def _ran_out(  # a cure: of what, by whom, and all that has been measured
    trigger: Trigger,
    event: Event,
    state: State,
    amended: Amended,
    outcomes: Sequence[Outcome],
    monitors: Mapping[Month, tuple[Reading, ...]],
) -> bool:
    """Whether a cure time ended before the termination takes effect, without the vendor having mended it.

    What was mended is gone: another notice gives it back only once the trigger has fired again.
    """
    contract = amended.for_month(state.records[-1].month)
    ground = event.fields["ground"]
    fired_on = [item.last_on for item in state.firings if item.id == ground and not state.is_withdrawn(item)]
    mended_on: date | None = None
    for notice in sorted(_notices(trigger, ground, state.noted), key=lambda item: item.effective_on):
        is_gone = mended_on is not None and not any(
            mended_on < day <= notice.effective_on for day in fired_on
        )
        if is_gone or trigger.cure is None:
            continue
        cure_on = vendor_last_day(trigger.cure, notice.effective_on, contract, state.noted)
        within = Span(notice.effective_on + ONE_DAY, cure_on)
        if trigger.monitor:
            first = Month.of(amended.first.term.span.start_on)
            read = _of_channel(ground, trigger, monitors)
            told = list(mended(trigger, read, first, within))
        else:
            told = list(_mended(trigger, outcomes, within))
        if told and all(told):
            mended_on = notice.effective_on
        elif event.effective_on > cure_on:
            return True
    return False


def _notices(trigger: Trigger, ground: str, noted: Iterable[Event]) -> Iterator[Event]:
    """The notices on a trigger, or on the channel of it that is the ground."""
    for event in noted:
        if event.kind == "notice" and event.fields["on"] in (trigger.id, ground):
            yield event


def _mended(trigger: Trigger, outcomes: Sequence[Outcome], within: Span) -> Iterator[bool]:
    """Whether each period of its KPI that ends in the cure time is mended; one that is frozen says nothing."""
    for item in outcomes:
        if item.kpi == trigger.kpi and item.span.last_on in within and not item.state.freezes_streaks:
            yield _is_mended(trigger, item)


def _of_channel(
    ground: str, trigger: Trigger, monitors: Mapping[Month, tuple[Reading, ...]]
) -> list[Reading]:
    """The readings of the monitor, of the channel that fired, in order of time."""
    channel = ground.partition("/")[2]
    read = (item for month in sorted(monitors) for item in monitors[month])
    return [item for item in read if item.id == trigger.monitor and item.channel == channel]
