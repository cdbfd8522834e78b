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
from tests.lives.plain import plain_life
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


def broken_rulings(story: Story) -> str | None:
    """A dispute that its own side lost leaves the same lines as if it had never been raised; None when not asked."""
    contract, life = plain_life(story)
    lost = _lost(life)
    if not lost:
        return None
    left = tuple(event for event in life.events if event["id"] not in lost and event.get("on") not in lost)
    without = replace(life, events=left)
    return _differs(contract, life.load(), without.load(), "a dispute that was lost left a trace")


def broken_once(story: Story) -> str | None:
    """Once everything is decided, the lines are those of a life whose last word had been known from the start.

    None when not asked: nothing was decided late, or something never was.
    """
    contract, life = plain_life(story)
    if not any(event["kind"] in ("final_measurement", "reissue", "ruling") for event in life.events):
        return None
    periods = life.load()
    return _differs(contract, periods, _decided(contract, periods), "what was decided late gave other lines")


def _decided(contract: DrawnContract, periods: Sequence[PeriodFigures]) -> list[PeriodFigures]:
    """The periods with the last word on their figures in the place of the first, and nothing left to decide."""
    amended = contract.load()
    events = sorted(periods[0].events, key=lambda event: event.known_at)
    told = {period.month: dict(period.kpis) for period in periods}
    lots = {period.month: period.lots for period in periods}
    for event in events:
        if event.kind in ("final_measurement", "reissue"):
            month = Month.parse(event.fields["of_period"])
            told[month] |= event.kpis
            lots[month] = lots[month] if event.lots is None else event.lots
    about = [event for event in events if event.kind in ("dispute", "ruling", "reissue")]
    left = tuple(event for event in events if event not in about and event.kind != "final_measurement")
    once = []
    for period in periods:
        seen = left if period is periods[0] else ()
        known = replace(period, kpis=told[period.month], lots=lots[period.month], events=seen)
        once.append(read_both(known, amended.for_month(period.month), about).vendor)
    return once


def _lost(life: Life) -> set[str]:
    """Disputes that were ruled for the other side, of months that were not settled anew."""
    ruled = {event["on"]: event["for"] for event in life.events if event["kind"] == "ruling"}
    reissued = {event["of_period"] for event in life.events if event["kind"] == "reissue"}
    return {
        event["id"]
        for event in life.events
        if event["kind"] == "dispute" and event["of_period"] not in reissued
        if ruled.get(event["id"], event["by"]) != event["by"]
    }


def _differs(
    contract: DrawnContract, told: Sequence[PeriodFigures], otherwise: Sequence[PeriodFigures], what: str
) -> str | None:
    """The first line that is not the same in both lives; None when a month is still open at the end of one."""
    try:
        ends = [_settled(contract, periods)[-1][1] for periods in (told, otherwise)]
    except FindingsError:
        return None  # told so plainly, the life takes another course, in which an event no longer fits
    if any(not record.closed for end in ends for record in end.records):
        return None
    first, second = (_kept(end) for end in ends)
    for key in sorted({*first, *second}, key=str):
        if first.get(key) != second.get(key):
            return f"{what}: {key[1]} of {key[0]} is {first.get(key)} and {second.get(key)}"
    return ""


def _kept(state: State) -> dict[tuple[Month, str], Fraction]:
    return {key: exact for key, exact in lines_of(state).items() if key[1].partition("/")[0] not in _LATER}


def _settled(contract: DrawnContract, periods: Sequence[PeriodFigures]) -> list[tuple[Statement, State]]:
    return list(fold_steps(contract.load(), State(CONTRACT_ID), periods, explained=False))
