"""When things happen: customers write in their own daytime, ours answer in office hours. All times naive, Shanghai."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tools.world.dice import Dice

# Hours on Shanghai clocks in which people of a country write; the hour after midnight is left out, so that a click
# and its enquiry fall on one day.
AWAKE = {
    "US": (21, 22, 23, 1, 2, 3, 4, 5, 6, 7),
    "CA": (21, 22, 23, 1, 2, 3, 4, 5, 6, 7),
    "DE": (15, 16, 17, 18, 19, 20, 21, 22),
    "GB": (16, 17, 18, 19, 20, 21, 22, 23),
    "FR": (15, 16, 17, 18, 19, 20, 21, 22),
    "AU": (7, 8, 9, 10, 11, 12, 13, 14),
}
OPENS, CLOSES = 9, 20


def first_day(month: str) -> date:
    """The first day of ``YYYY-MM``."""
    return date.fromisoformat(f"{month}-01")


def days_in(month: str) -> int:
    """How many days ``YYYY-MM`` has."""
    first = first_day(month)
    return calendar.monthrange(first.year, first.month)[1]


def month_of(moment: datetime | date) -> str:
    """The month a moment lies in, as ``YYYY-MM``."""
    return f"{moment:%Y-%m}"


def writes_at(dice: Dice, country: str, day: date, *label: object) -> datetime:
    """A moment of a day at which someone in a country writes."""
    hour = dice.pick(AWAKE[country], *label, "hour")
    return datetime.combine(day, time(hour, dice.number(0, 59, *label, "minute")))


def clicked_at(dice: Dice, created: datetime, *label: object) -> datetime:
    """The click that led to an enquiry, some minutes before it."""
    return created - timedelta(minutes=dice.number(3, 24, *label, "click"))


def reply_at(dice: Dice, created: datetime, *label: object) -> datetime:
    """Our first reply: within the office day, or early on the next; always less than 24 hours later."""
    if OPENS <= created.hour < CLOSES:
        return created + timedelta(minutes=dice.number(8, 170, *label, "reply"))
    morning = created.replace(hour=OPENS, minute=0)
    if created.hour >= CLOSES:
        morning += timedelta(days=1)
    return morning + timedelta(minutes=dice.number(4, 95, *label, "reply"))


def answer_at(dice: Dice, country: str, replied: datetime, longest_hours: int, *label: object) -> datetime:
    """Their next message, in their daytime; at most ``longest_hours`` and one night later, so always within 72 hours."""
    answer = replied + timedelta(minutes=dice.number(35, longest_hours * 60, *label, "answer"))
    while answer.hour not in AWAKE[country]:
        answer += timedelta(hours=1)
    return answer


def spread(dice: Dice, days: Sequence[int], count: int, *label: object) -> list[int]:
    """``count`` of the given days, spread over all of them and uneven as life is, in order."""
    places = [
        (index * len(days) + dice.number(0, len(days) - 1, *label, "day", index)) // count
        for index in range(count)
    ]
    return [days[place] for place in places]
