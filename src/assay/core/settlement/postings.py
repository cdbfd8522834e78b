"""Amounts on their way to the statement: exact, and in minor units once rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.money import exponent as digits_of
from assay.core.money import minor_units
from assay.core.settlement.stacking import Granted

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Draft:
    """A line before it is posted. Money that the vendor loses is negative.

    Attributes:
        id: Line id without a period suffix, such as ``C1/valid_leads`` or ``K1/C3``.
        clause: Clause id, or the cap's id for a cap's line.
        head: Head in the books; a cap's line has that of the clause it cuts.
        exact: Major units, unrounded.
        parts: Claims behind it, after stacking and same cause.
        cuts: For a cap's line: the clause that it cuts.
        cause: What an event brought it by (``fraud``, ``wilful``, ``data_incident`` …); caps may exempt it.
        by_cause: For a cap's line: what it cuts of each cause, where events brought it.
        node: How it was computed, where its clause has no claims on lots; None otherwise.
    """

    id: str
    clause: str
    head: Head
    exact: Fraction
    parts: tuple[Granted, ...] = ()
    cuts: str = ""
    cause: str = ""
    by_cause: Mapping[str, Amount] = field(default_factory=dict)
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A line's amount with both values kept."""

    exact: Fraction
    minor: int

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.exact + other.exact, self.minor + other.minor)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.exact - other.exact, self.minor - other.minor)

    def __bool__(self) -> bool:
        return self.exact != 0 or self.minor != 0


NOTHING = Amount(Fraction(0), 0)


@dataclass(frozen=True, slots=True)
class Posted:
    """A line as posted for a month, over all statements so far; ``cause`` and ``by_cause`` as in :class:`Draft`."""

    id: str
    clause: str
    head: Head
    amount: Amount
    cuts: str = ""
    cause: str = ""
    by_cause: Mapping[str, Amount] = field(default_factory=dict)

    @property
    def of_causes(self) -> Mapping[str, Amount]:
        """Cause → its part of the amount; most lines have one, or none, which is empty."""
        return self.by_cause or {self.cause: self.amount}


def rounded(exact: Fraction, currency: str) -> Amount:
    """Round once, half away from zero, keeping the exact value."""
    return Amount(exact, minor_units(exact, currency))


def apportion(total: int, exacts: Iterable[tuple[K, Fraction, int]], currency: str) -> dict[K, int]:
    """Split a total of minor units over cuts by largest remainder.

    Args:
        total: Minor units to split, >= 0.
        exacts: (key, exact cut in major units, most that may be cut in minor units); ties go to the earlier.
        currency: Of the amounts.

    Returns:
        key → minor units, none below zero and none above its most; the sum is ``total`` unless every cut is at its most.
    """
    scale = 10 ** digits_of(currency)
    rows = [(key, exact * scale, most) for key, exact, most in exacts]
    shares = {key: min(int(exact), most) for key, exact, most in rows}
    by_remainder = sorted(rows, key=lambda row: -(row[1] - row[1] // 1))
    while (short := total - sum(shares.values())) != 0:
        step = 1 if short > 0 else -1
        movable = [row for row in by_remainder if 0 <= shares[row[0]] + step <= row[2]]
        if not movable:
            break
        for key, _, _ in (movable if step > 0 else movable[::-1])[: abs(short)]:
            shares[key] += step
    return shares


def minor_of(exact: Fraction, currency: str) -> int:
    """Minor units of an exact amount, half away from zero."""
    return minor_units(exact, currency)
