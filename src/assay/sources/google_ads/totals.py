"""Totals rows of a report against its rows: the narrowest must agree, the others inform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.ports import Control
from assay.sources.google_ads.words import narrowness
from assay.sources.problems import Problems
from assay.sources.spend_lines import MEASURES, control_of, control_params


@dataclass(frozen=True, slots=True)
class Total:
    """A totals row: its number, its label, and its figures by measure (None when not stated)."""

    row: int
    label: str
    figures: Mapping[str, Fraction | None]


def held_against(
    totals: Sequence[Total], sums: Mapping[str, Fraction], rows: int, grain: str, problems: Problems
) -> tuple[Control, ...]:
    """Compare every stated figure with the sum of the rows.

    Rows are rounded to the cent each, so a cost may differ by 0.01 a row; counts may not differ. Only the narrowest total
    of the grain covers the same rows; a total of the account also holds hidden search terms and other campaigns.

    Args:
        totals: The totals rows of the file.
        sums: Sum of the rows by measure.
        rows: How many rows were summed.
        grain: Grain of the report.
        problems: Takes ``sources.total_disagrees``, or ``sources.no_control_total`` when no total covers the rows.
    """
    narrowest = max((narrowness(total.label, grain) for total in totals), default=0)
    controls: list[Control] = []
    for total in totals:
        covers = narrowest > 0 and narrowness(total.label, grain) == narrowest
        for measure in MEASURES:
            stated = total.figures.get(measure)
            if stated is None or measure not in sums:
                continue
            control = control_of(total.label, measure, stated, sums[measure], rows, covers=covers)
            controls.append(control)
            if control.agrees is False:
                problems.error("sources.total_disagrees", total.row, measure, **control_params(control))
    if rows and not narrowest:
        problems.warn("sources.no_control_total")
    return tuple(controls)
