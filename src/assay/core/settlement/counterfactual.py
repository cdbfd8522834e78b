"""What one unit more would have changed: the line settled again with one lead, session or day judged the other way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome, shortfall
from assay.core.contract.judged import Kpi
from assay.core.contract.remedy import Clause
from assay.core.explain import Node
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.settlement.claims import charged_leads
from assay.core.settlement.month import Settled
from assay.core.settlement.postings import Draft
from assay.core.settlement.remedies import MonthCase, remedies
from assay.core.settlement.stacking import Granted

_ONE = Fraction(1)


def one_unit_better(settled: Settled, draft: Draft) -> Iterator[Node]:
    """The line's exact amount had one unit been better; nothing when no unit can be."""
    if not draft.parts:
        return
    part = max(draft.parts, key=lambda item: (item.exact, item.claim.lot.id))
    found = _better_outcome(settled, part) if part.claim.lot.outcome else _better_lot(settled, part)
    if found is None:
        return
    code, unit, case = found
    lines = remedies(case, worst=False)
    exact = lines[draft.id][1].exact if draft.id in lines else Fraction(0)
    yield Node(code, {"unit": unit, "clause": draft.clause}, exact)


def _better_outcome(settled: Settled, part: Granted) -> tuple[str, str, MonthCase] | None:
    outcome = part.claim.lot.outcome
    assert outcome is not None
    kpi = settled.contract.kpis[outcome.kpi]
    better = _one_more(outcome, kpi)
    if better is None:
        return None
    outcomes = tuple(better if item is outcome else item for item in settled.outcomes)
    unit = kpi.unit.rpartition("/")[2] or "record"
    return "explain.one_more", unit, replace(settled.case, outcomes=outcomes)


def _one_more(outcome: Outcome, kpi: Kpi) -> Outcome | None:
    """The outcome with one more record on the good side; None for a figure that is missing, pooled or still open."""
    if outcome.is_undecided or outcome.pooled:
        return None
    metric = CATALOGUE[kpi.metric]
    kind = metric.kind
    if outcome.value is None and kind is not Kind.COST_PER_UNIT:
        return None
    if kind is Kind.COUNT and outcome.value is not None:
        value = outcome.value + 1
    elif outcome.numerator is None or outcome.denominator is None:
        return None
    elif kind is Kind.COST_PER_UNIT:
        value = outcome.numerator / (outcome.denominator + Fraction(1, metric.per))
    else:
        step = 1 if kpi.op == ">=" else -1
        value = (outcome.numerator + step) / outcome.denominator
    return replace(outcome, shortfall=shortfall(kpi.op, outcome.target.value, value))


def _better_lot(settled: Settled, part: Granted) -> tuple[str, str, MonthCase] | None:
    lot = part.claim.lot.spend
    assert lot is not None
    clause = part.claim.clause
    if clause.kind == "cost_share":
        if charged_leads(clause, lot).invalid < 1:
            return None
        change = partial(_one_valid_more, clause=clause)
        return "explain.one_invalid_less", lot.id, _with_lot(settled, lot, change)
    if clause.subject == "click.class_A":
        return "explain.one_session_less", lot.id, _with_lot(settled, lot, _one_session_less)
    return (
        "explain.segment_passed",
        lot.id,
        _with_lot(settled, lot, lambda item: replace(item, failed_segment="")),
    )


def _with_lot(settled: Settled, lot: SpendLot, change: Callable[[SpendLot], SpendLot]) -> MonthCase:
    lots = tuple(change(item) if item.id == lot.id else item for item in settled.case.lots)
    return replace(settled.case, lots=lots)


def _one_valid_more(lot: SpendLot, *, clause: Clause) -> SpendLot:
    leads = lot.leads
    charged = [reason for reason in leads.invalid if reason not in clause.except_reasons]
    reason = max(charged, key=lambda key: (leads.invalid[key], key))
    invalid = {**leads.invalid, reason: max(Fraction(0), leads.invalid[reason] - 1)}
    return replace(lot, leads=replace(leads, invalid=invalid))


def _one_session_less(lot: SpendLot) -> SpendLot:
    sessions = lot.sessions
    return replace(lot, sessions=replace(sessions, invalid_a=max(Fraction(0), sessions.invalid_a - _ONE)))
