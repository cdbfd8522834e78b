"""How much happens when: leads by day, visits by campaign, day and hour. Whole numbers that add up to the size asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from tools.world.market.draws import Draws
from tools.world.market.setting import Setting

WEEKDAYS = (108, 112, 110, 106, 98, 82, 84)
HOURS = (9, 7, 6, 5, 5, 6, 8, 10, 12, 15, 17, 17, 15, 16, 18, 20, 21, 22, 21, 20, 19, 17, 14, 11)
PAGES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 7)
"""How many pages a visit looks at, each as likely as it stands here: 37 pages in 16 visits."""
JOURNEY_DAYS = 6


class Plan:
    """The numbers of a market."""

    def __init__(self, what: Setting) -> None:
        self._leads = _shared(what.leads, [_weight(what, "leads", day) for day in range(what.days)])
        visits = what.touches * 16 // 37
        cells = [
            one.visits * _weight(what, one.index, day) for day in range(what.days) for one in what.streams
        ]
        self._visits = _shared(visits, cells)
        self._streams = len(what.streams)

    def leads_of(self, day: int) -> range:
        """Numbers of the leads that come on a day."""
        return range(self._leads[day], self._leads[day + 1])

    def day_of(self, lead: int) -> int:
        """The day on which a lead comes."""
        return bisect_right(self._leads, lead) - 1

    def visits(self, stream: int, day: int) -> int:
        """Visits of a stream on a day, leads' journeys not counted."""
        cell = day * self._streams + stream
        return self._visits[cell + 1] - self._visits[cell]


def by_hour(visits: int) -> list[int]:
    """A day's visits in its 24 hours."""
    starts = _shared(visits, HOURS)
    return [after - before for before, after in pairwise(starts)]


def _weight(what: Setting, label: object, day: int) -> int:
    return WEEKDAYS[what.day(day).weekday()] * Draws(what.seed, "weight", label, day).number(80, 120)


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    """Where each part begins when a total is cut by weight; the last entry is the total."""
    sums = list(accumulate(weights, initial=0))
    return [total * part // sums[-1] for part in sums]
