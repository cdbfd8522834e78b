"""Drawn invoices and payments, breaches that cost money, and the end of the contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assay.core.money import Money
from assay.core.period import day_of
from assay.core.settlement.state import Owed
from assay.core.settlement.terms import last_month
from tests.lives.quarrels import open_disputes
from tests.lives.scene import Scene

Document = dict[str, Any]


def draw_money_moves(scene: Scene) -> None:
    """Paper and money between the sides, as the statements so far left it."""
    if not scene.state.records:
        scene.add("signing", {}, on=scene.days.start_on)
    _invoices(scene)
    _payments(scene)
    if not scene.is_over:
        _breaches(scene)


def draw_termination(scene: Scene) -> None:
    """An early end, by either side: for a right that arose, for the other's breach, or for no reason at all."""
    dice, month = scene.dice, scene.month
    grounds = [
        "convenience",
        *(item.id for item in scene.state.firings if not scene.state.is_withdrawn(item)),
    ]
    by = dice.pick(("vendor", "vendor", "buyer"))
    ground = dice.pick(("leaving", "buyer_breach")) if by == "vendor" else dice.pick(grounds)
    on = month.first_on + timedelta(days=dice.pick((0, 14, month.days - 1, month.days + 20)))
    scene.add("termination", {"by": by, "ground": ground}, on=on)


def _invoices(scene: Scene) -> None:
    invoiced = {
        event.fields["of_period"]
        for event in scene.state.noted
        if event.kind == "invoice" and event.fields.get("valid", "true") == "true"
    }
    for statement in scene.statements[-3:]:
        if str(statement.month) in invoiced or not scene.dice.chance(70):
            continue
        gross = statement.tax.gross if statement.tax is not None else statement.invoice_basis.minor
        if gross > 0:
            told = {"of_period": str(statement.month), "amount": str(Money(gross, statement.currency))}
            scene.add("invoice", told | ({"valid": "false"} if scene.dice.chance(15) else {}))


def _payments(scene: Scene) -> None:
    """Each side pays what it owes: whole, in part, late, or not yet."""
    for owed in scene.state.owed:
        for side, minor in (("buyer", owed.payable), ("vendor", owed.claim)):
            left = minor - _paid(scene, owed, side)
            if left > 0 and scene.dice.chance(45):
                amount = left if scene.dice.chance(70) else scene.dice.whole(1, left)
                money = str(Money(amount, scene.contract.currency))
                scene.add("payment", {"by": side, "of_period": str(owed.period), "amount": money})


def _paid(scene: Scene, owed: Owed, side: str) -> int:
    return sum(
        int(event.fields["amount"].partition(" ")[0].replace(".", ""))
        for event in scene.state.noted
        if event.kind == "payment"
        and event.fields["by"] == side
        and event.fields["of_period"] == str(owed.period)
    )


def _breaches(scene: Scene) -> None:
    dice = scene.dice
    for kind in ("fraud", "abandonment"):
        if dice.chance(3):
            scene.add(kind, {"lost_orders": dice.money(100, 20000)} if dice.chance(80) else {})
    if dice.chance(4):
        what = dice.pick(("data_incident", "data_incident", "outage"))
        scene.add(
            "incident", {"what": what} | ({"actual_cost": dice.money(10, 3000)} if dice.chance(80) else {})
        )


def draw_acceptance(scene: Scene) -> None:
    """The hand-over, and the final acceptance once everything is decided and nobody objects in the same month."""
    state, contract = scene.state, scene.contract
    payments = state.payments
    ends = scene.month >= last_month(contract, scene.added)
    if payments.handed_over_on is None and ends and scene.dice.chance(60):
        scene.add("hand_over", {})
        return
    if payments.handed_over_on is None or payments.accepted_on is not None:
        return
    decided = all(record.closed for record in state.records) and not open_disputes(scene)
    quiet = not any(event["kind"] in ("dispute", "reissue") for event in scene.events)
    if scene.is_over and decided and quiet and scene.dice.chance(70):
        scene.add("final_acceptance", {}, on=day_of(scene.as_of, contract.term.zone))
