"""Requests: what one line of a log says, and the moments that logs write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS: Mapping[str, int] = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_SECONDS = {text: int(text) for second in range(100) for text in (f"{second}", f"{second:02}")}
CACHED = 16_384
"""Texts of one kind that are read once: a log repeats its pages, its browsers and its minutes."""


class Hit(NamedTuple):
    """One request; a tuple, for a log has millions of them.

    Attributes:
        at: Unix time in seconds.
        address: The client's address; never leaves this package.
        agent: The browser as it names itself; empty when the log does not say. Never leaves this package.
        method: Such as ``GET``; empty when the request could not be read.
        target: Path and query.
        status: HTTP status; 0 when none was sent.
        odd: Whether the line had to be read leniently, for its quotes do not close.
    """

    at: int
    address: str
    agent: str
    method: str
    target: str
    status: int
    odd: bool = False


@lru_cache(maxsize=CACHED)
def request_of(written: str) -> tuple[str, str]:
    """Method and target of ``GET /path HTTP/1.1``; the method is empty when it is no request."""
    parts = written.split(" ")
    if len(parts) < 2 or not parts[0].isalpha():
        return "", ""
    last = -1 if len(parts) > 2 and parts[-1].startswith("HTTP/") else len(parts)
    return parts[0], " ".join(parts[1:last])


def status_of(written: str) -> int:
    """The status; 0 for ``-``, ``-1`` and whatever else is no status."""
    return int(written) if len(written) == 3 and written.isascii() and written.isdigit() else 0


def common_time(written: str, zone: ZoneInfo) -> int | None:
    """The moment of ``01/Mar/2027:09:00:05 +0800``, in the zone when there is no offset; None when it is none."""
    minute, second = _common_minute(written[:18] + written[21:], zone), _SECONDS.get(written[18:20])
    return None if minute is None or second is None else minute + second


def iso_time(written: str, zone: ZoneInfo) -> int | None:
    """The moment of an ISO text such as ``2027-03-01T09:00:05Z``, in the zone when it has no offset; None when it is none."""
    try:
        at = datetime.fromisoformat(written)
        return int((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp())
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=CACHED)
def _common_minute(written: str, zone: ZoneInfo) -> int | None:
    """The moment of ``01/Mar/2027:09:00:+0800``, the seconds taken out."""
    minute, offset = written[:17], written[18:].strip()
    if written[17:18] != ":":
        return None
    try:
        day, month, year = int(minute[:2]), MONTHS[minute[3:6].title()], int(minute[7:11])
        at = datetime(year, month, day, int(minute[12:14]), int(minute[15:17]), tzinfo=_zone(offset, zone))
        return int(at.astimezone(UTC).timestamp())
    except (ValueError, KeyError, OverflowError):
        return None


@lru_cache(maxsize=CACHED)
def _zone(offset: str, zone: ZoneInfo) -> timezone | ZoneInfo:
    if not offset:
        return zone
    length = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return timezone(-length if offset.startswith("-") else length)
