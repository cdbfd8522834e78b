"""``same_cause: max``: a lead that lowers the fee and is charged as spend costs the vendor the greater of the two, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.outcomes import Outcome
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.settlement.stacking import Granted

_ZERO = Fraction(0)


def keep_the_greater(
    granted: Sequence[Granted], *, metric_of: dict[str, str], worst: bool
) -> tuple[Granted, ...]:
    """Take the smaller remedy off each lead that both clauses charge; an equal one comes off the cost share.

    Args:
        granted: All claims of a month, after stacking.
        metric_of: KPI id → metric id.
        worst: Whether open KPIs stand at their worst outcome.

    Returns:
        The claims in the same order, with what was taken off.

    Source: the contract language, section 6, ``same_cause: max``.
    """
    shifted = list(granted)
    units = {
        granted[i].claim.lot.id: granted[i].claim.units for i in range(len(granted)) if granted[i].claim.units
    }
    fees = [i for i, item in enumerate(shifted) if _counts_valid_leads(item, metric_of)]
    charges = [i for i, item in enumerate(shifted) if item.claim.clause.kind == "cost_share"]
    for fee in fees:
        outcome = shifted[fee].claim.lot.outcome
        assert outcome is not None
        per_missing = _per_missing_lead(shifted[fee], outcome)
        missing = _missing_leads(outcome, worst=worst)
        for charge in sorted(
            charges, key=lambda i: (-_per_invalid_lead(granted[i]), granted[i].claim.lot.id)
        ):
            lot_id = granted[charge].claim.lot.id
            leads = min(missing, units[lot_id])
            missing -= leads
            units[lot_id] -= leads
            per_invalid = _per_invalid_lead(granted[charge])
            loser = fee if per_missing < per_invalid else charge
            shifted[loser] = _take_off(shifted[loser], leads * min(per_missing, per_invalid))
    return tuple(shifted)


def _counts_valid_leads(item: Granted, metric_of: dict[str, str]) -> bool:
    outcome = item.claim.lot.outcome
    return outcome is not None and CATALOGUE[metric_of[outcome.kpi]].counts_valid_leads


def _missing_leads(outcome: Outcome, *, worst: bool) -> Fraction:
    return (outcome.worst if worst else outcome.shortfall) * max(_ZERO, outcome.target.value)


def _per_missing_lead(item: Granted, outcome: Outcome) -> Fraction:
    if outcome.target.value <= 0:
        return _ZERO
    return item.claim.lot.value * item.claim.clause.multiple / outcome.target.value


def _per_invalid_lead(item: Granted) -> Fraction:
    return item.exact / item.claim.units


def _take_off(item: Granted, amount: Fraction) -> Granted:
    return replace(item, exact=item.exact - amount, shifted=item.shifted + amount)
