"""Drawn contracts, as plain documents in the vocabulary of ``assay/v1``."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assay.core.contract.document import tree_of
from assay.core.contract.load import contract_of
from assay.core.contract.model import Amended, Contract
from assay.core.period import Month
from tests.properties.clauses import draw_caps, draw_clauses, draw_triggers
from tests.properties.dice import Dice
from tests.properties.kpis import draw_kpis

Document = dict[str, Any]

EFFECTS = ("deemed_missed", "exclude_and_extend", "fallback_then_hold")


@dataclass(frozen=True, slots=True)
class Length:
    """How long a life is, in months.

    Attributes:
        first: Month in which the term starts.
        term: Months that the term touches.
        added: Months by which an excluded figure lets it grow.
        periods: Months that are settled; fewer than the term's, or more, when the tail is settled too.
    """

    first: Month
    term: int
    added: int
    periods: int

    @property
    def whole(self) -> bool:
        """Whether the term, as grown, is settled to its end."""
        return self.periods >= self.term + self.added


@dataclass(frozen=True, slots=True)
class DrawnContract:
    """A contract and its later versions as documents; each version is in force from its day."""

    document: Document
    later: tuple[tuple[date, Document], ...] = ()

    def load(self) -> Amended:
        return Amended(_loaded(self.document), tuple((day, _loaded(version)) for day, version in self.later))

    def shuffled(self, dice: Dice) -> DrawnContract:
        """The same agreement, with its clauses, caps, KPIs and other lists written in another order.

        Payments keep theirs: what falls due in one statement is listed as the contract lists it.
        """
        later = tuple((day, _shuffled(version, dice)) for day, version in self.later)
        return DrawnContract(_shuffled(self.document, dice), later)

    def without_caps_over(self, *spans: str) -> DrawnContract:
        """The same agreement without the caps over those spans; caps that only exempt stay."""
        later = tuple((day, _without_caps(version, spans)) for day, version in self.later)
        return DrawnContract(_without_caps(self.document, spans), later)

    def without_pools(self) -> DrawnContract:
        """The same agreement with every period judged alone, however few its records are."""
        later = tuple((day, _without_pools(version)) for day, version in self.later)
        return DrawnContract(_without_pools(self.document), later)

    def without_limits(self) -> DrawnContract:
        """The same agreement without caps, and with a bonus that has neither a cap nor a requirement."""
        later = tuple((day, _without_limits(version)) for day, version in self.later)
        return DrawnContract(_without_limits(self.document), later)


def draw_length(dice: Dice) -> Length:
    """One to six periods; about two lives in three reach the end of their term."""
    periods = dice.pick((1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6))
    first = Month(2026, dice.whole(7, 12)).plus(dice.whole(0, 9))
    if not dice.chance(65):
        return Length(first, periods + dice.whole(1, 4), dice.whole(0, 1), periods)
    trailing = min(dice.pick((0, 0, 1, 1, 2)), periods - 1)
    measured = periods - trailing
    added = int(measured > 1 and dice.chance(35))
    return Length(first, measured - added, added, periods)


Extension = Callable[[Dice, Document, Length], Document]


def draw_contract(dice: Dice, length: Length, extend: Extension | None = None) -> DrawnContract:
    """A contract, perhaps amended; ``extend`` adds to its first text what is not drawn here."""
    document = _contract(dice, length)
    if extend is not None:
        document = extend(dice, document, length)
    if length.term < 2 or length.periods < 2 or not dice.chance(35):
        return DrawnContract(document)
    effective = length.first.plus(dice.whole(1, min(length.periods, length.term) - 1)).first_on
    return DrawnContract(document, ((effective, _amended(dice, document)),))


def _loaded(document: Document) -> Contract:
    contract, findings = contract_of(tree_of(document))
    assert contract is not None, [f"{item.code} {item.place} {item.params}" for item in findings]
    return contract


def _shuffled(document: Document, dice: Dice) -> Document:
    shuffled = {key: document[key] for key in dice.shuffled(list(document))}
    for key in ("clauses", "caps", "triggers", "bonds"):
        if key in shuffled:
            shuffled[key] = dice.shuffled(shuffled[key])
    for key in ("kpis", "monitors", "samples", "tables", "sources"):
        if key in shuffled:
            shuffled[key] = {name: shuffled[key][name] for name in dice.shuffled(list(shuffled[key]))}
    return shuffled


def _without_caps(document: Document, spans: Sequence[str]) -> Document:
    return document | {"caps": [cap for cap in document["caps"] if cap.get("per") not in spans]}


def _without_pools(document: Document) -> Document:
    pooling = ("min_n", "below_min_n")
    kpis = {
        name: {key: value for key, value in kpi.items() if key not in pooling}
        for name, kpi in document["kpis"].items()
    }
    return document | {"kpis": kpis}


def _without_limits(document: Document) -> Document:
    limits = ("cap", "requires")
    clauses = [
        {key: value for key, value in clause.items() if key not in limits} for clause in document["clauses"]
    ]
    return document | {"caps": [], "clauses": clauses}


def _amended(dice: Dice, base: Document) -> Document:
    """Another version: other multiples, tolerances, rates, targets, and at-risk share. Caps and payments stay."""
    document = copy.deepcopy(base)
    document["version"] = "1.1.0"
    for clause in document["clauses"]:
        if clause["kind"] == "cost_share":
            clause["multiple"] = dice.pick(("0.4", "0.6"))
            clause["tolerance"] = f"{dice.whole(0, 20)}%"
        if clause["kind"] == "bonus":
            clause["rate"] = dice.money(50, 400) + "/lead"
    if "valid_leads" in document["kpis"]:
        document["kpis"]["valid_leads"]["target"] = f">= {dice.whole(20, 60)} lead"
    document["fee"] |= _risk(dice)
    return document


def _contract(dice: Dice, length: Length) -> Document:
    plan = dice.pick(("each_month", "30/40/30", "30/50/20"))
    kpis = draw_kpis(dice, needs_leads=plan != "each_month")
    clauses = draw_clauses(dice, kpis)
    document: Document = {
        "assay": "v1",
        "id": "AS-DRAWN",
        "version": "1.0.0",
        "name": {"zh": "随机合同", "en": "A drawn contract"},
        "parties": {"buyer": {"zh": "甲方", "en": "Buyer"}, "vendor": {"zh": "乙方", "en": "Vendor"}},
        "term": _term(dice, length),
        "currency": {"code": "CNY"},
        "sources": {"crm": {"owner": "buyer", "of_record_for": ["leads"]}},
        "fee": _fee(dice, length),
        "validity": _validity(),
        "kpis": kpis,
        "clauses": clauses,
        "combine": {"same_cause": dice.pick(("max", "add")), "conflict": "error"},
        "caps": draw_caps(dice, clauses),
        "triggers": draw_triggers(dice, kpis),
        "duties": {
            "buyer": {
                "product_data": {"within": "5 workday", "relief": {"effect": "exclude_days"}},
                "sales_reply": {"within": "24 h", "relief": {"effect": "deemed_valid"}},
            }
        },
        "force_majeure": {
            "scope": ["natural_disaster"],
            "not": ["routine_algorithm_update"],
            "notice": "24 h",
        },
        "missing": _missing(dice, length),
        **_payments(dice, length, plan),
    }
    if dice.chance(45):
        document |= _rates(dice, length)
    return document


def _term(dice: Dice, length: Length) -> Document:
    last = length.first.plus(length.term - 1)
    start_on, end_on = length.first.first_on, last.span.last_on
    if dice.chance(30):
        start_on = start_on.replace(day=dice.whole(2, 14))
    if dice.chance(30):
        end_on = end_on.replace(day=dice.whole(15, 27))
    week_starts = dice.pick(("monday", "monday", "sunday", "saturday"))
    return {"start": str(start_on), "end": str(end_on), "tz": "Asia/Shanghai", "week_starts": week_starts}


def _fee(dice: Dice, length: Length) -> Document:
    monthly = dice.pick((30000_00, 20000_00, dice.whole(5000_00, 40000_00)))
    total = monthly * length.term
    return {"total": _cny(total), "monthly": _cny(monthly), "media_paid_by": "buyer"} | _risk(dice)


def _cny(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d} CNY"


def _risk(dice: Dice) -> Document:
    at_risk = dice.pick((100, 100, 40, 50, dice.whole(10, 90)))
    return {"base": f"{100 - at_risk}%", "at_risk": f"{at_risk}%"}


def _rates(dice: Dice, length: Length) -> Document:
    rows: list[Document] = []
    for months in (0, dice.whole(0, 2), dice.whole(3, 5)):
        day = (
            length.first.first_on
            if not rows
            else length.first.plus(months).first_on.replace(day=dice.whole(2, 28))
        )
        rows.append(
            {"from": str(day), "value": f"7.{dice.whole(0, 4999):04d} CNY/USD", "source": "top_up_ledger"}
        )
    table = {"kind": "fx", "rows": rows}
    return {"currency": {"code": "CNY", "fx": {"table": "top_up_rate"}}, "tables": {"top_up_rate": table}}


def _validity() -> Document:
    bounce = {"rule": "bounce_rate", "per": "campaign x day", "min_n": "30", "judge": "value", "class": "A"}
    return {
        "click": [{"id": "bot", "rule": "declared_bot", "class": "A"}],
        "segment": [
            {"id": "bounce", "over": "70%", **bounce},
            {"id": "bounce_extreme", "over": "90%", **bounce},
        ],
        "lead": [{"id": "duplicate", "rule": "duplicate", "keys": ["email"], "within": "180 day"}],
    }


def _missing(dice: Dice, length: Length) -> Document:
    """As the language has it, or otherwise; a life that must not grow excludes nothing."""
    if dice.chance(75):
        effects = dict(zip(("vendor_fault", "buyer_fault", "neither"), EFFECTS, strict=True))
    else:
        effects = {key: dice.pick(EFFECTS) for key in ("vendor_fault", "buyer_fault", "neither")}
        # A ratio without records is missing by neither side; lives that it lengthens are drawn through the buyer's fault.
        if effects["neither"] == "exclude_and_extend":
            effects["neither"] = "fallback_then_hold"
    if length.whole and not length.added:
        effects = {key: "fallback_then_hold" if word == EFFECTS[1] else word for key, word in effects.items()}
    if length.added and EFFECTS[1] not in effects.values():
        effects["buyer_fault"] = EFFECTS[1]
    return effects


def _payments(dice: Dice, length: Length, plan: str) -> Document:
    if plan == "each_month":
        return {"payments": [{"id": "monthly", "share": "100%", "on": "each_month"}]}
    advance, middle, tail = plan.split("/")
    latest = length.first.plus(dice.whole(0, length.term - 1)).span.last_on
    milestone: Document = {
        "id": "milestone",
        "share": f"{middle}%",
        "on": {"cumulative": "valid_leads", "reaches": f"{dice.whole(10, 60) * length.term} lead"},
        "latest": str(latest),
    }
    if dice.chance(70):
        milestone["if_unmet"] = "prorata"
    block: Document = {
        "payments": [
            {"id": "advance", "share": f"{advance}%", "kind": "prepayment", "on": "signing"},
            milestone,
            {"id": "tail", "share": f"{tail}%", "on": "final_acceptance"},
        ],
        "final_acceptance": {"needs": ["handover_done"]},
    }
    if dice.chance(65):
        release = {"after": f"{dice.pick((0, 0, 10, 30))} day", "from": dice.pick(("due", "term_end"))}
        conditions = dice.pick(([], ["handover_done"], ["no_open_claim", "handover_done"]))
        share = f"{dice.whole(5, int(tail))}%"
        kept = {"share": share, "base": "contract_price", "inside": "tail"}
        block["retention"] = kept | {"release": release | {"if": conditions}}
    return block
