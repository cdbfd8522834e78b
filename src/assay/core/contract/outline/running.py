"""Articles on how the contract runs: acceptance, missing figures, revision of targets, force majeure and disputes."""

from __future__ import annotations

from assay.core.contract.model import Acceptance, Contract, ForceMajeure
from assay.core.contract.outline.values import quantity, several, when
from assay.core.explain import Node


def acceptance(contract: Contract) -> tuple[Node, ...]:
    """The dates of a month's acceptance."""
    terms = contract.acceptance
    return (
        *when(
            terms.statement_day is not None,
            Node("plain.acceptance.statement", {"day_num": str(terms.statement_day)}),
        ),
        Node(f"plain.acceptance.holiday_{terms.if_holiday}"),
        *_objections(terms),
        *when(
            terms.final_by is not None,
            Node("plain.acceptance.final_by", {"within_time": str(terms.final_by)}),
        ),
        Node("plain.acceptance.true_up"),
    )


def _objections(terms: Acceptance) -> tuple[Node, ...]:
    within = {"within_time": str(terms.object_within)}
    return (
        *when(terms.object_within is not None, Node("plain.acceptance.object", within)),
        *when(
            terms.remind_then is not None,
            Node("plain.acceptance.remind", {"further_time": str(terms.remind_then)}),
        ),
        *when(terms.silence, Node("plain.acceptance.silence")),
    )


def missing(contract: Contract) -> tuple[Node, ...]:
    """What it means that a figure is missing."""
    terms = contract.missing
    rows = (
        Node("plain.missing.by_vendor", {"effect_word": terms.vendor}),
        Node("plain.missing.by_buyer", {"effect_word": terms.buyer}),
        Node("plain.missing.by_neither", {"effect_word": terms.neither}),
    )
    return (
        Node("plain.missing.never_zero", children=rows),
        *when(terms.grace is not None, Node("plain.missing.grace", {"grace_time": str(terms.grace)})),
        Node("plain.missing.streak"),
    )


def revision(contract: Contract) -> tuple[Node, ...]:
    """How targets may be revised while the contract runs."""
    terms = contract.revision
    if terms is None:
        return ()
    return (
        Node("plain.revision.how", {"often_rhythm": f"1 {terms.every}"}),
        Node("plain.revision.most", {"most_ratio": str(terms.max_change)}),
        Node("plain.revision.otherwise"),
    )


def force_majeure(contract: Contract) -> tuple[Node, ...]:
    """Which events relieve a party, and how."""
    terms = contract.force_majeure
    if terms is None:
        return ()
    return (
        *when(terms.scope, Node("plain.force_majeure.scope", {"scope_words": several(terms.scope)})),
        *when(terms.never, Node("plain.force_majeure.never", {"never_words": several(terms.never)})),
        Node("plain.force_majeure.notice", {"notice_qty": quantity(terms.notice_hours, "h")}),
        Node("plain.force_majeure.late"),
        Node("plain.force_majeure.relief", children=_relief(terms)),
        *when(
            terms.replace_after_days is not None,
            Node("plain.force_majeure.replace", {"after_time": f"{terms.replace_after_days} day"}),
        ),
    )


def _relief(terms: ForceMajeure) -> tuple[Node, ...]:
    return (
        *when(terms.prorate_target, Node("plain.force_majeure.prorate_target")),
        *when(terms.postpone, Node("plain.force_majeure.postpone")),
        *when(terms.part_refund, Node("plain.force_majeure.part_refund")),
        Node("plain.force_majeure.days"),
    )


def disputes(contract: Contract) -> tuple[Node, ...]:
    """How a dispute runs."""
    terms = contract.disputes
    over = terms.audit_cost_over
    return (
        Node("plain.dispute.undisputed"),
        Node("plain.dispute.disputed"),
        *when(terms.steps, Node("plain.dispute.steps", {"steps_words": several(terms.steps)})),
        *when(over is not None, Node("plain.dispute.audit_cost", {"over_ratio": str(over)})),
        Node("plain.dispute.ruling"),
    )
