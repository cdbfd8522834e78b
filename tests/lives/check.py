"""One life, checked: every promise on every step, its books, and what it comes to in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assay.core.acceptance.measurements import Event
from assay.core.settlement.disputed import disputed_line, disputed_month, gains_by, told_in
from tests.lives.again import bytes_of, round_trips, settled_again
from tests.lives.books import broken_books
from tests.lives.disputed_lines import broken_by_more
from tests.lives.endings import broken_once, broken_order, broken_rulings
from tests.lives.promises import broken
from tests.lives.story import Seen, Story, draw_story
from tests.lives.sums import Sums
from tests.properties.dice import Dice


@dataclass(frozen=True, slots=True)
class Shares:
    """In how many of a hundred steps, or lives, the dear checks run.

    Attributes:
        again: Steps that are settled once more, from the saved state and in another order.
        books: Lives whose journal Beancount reads.
        endings: Lives that are settled whole once more, in another order and told otherwise.
    """

    again: int = 4
    books: int = 100
    endings: int = 6


@dataclass(slots=True)
class Checked:
    """A life, and what broke.

    Attributes:
        story: As far as it came.
        month: The last month that was settled or tried.
        faults: What broke, in words; the life ends with the first step that breaks something.
        counts: Kind of check → how often it ran.
    """

    story: Story
    month: str = ""
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def ran(self, name: str) -> None:
        """Count a check."""
        self.counts[name] = self.counts.get(name, 0) + 1


def check_life(seed: int, life: int, shares: Shares) -> Checked:
    """Draw a life and check it."""
    checked = Checked(draw_story(f"{seed}/{life}"))
    dice, steps, sums = Dice(f"{seed}/{life} checks"), list[Seen](), Sums()
    checked.ran("lives")
    try:
        for seen in checked.story.steps():
            steps.append(seen)
            checked.month = str(seen.statement.month)
            checked.ran("steps")
            checked.faults += _of_step(seen, sums, dice, checked, shares)
            if checked.faults:
                return checked
        checked.faults += _of_life(checked, steps, dice, shares)
    except Exception as error:  # noqa: BLE001  # whatever breaks a life is reported with the way to replay it
        checked.month = str(checked.story.document.get("period", ""))
        checked.faults.append(f"{type(error).__name__}: {error}")
    return checked


def _of_step(seen: Seen, sums: Sums, dice: Dice, checked: Checked, shares: Shares) -> Iterator[str]:
    sums.add(seen)
    for event in seen.events:
        checked.ran(f"event {event.kind}")
        if event.kind == "dispute" and "line" in event.fields:
            checked.ran(f"disputes of {_kind_of_line(event, seen)}")
    for name in {line.clause for line in seen.statement.lines}:
        checked.ran(f"line {name}")
    yield from broken(seen, sums)
    if dice.chance(shares.again):
        checked.ran("steps settled again")
        if settled_again(seen, dice) != bytes_of(seen.statement, seen.after):
            yield "a step settled again from its saved state gives the same bytes"
        if not round_trips(seen.after):
            yield "a saved state is read back as it was"


def _of_life(checked: Checked, steps: list[Seen], dice: Dice, shares: Shares) -> Iterator[str]:
    story = checked.story
    if dice.chance(shares.books):
        checked.ran("journals")
        yield from _said(broken_books(steps))
    if dice.chance(shares.endings):
        checked.ran("lives settled again")
        yield from _said(broken_order(story, steps, dice))
        for name, fault in (
            ("rulings", broken_rulings(story)),
            ("finals", broken_once(story)),
            ("claims to more", broken_by_more(story)),
        ):
            if fault is not None:
                checked.ran(f"lives without their {name}")
                yield from _said(fault)


def _kind_of_line(event: Event, seen: Seen) -> str:
    """Which of the kinds of lines a dispute is about: of this month or an earlier one, and who gains by it."""
    contract = seen.amended.for_month(disputed_month(event))
    when = "an earlier month" if disputed_month(event) != told_in(event) else "its own month"
    gains = "vendor" if gains_by(disputed_line(event), contract) else "buyer"
    return f"lines of {when} that the {gains} gains by"


def _said(fault: str) -> list[str]:
    return [fault] if fault else []


def added_up(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Both counts together."""
    return {name: counts.get(name, 0) + more.get(name, 0) for name in sorted({*counts, *more})}
