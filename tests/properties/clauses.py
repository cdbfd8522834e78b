"""Drawn clauses, caps and triggers."""

from __future__ import annotations

from typing import Any

from tests.properties.dice import Dice

Document = dict[str, Any]


def draw_clauses(dice: Dice, kpis: Document) -> list[Document]:
    clauses = _shortfall_refunds(dice, kpis)
    if dice.chance(65):
        clauses.append(_cost_share(dice))
    if dice.chance(60):
        clauses.append(_invalid_traffic(dice, "C3", "click.class_A"))
    if dice.chance(60):
        subject = dice.pick(("segment", "segment.bounce", "segment.bounce_extreme"))
        clauses.append(_invalid_traffic(dice, "C3s", subject))
    counts = [key for key in ("valid_leads", "qualified") if key in kpis]
    if counts and dice.chance(95):
        clauses.append(_bonus(dice, dice.pick(counts), kpis))
    for clause, priority in zip(clauses, dice.shuffled(range(10, 10 + len(clauses))), strict=True):
        clause["priority"] = str(priority)
    return clauses


def _shortfall_refunds(dice: Dice, kpis: Document) -> list[Document]:
    common = {"kind": "shortfall_refund", "head": "fee_reduction", "lot": "fee", "mode": "each_period"}
    if dice.chance(80):
        return [{"id": "C1", "for": "kpis", **common}]
    return [{"id": f"C1{key}", "for": key, **common} for key in dice.some(list(kpis))]


def _cost_share(dice: Dice) -> Document:
    clause: Document = {
        "id": "C2",
        "head": dice.pick(("compensation", "compensation", "damages")),
        "kind": "cost_share",
        "for": "lead.invalid",
        "lot": "spend",
        "multiple": dice.pick(("0.5", "0.5", "1", "0.35")),
    }
    if dice.chance(60):
        clause["tolerance"] = f"{dice.whole(1, 30)}%"
    if dice.chance(55):
        clause |= {"except": ["silent_by_buyer"]}
    return clause


def _invalid_traffic(dice: Dice, clause_id: str, subject: str) -> Document:
    return {
        "id": clause_id,
        "head": dice.pick(("compensation", "compensation", "damages")),
        "kind": "invalid_traffic",
        "for": subject,
        "lot": "spend",
        "multiple": dice.pick(("1", "1.5", "2")),
        "includes_principal": dice.pick(("true", "false")),
    }


def _bonus(dice: Dice, subject: str, kpis: Document) -> Document:
    clause: Document = {
        "id": "C5",
        "head": "bonus",
        "kind": "bonus",
        "for": subject,
        "rate": dice.money(50, 400) + "/lead",
        "above": "target",
    }
    if dice.chance(65):
        clause["cap"] = dice.pick((f"{dice.whole(2, 12)}% of fee.month", f"{dice.whole(1, 5)}% of fee.total"))
    if dice.chance(48):
        clause["requires"] = _requires(dice, kpis)
    if dice.chance(90):
        clause["clawback"] = {"within": f"{dice.pick((30, 60, 90, 180))} day", "for": ["fraud", "duplicate"]}
    return clause


def _requires(dice: Dice, kpis: Document) -> list[str]:
    possible = [f"kpi.{key}.met" for key in kpis]
    if {"valid_leads", "qualified"} <= set(kpis):
        possible += [f"qualified / valid_leads >= {dice.whole(10, 35)}%"] * 3
    if "valid_leads" in kpis:
        possible.append(f"valid_leads >= {dice.whole(20, 70)} lead")
    return dice.some(dice.shuffled(possible)[:2])


def draw_caps(dice: Dice, clauses: list[Document]) -> list[Document]:
    limits = {
        "lot": (55, f"{dice.whole(15, 70)}% of lot.cost"),
        "month": (50, dice.pick((f"{dice.whole(2, 12)}% of fee.month", dice.money(300, 3000)))),
        "quarter": (50, f"{dice.whole(1, 5)}% of fee.quarter"),
        "term": (50, dice.pick((f"{dice.whole(1, 5)}% of fee.total", dice.money(500, 6000)))),
    }
    caps: list[Document] = []
    claims = [clause["id"] for clause in clauses if clause["kind"] != "bonus"]
    for number, (span, (percent, limit)) in enumerate(limits.items(), start=1):
        if dice.chance(percent):
            cap: Document = {"id": f"K{number}", "heads": _heads(dice), "limit": limit, "per": span}
            if dice.chance(20):
                cap["not_for"] = [dice.pick(claims)]
            caps.append(cap)
    if dice.chance(25):
        caps.append({"id": "K0", "not_for": ["wilful", dice.pick(claims)]})
    return dice.shuffled(caps)


def _heads(dice: Dice) -> list[str]:
    lists = (["compensation"], ["compensation", "damages"], ["fee_reduction", "compensation", "damages"])
    return list(dice.pick(lists))


def draw_triggers(dice: Dice, kpis: Document) -> list[Document]:
    floors = [key for key in kpis if key != "cpl"]
    if not floors or not dice.chance(60):
        return []
    kpi = dice.pick(floors)
    below = dice.pick(("100% of target", "100% of target", "80% of target"))
    when = {"kpi": kpi, "below": below}
    return [
        {
            "id": "T1",
            "when": when,
            "for": f"{dice.whole(1, 2)} consecutive {kpis[kpi]['period']}",
            "then": ["right"],
        }
    ]
