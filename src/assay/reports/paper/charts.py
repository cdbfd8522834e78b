"""Charts as blocks: where bars end and targets stand, in whole thousandths of the room. Drawn the same on page and picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.i18n.figures import spelled
from assay.reports.paper.blocks import Block
from assay.reports.paper.ranges import Range
from assay.reports.paper.typeset import Json

_FULL = 1000
_ROOM = Fraction(20, 23)
"""The share of the room that the greatest figure takes."""

_NONE = -1


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure against its target.

    Attributes:
        name, text: What it is, and the figure as read.
        value: The figure; None when it is not known.
        target: Where it should stand.
        other: What it may still become, more or less than it is; the value itself when nothing is open.
        tone: A colour of the layout, beside words that say the same.
        verdict: Those words, in a column of their own; empty while nothing is judged.
        chance: How far chance alone moves the figure, and the words for it; None where nobody can tell.
    """

    name: str
    text: str
    value: Fraction | None
    target: Fraction
    other: Fraction | None
    tone: str
    verdict: str = ""
    chance: tuple[Range, str] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A month of a trend; what is not known is None and draws nothing."""

    name: str
    text: str
    value: Fraction | None
    target: Fraction | None
    year_before: Fraction | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a funnel."""

    name: str
    text: str
    value: Fraction


def strip(bars: Sequence[Bar]) -> Block:
    """Each figure by itself, on a scale of its own."""
    return {"kind": "strip", "rows": tuple(_bar(bar) for bar in bars)}


def _bar(bar: Bar) -> Json:
    """The bar is full up to the less of the two ends, and pale up to the greater."""
    ends = [end or Fraction(0) for end in (bar.value, bar.other)]
    span, below = bar.chance or (None, "")
    top = max(*ends, bar.target, span.high if span else 0)
    return {
        "below": below,
        "low": _NONE if span is None else _place(span.low, top),
        "high": _NONE if span is None else _place(span.high, top),
        "name": bar.name,
        "text": bar.text,
        "verdict": bar.verdict,
        "value": _place(min(ends), top),
        "open": _place(max(ends), top),
        "target": _place(bar.target, top),
        "tone": bar.tone,
    }


def trend(months: Sequence[Column]) -> Block:
    """Months side by side on one scale."""
    top = max(
        (each for month in months for each in (month.value, month.target, month.year_before) if each),
        default=Fraction(0),
    )
    drawn: list[Json] = [
        {
            "name": month.name,
            "text": month.text,
            "value": _place(month.value or Fraction(0), top),
            "target": _NONE if month.target is None else _place(month.target, top),
            "before": _NONE if month.year_before is None else _place(month.year_before, top),
            "now": month.is_now,
        }
        for month in months
    ]
    return {"kind": "trend", "months": drawn}


def funnel(steps: Sequence[Step]) -> Block:
    """Steps below each other, each as wide as its figure."""
    top = max((step.value for step in steps), default=Fraction(0)) * _ROOM
    drawn: list[Json] = [
        {"name": step.name, "text": step.text, "value": _place(step.value, top), "pale": 18 * number}
        for number, step in enumerate(steps)
    ]
    return {"kind": "funnel", "steps": drawn}


def calendar(months: Sequence[str], cases: Mapping[str, Sequence[tuple[str, Fraction]]]) -> Block:
    """Cash by month: one row a case, each month with its text and its amount, all on one scale."""
    top = max((amount for row in cases.values() for _, amount in row), default=Fraction(0))
    drawn: list[Json] = [
        {"name": name, "months": [{"text": text, "value": _place(amount, top)} for text, amount in row]}
        for name, row in cases.items()
    ]
    return {"kind": "calendar", "months": tuple(months), "cases": drawn}


def curve(points: Sequence[tuple[Fraction, Fraction]], target: Fraction, cliffs: Sequence[Fraction]) -> Block:
    """Pay against records, from the least to the most that is paid; a cliff stands where its record is."""
    least, most = (edge(paid for _, paid in points) for edge in (min, max))
    end = max(units for units, _ in points)
    return {
        "kind": "curve",
        "points": [[_share(units, end), _share(paid - least, most - least)] for units, paid in points],
        "target": _share(target, end),
        "cliffs": [_share(cliff, end) for cliff in cliffs],
        "least": spelled(str(least)),
        "most": spelled(str(most)),
        "first": "0",
        "last": spelled(str(end)),
    }


def _share(value: Fraction, whole: Fraction) -> int:
    return min(_FULL, int(value / whole * _FULL)) if whole > 0 else 0


def _place(value: Fraction, top: Fraction | int) -> int:
    """A figure in thousandths of the room, cut off; nothing lies outside of it."""
    if top <= 0 or value <= 0:
        return 0
    return min(_FULL, int(value / top * _ROOM * _FULL))
