"""Articles on remedies: what each clause takes from what, what limits it, and the rights that arise from misses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.contract.outline.values import each, formula, quantity, several, when
from assay.core.contract.remedy import Cap, Clause, Trigger
from assay.core.explain import Node
from assay.core.metrics.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class _Case:
    """A clause in its contract."""

    clause: Clause
    contract: Contract


def clauses(contract: Contract) -> tuple[Node, ...]:
    """Every clause, by kind, and how claims meet on one lot."""
    nodes = tuple(_clause(_Case(clause, contract)) for clause in contract.clauses)
    on_lots = any(clause.lot for clause in contract.clauses)
    return (
        *nodes,
        *when(on_lots, Node("plain.clause.one_remedy")),
        *when(nodes, Node("plain.clause.priority")),
    )


def _clause(case: _Case) -> Node:
    clause = case.clause
    children = (
        *_KINDS[clause.kind](case),
        *when(clause.evidence, Node("plain.clause.evidence", {"source_id": clause.evidence})),
        Node(f"plain.head.{clause.head}"),
        *_capped(case),
    )
    params = {
        "clause_id": clause.id,
        "kind_word": f"kind_{clause.kind}",
        "head_word": clause.head.value,
        "priority_num": str(clause.priority),
    }
    return Node("plain.clause", params, children=children)


def _capped(case: _Case) -> tuple[Node, ...]:
    """Which caps bind the clause."""
    clause, contract = case.clause, case.contract
    everywhere = {name for cap in contract.caps if cap.limit is None for name in cap.not_for}
    binding = [
        cap.id
        for cap in contract.caps
        if cap.limit is not None
        and clause.head in cap.heads
        and not _is_exempt(clause, everywhere | {*cap.not_for})
    ]
    if not binding:
        return (Node("plain.clause.no_cap"),)
    return (Node("plain.clause.capped", {"caps_ids": several(binding)}),)


def _is_exempt(clause: Clause, names: set[str]) -> bool:
    """Whether an exemption names the clause, or every cause that brings it."""
    causes = _CAUSES.get(clause.on, ())
    return clause.id in names or bool(causes and all(cause & names for cause in causes))


_CAUSES: Mapping[str, tuple[frozenset[str], ...]] = {
    "fraud": (frozenset(("fraud",)),),
    "abandonment": (frozenset(("abandonment", "wilful")),),
    "fraud_or_abandonment": (frozenset(("fraud",)), frozenset(("abandonment", "wilful"))),
    "data_incident": (frozenset(("data_incident",)),),
}


def _shortfall_refund(case: _Case) -> tuple[Node, ...]:
    clause, risk = case.clause, {"at_risk_ratio": str(case.contract.fee.at_risk)}
    what = (
        Node("plain.clause.refund_any", risk)
        if clause.subject == "kpis"
        else Node("plain.clause.refund_one", risk | {"named_kpi": clause.subject})
    )
    if clause.streak == 1:
        return (what, Node("plain.clause.each_period"))
    return (what, Node("plain.clause.streak", {"streak_num": str(clause.streak)}))


def _cost_share(case: _Case) -> tuple[Node, ...]:
    clause = case.clause
    return (
        Node("plain.clause.cost_share", {"share_ratio": str(clause.multiple)}),
        *when(clause.tolerance, Node("plain.clause.tolerance", {"tolerance_ratio": str(clause.tolerance)})),
        *when(
            clause.except_reasons,
            Node("plain.clause.except", {"reasons_causes": several(clause.except_reasons)}),
        ),
        *_waits(clause),
    )


def _waits(clause: Clause) -> tuple[Node, ...]:
    return (
        *when(
            clause.reply_within is not None,
            Node("plain.clause.reply_first", {"within_time": str(clause.reply_within)}),
        ),
        *when(
            clause.replace_within is not None,
            Node("plain.clause.replace_first", {"within_time": str(clause.replace_within)}),
        ),
    )


def _invalid_traffic(case: _Case) -> tuple[Node, ...]:
    clause = case.clause
    segment = clause.subject.partition(".")[2]
    if clause.subject == "click.class_A":
        what = Node("plain.clause.clicks")
    elif segment:
        what = Node("plain.clause.segment", {"rule_id": segment})
    else:
        what = Node("plain.clause.segments")
    return (what, Node("plain.clause.multiple", {"multiple_num": str(clause.multiple)}), *_waits(clause))


def _redelivery(case: _Case) -> tuple[Node, ...]:
    clause = case.clause
    rate: tuple[Node, ...] = ()
    if clause.rate:
        per = Fraction(clause.rate_unit) if clause.rate_unit.isdecimal() else Fraction(1)
        unit = f"{case.contract.currency}/{clause.rate_unit}" if clause.rate_unit else case.contract.currency
        rate = (Node("plain.clause.redelivery_rate", {"rate_qty": quantity(clause.rate * per, unit)}),)
    return (
        Node("plain.clause.redelivery", {"watched_kpi": clause.subject}),
        *when(clause.due is not None, Node("plain.clause.redelivery_due", {"due_time": str(clause.due)})),
        *rate,
    )


def _bonus(case: _Case) -> tuple[Node, ...]:
    clause = case.clause
    rate = quantity(clause.rate, f"{case.contract.currency}/{clause.rate_unit}")
    back = clause.clawback
    return (
        Node("plain.clause.bonus", {"named_kpi": clause.subject, "rate_qty": rate}),
        *when(clause.cap is not None, Node("plain.clause.bonus_cap", {"cap_formula": formula(clause.cap)})),
        *when(
            clause.requires,
            Node(
                "plain.clause.bonus_requires",
                children=each("plain.clause.requirement", "one_formula", map(formula, clause.requires)),
            ),
        ),
        *when(any(kpi.gate for kpi in case.contract.kpis.values()), Node("plain.clause.bonus_gate")),
        *(
            ()
            if back is None
            else (
                Node(
                    "plain.clause.clawback",
                    {"within_time": f"{back.within_days} day", "reasons_causes": several(back.reasons)},
                ),
            )
        ),
    )


def _liquidated(case: _Case) -> tuple[Node, ...]:
    return (
        Node("plain.clause.liquidated", {"multiple_num": str(case.clause.multiple)}),
        Node("plain.clause.liquidated_prepaid"),
    )


def _opportunity(case: _Case) -> tuple[Node, ...]:
    params = {"on_word": case.clause.on, "amount_formula": formula(case.clause.amount)}
    return (Node("plain.clause.opportunity", params),)


def _data_repair(case: _Case) -> tuple[Node, ...]:
    params = {"on_word": case.clause.on, "amount_formula": formula(case.clause.amount)}
    return (Node("plain.clause.data_repair", params),)


def _interest(case: _Case) -> tuple[Node, ...]:
    clause = case.clause
    return (
        Node("plain.clause.interest", {"by_word": f"owed_by_{clause.by}", "rate_ratio": str(clause.rate)}),
        *when(
            clause.warn_above is not None,
            Node("plain.clause.interest_warn", {"above_formula": formula(clause.warn_above)}),
        ),
    )


_KINDS: Mapping[str, Callable[[_Case], tuple[Node, ...]]] = {
    "shortfall_refund": _shortfall_refund,
    "cost_share": _cost_share,
    "invalid_traffic": _invalid_traffic,
    "redelivery": _redelivery,
    "bonus": _bonus,
    "liquidated": _liquidated,
    "opportunity": _opportunity,
    "data_repair": _data_repair,
    "interest": _interest,
}


def limits(contract: Contract) -> tuple[Node, ...]:
    """What is owed once for one cause, and the caps."""
    combine = Node(f"plain.combine.{contract.same_cause}")
    return (
        combine,
        *when(contract.unless_fraud, Node("plain.combine.unless_fraud")),
        *(_cap(cap) for cap in contract.caps),
        *when(any(cap.limit is not None for cap in contract.caps), Node("plain.cap.order")),
    )


def _cap(cap: Cap) -> Node:
    names = {"names_causes": several(cap.not_for)}
    if cap.limit is None:
        return Node("plain.cap.exempt_everywhere", {"cap_id": cap.id} | names)
    params = {
        "cap_id": cap.id,
        "heads_words": several(cap.heads),
        "per_word": f"per_{cap.per}",
        "limit_formula": formula(cap.limit),
    }
    return Node("plain.cap", params, children=when(cap.not_for, Node("plain.cap.exempt", names)))


def triggers(contract: Contract) -> tuple[Node, ...]:
    """Rights that arise from misses, and how the contract ends early."""
    nodes = tuple(_trigger(trigger, contract) for trigger in contract.triggers)
    return (*nodes, *when(nodes, Node("plain.trigger.final")), Node("plain.termination"))


def _trigger(trigger: Trigger, contract: Contract) -> Node:
    children = (
        *when(trigger.per_channel, Node("plain.trigger.per_channel")),
        *when(trigger.after_months, Node("plain.trigger.after", {"after_num": str(trigger.after_months)})),
        *when(trigger.then, Node("plain.trigger.then", {"then_words": several(trigger.then)})),
        *when(trigger.cure is not None, Node("plain.trigger.cure", {"cure_time": str(trigger.cure)})),
    )
    return Node(f"plain.trigger.{_way(trigger)}", _watched(trigger, contract), children=children)


def _way(trigger: Trigger) -> str:
    if trigger.rises_by is not None:
        return "rises"
    return "below_share" if trigger.below_share is not None else "below_value"


def _watched(trigger: Trigger, contract: Contract) -> dict[str, str]:
    watched = trigger.kpi or trigger.monitor
    params = {
        "trigger_id": trigger.id,
        "watched_kpi": watched,
        "times_run": f"{trigger.times} {trigger.per}",
    }
    if trigger.rises_by is not None:
        return params | {"rise_ratio": str(trigger.rises_by)}
    if trigger.below_share is not None:
        return params | {"share_ratio": str(trigger.below_share)}
    value = trigger.below_value or Fraction(0)
    return params | {"below_qty": quantity(value, _unit(watched, contract))}


def _unit(watched: str, contract: Contract) -> str:
    kpi, monitor = contract.kpis.get(watched), contract.monitors.get(watched)
    metric = CATALOGUE[kpi.metric if kpi else monitor.metric if monitor else ""]
    return metric.unit.replace("money", contract.currency) or ("%" if metric.kind == "ratio" else "")
