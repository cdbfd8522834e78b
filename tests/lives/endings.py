"""What must hold of a whole life: in another order, and when it is told otherwise but comes to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.fold import steps as fold_steps
from assay.core.settlement.readings import read_both
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from tests.lives.story import Seen, Story
from tests.properties.cases import CONTRACT_ID, lines_of
from tests.properties.contracts import DrawnContract
from tests.properties.dice import Dice
from tests.properties.lives import Life

_LATER = ("C9", "C6", "C5", "disputes")
"""What hangs on when something was known: interest, the prepayment at an early end, a bonus that is judged again."""


def broken_order(story: Story, steps: Sequence[Seen], dice: Dice) -> str:
    """Clauses, KPIs, lots and events in another order give the same money in every statement."""
    again = _settled(story.contract.shuffled(dice), story.life.shuffled(dice).load())
    for (statement, state), seen in zip(again, steps, strict=True):
        if statement.payable != seen.statement.payable or lines_of(state) != lines_of(seen.after):
            return f"another order gives other money in {statement.month}"
        if replace(state, contract_digest="") != replace(seen.after, contract_digest=""):
            return f"another order gives another state in {statement.month}"
    return ""


def broken_rulings(story: Story) -> str:
    """A dispute that its own side lost leaves the same lines as if it had never been raised."""
    lost = _lost(story)
    pools = any(kpi.pool for kpi in story.amended.first.kpis.values())
    if pools and any(event["kind"] == "reissue" for event in story.events):
        return ""  # a reissue of one month judges the others of its pool again where something kept them open
    if not lost or any(event["kind"] == "termination" for event in story.events):
        return ""
    left = [event for event in story.events if event["id"] not in lost and event.get("on") not in lost]
    life = Life(tuple(story.periods), tuple(left))
    return _differs(story, life.load(), "a dispute that was lost left a trace")


def broken_once(story: Story) -> str:
    """Once everything is decided, the lines are those of a life whose last word had been known from the start.

    Not where a missing figure made a streak pass, where figures pool with their neighbours, where a line was in dispute,
    or where the rate of sales' silence is that of the months known then.
    """
    contract = story.amended.first
    later = [event for event in story.events if event["kind"] in ("final_measurement", "reissue")]
    figures = [part for event in later for part in event["kpis"].values()]
    figures += [part for period in story.periods for part in period["kpis"].values()]
    fits = not any(kpi.pool for kpi in contract.kpis.values())
    fits &= not (contract.sales is not None and any("silent" in figure for figure in figures))
    fits &= not any("fault" in part for figure in figures for part in figure.get("weeks", [figure]))
    fits &= not any("line" in event or event["kind"] == "termination" for event in story.events)
    if not fits:
        return ""
    return _differs(story, _decided(story), "what was decided late gave other lines")


def _decided(story: Story) -> list[PeriodFigures]:
    """The life with the last word on its figures in the place of the first, and nothing left to decide."""
    periods = story.life.load()
    events = sorted(periods[0].events, key=lambda event: event.known_at)
    told = {period.month: dict(period.kpis) for period in periods}
    for event in events:
        if event.kind in ("final_measurement", "reissue"):
            told[Month.parse(event.fields["of_period"])] |= event.kpis
    about = [event for event in events if event.kind in ("dispute", "ruling", "reissue")]
    left = tuple(event for event in events if event not in about and event.kind != "final_measurement")
    once = []
    for period in periods:
        known = replace(period, kpis=told[period.month], events=left if period is periods[0] else ())
        once.append(read_both(known, story.amended.for_month(period.month), about).vendor)
    return once


def _lost(story: Story) -> set[str]:
    """Disputes of records that were ruled for the other side, without a reissue or a cost of the audit."""
    ruled = {event["on"]: event for event in story.events if event["kind"] == "ruling"}
    reissued = {event["of_period"] for event in story.events if event["kind"] == "reissue"}
    return {
        event["id"]
        for event in story.events
        if event["kind"] == "dispute" and event["of_period"] not in reissued
        if event["id"] in ruled and ruled[event["id"]]["for"] != event["by"]
        if "line" not in event
    }


def _differs(story: Story, otherwise: Sequence[PeriodFigures], what: str) -> str:
    """Compare the lines of whole lives, settled both times without caps over several months."""
    contract = story.contract.without_caps_over("quarter", "term")
    try:
        ends = [_settled(contract, periods)[-1][1] for periods in (story.life.load(), otherwise)]
    except FindingsError:
        return ""  # without its caps the life takes another course, in which an event no longer fits
    if any(not record.closed for end in ends for record in end.records):
        return ""
    first, second = (_kept(end) for end in ends)
    for key in sorted({*first, *second}, key=str):
        if first.get(key) != second.get(key):
            return f"{what}: {key[1]} of {key[0]} is {first.get(key)} and {second.get(key)}"
    return ""


def _kept(state: State) -> dict[tuple[Month, str], Fraction]:
    return {key: exact for key, exact in lines_of(state).items() if key[1].partition("/")[0] not in _LATER}


def _settled(contract: DrawnContract, periods: Sequence[PeriodFigures]) -> list[tuple[Statement, State]]:
    return list(fold_steps(contract.load(), State(CONTRACT_ID), periods, explained=False))
