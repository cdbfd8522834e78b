"""Articles on who, what and when: parties, definitions, services, whose lead it is, term, law and amendments."""

from __future__ import annotations

from assay.core.contract.model import Bilingual, Contract
from assay.core.contract.outline.values import several, when
from assay.core.contract.signatures import signing_terms
from assay.core.contract.undertakings import Notices
from assay.core.explain import Node


def parties(contract: Contract) -> tuple[Node, ...]:
    """Who signs, where notices go, and which keys are whose."""
    pins = signing_terms(contract.tree, "")[0].pins
    return (
        Node(
            "plain.party.buyer",
            {"name_bilingual": _both(contract.buyer)},
            children=(*_notices(contract.buyer_notices), *_keys(pins.get("buyer", ()))),
        ),
        Node(
            "plain.party.vendor",
            {"name_bilingual": _both(contract.vendor)},
            children=(*_notices(contract.vendor_notices), *_keys(pins.get("vendor", ()))),
        ),
    )


def _notices(notices: Notices) -> tuple[Node, ...]:
    return (
        *when(notices.people, Node("plain.notices.people", {"people_words": several(notices.people)})),
        *when(
            notices.channels, Node("plain.notices.channels", {"channels_words": several(notices.channels)})
        ),
        *when(notices.effective, Node(f"plain.notices.{notices.effective}")),
    )


def _keys(pins: tuple[str, ...]) -> tuple[Node, ...]:
    return when(pins, Node("plain.party.keys", {"keys_ids": several(pins)}))


def _both(text: Bilingual) -> str:
    return f"{text.zh}\n{text.en}"


def definitions(contract: Contract) -> tuple[Node, ...]:
    """The words on which every figure rests."""
    hours = any(rule.business_hours for rule in contract.lead_rules)
    hours |= any(duty.business_hours for duty in contract.duties.values())
    workdays = contract.workdays
    return (
        Node("plain.definition.day", {"zone_id": contract.term.zone.key}),
        Node("plain.definition.week", {"start_word": contract.term.week_starts}),
        *(
            when(workdays, Node("plain.definition.workday", {"table_id": workdays.id}))
            if workdays is not None
            else ()
        ),
        *when(hours or contract.business_hours, Node("plain.definition.business_hours")),
        Node("plain.definition.currency", {"currency_text": contract.currency}),
        *when(contract.fx_table, Node("plain.definition.exchange", {"table_id": contract.fx_table})),
        Node("plain.definition.fee_of_month"),
        Node("plain.definition.fee_lot", {"at_risk_ratio": str(contract.fee.at_risk)}),
        Node("plain.definition.spend_lot"),
        Node("plain.definition.shortfall"),
        Node("plain.definition.provisional"),
        Node("plain.definition.suspense"),
        Node("plain.definition.invoice_basis"),
        Node("plain.definition.rounding"),
    )


def services(contract: Contract) -> tuple[Node, ...]:
    """The goal, whom it is about, and which accounts, forms and inboxes belong to it."""
    scope = contract.scope
    return (
        *_goal(contract),
        *when(contract.markets, Node("plain.audience.markets", {"markets_words": several(contract.markets)})),
        *when(contract.audience_type, Node("plain.audience.type", {"type_loose": contract.audience_type})),
        *when(
            contract.audience_exclude,
            Node("plain.audience.exclude", {"exclude_words": several(contract.audience_exclude)}),
        ),
        Node("plain.scope.accounts", {"accounts_ids": several(scope.accounts)})
        if scope.accounts
        else Node("plain.scope.every_account"),
        *when(
            scope.exclude_campaigns,
            Node("plain.scope.campaigns", {"campaigns_ids": several(scope.exclude_campaigns)}),
        ),
        *when(scope.forms, Node("plain.scope.forms", {"forms_ids": several(scope.forms)})),
        *when(scope.inboxes, Node("plain.scope.inboxes", {"inboxes_ids": several(scope.inboxes)})),
    )


def _goal(contract: Contract) -> tuple[Node, ...]:
    goal = contract.tree.plain()
    found = goal.get("goal") if isinstance(goal, dict) else None
    if not isinstance(found, dict):
        return ()
    text = f"{found['zh']}\n{found['en']}"
    return (
        Node("plain.goal", {"goal_bilingual": text}),
        *when(contract.goal_metric, Node("plain.goal.metric", {"goal_metric": contract.goal_metric})),
    )


def credit(contract: Contract) -> tuple[Node, ...]:
    """Whose lead it is."""
    rule = contract.credit
    known = rule.known_before_in
    after = rule.after_end
    return (
        Node("plain.credit.rule", {"window_time": f"{rule.window_days} day"}),
        Node("plain.credit.tie"),
        *_known_before(known, rule.known_before_months),
        *when(
            rule.dormant_after_months is not None,
            Node("plain.credit.dormant", {"after_time": f"{rule.dormant_after_months} month"}),
        ),
        *when(rule.other_vendor, Node("plain.credit.other_vendor")),
        *when(after is not None, Node("plain.credit.after_end", {"within_time": str(after)})),
        *when(after is not None and rule.after_end_for, Node("plain.credit.after_end_for")),
    )


def _known_before(known: tuple[str, ...], months: int | None) -> tuple[Node, ...]:
    if not known:
        return ()
    if months is None:
        return (Node("plain.credit.known_ever", {"in_words": several(known)}),)
    return (Node("plain.credit.known", {"in_words": several(known), "within_time": f"{months} month"}),)


def term(contract: Contract) -> tuple[Node, ...]:
    """The days of service."""
    span = contract.term.span
    params = {"start_day": str(span.start_on), "last_day": str(span.last_on), "days_num": str(span.days)}
    return (Node("plain.term.days", params), Node("plain.term.both_in"))


def law(contract: Contract) -> tuple[Node, ...]:
    """What law governs, which court decides, and which text prevails."""
    found = contract.law
    forum = f"{found.forum_zh}\n{found.forum_en}"
    return (
        *when(found.governing, Node("plain.law.governing", {"law_word": found.governing})),
        *when(found.forum_zh, Node("plain.law.forum", {"forum_bilingual": forum})),
        *when(found.text_prevails, Node(f"plain.law.prevails_{found.text_prevails}")),
        *when(found.legal_refs, Node("plain.law.refs", {"articles_words": several(found.legal_refs)})),
    )


def amendments(contract: Contract) -> tuple[Node, ...]:
    """How the contract is changed."""
    required = signing_terms(contract.tree, "")[0].required
    return (
        Node("plain.amendment.how"),
        *when(required, Node("plain.amendment.signatures")),
        Node("plain.amendment.past"),
    )
