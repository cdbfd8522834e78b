"""One yuan, one remedy: within a lot, claims stack on disjoint shares from the greatest multiple down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assay.core.settlement.claims import Claim

_ONE, _ZERO = Fraction(1), Fraction(0)


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
    by_lot: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        by_lot.setdefault((claim.lot.kind, claim.lot.id), []).append(claim)
    granted: list[Granted] = []
    for lot in sorted(by_lot):
        room = _ONE
        for claim in sorted(by_lot[lot], key=_rank) if len(by_lot[lot]) > 1 else by_lot[lot]:
            share = min(claim.share, room)
            room -= share
            exact = claim.lot.value * share * claim.clause.multiple
            lost = _ZERO if share is claim.share else claim.share - share
            granted.append(Granted(claim, share, lost, exact))
    return tuple(granted)


def _rank(claim: Claim) -> tuple[Fraction, bool, int, str]:
    clause = claim.clause
    return (-clause.multiple, claim.share < 1, clause.priority, clause.id)
