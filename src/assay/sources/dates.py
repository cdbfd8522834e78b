"""Days and moments as exports write them. Which number is the day is decided for a whole column, or asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.core.leads.identity import visible
from assay.sources.problems import Problems

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""An earlier or a later day is a placeholder such as 0001-01-01 and 9999-12-31, which nobody can count from."""
_LONGEST = 200
"""No moment is written with more characters."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januar janv janvier", "feb februar févr février", "mar mär märz mars", "apr avr avril", "may mai",
         "jun juni juin", "jul juli juil juillet", "aug août", "sep sept septembre", "oct okt octobre", "nov novembre",
         "dec dez déc décembre"), 1,
    )
    for name in names.split()
}  # fmt: skip
_DAY = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"|(?P<y8>\d{4})(?P<m8>\d{2})(?P<d8>\d{2})"
    r"|(?P<yc>\d{4}) ?年 ?(?P<mc>\d{1,2}) ?月 ?(?P<dc>\d{1,2}) ?[日号]"
    r"|(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)(?P<c>\d{4}|\d{1,2})"
    r"|(?:[A-Za-z]{2,9}\.?, )?(?P<dn>\d{1,2})\.? (?P<mn>[A-Za-zäéû]{3,9})\.?,? (?P<yn>\d{4})"
    r"|(?:[A-Za-z]{2,9}\.?, )?(?P<mm>[A-Za-zäéû]{3,9})\.? (?P<dm>\d{1,2}), (?P<ym>\d{4})"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
"""How machines write nearly every moment; what it reads, the patterns for people read alike, and take longer."""
_CLOCK = re.compile(
    r"(?P<before>凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|AM|PM)? ?"
    r"(?P<h>\d{1,2})(?:[:.时点時])(?P<min>\d{1,2})(?:[:.分](?P<sec>\d{2})(?:[.,](?P<fraction>\d{1,6})\d*)?)?[分秒]?"
    r"(?: ?(?P<after>AM|PM|a\. ?m\.|p\. ?m\.|Uhr))?"
    r"(?: ?(?P<offset>Z|UTC|(?:GMT|UTC)?[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_MORNING = {"凌晨", "早上", "清晨", "上午", "am"}
_EVENING = {"下午", "傍晚", "晚上", "pm"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a cell says about time, before any zone.

    Attributes:
        day: The calendar day.
        clock: Time of day; None when only a day is written.
        offset: Distance from UTC when it is written, else None.
    """

    day: date
    clock: time | None = None
    offset: timedelta | None = None


class ZoneError(ValueError):
    """There is no such IANA time zone."""


class SkippedTimeError(ValueError):
    """Clocks were put forward over this local time: it did not happen in the zone."""


class RepeatedTimeError(ValueError):
    """Clocks were put back: this local time happened twice in the zone."""


@lru_cache(maxsize=16_384)
def read_stamp(text: str, order: str = "") -> Stamp | None:
    """Day, time and offset of a text that is nothing else; None when it is none, or not under this order.

    Args:
        text: Such as ``2026-05-07T08:46:00Z``, ``2026/5/7 下午1:54``, ``2026年5月7日``, ``7.5.2026 13:31 Uhr``.
        order: ``dmy``, ``mdy`` or ``ymd`` for days such as ``5/12/2026``; dots before a four-digit year are day first
            everywhere, and a leading four-digit year needs no order.
    """
    plain = _ISO.fullmatch(text)
    if plain:
        return _plain_stamp(*map(int, plain.groups("0")))
    shown = visible(text) if len(text) <= _LONGEST else ""
    found = _DAY.match(shown)
    day = _day(found, order) if found else None
    if not found or day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    rest = re.sub(r"^(?:T|,? ?)", "", shown[found.end() :])
    if not rest:
        return Stamp(day)
    spoken = _CLOCK.fullmatch(rest)
    clock = _clock(spoken) if spoken else None
    offset = _offset(spoken["offset"]) if spoken else None
    if clock is None or (offset and abs(offset) >= timedelta(days=1)):
        return None
    return Stamp(day, clock, offset)


def decide_order(texts: Iterable[str], orders: tuple[str, ...] = ("dmy", "mdy")) -> str:
    """The one order under which every day of a column is a day; empty when several remain or none does.

    ``ymd`` when no text needs an order. Texts that are no day under any order are ignored here and refused one by one.

    Args:
        texts: The cells of the column.
        orders: The orders that are possible at all.
    """
    sought = OrderSought(orders)
    for text in texts:
        sought.look(text)
    return sought.found()


class OrderSought:
    """The order of the days of a column, as :func:`decide_order` finds it, sought text by text."""

    def __init__(self, orders: tuple[str, ...] = ("dmy", "mdy")) -> None:
        self._orders = self._left = orders
        self._is_needed = False
        self._differing: set[tuple[str, str]] = set()

    def look(self, text: str) -> None:
        """Look at the next text of the column."""
        if not _needs_order(text):
            return
        self._is_needed = True
        days = {order: stamp for order in self._orders if (stamp := read_stamp(text, order))}
        if days:
            self._left = tuple(order for order in self._left if order in days)
        self._differing.update(
            (one, other) for one, other in combinations(days, 2) if days[one] != days[other]
        )

    def found(self) -> str:
        """The order; empty when several remain or none does."""
        if not self._is_needed:
            return "ymd"
        is_open = any(pair in self._differing for pair in combinations(self._left, 2))
        return self._left[0] if self._left and not is_open else ""


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        ZoneError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneError(name) from None


def zone_said(name: str, problems: Problems, missing: str = "") -> ZoneInfo | None:
    """The zone that the person named; None where none was or there is no such zone.

    Args:
        name: As said; empty for nothing.
        problems: Takes the finding.
        missing: Code of the error when nothing was said; empty where that is fine.
    """
    if not name:
        if missing:
            problems.error(missing)
        return None
    try:
        return zone_of(name)
    except ZoneError:
        problems.error("sources.zone_unknown", found=name)
        return None


def to_instant(stamp: Stamp, zone: ZoneInfo | None) -> datetime:
    """The moment of a stamp in UTC; midnight when it has no time of day.

    Args:
        stamp: Its own offset wins over the zone.
        zone: Zone of a naive time; may be None only when the stamp has an offset.

    Raises:
        SkippedTimeError: The local time did not happen.
        RepeatedTimeError: It happened twice.
        ZoneError: There is neither offset nor zone.
    """
    naive = datetime.combine(stamp.day, stamp.clock or time())
    if stamp.offset is not None:
        return naive.replace(tzinfo=timezone(stamp.offset)).astimezone(UTC)
    if zone is None:
        raise ZoneError("")
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive:
        raise RepeatedTimeError(naive.isoformat())
    raise SkippedTimeError(naive.isoformat())


def first_instant(stamp: Stamp, zone: ZoneInfo) -> datetime:
    """The earlier moment of a local time that happened twice."""
    return datetime.combine(stamp.day, stamp.clock or time(), tzinfo=zone).astimezone(UTC)


def _plain_stamp(year: int, month: int, day: int, hour: int, minute: int, second: int) -> Stamp | None:
    try:
        stamp = Stamp(date(year, month, day), time(hour, minute, second))
    except ValueError:
        return None
    return stamp if FIRST_YEAR <= year <= LAST_YEAR else None


@lru_cache(maxsize=16_384)
def _needs_order(text: str) -> bool:
    found = _DAY.match(visible(text))
    return bool(found and found["a"] and not (found["t"] == "." and len(found["c"]) == 4))


def _day(found: re.Match[str], order: str) -> date | None:
    parts = found.groupdict()
    year = parts["y"] or parts["y8"] or parts["yc"] or parts["yn"] or parts["ym"]
    month = parts["m"] or parts["m8"] or parts["mc"] or _month(parts["mn"] or parts["mm"])
    day = parts["d"] or parts["d8"] or parts["dc"] or parts["dn"] or parts["dm"]
    if parts["a"]:
        dotted = parts["t"] == "." and len(parts["c"]) == 4
        by_order = _by_order(parts["a"], parts["b"], parts["c"], "dmy" if dotted else order)
        if by_order is None:
            return None
        year, month, day = by_order
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _by_order(a: str, b: str, c: str, order: str) -> tuple[str, str, str] | None:
    """Year, month and day as digits; a year of two digits is one of this century."""
    match order:
        case "dmy" if len(c) != 1:
            year, month, day = c, b, a
        case "mdy" if len(c) != 1:
            year, month, day = c, a, b
        case "ymd" if len(a) == 2 and len(c) != 4:
            year, month, day = a, b, c
        case _:
            return None
    return (f"20{year}" if len(year) == 2 else year), month, day


def _month(name: str | None) -> str:
    key = (name or "").casefold()
    number = _MONTHS.get(key) or _MONTHS.get(key[:3]) or 0
    return str(number)


def _clock(spoken: re.Match[str]) -> time | None:
    period = re.sub(r"[. ]", "", (spoken["before"] or spoken["after"] or "").lower())
    hour = _hour(int(spoken["h"]), period)
    micro = int((spoken["fraction"] or "0").ljust(6, "0"))
    try:
        return time(hour, int(spoken["min"]), int(spoken["sec"] or 0), micro)
    except ValueError:
        return None


def _hour(hour: int, period: str) -> int:
    """The hour of 24 for an hour of 12 and its part of the day; without one the hour is of 24 already."""
    if period in _MORNING:
        return 0 if hour == 12 else hour
    if period in _EVENING:
        return hour if hour >= 12 else hour + 12
    if period == "中午":
        return hour if hour >= 10 else hour + 12
    return hour


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    if not digits:
        return timedelta()
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -length if "-" in text else length
