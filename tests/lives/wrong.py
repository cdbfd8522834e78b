"""Events that no statement may take: a small share of the steps is tried with one of them first."""

from __future__ import annotations

from typing import Any

from tests.lives.scene import Scene

Document = dict[str, Any]


def draw_wrong(scene: Scene) -> tuple[str, Document]:
    """The code of the finding that must come, and the event that must not be taken."""
    month, dice = str(scene.month), scene.dice
    later = str(scene.month.plus(2))
    back = str(scene.month.first_on.replace(day=1).fromordinal(scene.month.first_on.toordinal() - 1))
    choices: list[tuple[str, str, Document]] = [
        (
            "measurements.event_of_period",
            "payment",
            {"by": "buyer", "of_period": later, "amount": "1.00 CNY"},
        ),
        ("contract.wrong_currency", "payment", {"by": "buyer", "of_period": month, "amount": "1.00 EUR"}),
        ("settlement.ruling_of_nothing", "ruling", {"on": "nothing", "for": "buyer"}),
        ("settlement.no_such_lot", "dispute", _dispute(month)),
        ("settlement.reissue_unsigned", "reissue", {"of_period": month, "reason": "typo", "signed": "false"}),
        ("measurements.event_of_period", "reply", {"by": "vendor", "on": "C3", "of_period": later}),
        ("measurements.not_fired", "withdraw_trigger", {"on": "T99"}),
        ("contract.unknown_name", "duty", {"party": "vendor", "duty": "dancing", "of_period": month}),
        (
            "settlement.termination_back",
            "termination",
            {"by": "vendor", "ground": "leaving", "effective": back},
        ),
    ]
    code, kind, fields = dice.pick(choices)
    event = {
        "id": "wrong",
        "kind": kind,
        "effective": str(scene.as_of.date()),
        "known": scene.as_of.isoformat(),
    }
    return code, event | fields


def _dispute(month: str) -> Document:
    return {
        "by": "buyer",
        "of_period": month,
        "lot": f"nowhere/{month}-01",
        "reason": "duplicate",
        "records": "1",
    }
