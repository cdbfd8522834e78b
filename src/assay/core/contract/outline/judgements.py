"""Articles on verdicts: rules on clicks, segments and leads in their order, and what makes a lead qualified."""

from __future__ import annotations

from assay.core.contract.judged import LeadRule, SalesJudgement, Scoring, SegmentRule
from assay.core.contract.model import Contract
from assay.core.contract.outline.values import several, when, written, written_text
from assay.core.deadlines import parse_deadline
from assay.core.explain import Node


def verdicts(contract: Contract) -> tuple[Node, ...]:
    """Which clicks, segments and leads are invalid, and why."""
    clicks = tuple(
        Node(f"plain.click.{rule.rule}", {"rule_id": rule.id, "class_text": rule.class_})
        for rule in contract.click_rules
    )
    segments = tuple(_segment(rule) for rule in contract.segment_rules)
    leads = tuple(_lead(rule) for rule in contract.lead_rules)
    return (
        *when(clicks, Node("plain.verdict.clicks", children=clicks)),
        *when(segments, Node("plain.verdict.segments", children=segments)),
        *when(leads, Node("plain.verdict.leads", children=leads)),
        *_reliefs(contract),
        *_cleaning(contract),
    )


def _segment(rule: SegmentRule) -> Node:
    params = {
        "rule_id": rule.id,
        "over_ratio": str(rule.over),
        "per_word": rule.per.replace(" ", "_"),
        "fewest_num": str(rule.min_n),
        "class_text": rule.class_,
    }
    judge = Node("plain.segment.lower_bound") if rule.judge == "lower_bound" else Node("plain.segment.value")
    class_b = when(rule.class_ == "B", Node("plain.segment.class_b"))
    return Node("plain.segment.bounce_rate", params, children=(judge, *class_b))


def _lead(rule: LeadRule) -> Node:
    params = {"rule_id": rule.id}
    if rule.rule == "duplicate":
        params |= {"keys_words": several(rule.keys), "within_time": str(rule.within)}
    elif rule.rule == "brand_term":
        params |= {"table_id": rule.table}
    elif rule.rule == "named_action_missing":
        params |= {"actions_words": several(rule.actions)}
    elif rule.rule == "no_second_interaction":
        params |= {"within_time": str(rule.within)}
    children = (
        *when(rule.business_hours, Node("plain.hours.only")),
        *when(rule.pause, Node("plain.lead.pause")),
    )
    return Node(f"plain.lead.{rule.rule}", params, children=children)


def _reliefs(contract: Contract) -> tuple[Node, ...]:
    """What a late duty of the buyer does to a rule."""
    return tuple(
        Node(
            "plain.lead.relief",
            {
                "rule_id": rule.id,
                "duty_word": rule.relief_duty,
                "effect_word": f"effect_{rule.relief_effect}",
            },
        )
        for rule in contract.lead_rules
        if rule.relief_duty and rule.relief_effect
    )


def _cleaning(contract: Contract) -> tuple[Node, ...]:
    tree = contract.tree
    paper = written_text(tree, "validity", "cleaning")
    if paper:
        return (Node("plain.cleaning.paper", {"named_paper": paper}),)
    if written(tree, "validity", "cleaning") is None:
        return ()
    by = written_text(tree, "validity", "cleaning", "by") or "vendor"
    every = written_text(tree, "validity", "cleaning", "every")
    if not every:
        return (Node(f"plain.cleaning.whenever_{by}"),)
    rhythm = {"often_rhythm": str(parse_deadline(every))}
    return (Node("plain.cleaning.buyer", rhythm) if by == "buyer" else Node("plain.cleaning.vendor", rhythm),)


def qualification(contract: Contract) -> tuple[Node, ...]:
    """When a lead is marketing-qualified and when sales-qualified."""
    return (*_scoring(contract.scoring), *_sales(contract.sales))


def _scoring(scoring: Scoring | None) -> tuple[Node, ...]:
    if scoring is None:
        return ()
    rows = []
    for act, points in scoring.points.items():
        params = {"act_word": act, "points_num": str(points)}
        most = scoring.repeat_cap.get(act)
        if most is None:
            rows.append(Node("plain.scoring.act", params))
        else:
            rows.append(Node("plain.scoring.act_capped", params | {"most_num": str(most)}))
    half_life = scoring.half_life_days
    return (
        Node("plain.scoring", {"threshold_num": str(scoring.threshold)}, children=tuple(rows)),
        *when(half_life is not None, Node("plain.scoring.half_life", {"half_life_time": f"{half_life} day"})),
    )


def _sales(sales: SalesJudgement | None) -> tuple[Node, ...]:
    if sales is None:
        return ()
    needs = tuple(
        Node(_NEEDS.get(name, "plain.sales.need"), {"need_word": name, "signals_words": several(signals)})
        for name, signals in sales.needs.items()
    )
    return (
        Node("plain.sales.judge", children=needs),
        *when(sales.within is not None, Node("plain.sales.within", {"within_time": str(sales.within)})),
        *_silence(sales),
        *when(
            sales.sample_share,
            Node(
                "plain.sales.sample", {"share_ratio": str(sales.sample_share), "auditor_id": sales.sample_by}
            ),
        ),
    )


_NEEDS = {
    "all_of": "plain.sales.all_of",
    "any_of": "plain.sales.any_of",
    "or_three_of": "plain.sales.or_three_of",
}


def _silence(sales: SalesJudgement) -> tuple[Node, ...]:
    months = sales.silent_otherwise_months
    return (
        *when(sales.silent_with_evidence, Node("plain.sales.silent_with_evidence")),
        *when(months is not None, Node("plain.sales.silent_otherwise", {"trailing_time": f"{months} month"})),
    )
