"""One yuan, one remedy: within a lot, claims stack on disjoint shares from the greatest multiple down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from assay.core.settlement.claims import Claim


@dataclass(frozen=True, slots=True)
class Granted:
    """A claim after stacking.

    Attributes:
        share: What it got.
        lost: What greater claims on the same lot had already used up.
        exact: Lot value × share × multiple, unrounded, after any same-cause shift.
        shifted: What the same-cause rule took off it, unrounded.
    """

    claim: Claim
    share: Fraction
    lost: Fraction
    exact: Fraction
    shifted: Fraction = Fraction(0)


def stack(claims: Iterable[Claim]) -> tuple[Granted, ...]:
    """Grant claims lot by lot until the share 1 is used up.

    Order within a lot: greatest multiple, whole before part, priority, clause id. What is cut stays visible as lost.
    """
    ordered = sorted(claims, key=_rank)
    granted: list[Granted] = []
    for _, rivals in groupby(ordered, key=lambda claim: (claim.lot.kind, claim.lot.id)):
        room = Fraction(1)
        for claim in rivals:
            share = min(claim.share, room)
            room -= share
            exact = claim.lot.value * share * claim.clause.multiple
            granted.append(Granted(claim, share, claim.share - share, exact))
    return tuple(granted)


def _rank(claim: Claim) -> tuple[str, str, Fraction, bool, int, str]:
    clause = claim.clause
    return (claim.lot.kind, claim.lot.id, -clause.multiple, claim.share < 1, clause.priority, clause.id)
