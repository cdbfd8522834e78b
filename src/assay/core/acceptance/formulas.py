"""KPIs by formula: the ratio of two monthly counts, judged from their outcomes, each count whole."""

from __future__ import annotations

from fractions import Fraction

from assay.core.acceptance.outcomes import Outcome, State, missing_outcome, shortfall
from assay.core.acceptance.targets import Target, plain_target
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Missing, Party
from assay.core.contract.validate_terms import ratio_parts


def formula_outcome(
    kpi: Kpi, by_kpi: dict[str, Outcome], terms: Missing, revision: Fraction
) -> Outcome | None:
    """The outcome of a KPI by formula; None for any other KPI, and where a part has no outcome yet.

    A missing part makes it missing in the same way; without anything to divide by it is missing by neither side, once
    both parts are final.
    """
    parts = ratio_parts(kpi.formula)
    if parts is None or not all(part in by_kpi for part in parts):
        return None
    top, bottom = by_kpi[parts[0]], by_kpi[parts[1]]
    target = plain_target(kpi, top.month, top.span, revision)
    for part in (top, bottom):
        if part.value is None:
            return Outcome(
                kpi.id,
                part.month,
                part.span,
                part.state,
                target,
                None,
                part.shortfall,
                part.worst,
                deemed=part.deemed,
            )
    if not bottom.whole and (top.state.is_open or bottom.state.is_open):
        return Outcome(kpi.id, top.month, top.span, State.PROVISIONAL, target, None, Fraction(0), Fraction(1))
    if not bottom.whole:
        return missing_outcome(kpi, top.month, top.span, target=target, fault=Party.NEITHER, terms=terms)
    return _ratio(kpi, top, bottom, target)


def _ratio(kpi: Kpi, top: Outcome, bottom: Outcome, target: Target) -> Outcome:
    assert top.whole is not None
    assert bottom.whole is not None
    value = top.whole / bottom.whole
    most, least = _best(top) / bottom.whole, top.whole / max(_best(bottom), bottom.whole)
    best, worst = (most, least) if kpi.op == ">=" else (least, most)
    is_open = top.state.is_open or bottom.state.is_open
    lost_best = shortfall(kpi.op, target.value, best if is_open else value)
    lost_worst = shortfall(kpi.op, target.value, worst if is_open else value)
    state = State.MET if lost_worst == 0 else State.MISSED
    return Outcome(
        kpi=kpi.id,
        month=top.month,
        span=top.span,
        state=State.PROVISIONAL if is_open else state,
        target=target,
        value=value,
        shortfall=lost_best,
        worst=lost_worst,
        best=best,
        numerator=top.whole,
        denominator=bottom.whole,
    )


def _best(outcome: Outcome) -> Fraction:
    if outcome.best is None:
        return outcome.whole or Fraction(0)
    return outcome.best + outcome.target.baseline
