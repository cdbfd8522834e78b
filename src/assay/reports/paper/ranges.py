"""How far chance alone moves a ratio: Wilson's range for its stored numerator and denominator. It explains and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from assay.i18n.figures import fraction_of, percent

_Z = Fraction(196, 100)
"""Of the normal distribution 95% lie within so many standard deviations."""

_FINE = 10**9


@dataclass(frozen=True, slots=True)
class Range:
    """The ends of a range, both within 0 and 1."""

    low: Fraction
    high: Fraction

    @property
    def text(self) -> str:
        """Both ends in percent, to one decimal."""
        return "–".join(percent(str(end), 1).lstrip("≈") for end in (self.low, self.high))


def range_of(kpi: Mapping[str, Any]) -> Range | None:
    """The 95% range of a KPI that is a share of counted records; None of any other, and without a record."""
    if kpi["kind"] != "ratio" or not kpi["numerator"] or not kpi["denominator"]:
        return None
    above, below = fraction_of(kpi["numerator"]), fraction_of(kpi["denominator"])
    is_share = 0 <= above <= below and above.denominator == below.denominator == 1
    return wilson(above / below, below) if is_share and below else None


def wilson(share: Fraction, count: Fraction) -> Range:
    """Wilson's range of a share among so many records.

    Source:
        E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    square = _Z * _Z
    centre = share + square / (2 * count)
    spread = _Z * _root(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return Range(max(Fraction(0), (centre - spread) / whole), min(Fraction(1), (centre + spread) / whole))


def _root(value: Fraction) -> Fraction:
    """A square root to nine decimals, without floating point: the same on every machine."""
    return Fraction(isqrt(value.numerator * _FINE * _FINE // value.denominator), _FINE)
