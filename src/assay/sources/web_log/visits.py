"""Requests to sessions: those of one visitor with no more than 30 minutes of silence between them.

A visitor is an address with a browser. Both are hashed at the door and gone when the file is read. The order of the lines
does not matter: a late line joins the session that it lies in, or ties two into one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from assay.sources.web_log.agents import is_declared_bot
from assay.sources.web_log.hits import CACHED, Hit
from assay.sources.web_log.landing import campaign_of, is_page

SILENCE_SECONDS = 30 * 60


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


class Visits:
    """The sessions of all visitors; memory grows with sessions and not with lines."""

    def __init__(self) -> None:
        self._visits: dict[bytes, list[Visit]] = {}

    def add(self, hit: Hit, row: int) -> None:
        """Take in one request."""
        page = is_page(hit)
        campaign = campaign_of(hit.target) if page else ""
        landing = (hit.at, campaign) if campaign else None
        is_bot = is_declared_bot(hit.agent) if hit.agent else None
        single = Visit(hit.at, hit.at, hit.at if page else None, landing, row, is_bot)
        theirs = self._visits.setdefault(_visitor(hit.address, hit.agent), [])
        last = theirs[-1] if theirs else None
        if last and last.start <= hit.at <= last.end + SILENCE_SECONDS:
            _join(last, single)
        else:
            _insert(theirs, single)

    def sessions(self) -> Iterator[Visit]:
        """Every session in which at least one page was seen."""
        return (visit for theirs in self._visits.values() for visit in theirs if visit.page_at is not None)


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


def _join(visit: Visit, other: Visit) -> None:
    visit.start, visit.end = min(visit.start, other.start), max(visit.end, other.end)
    if other.page_at is not None:
        visit.page_at = other.page_at if visit.page_at is None else min(visit.page_at, other.page_at)
    if other.landing is not None:
        visit.landing = other.landing if visit.landing is None else min(visit.landing, other.landing)
    visit.row = min(visit.row, other.row)
