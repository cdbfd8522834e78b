"""Whole lives of contracts: every promise on every step, every journal through Beancount, and what a life comes to."""

from __future__ import annotations

import os

import pytest

from assay.core.acceptance.read_events import EVENT_KINDS
from tests.lives.check import Shares, added_up, check_life

CHUNKS = 20
LIVES = int(os.environ.get("ASSAY_LIVES", "2000" if "CI" in os.environ else "32"))
CLAUSES = (
    "C1",
    "C2",
    "C3",
    "C3s",
    "C4",
    "C5",
    "C6",
    "C7",
    "C8",
    "C9",
    "disputes",
    "force_majeure",
    "K1",
    "K2",
)
DISPUTED = tuple(
    f"lines of {when} that the {side} gains by"
    for when in ("its own month", "an earlier month")
    for side in ("buyer", "vendor")
)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_promise_holds_on_every_step_of_a_life(chunk: int) -> None:
    counts = dict[str, int]()
    for life in range(chunk, LIVES, CHUNKS):
        checked = check_life(1, life, Shares())
        again = f"python -m tools.lives --seed 1 --life {life}"
        assert not checked.faults, f"{checked.month}: {checked.faults}; {again}"
        counts = added_up(counts, checked.counts)
    if counts.get("lives", 0) < LIVES_THAT_SAY_ALL:
        return
    missing = [kind for kind in EVENT_KINDS if f"event {kind}" not in counts and kind != "amendment"]
    missing += [clause for clause in CLAUSES if f"line {clause}" not in counts]
    assert missing + [lines for lines in DISPUTED if f"disputes of {lines}" not in counts] == []


LIVES_THAT_SAY_ALL = 40
"""So many lives hold every kind of event, and a line of every clause; an amendment is a text, not an event of theirs."""
