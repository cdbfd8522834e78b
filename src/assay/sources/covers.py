"""The days that a report covers when it does not say them itself: first and last day, both included."""

from __future__ import annotations

from datetime import date

from assay.core.period import ONE_DAY, Span
from assay.sources.dates import LAST_YEAR
from assay.sources.problems import Problems, shown


def covered(text: str, problems: Problems) -> Span | None:
    """The span of ``2027-03-01/2027-03-31``; None when empty, or after ``sources.covers_unreadable``."""
    if not text:
        return None
    first, _, last = text.partition("/")
    try:
        start_on, last_on = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        problems.error("sources.covers_unreadable", found=shown(text))
        return None
    if last_on < start_on or last_on.year > LAST_YEAR:
        problems.error("sources.covers_unreadable", found=shown(text))
        return None
    return Span(start_on, last_on + ONE_DAY)
