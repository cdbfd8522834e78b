"""A table of a report held together: rows as wide as its header, and its own total against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assay.ports import Control
from assay.sources.cells import Row
from assay.sources.ga4_report.sections import Section
from assay.sources.numbers import bare_number
from assay.sources.problems import Problems

_FIFTIETH = 50
"""Google Analytics estimates how many sessions there are, so its total may differ from its rows by a fiftieth."""


def is_whole(row: Row, section: Section, problems: Problems) -> bool:
    """Whether a row has a cell for each header; a finding when it has not."""
    width = len(section.header.cells)
    if len(row.cells) < width or any(row.texts[width:]):
        problems.error("sources.ragged_row", row.number, found=len(row.cells), expected=width)
        return False
    return True


def held(
    section: Section,
    totals: Sequence[Row],
    counts: Mapping[str, Sequence[Fraction | None]],
    problems: Problems,
) -> tuple[Control, ...]:
    """The section's own totals against its rows."""
    controls = []
    for row in totals:
        for name, column in counts.items():
            header = section.header.texts[section.places[name]]
            bare = (
                bare_number(row.texts[section.places[name]])
                if section.places[name] < len(row.cells)
                else None
            )
            if bare is None or not bare.fits("."):
                continue
            stated, summed = (
                bare.value("."),
                sum((count for count in column if count is not None), Fraction(0)),
            )
            within = stated // _FIFTIETH
            agrees = abs(stated - summed) <= within
            label = next(text for text in (*row.texts[::-1], "—") if text and not bare_number(text))
            controls.append(Control(label, name, str(stated), str(summed), str(within), agrees))
            if not agrees:
                params = {"total": label, "stated": str(stated), "summed": str(summed), "within": str(within)}
                problems.error("sources.total_disagrees", row.number, header, **params)
    return tuple(controls)
