"""Requests to sessions: those of one visitor with no more than 30 minutes of silence between them.

A visitor is an address with a browser. Both are hashed at the door and gone when the file is read. The order of the lines
does not matter: a late line joins the session that it lies in, or ties two into one. A log in which lines are more than a
day late is read once more, with all its sessions kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from assay.sources.web_log.agents import is_declared_bot
from assay.sources.web_log.hits import CACHED, Hit
from assay.sources.web_log.landing import campaign_of, is_page

SILENCE_SECONDS = 30 * 60
LATE_SECONDS = 24 * 60 * 60
"""Lines may be so much later than others that were written after them."""

_EVERY_SECONDS = 6 * 60 * 60


@dataclass(slots=True)
class Visit:
    """One session in the making, unix seconds.

    Attributes:
        page_at: Moment of the first page; None while nothing but pictures, scripts and errors was asked for.
        landing: Moment and campaign of the first page that names a campaign; None while none does.
        row: First line that belongs to it.
        is_bot: Whether its browser declares itself a bot; None where the log names no browser.
    """

    start: int
    end: int
    page_at: int | None
    landing: tuple[int, str] | None
    row: int
    is_bot: bool | None


class DisorderError(Exception):
    """A line is older than sessions that are over already: only a reading that keeps them all can place it."""


class Visits:
    """The sessions of all visitors, handed on when they are over; memory grows with those of a day and not with lines.

    Args:
        over: Takes each session in which at least one page was seen.
        keeps_all: Whether sessions are handed on at the end only, for a log whose lines are in no order.
    """

    def __init__(self, over: Callable[[Visit], None], *, keeps_all: bool) -> None:
        self._over = over
        self._keeps_all = keeps_all
        self._visits: dict[bytes, list[Visit]] = {}
        self._horizon = self._newest = -1

    def add(self, hit: Hit, row: int) -> None:
        """Take in one request.

        Raises:
            DisorderError: It may belong to a session that was handed on.
        """
        if hit.at < self._horizon:
            raise DisorderError
        if hit.at > self._newest:
            self._newest = hit.at
            if not self._keeps_all and hit.at - self._horizon > LATE_SECONDS + _EVERY_SECONDS:
                self._hand_on(hit.at - LATE_SECONDS)
        page = is_page(hit)
        campaign = campaign_of(hit.target) if page else ""
        theirs = self._visits.setdefault(_visitor(hit.address, hit.agent), [])
        last = theirs[-1] if theirs else None
        if last and last.end <= hit.at <= last.end + SILENCE_SECONDS and row > last.row:
            _go_on(last, hit.at, campaign, is_page=page)
            return
        landing = (hit.at, campaign) if campaign else None
        is_bot = is_declared_bot(hit.agent) if hit.agent else None
        single = Visit(hit.at, hit.at, hit.at if page else None, landing, row, is_bot)
        if last and last.start <= hit.at <= last.end + SILENCE_SECONDS:
            _join(last, single)
        else:
            _insert(theirs, single)

    def end(self) -> None:
        """Hand on all that are left."""
        self._hand_on(self._newest + SILENCE_SECONDS + 1)

    def _hand_on(self, horizon: int) -> None:
        """No line from the horizon on can belong to what ended so long before it."""
        self._horizon = horizon
        left: dict[bytes, list[Visit]] = {}
        for visitor, theirs in self._visits.items():
            if theirs[-1].end + SILENCE_SECONDS >= horizon:
                left[visitor] = [visit for visit in theirs if visit.end + SILENCE_SECONDS >= horizon]
            for visit in theirs:
                if visit.end + SILENCE_SECONDS >= horizon:
                    break
                if visit.page_at is not None:
                    self._over(visit)
        self._visits = left


@lru_cache(maxsize=CACHED)
def _visitor(address: str, agent: str) -> bytes:
    return blake2b(f"{address}\0{agent}".encode("utf-8", "replace"), digest_size=16).digest()


def _insert(theirs: list[Visit], single: Visit) -> None:
    """Put a request where it belongs; sessions stay in their order and more than the silence apart."""
    low = bisect_left(theirs, single.start - SILENCE_SECONDS, key=lambda visit: visit.end)
    high = bisect_right(theirs, single.start + SILENCE_SECONDS, key=lambda visit: visit.start)
    for near in theirs[low:high]:
        _join(single, near)
    theirs[low:high] = [single]


def _go_on(visit: Visit, at: int, campaign: str, *, is_page: bool) -> None:
    """What :func:`_join` does with a request that comes last in its session, as nearly all do."""
    visit.end = at
    if is_page and visit.page_at is None:
        visit.page_at = at
    if campaign and (visit.landing is None or (at, campaign) < visit.landing):
        visit.landing = at, campaign


def _join(visit: Visit, other: Visit) -> None:
    visit.start, visit.end = min(visit.start, other.start), max(visit.end, other.end)
    if other.page_at is not None:
        visit.page_at = other.page_at if visit.page_at is None else min(visit.page_at, other.page_at)
    if other.landing is not None:
        visit.landing = other.landing if visit.landing is None else min(visit.landing, other.landing)
    visit.row = min(visit.row, other.row)
