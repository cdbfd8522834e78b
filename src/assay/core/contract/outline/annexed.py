"""What only the annex to a signed contract says: how the two stand to each other, and what the main contract must say."""

from __future__ import annotations

from collections.abc import Iterator

from assay.core.contract.model import Contract
from assay.core.contract.outline import general, undertaken
from assay.core.contract.outline.values import money, when
from assay.core.explain import Node


def relation(contract: Contract, main: str) -> tuple[Node, ...]:
    """How the annex stands to the main contract.

    Args:
        contract: The annex's own terms.
        main: Number and day of the main contract, as people cite it.
    """
    span = contract.term.span
    return (
        Node("annex.relation.part", {"main_text": main}),
        Node("annex.relation.parties", _parties(contract)),
        Node("annex.relation.words"),
        Node("annex.relation.prevails"),
        Node("annex.relation.changes"),
        Node("annex.relation.term", {"start_day": str(span.start_on), "last_day": str(span.last_on)}),
    )


def demands(contract: Contract) -> tuple[Node, ...]:
    """What the main contract must say, each with the wording that would defeat the annex and the wording to put there."""
    return tuple(
        Node(f"annex.must.{name}", children=(Node(f"annex.must.{name}.clash"), *say))
        for name, say in _wordings(contract)
    )


def _wordings(contract: Contract) -> Iterator[tuple[str, tuple[Node, ...]]]:
    fee, span = contract.fee, contract.term.span
    price = {
        "total_money": money(fee.total, contract),
        "monthly_money": money(fee.monthly, contract),
        "at_risk_ratio": str(fee.at_risk),
    }
    term = {"start_day": str(span.start_on), "last_day": str(span.last_on)}
    access = when(undertaken.access(contract), Node("annex.must.data.access"))
    yield "order", (Node("annex.must.order.say"),)
    yield "entire", (Node("annex.must.entire.say"),)
    yield "changes", (Node("annex.must.changes.say"),)
    yield "roles", (Node("annex.must.roles.say", _parties(contract)),)
    yield "term", (Node("annex.must.term.say", term),)
    yield "price", (Node("annex.must.price.say", price),)
    yield "payment", (Node("annex.must.payment.say"),)
    yield "invoice", (Node("annex.must.invoice.say"),)
    yield "acceptance", (Node("annex.must.acceptance.say"),)
    yield "data", (Node("annex.must.data.say"), *access)
    yield "confidentiality", (Node("annex.must.confidentiality.say"),)
    yield "liability", (Node("annex.must.liability.say"),)
    yield "ending", (Node("annex.must.ending.say"),)
    yield "law", _law(contract)
    yield "signing", (Node("annex.must.signing.say"),)


def _law(contract: Contract) -> tuple[Node, ...]:
    said = (node for node in general.law(contract) if node.code != "plain.law.refs")
    ending = Node("annex.must.law.same") if contract.law.forum_zh else Node("annex.must.law.silent")
    return (*said, ending)


def _parties(contract: Contract) -> dict[str, str]:
    return {
        "buyer_bilingual": f"{contract.buyer.zh}\n{contract.buyer.en}",
        "vendor_bilingual": f"{contract.vendor.zh}\n{contract.vendor.en}",
    }
