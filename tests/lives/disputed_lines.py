"""What must hold of disputes of lines: what is disputed waits, and who only asks for more moves no money meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.disputed import asks_for_more, disputed_line, disputed_month, gains_by
from assay.core.settlement.fold import steps
from assay.core.settlement.postings import Amount
from assay.core.settlement.readings import read_both
from assay.core.settlement.state import State
from tests.lives.story import Seen, Story
from tests.lives.sums import Sums
from tests.properties.cases import CONTRACT_ID, lines_of
from tests.properties.lives import Life

_OTHERWISE = ("C9", "disputes")
"""Interest runs on what was paid when, and an audit may be charged: both follow from the dispute itself."""


def disputed_is_not_paid(seen: Seen, _: Sums) -> bool:
    """A charge in open dispute is not posted; a bonus or interest stands posted by the vendor's reading and waits whole.

    Interest grows line by line, each rounded, and waits as one slice: they are the same unrounded. A bonus and its cap
    wait together.
    """
    disputed = {disputed_month(event) for event in seen.after.noted if disputed_line_of(event)}
    for record in seen.after.records:
        if record.month not in disputed:
            continue
        contract = seen.amended.for_month(record.month)
        for line in read_both(record.figures, contract, seen.after.noted).disputed_lines:
            posted = _with_its_cap({key: item.amount for key, item in record.posted.items()}, line)
            if posted != (_with_its_cap(record.withheld, line) if gains_by(line, contract) else 0):
                return False
    return True


def _with_its_cap(amounts: Mapping[str, Amount], line: str) -> Fraction:
    """A line and what its own cap cuts off: a bonus waits with its cap."""
    return sum((amounts[key].exact for key in (line, f"{line}/cap") if key in amounts), Fraction(0))


def disputed_line_of(event: Event) -> str:
    """The line that an event disputes; empty for any other event."""
    return disputed_line(event) if event.kind == "dispute" else ""


def broken_by_more(story: Story) -> str | None:
    """Whoever finds a line too small by which it gains leaves every line as it is; None when nobody did."""
    asked = _asked(story.contract.load(), story.life)
    if not asked:
        return None
    left = tuple(event for event in story.events if not {event["id"], event.get("on")} & asked)
    try:
        ends = [_end(story, life) for life in (story.life, Life(tuple(story.periods), left))]
    except FindingsError:
        return None  # a month that the dispute kept open closes without it, and an event no longer fits
    first, second = (
        {key: exact for key, exact in end.items() if key[1].partition("/")[0] not in _OTHERWISE}
        for end in ends
    )
    for key in sorted({*first, *second}, key=str):
        if first.get(key) != second.get(key):
            return f"a claim to more moved {key[1]} of {key[0]}: {first.get(key)} and {second.get(key)}"
    return ""


def _end(story: Story, life: Life) -> Mapping[tuple[Month, str], Fraction]:
    return lines_of(
        list(steps(story.contract.load(), State(CONTRACT_ID), life.load(), explained=False))[-1][1]
    )


def _asked(amended: Amended, life: Life) -> set[str]:
    return {
        event.id
        for period in life.load()
        for event in period.events
        if event.kind == "dispute" and asks_for_more(event, amended.for_month(disputed_month(event)))
    }
