"""Every visit of an hour: people, programs, bursts of clicks, and the journeys of leads. Nothing runs over midnight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.world.market.draws import Draws, words
from tools.world.market.leads import Lead
from tools.world.market.plan import JOURNEY_DAYS, PAGES
from tools.world.market.setting import Setting, Stream

HUMAN, DECLARED, UNDECLARED, BURST = "human", "bot_declared", "bot_undeclared", "click_burst"
LAST_START = 84_000
"""The latest second of a day at which a visit begins: the longest has 2,160 seconds to end in."""


@dataclass(slots=True)
class Visit:
    """One visit. ``at`` is the second of the day; ``lead`` the number whose journey it is of, else -1."""

    stream: Stream
    at: int
    pages: int
    gap: int
    address: str
    look: int
    kind: str = HUMAN
    lead: int = -1
    click: str = ""
    asks: bool = False


def visits_of_hour(what: Setting, stream: Stream, day: int, hour: int, count: int) -> Iterator[Visit]:
    """The visits of a stream in an hour that are of no lead. Whoever is a program looks at one page."""
    temper = 0 if stream.vendor is None else what.vendors[stream.vendor].temper
    declared = what.cheats.per_thousand(DECLARED, temper)
    undeclared = declared + what.cheats.per_thousand(UNDECLARED, temper)
    for place, word in enumerate(words(count, what.seed, "visits", stream.index, day, hour)):
        second = min(hour * 3_600 + word % 3_600, LAST_START)
        drawn = (word >> 40) % 1_000
        where = f"{stream.index:x}:{day * 24 + hour:x}:{place >> 16:x}:{place & 0xFFFF:x}"
        look, click = word >> 52, f"{word & 0xFFFFFFFFFF:010x}{place:x}"
        if drawn >= undeclared:
            pages, gap = PAGES[word >> 12 & 15], 8 + (word >> 16 & 255)
            yield Visit(stream, second, pages, gap, f"2001:db8:{where}::1", look, click=click)
        elif drawn >= declared:
            yield Visit(stream, second, 1, 0, f"2001:db8:dc00:{where}:1", look, UNDECLARED, click=click)
        else:
            yield Visit(stream, second, 1, 0, f"2001:db8:{where}::b", look, DECLARED, click=click)


def burst(what: Setting, stream: Stream, day: int, visits: int) -> tuple[int, list[Visit]]:
    """The hour of a burst on a day and its clicks; none on most days."""
    draws = Draws(what.seed, "burst", stream.index, day)
    hour, size = draws.number(1, 22), visits // 2 + draws.number(15, 30)
    temper = 0 if stream.vendor is None else what.vendors[stream.vendor].temper
    if stream.site not in ("main", "second") or not what.cheats.hits("click_burst", draws, temper):
        return 0, []
    made = words(size, what.seed, "burst", stream.index, day)
    place = f"2001:db8:b0{stream.index:02x}:{day:x}:"
    return hour, [
        Visit(
            stream,
            hour * 3_600 + word % 900,
            1,
            0,
            f"{place}:{n:x}",
            3,
            BURST,
            click=f"{word & 0xFFFFFFFF:08x}b{n:x}",
        )
        for n, word in enumerate(made)
    ]


def journey(what: Setting, lead: Lead) -> Iterator[tuple[int, Visit]]:
    """Day and visit, of each time that a lead was on a site: at most three times before, and when they asked."""
    if not lead.visited:
        return
    draws = Draws(what.seed, "journey", lead.index)
    today = (lead.came_at.date() - what.day(0)).days
    address, look = f"2001:db8:1ead:{lead.index >> 16:x}:{lead.index & 0xFFFF:x}::1", draws.below(4_096)
    others = [one for one in what.streams if one.site == lead.stream.site and not one.brand]
    for place in range(draws.pick((0, 0, 1, 1, 2, 3))):
        stream, day = draws.pick(others), today - 1 - place * 2 - draws.below(2)
        at, pages, gap = draws.below(LAST_START), draws.number(1, 5), draws.number(10, 260)
        if day >= 0:
            yield (
                day,
                Visit(stream, at, pages, gap, address, look, lead=lead.index, click=f"J{lead.index}n{place}"),
            )
    minutes = lead.clicked_at and lead.written_at - lead.clicked_at
    length = int(minutes.total_seconds()) if minutes else 300
    asked_at = lead.came_at.hour * 3_600 + lead.came_at.minute * 60
    pages = 2 + length // 300
    last = Visit(lead.stream, asked_at - length, pages, length // (pages - 1), address, look, lead=lead.index)
    last.click, last.asks = lead.click_id, True
    yield today, last


assert JOURNEY_DAYS >= 1 + 2 * 2 + 1  # noqa: S101  # the window of days that is kept holds every journey
