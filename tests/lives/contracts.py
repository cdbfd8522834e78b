"""Drawn contracts that use the whole language, on top of the plain ones of the properties."""

from __future__ import annotations

from typing import Any

from tests.lives.money_terms import add_dates, add_event_clauses, add_payments, add_tax, add_waiting
from tests.lives.watched import add_basis, add_cures, add_duties, add_kpis, add_monitors
from tests.properties.contracts import DrawnContract, Length, draw_contract
from tests.properties.dice import Dice

Document = dict[str, Any]

PERIODS = 24


def draw_whole_contract(dice: Dice, length: Length) -> DrawnContract:
    """A contract of two years, or a shorter one with its tail, perhaps with an amendment."""
    return draw_contract(dice, length, extend=_extended)


def _extended(dice: Dice, document: Document, length: Length) -> Document:
    """The document with the rest of the language; in place."""
    document.setdefault("tables", {})
    document["sources"] |= {
        "ads": {"owner": "platform", "of_record_for": ["spend"], "grain": "campaign x day"},
        "audit": {"owner": "third_party", "of_record_for": ["samples", "disputes"]},
    }
    days = "workday" if dice.chance(70) else "day"
    if days == "workday":
        document["tables"]["CN-WORK"] = _workdays(dice, length)
        document["term"]["workdays"] = "CN-WORK"
    add_kpis(dice, document)
    add_monitors(dice, document, length)
    add_cures(dice, document, days)
    add_basis(dice, document)
    add_duties(dice, document)
    add_waiting(dice, document, days)
    add_event_clauses(dice, document, length)
    add_dates(dice, document, days)
    add_tax(dice, document)
    add_payments(dice, document)
    steps = ["joint_re_extraction", "audit", "forum"]
    document["disputes"] = {"disputed": "suspense", "steps": steps, "audit_cost": "loser_if_over 2%"}
    if dice.chance(50):
        document["missing"]["grace"] = f"{dice.whole(1, 30)} {days}"
    return document


def _workdays(dice: Dice, length: Length) -> Document:
    """The signed workdays: a row for each year, with some days off and some weekends worked."""
    rows: list[Document] = []
    for year in range(length.first.year, length.first.year + 5):
        months = [f"{year}-{month:02d}" for month in range(1, 13)]
        holidays = sorted(f"{month}-{dice.whole(1, 14):02d}" for month in dice.some(months))
        worked = sorted(f"{month}-{dice.whole(15, 28):02d}" for month in dice.some(months))
        rows.append(
            {
                "from": str(length.first.first_on) if not rows else f"{year}-01-01",
                "rest": ["sat", "sun"],
                "holidays": holidays,
                "work": worked,
            }
        )
    return {"kind": "workdays", "rows": rows}
