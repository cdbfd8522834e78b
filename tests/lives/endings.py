"""What must hold of a whole life: in another order, and when it is told otherwise but comes to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.fold import steps as fold_steps
from assay.core.settlement.state import State
from tests.lives.story import Seen, Story
from tests.properties.cases import CONTRACT_ID, lines_of
from tests.properties.contracts import DrawnContract
from tests.properties.dice import Dice
from tests.properties.lives import Life

Document = dict[str, Any]

_LATER = ("C9", "C6", "C5", "disputes")
"""What hangs on when something was known: interest, the prepayment at an early end, a bonus that is judged again."""


def broken_order(story: Story, steps: Sequence[Seen], dice: Dice) -> str:
    """Clauses, KPIs, lots and events in another order give the same money in every statement."""
    again = _settled(story.contract.shuffled(dice), story.life.shuffled(dice))
    for (statement, state), seen in zip(again, steps, strict=True):
        if statement.payable != seen.statement.payable or lines_of(state) != lines_of(seen.after):
            return f"another order gives other money in {statement.month}"
        if replace(state, contract_digest="") != replace(seen.after, contract_digest=""):
            return f"another order gives another state in {statement.month}"
    return ""


def broken_rulings(story: Story, steps: Sequence[Seen]) -> str:
    """A dispute that its own side lost leaves the same lines as if it had never been raised."""
    lost = _lost(story)
    if not lost or any(event["kind"] == "termination" for event in story.events):
        return ""
    left = [event for event in story.events if event["id"] not in lost and event.get("on") not in lost]
    return _differs(
        story, Life(tuple(story.periods), tuple(left)), steps, "a dispute that was lost left a trace"
    )


def broken_finals(story: Story, steps: Sequence[Seen]) -> str:
    """Provisional figures that became final leave the same lines as if they had been final from the start.

    Not where a figure pools with its neighbours, or where the rate of sales' silence is that of the months known then.
    """
    final = {
        (event["of_period"], key): figure
        for event in story.events
        if event["kind"] == "final_measurement"
        for key, figure in event["kpis"].items()
    }
    contract = story.amended.first
    periods = tuple(_known(period, final) for period in story.periods)
    pools = any(contract.kpis[key].pool for _, key in final)
    silent = contract.sales is not None and any("silent" in figure for figure in final.values())
    if (
        not final
        or pools
        or silent
        or None in periods
        or any(event["kind"] == "termination" for event in story.events)
    ):
        return ""
    left = [event for event in story.events if event["kind"] != "final_measurement"]
    life = Life(tuple(period for period in periods if period is not None), tuple(left))
    return _differs(story, life, steps, "figures that came late gave other lines")


def _known(period: Document, final: dict[tuple[str, str], Document]) -> Document | None:
    """The period with its final figures; None when one of them had been missing, so that streaks passed over it."""
    kpis = dict(period["kpis"])
    for key, figure in period["kpis"].items():
        now = final.get((period["period"], key))
        if now is None:
            continue
        if any("fault" in part for part in figure.get("weeks", [figure])):
            return None
        kpis[key] = now
    return period | {"kpis": kpis}


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


def _differs(story: Story, life: Life, steps: Sequence[Seen], what: str) -> str:
    """Compare the lines of whole lives, settled both times without caps over several months."""
    contract = story.contract.without_caps_over("quarter", "term")
    try:
        told, otherwise = (_settled(contract, item)[-1][1] for item in (story.life, life))
    except FindingsError:
        return ""
    if any(not record.closed for record in (*told.records, *otherwise.records)):
        return ""
    first, second = _kept(told), _kept(otherwise)
    for key in sorted({*first, *second}, key=str):
        if first.get(key) != second.get(key):
            return f"{what}: {key[1]} of {key[0]} is {first.get(key)} and {second.get(key)}"
    del steps
    return ""


def _kept(state: State) -> dict[tuple[Month, str], Fraction]:
    return {key: exact for key, exact in lines_of(state).items() if key[1].partition("/")[0] not in _LATER}


def _settled(contract: DrawnContract, life: Life) -> list[Any]:
    return list(fold_steps(contract.load(), State(CONTRACT_ID), life.load(), explained=False))
