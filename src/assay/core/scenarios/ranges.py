"""Ranges: how far each KPI may stray from its target, and how much of the spend may be bad. Chance draws from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assay.core.scenarios.scenario import ALL


@dataclass(frozen=True, slots=True)
class Range:
    """Three points, ``low`` ≤ ``mode`` ≤ ``high``: factors of a target, or shares."""

    low: Fraction
    mode: Fraction
    high: Fraction


AT_TARGET = Range(Fraction(1), Fraction(1), Fraction(1))


@dataclass(frozen=True, slots=True)
class Ranges:
    """What a run may draw, each month on its own.

    Attributes:
        kpis: KPI id, or ``*`` for the others → factor of the target.
        invalid: Share of the credited leads that are invalid.
        failed: Share of the spend in a failed segment.
    """

    kpis: Mapping[str, Range]
    invalid: Range
    failed: Range

    def of(self, kpi: str) -> Range:
        """The range of a KPI; always at its target when nothing is said."""
        return self.kpis.get(kpi, self.kpis.get(ALL, AT_TARGET))
