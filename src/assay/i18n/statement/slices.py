"""Slices that wait: whether one is decided is told by what the statement leaves of it, never by the sign of its movement.

What lowers another slice, such as the relief of a cap, waits with the opposite sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assay.core.money import Money
from assay.core.period import Month
from assay.core.settlement.disputed import own_line, own_month
from assay.i18n.figures import fraction_of


def slice_of(line_id: str, period: str) -> tuple[str, str]:
    """A line's name without its suffix, and its month: ``C1/qualified@2027-03v2``."""
    return own_line(line_id), str(own_month(line_id, Month.parse(period)))


def standing(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Fraction]]:
    """Every slice that still waits after a statement; what lowers others is negative."""
    for record in document["state"]["records"]:
        for name, held in record["withheld"].items():
            left = Fraction(Money(int(held["minor"]), document["currency"]).decimal)
            if left:
                yield (name, record["figures"]["period"]), left


def way_of(item: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """How a movement reads: what is left of its slice says whether it is decided, and its sign what it does to the rest."""
    left = dict(standing(document)).get(slice_of(item["id"], document["period"]), Fraction(0))
    is_paid = fraction_of(item["amount"]) > 0
    if not left:
        return "out" if is_paid else "lowers_no_more"
    if left > 0:
        return "less" if is_paid else "in"
    return "lowers" if is_paid else "lowers_less"
