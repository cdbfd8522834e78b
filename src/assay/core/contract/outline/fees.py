"""Articles on money that the buyer pays: the fee, tax, instalments, retention and bonds."""

from __future__ import annotations

from assay.core.contract.model import Contract
from assay.core.contract.outline.values import money, quantity, quantity_of, several, when
from assay.core.contract.remedy import Payment
from assay.core.explain import Node


def fee(contract: Contract) -> tuple[Node, ...]:
    """What the service costs, how much of it is at risk, and who pays the media."""
    terms = contract.fee
    budget = terms.media_budget
    return (
        Node("plain.fee.total", {"total_money": money(terms.total, contract)}),
        Node("plain.fee.monthly", {"monthly_money": money(terms.monthly, contract)}),
        Node(
            "plain.fee.shares",
            {
                "base_ratio": str(1 - terms.at_risk),
                "base_amount": money(terms.monthly * (1 - terms.at_risk), contract),
                "at_risk_ratio": str(terms.at_risk),
                "at_risk_amount": money(terms.monthly * terms.at_risk, contract),
            },
        ),
        Node("plain.fee.media_paid_by_buyer"),
        *(() if budget is None else (Node("plain.fee.media_budget", {"budget_qty": quantity_of(budget)}),)),
        *(
            Node("plain.fee.hidden_costs", {"cost_word": name, "who_loose": says})
            for name, says in terms.hidden_costs.items()
        ),
    )


def tax(contract: Contract) -> tuple[Node, ...]:
    """The rate, whether prices hold it, red-letter invoices, and whether remedies bear it."""
    terms = contract.tax
    if terms is None:
        return ()
    rate = {"rate_ratio": str(terms.rate)}
    return (
        Node("plain.tax.inclusive", rate) if terms.inclusive else Node("plain.tax.exclusive", rate),
        Node("plain.tax.credit_note") if terms.credit_note else Node("plain.tax.no_credit_note"),
        Node("plain.tax.remedies_taxed") if terms.remedies_taxed else Node("plain.tax.remedies_untaxed"),
    )


def payments(contract: Contract) -> tuple[Node, ...]:
    """The instalments, what a milestone needs, when money is due, and final acceptance."""
    return (
        Node("plain.payment.table", children=_rows(contract)),
        *(_milestone(item, contract) for item in contract.payments if item.on == "milestone"),
        *(
            Node("plain.payment.prepayment", {"one_payment": item.id})
            for item in contract.payments
            if item.prepayment
        ),
        Node("plain.payment.payable"),
        *_due(contract),
        *_final_acceptance(contract),
    )


def _rows(contract: Contract) -> tuple[Node, ...]:
    rows = [Node("plain.payment.head")]
    for item in contract.payments:
        price = contract.fee.monthly if item.on == "each_month" else contract.fee.total
        params = {
            "one_payment": item.id,
            "share_ratio": str(item.share),
            "base_word": "fee_of_each_month" if item.on == "each_month" else "contract_price",
            "share_money": money(price * item.share, contract),
            "on_word": f"on_{item.on}",
        }
        rows.append(Node("plain.payment.row", params))
    return tuple(rows)


def _milestone(payment: Payment, contract: Contract) -> Node:
    unit = contract.kpis[payment.kpi].unit
    params = {
        "one_payment": payment.id,
        "watched_kpi": payment.kpi,
        "reaches_qty": quantity(payment.reaches, unit),
    }
    return Node("plain.payment.milestone", params, children=_unmet(payment))


def _unmet(payment: Payment) -> tuple[Node, ...]:
    latest = payment.latest_on
    if latest is None:
        return (Node("plain.payment.unmet_waits"),)
    day = {"latest_day": str(latest)}
    if payment.prorata:
        return (Node("plain.payment.unmet_prorata", day),)
    if not payment.tiers:
        return (Node("plain.payment.unmet_tail", day),)
    tiers = tuple(
        Node("plain.payment.tier", {"from_ratio": str(tier.from_part), "share_ratio": str(tier.share)})
        for tier in payment.tiers
    )
    return (Node("plain.payment.unmet_tiers", day), *tiers, Node("plain.payment.tier_none"))


def _due(contract: Contract) -> tuple[Node, ...]:
    terms = contract.acceptance
    if terms.pay_within is None:
        return ()
    within = {"within_time": str(terms.pay_within)}
    if terms.pay_from == "statement":
        return (Node("plain.payment.due_from_statement", within),)
    return (Node("plain.payment.due_from_invoice", within),)


def _final_acceptance(contract: Contract) -> tuple[Node, ...]:
    return (
        *when(contract.final_after_last, Node("plain.final_acceptance.after")),
        *when(
            contract.needs_for_final,
            Node("plain.final_acceptance.needs", {"needs_words": several(contract.needs_for_final)}),
        ),
    )


def securities(contract: Contract) -> tuple[Node, ...]:
    """Retention and bonds."""
    return (*_retention(contract), *_bonds(contract))


def _retention(contract: Contract) -> tuple[Node, ...]:
    terms = contract.retention
    if terms is None:
        return ()
    after = {"after_time": f"{terms.after_days} day"}
    release = (
        Node("plain.retention.from_term_end", after)
        if terms.from_term_end
        else Node("plain.retention.from_due", after)
    )
    params = {
        "share_ratio": str(terms.share),
        "share_money": money(contract.fee.total * terms.share, contract),
        "inside_payment": terms.inside,
    }
    conditions = when(
        terms.conditions, Node("plain.retention.conditions", {"if_words": several(terms.conditions)})
    )
    return (Node("plain.retention", params, children=(release, *conditions)),)


def _bonds(contract: Contract) -> tuple[Node, ...]:
    nodes = []
    for bond in contract.bonds:
        draw = when(bond.draw_for, Node("plain.bond.draw", {"for_words": several(bond.draw_for)}))
        params = {"bond_id": bond.id, "bond_money": money(bond.amount, contract)}
        nodes.append(Node("plain.bond", params, children=(*draw, Node("plain.bond.release"))))
    return tuple(nodes)
