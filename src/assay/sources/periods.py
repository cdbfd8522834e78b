"""The days that a report says it covers, in its title lines, its columns or the name of its file."""

from __future__ import annotations

import re

from assay.core.period import ONE_DAY, Span
from assay.sources.dates import decide_order, read_stamp
from assay.sources.problems import Problems, shown

_BETWEEN = re.compile(r"\s*(?:至|到|~|\u2014|\u2013|-|\bto\b)\s*")


class UndecidedOrderError(ValueError):
    """The days can be read as day/month and as month/day."""


def read_period(text: str, order: str = "") -> Span | None:
    """The days of ``March 1, 2027 - March 2, 2027``, ``2027-03-01至2027-03-02`` or one day alone; None when it is neither.

    Args:
        text: Nothing but the days.
        order: ``dmy``, ``mdy`` or ``ymd`` when it is known.

    Raises:
        UndecidedOrderError: The text alone does not tell which number is the day, and no order was named.
    """
    for parts in _partings(text):
        used = order or decide_order(parts)
        if not used and any(read_stamp(part, "dmy") or read_stamp(part, "mdy") for part in parts):
            raise UndecidedOrderError(text)
        stamps = [read_stamp(part, used) for part in parts]
        days = [stamp.day for stamp in stamps if stamp]
        if len(days) == len(parts) and days[0] <= days[-1]:
            return Span(days[0], days[-1] + ONE_DAY)
    return None


def agreed_period(stated: Span | None, said: Span | None, row: int, problems: Problems) -> Span | None:
    """The one period that file and person speak of; None when neither does, or after ``sources.covers_differ``."""
    if stated and said and stated != said:
        problems.error("sources.covers_differ", row, found=days_shown(stated), said=days_shown(said))
        return None
    return stated or said


def period_at(text: str, row: int, order: str, problems: Problems) -> Span | None:
    """The period in a title line; None without a finding when it is none, with one when its order is not known."""
    try:
        return read_period(text, order)
    except UndecidedOrderError:
        problems.error("sources.date_order_unknown", row, found=shown(text), rows=row)
        return None


def days_shown(span: Span) -> str:
    """First and last day, as ``--covers`` takes them."""
    return f"{span.start_on}/{span.last_on}"


def _partings(text: str) -> list[list[str]]:
    """The text whole, then cut in two at each mark that may stand between two days."""
    cuts = [[text[: mark.start()], text[mark.end() :]] for mark in _BETWEEN.finditer(text)]
    return [[text], *cuts]
