"""A life without what hangs on the moment in which something was known.

Left out are caps over several months and pools (they see the months in another order), a figure that was missing before it
came (streaks passed over it), the silence of sales (its rate is that of the months known then), disputes of lines, and
events that speak of what the statements said.
"""

from __future__ import annotations

from typing import Any

from tests.lives.story import Story
from tests.properties.contracts import DrawnContract
from tests.properties.lives import Life

Document = dict[str, Any]

_OF_STATEMENTS = ("withdraw_trigger", "final_acceptance", "termination", "late_finding")


def plain_life(story: Story) -> tuple[DrawnContract, Life]:
    """The contract and the life, so told. A life that was ended early has fewer months to speak of, and no end."""
    contract = story.contract.without_caps_over("quarter", "term").without_pools()
    ended = any(event["kind"] == "termination" for event in story.events)
    if ended:
        return contract, Life(tuple(story.periods[:1]))
    lines = {event["id"] for event in story.events if "line" in event}
    final = {
        (event["of_period"], key): figure
        for event in story.events
        if event["kind"] == "final_measurement"
        for key, figure in event["kpis"].items()
    }
    known = {
        (period["period"], key)
        for period in story.periods
        for key, figure in period["kpis"].items()
        if (period["period"], key) in final and any("fault" in part for part in figure.get("weeks", [figure]))
    }
    periods = [_period(period, {key: final[key] for key in known}) for period in story.periods]
    events = [
        _event(event, known)
        for event in story.events
        if event["kind"] not in _OF_STATEMENTS and not {event["id"], event.get("on")} & lines
    ]
    left = [
        event for event in events if event["kind"] != "final_measurement" or event["kpis"] or "lots" in event
    ]
    return contract, Life(tuple(periods), tuple(left))


def _period(period: Document, final: dict[tuple[str, str], Document]) -> Document:
    month = period["period"]
    kpis = {key: _spoken(final.get((month, key), figure)) for key, figure in period["kpis"].items()}
    return period | {"kpis": kpis}


def _event(event: Document, known: set[tuple[str, str]]) -> Document:
    """The event without the figures that are known from the start."""
    if "kpis" not in event:
        return event
    month, final = event["of_period"], event["kind"] == "final_measurement"
    kpis = {
        key: _spoken(figure) for key, figure in event["kpis"].items() if not (final and (month, key) in known)
    }
    return event | {"kpis": kpis}


def _spoken(figure: Document) -> Document:
    """The figure without the leads on which sales kept silent."""
    return {key: value for key, value in figure.items() if key != "silent"}
