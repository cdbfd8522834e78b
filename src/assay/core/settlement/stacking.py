"""One yuan, one remedy: within a lot, claims stack on disjoint shares from the greatest multiple down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        asked = by_lot[lot]
        granted += _shared(sorted(asked, key=_rank)) if len(asked) > 1 else [_granted(asked[0], _ONE)]
    return tuple(granted)


def _shared(claims: Iterable[Claim]) -> Iterator[Granted]:
    room = _ONE
    for claim in claims:
        item = _granted(claim, room)
        room -= item.share
        yield item


def _granted(claim: Claim, room: Fraction) -> Granted:
    share = min(claim.share, room)
    lost = _ZERO if share is claim.share else claim.share - share
    return Granted(claim, share, lost, claim.lot.value * share * claim.clause.multiple)


def _rank(claim: Claim) -> tuple[Fraction, bool, int, str]:
    clause = claim.clause
    return (-clause.multiple, claim.share < 1, clause.priority, clause.id)
