"""Explanations of lines: formula, substitution, parts, losers and the one-unit counterfactual, from the values posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause
from assay.core.explain import Node
from assay.core.formula import Expression
from assay.core.formula import format as text_of
from assay.core.money import Money, decimal_text
from assay.core.settlement.bonus import conditions, excess_of, late_units
from assay.core.settlement.caps import limit_of
from assay.core.settlement.claims import charged_leads, tolerance_factor
from assay.core.settlement.counterfactual import one_unit_better
from assay.core.settlement.lots import spend_lots
from assay.core.settlement.month import Settled
from assay.core.settlement.postings import Amount, Draft
from assay.core.settlement.stacking import Granted
from assay.core.settlement.terms import fee_of_month


def explain_line(settled: Settled, draft: Draft, amount: Amount) -> Node:
    """The tree behind a line: the whole line of its month; a true-up names what stood before and what stands now."""
    whole = settled.lines.get(draft.id)
    before = settled.case.posted.get(draft.id)
    if whole is None:
        return Node(
            "explain.reversed", {"clause": draft.clause, "month": str(settled.record.month)}, amount.exact
        )
    node = _whole(settled, *whole)
    if before is None:
        return node
    params = {
        "month": str(settled.record.month),
        "before": _money(before.amount.minor, settled.contract),
        "now": _money(before.amount.minor + amount.minor, settled.contract),
    }
    return Node("explain.true_up", params, amount.exact, (node,))


def spend_notes(contract: Contract, lots: Sequence[SpendLot]) -> tuple[Node, ...]:
    """Lots with cost and no credited lead, and leads with no paid lot: no cost share touches them, and both are printed."""
    notes = []
    for lot in spend_lots(contract, lots):
        assert lot.spend is not None
        credited = lot.spend.leads.credited
        if lot.value > 0 and not credited:
            notes.append(
                Node("explain.cost_without_lead", {"lot": lot.id, "cost": decimal_text(lot.value)}, lot.value)
            )
        elif lot.value <= 0 and credited:
            notes.append(Node("explain.lead_without_cost", {"lot": lot.id, "leads": decimal_text(credited)}))
    return tuple(notes)


def _whole(settled: Settled, draft: Draft, amount: Amount) -> Node:
    if draft.node is not None:
        return draft.node
    if draft.cuts:
        return _cap(settled, draft, amount)
    clause = settled.contract.clause(draft.clause)
    if clause.kind == "bonus":
        return _bonus(settled, clause, draft)
    children = (*_heading(settled, clause), *_parts(settled, draft), *one_unit_better(settled, draft))
    return Node(f"explain.{clause.kind}", _clause_params(clause), draft.exact, children)


def _clause_params(clause: Clause) -> dict[str, str]:
    return {"clause": clause.id, "multiple": decimal_text(clause.multiple)}


def _heading(settled: Settled, clause: Clause) -> Iterator[Node]:
    if clause.kind != "cost_share":
        return
    lots = spend_lots(settled.contract, settled.case.lots)
    leads = [
        charged_leads(clause, lot.spend)
        for lot in lots
        if lot.spend and lot.value > 0 and lot.spend.leads.credited
    ]
    params = {
        "tolerance": decimal_text(clause.tolerance),
        "credited": decimal_text(sum((lead.credited for lead in leads), Fraction(0))),
        "invalid": decimal_text(sum((lead.invalid for lead in leads), Fraction(0))),
    }
    yield Node("explain.tolerance", params, tolerance_factor(clause, lots))


def _parts(settled: Settled, draft: Draft) -> Iterator[Node]:
    for part in draft.parts:
        outcome = part.claim.lot.outcome
        yield _fee_part(settled, part, outcome) if outcome else _spend_part(part)


def _fee_part(settled: Settled, part: Granted, outcome: Outcome) -> Node:
    contract = settled.contract
    kpi = contract.kpis[outcome.kpi]
    params = {
        "kpi": outcome.kpi,
        "fee": _decimal(fee_of_month(contract, settled.record.month)),
        "at_risk": decimal_text(contract.fee.at_risk),
        "weight": decimal_text(kpi.weight),
        "lot": decimal_text(part.claim.lot.value),
        "shortfall": str(part.claim.share),
        "from": str(outcome.span.start_on),
        "to": str(outcome.span.last_on),
    }
    return Node("explain.fee_lot", params, -part.exact, (outcome_node(outcome, kpi), *_losses(part)))


def outcome_node(outcome: Outcome, kpi: Kpi) -> Node:
    """A KPI's verdict with its target and value, from the same values that were judged."""
    target = outcome.target
    params = {
        "kpi": outcome.kpi,
        "metric": kpi.metric,
        "state": outcome.state.value,
        "op": kpi.op,
        "target": decimal_text(target.value),
        "base": decimal_text(target.base),
        "season": decimal_text(target.season),
        "available": str(target.available_days),
        "days": str(target.days),
        "excluded": decimal_text(target.excluded),
        "value": "–" if outcome.value is None else decimal_text(outcome.value),
    }
    if outcome.numerator is not None and outcome.denominator is not None:
        params |= {
            "numerator": decimal_text(outcome.numerator),
            "denominator": decimal_text(outcome.denominator),
        }
        return Node("explain.ratio_outcome", params, children=_adjustments(outcome))
    return Node("explain.count_outcome", params, children=(*_adjustments(outcome), *_still_open(outcome)))


def _adjustments(outcome: Outcome) -> tuple[Node, ...]:
    """What moved a target or a value beside season and days, where something did."""
    nodes = []
    if outcome.target.revision != 1:
        nodes.append(Node("explain.revision", {"factor": decimal_text(outcome.target.revision)}))
    if outcome.target.baseline:
        nodes.append(Node("explain.baseline", {"baseline": decimal_text(outcome.target.baseline)}))
    return tuple(nodes)


def _still_open(outcome: Outcome) -> tuple[Node, ...]:
    """What a provisional verdict was reckoned at: the best outcome still open."""
    if not outcome.state.is_open or outcome.best is None or outcome.value is None:
        return ()
    params = {"best": decimal_text(outcome.best), "open": decimal_text(abs(outcome.best - outcome.value))}
    return (Node("explain.best_case", params),)


def _spend_part(part: Granted) -> Node:
    lot = part.claim.lot
    assert lot.spend is not None
    assert lot.spend.cost is not None
    params = {
        "lot": lot.id,
        "cost": _decimal(lot.spend.cost),
        "credit": _decimal(lot.spend.platform_credit),
        "currency": lot.spend.currency,
        "rate": decimal_text(lot.rate),
        "rate_source": lot.rate_source,
        "value": decimal_text(lot.value),
        "share": str(part.share),
        "multiple": decimal_text(part.claim.clause.multiple),
        "units": decimal_text(part.claim.units),
    }
    kind = part.claim.clause.kind
    return Node(f"explain.{kind}_lot", params, -part.exact, tuple(_losses(part)))


def _losses(part: Granted) -> Iterator[Node]:
    if part.lost:
        params = {"clause": part.claim.clause.id, "lot": part.claim.lot.id, "lost": str(part.lost)}
        yield Node("explain.lost", params)
    if part.shifted:
        params = {"clause": part.claim.clause.id, "lot": part.claim.lot.id}
        yield Node("explain.same_cause", params, part.shifted)


def _cap(settled: Settled, draft: Draft, amount: Amount) -> Node:
    cap = next(cap for cap in settled.contract.caps if cap.id == draft.clause)
    assert cap.limit is not None
    params = {
        "cap": cap.id,
        "cuts": draft.cuts,
        "per": cap.per,
        "limit": text_of(cap.limit),
        "amount": _money(amount.minor, settled.contract),
    }
    limit = () if cap.per == "lot" else (_limit(settled, cap.id, cap.limit),)
    return Node("explain.cap", params, draft.exact, limit)


def _limit(settled: Settled, cap: str, limit: Expression) -> Node:
    exact = limit_of(settled.contract, settled.record.month, limit)
    return Node("explain.limit", {"cap": cap, "limit": decimal_text(exact)}, exact)


def _bonus(settled: Settled, clause: Clause, draft: Draft) -> Node:
    record = settled.record
    case = settled.bonus
    if draft.id.endswith("/cap"):
        assert clause.cap is not None
        limit = limit_of(settled.contract, record.month, clause.cap)
        params = {"clause": clause.id, "limit": decimal_text(limit), "text": text_of(clause.cap)}
        return Node("explain.bonus_cap", params, draft.exact)
    excess = excess_of(clause, case)
    params = {
        "clause": clause.id,
        "kpi": clause.subject,
        "rate": decimal_text(clause.rate),
        "unit": clause.rate_unit,
        "excess": decimal_text(excess),
    }
    outcomes = [outcome for outcome in settled.outcomes if outcome.kpi == clause.subject]
    late = late_units(clause, case)
    lost = (Node("explain.late", {"records": decimal_text(late)}),) if late else ()
    held = (
        Node(f"explain.{kind}", {"text": text, "holds": str(holds)})
        for kind, text, holds in conditions(clause, case)
    )
    verdicts = (outcome_node(outcome, settled.contract.kpis[outcome.kpi]) for outcome in outcomes)
    return Node("explain.bonus", params, draft.exact, (*verdicts, *lost, *held))


def _money(minor: int, contract: Contract) -> str:
    return str(Money(minor, contract.currency))


def _decimal(value: Fraction) -> str:
    return decimal_text(value)
