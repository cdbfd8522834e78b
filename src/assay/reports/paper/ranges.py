"""How far chance alone moves a ratio: Wilson's range for its stored numerator and denominator. It explains and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from assay.core.metrics import catalogue
from assay.i18n.figures import fraction_of

_Z = Fraction(196, 100)
"""Of the normal distribution 95% lie within so many standard deviations."""

_FINE = 10**9
_ALL = 1000
"""All of a share, in the tenths of a percent that a range is written in."""

SHARES = frozenset(
    (
        catalogue.FORM_COMPLETION_RATE,
        catalogue.RECORD_COMPLETENESS,
        catalogue.MQL_SHARE,
        catalogue.REPLIED_WITHIN,
        catalogue.AUDITED,
        catalogue.AUTO_REPLY_ACCURACY,
    )
)
"""Metrics whose denominator counts records, and whose numerator counts those of them that pass.

What was agreed to be delivered, one KPI over another and money over money are no samples of anything.
"""


@dataclass(frozen=True, slots=True)
class Range:
    """The ends of a range, both within 0 and 1."""

    low: Fraction
    high: Fraction

    @property
    def text(self) -> str:
        """Both ends in percent, to one decimal; it never begins at all, nor ends at none, unless it does so exactly."""
        low, high = _tenths(self.low), _tenths(self.high)
        low = min(low, _ALL - 1) if self.low < 1 else low
        high = max(high, 1) if self.high > 0 else high
        return "–".join(f"{end // 10}.{end % 10}%" for end in (low, high))


def _tenths(end: Fraction) -> int:
    """Tenths of a percent, rounded half up."""
    return int(end * _ALL + Fraction(1, 2))


def range_of(kpi: Mapping[str, Any]) -> Range | None:
    """The 95% range of a KPI that is a share of counted records; None of any other, and without a record."""
    if kpi["metric"] not in SHARES or not kpi["numerator"] or not kpi["denominator"]:
        return None
    above, below = fraction_of(kpi["numerator"]), fraction_of(kpi["denominator"])
    is_share = 0 <= above <= below and above.denominator == below.denominator == 1
    return wilson(above / below, below) if is_share and below else None


def wilson(share: Fraction, count: Fraction) -> Range:
    """Wilson's range of a share among so many records; it begins at none where the share is none, and ends at all where it is all.

    Source:
        E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    square = _Z * _Z
    centre = share + square / (2 * count)
    spread = _Z * _root(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    low = (centre - spread) / whole if share > 0 else Fraction(0)
    high = (centre + spread) / whole if share < 1 else Fraction(1)
    return Range(max(Fraction(0), low), min(Fraction(1), high))


def _root(value: Fraction) -> Fraction:
    """A square root to nine decimals, without floating point: the same on every machine."""
    return Fraction(isqrt(value.numerator * _FINE * _FINE // value.denominator), _FINE)
