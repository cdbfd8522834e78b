"""Lines of an exported chat: which of them begin a message, and when it was sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from assay.core.leads.identity import visible
from assay.sources.dates import ORDERS, Stamp, decide_order, read_stamp
from assay.sources.table import lines_of

_PERIODS = {
    "م": "PM", "ص": "AM", "午後": "PM", "午前": "AM", "오후": "PM", "오전": "AM", "μ.μ.": "PM", "π.μ.": "AM",
    "ب.ظ.": "PM", "ق.ظ.": "AM", "ÖS": "PM", "ÖÖ": "AM", "CH": "PM", "SA": "AM",
}  # fmt: skip
"""Halves of the day in Arabic, Japanese, Korean, Greek, Persian, Turkish and Vietnamese → ours."""

_PERIOD = "|".join(map(re.escape, _PERIODS))
_DATE = (
    r"(?P<date>[RH]?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}\. ?\d{1,2}\. ?\d{1,2}\.|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?: (?:BE|พ\.ศ\.))?"
)
_BETWEEN = r"(?:[,،]|(?: (?:à|às|um|alle)))?"
_TIME = (
    rf"(?P<time>(?:(?:凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|{_PERIOD}) ?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?"
    rf"(?: ?(?:[AaPp]\.? ?[Mm]\.?|{_PERIOD}))?)"
)
_ANDROID = re.compile(rf"{_DATE}{_BETWEEN} {_TIME} - (?P<rest>.*)")
_IPHONE = re.compile(rf"\[{_DATE}{_BETWEEN} {_TIME}\] ?(?P<rest>.*)")
_KOREAN_DATE = re.compile(r"(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.")
_ERA_YEAR = re.compile(r"^([RH])(\d{1,2})(?=[./-])")
_ERAS = {"R": 2018, "H": 1988}
_BUDDHIST_YEAR = re.compile(r"(?<!\d)2[567]\d\d(?!\d)")
_BUDDHIST = 543
_CHINESE_PERIOD = re.compile("凌晨|早上|清晨|上午|中午|下午|傍晚|晚上")
FIRST_YEAR = 2009


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chat: a message of a person or a note of the app.

    Attributes:
        row: Line on which it begins.
        when: Day and time as written, in one shape.
        rest: Sender and text of the first line, or the note.
        lines: How many lines it has; lead forms are pasted over several.
    """

    row: int
    when: str
    rest: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Chat:
    """The entries of a file, its form (``android`` or ``iphone``), and lines before the first entry."""

    entries: tuple[Entry, ...]
    form: str
    stray: int


def read_chat(text: str) -> Chat:
    """Split a chat into entries. A line without date and time belongs to the entry before it."""
    entries: list[Entry] = []
    forms: set[str] = set()
    stray = 0
    for number, line in enumerate(lines_of(text), 1):
        plain = plain_line(line)
        form, found = _begins(plain)
        if found:
            forms.add(form)
            entries.append(
                Entry(number, f"{_written(found['date'])} {_spoken(found['time'])}", found["rest"])
            )
        elif entries:
            last = entries[-1]
            entries[-1] = Entry(last.row, last.when, last.rest, last.lines + 1)
        elif plain:
            stray += 1
    return Chat(tuple(entries), "+".join(sorted(forms)), stray)


def is_entry(line: str) -> bool:
    """Whether a line begins an entry."""
    return _begins(plain_line(line))[1] is not None


def plain_line(line: str) -> str:
    """A line without marks of direction, with ordinary blanks and ASCII digits."""
    digits = "".join(str(unicodedata.digit(mark)) if mark.isdecimal() else mark for mark in line)
    return visible(digits)


def order_of(entries: Sequence[Entry]) -> str:
    """The order of day and month of the whole chat; empty when it cannot be told.

    A chat runs forward in time and no chat is older than WhatsApp, so an order under which it jumps back by more than a
    day, or begins before 2009, is out. A two-digit year comes first only where the times are Chinese.
    """
    texts = [entry.when for entry in entries]
    chinese = any(_CHINESE_PERIOD.search(text) for text in texts)
    by_range = decide_order(texts, ("ymd", "mdy", "dmy") if chinese else ("dmy", "mdy"))
    if by_range:
        return by_range
    left = [order for order in ORDERS if (order != "ymd" or chinese) and _runs_forward(texts, order)]
    return left[0] if len(left) == 1 else ""


def _runs_forward(texts: Iterable[str], order: str) -> bool:
    stamps = [read_stamp(text, order) for text in texts]
    days = [stamp.day for stamp in stamps if stamp]
    backward = any(later < earlier - timedelta(days=1) for earlier, later in pairwise(days))
    return len(days) == len(stamps) and not backward and min(days).year >= FIRST_YEAR


def stamp_of(entry: Entry, order: str) -> Stamp | None:
    """When an entry was written; None when its day or time does not exist."""
    stamp = read_stamp(entry.when, order)
    return stamp if stamp and stamp.clock is not None else None


def _begins(plain: str) -> tuple[str, re.Match[str] | None]:
    android = _ANDROID.match(plain)
    return ("android", android) if android else ("iphone", _IPHONE.match(plain))


def _spoken(time: str) -> str:
    for word, latin in _PERIODS.items():
        time = time.replace(word, latin)
    return time


def _written(date: str) -> str:
    """A date with a year of our count: 2565 of the Buddhist era is 2022, and so is the fourth of Reiwa."""
    date = _KOREAN_DATE.sub(r"\1/\2/\3", date)
    date = _ERA_YEAR.sub(lambda era: str(_ERAS[era[1]] + int(era[2])), date)
    return _BUDDHIST_YEAR.sub(lambda year: str(int(year[0]) - _BUDDHIST), date)
