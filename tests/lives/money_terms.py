"""The money side that the plain contracts of the properties leave out: tax, bonds, dates of payment, clauses of events."""

from __future__ import annotations

from typing import Any

from tests.properties.contracts import Length
from tests.properties.dice import Dice

Document = dict[str, Any]


def add_dates(dice: Dice, document: Document, days: str) -> None:
    """Dates of acceptance and payment; ``days`` is the unit in which they are counted."""
    if not dice.chance(85):
        return
    block: Document = {"statement_by": "day 5 of next month", "silence": "accept"}
    if days == "workday":
        block["if_holiday"] = dice.pick(("next_workday", "previous_workday", "keep"))
    if dice.chance(60):
        block["object_within"] = f"{dice.whole(3, 12)} {days}"
        if dice.chance(50):
            block["remind_then"] = f"{dice.whole(1, 4)} {days}"
    if dice.chance(40):
        block["final_by"] = f"20 {days}"
    start = dice.pick(("statement", "valid_invoice_received"))
    block["pay_within"] = {"days": f"{dice.whole(5, 20)} {days}", "from": start}
    document["acceptance"] = block


def add_tax(dice: Dice, document: Document) -> None:
    """Value-added tax, in or on top of the prices."""
    if dice.chance(60):
        document["tax"] = {
            "rate": dice.pick(("6%", "13%", "1%")),
            "prices": dice.pick(("inclusive", "exclusive")),
            "credit_note": dice.pick(("required", "none")),
            "remedies_taxed": dice.pick(("true", "false")),
        }


def add_payments(dice: Dice, document: Document) -> None:
    """Bonds, tiers of an unmet milestone, and an acceptance that waits for the last final statement."""
    if dice.chance(45):
        document["bonds"] = [
            {"id": "performance", "amount": dice.money(1000, 12000), "draw_for": ["undisputed_debt"]}
        ]
        if dice.chance(30):
            document["bonds"].append({"id": "quality", "amount": dice.money(500, 3000), "draw_for": []})
    for payment in document["payments"]:
        if "latest" in payment and dice.chance(50):
            payment["if_unmet"] = {
                "tiers": [
                    {"from": f"{dice.whole(70, 95)}%", "share": f"{dice.whole(50, 90)}%"},
                    {"from": f"{dice.whole(30, 60)}%", "share": f"{dice.whole(5, 45)}%"},
                ]
            }
    if "final_acceptance" in document and dice.chance(60):
        document["final_acceptance"]["after"] = "last final statement"


def add_event_clauses(dice: Dice, document: Document, length: Length) -> None:
    """Clauses that events bring: an early end, lost orders, repair of data, and interest on what is overdue."""
    clauses, head = document["clauses"], ("damages", "damages", "compensation")
    rows = [{"from": str(length.first.first_on), "value": f"{dice.whole(5, 30)}%", "source": "annex_3"}]
    rows.append(
        {"from": str(length.first.plus(dice.whole(2, 9)).first_on), "value": "18%", "source": "annex_3"}
    )
    document["tables"]["industry_margin"] = {"rows": rows}
    if dice.chance(60):
        ending = {"for": "unperformed", "lot": "fee", "on": "vendor_termination"}
        worth = {"multiple": dice.pick(("1", "1.5", "2")), "includes_principal": dice.pick(("true", "false"))}
        clauses.append(_clause("C6", 60, dice.pick(head), "liquidated", ending | worth))
    if dice.chance(60):
        on = dice.pick(("fraud", "abandonment", "fraud_or_abandonment"))
        lost = {"on": on, "amount": "lost_orders x industry_margin", "evidence": "audit"}
        clauses.append(_clause("C7", 70, dice.pick(head), "opportunity", lost))
    if dice.chance(60):
        repair = {"on": "data_incident", "amount": "actual_cost", "evidence": "audit"}
        clauses.append(_clause("C8", 80, dice.pick(head), "data_repair", repair))
    if dice.chance(70):
        terms = {"on": "overdue", "by": dice.pick(("both", "buyer", "vendor")), "simple": "true"}
        rate = {"rate": dice.pick(("0.05% per day", "0.02% per day", "0.1% per day"))}
        clauses.append(_clause("C9", 90, "interest", "interest", terms | rate))
    _exempt(dice, document)


def _clause(clause_id: str, priority: int, head: str, kind: str, fields: Document) -> Document:
    return {"id": clause_id, "priority": str(priority), "head": head, "kind": kind} | fields


def _exempt(dice: Dice, document: Document) -> None:
    """A cap may leave causes alone; ``unless: fraud`` lifts what one cause may cost."""
    causes = ["fraud", "wilful", "abandonment", "data_incident"]
    causes += [clause["id"] for clause in document["clauses"] if clause["id"] == "C6"]
    if dice.chance(40):
        document["caps"].append({"id": "K9", "not_for": dice.some(causes)})
    if dice.chance(50):
        document["combine"]["unless"] = "fraud"


def add_waiting(dice: Dice, document: Document, days: str) -> None:
    """Clauses that wait for a reply or for replacements, a streak before the fee is refunded, and a rule of class B."""
    streak = dice.chance(25)
    for clause in document["clauses"]:
        if clause["kind"] == "shortfall_refund" and streak:
            clause |= {"mode": "streak", "after": "2 consecutive month"}
        if clause["kind"] in ("cost_share", "invalid_traffic") and dice.chance(35):
            clause["needs"] = f"vendor_reply_or_{dice.whole(3, 25)}_{days}"
        if clause["kind"] == "cost_share" and dice.chance(40):
            clause["replace_first"] = {"within": f"{dice.pick((10, 30, 45))} day"}
    for clause in document["clauses"]:
        if clause["kind"] == "invalid_traffic" and "needs" in clause and clause["for"] == "segment":
            document["validity"]["segment"].append(
                {
                    "id": "bounce_b",
                    "rule": "bounce_rate",
                    "over": "60%",
                    "per": "campaign x day",
                    "min_n": "40",
                    "judge": "lower_bound",
                    "class": "B",
                }
            )
