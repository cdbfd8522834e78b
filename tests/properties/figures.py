"""Drawn figures: values of KPIs around their targets, and lots of spend."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month
from tests.properties.dice import Dice

Document = dict[str, Any]


def draw_figure(dice: Dice, kpi: Kpi, target: Fraction, share: Fraction) -> Document:
    """A final figure; ``n`` is always stated, so that a better value does not move what pools with what."""
    kind = CATALOGUE[kpi.metric].kind
    if kind is Kind.COUNT:
        return _count(dice, target * share, often_above=70 if kpi.id in ("valid_leads", "qualified") else 40)
    denominator = _records(dice, kpi)
    if kind is Kind.RATIO:
        return _ratio(dice, target, denominator)
    cost = int(target * max(1, denominator) * dice.whole(50, 180)) if dice.chance(90) else 0
    relieved = _relieved(dice, 4)
    cny = f"{cost // 100}.{cost % 100:02d} CNY"
    return {
        "numerator": cny,
        "denominator": str(denominator),
        "n": str(denominator),
        "status": "final",
    } | relieved


def _count(dice: Dice, target: Fraction, *, often_above: int) -> Document:
    percent = dice.whole(101, 180) if dice.chance(often_above) else dice.pick((0, 100, *range(5, 100, 5)))
    value = int(target * percent / 100)
    lost = dice.whole(0, 20)
    relieved = _relieved(dice, lost)
    return {"value": str(value), "n": str(value + lost), "status": "final"} | relieved


def _records(dice: Dice, kpi: Kpi) -> int:
    """Records behind a ratio or a cost: often too few where too few pool."""
    if kpi.min_n is not None and dice.chance(45):
        return dice.whole(0, int(kpi.min_n))
    return dice.whole(0, 3) if dice.chance(8) else dice.whole(10, 120)


def _ratio(dice: Dice, target: Fraction, denominator: int) -> Document:
    numerator = min(denominator, int(target * denominator * dice.whole(50, 150) / 100))
    relieved = _relieved(dice, denominator - numerator)
    return {
        "numerator": str(numerator),
        "denominator": str(denominator),
        "n": str(denominator),
        "status": "final",
    } | relieved


def _relieved(dice: Dice, most: int) -> Document:
    """Records relieved, among the lost ones."""
    if most < 2 or not dice.chance(16):
        return {}
    deemed, excluded = dice.pick(((1, 0), (2, 0), (0, 1), (0, 2), (1, 1)))
    return {"relieved": {"deemed_valid": str(deemed), "exclude_record": str(excluded)}}


def draw_lots(dice: Dice, contract: Contract, month: Month) -> list[Document]:
    """Zero to five campaigns × days."""
    ids = [
        f"{campaign}/{month.first_on.replace(day=dice.whole(1, 28))}"
        for campaign in ("search", "display", "video")
    ]
    ids += [
        f"{campaign}/{month.first_on.replace(day=29)}"
        for campaign in ("search", "display")
        if month.days > 28
    ]
    return [_lot(dice, contract, lot_id) for lot_id in ids if dice.chance(60)]


def _lot(dice: Dice, contract: Contract, lot_id: str) -> Document:
    foreign = bool(contract.fx_table) and dice.chance(70)
    currency = "USD" if foreign else "CNY"
    lot: Document = {"id": lot_id, "cost": dice.money(5, 400 if foreign else 2800, currency)}
    if dice.chance(4):
        lot["cost"] = f"0.00 {currency}"
    elif dice.chance(20):
        lot["platform_credit"] = dice.money(0, 5, currency)
    if dice.chance(75):
        judged = dice.whole(1, 400)
        invalid = {"A": str(dice.whole(0, judged * dice.pick((0, 20, 60)) // 100)), "B": "0"}
        lot["sessions"] = {"judged": str(judged), "unjudged": str(dice.whole(0, 20)), "invalid": invalid}
    if dice.chance(35):
        lot["failed_segment"] = dice.pick(("bounce", "bounce_extreme"))
    if dice.chance(80):
        lot["leads"] = _leads(dice)
    return lot


def _leads(dice: Dice) -> Document:
    invalid = {reason: dice.whole(0, 3) for reason in dice.some(("duplicate", "silent", "silent_by_buyer"))}
    lost, valid = sum(invalid.values()), dice.whole(0, 8)
    reasons = {reason: str(n) for reason, n in invalid.items()}
    leads: Document = {
        "credited": str(lost + valid),
        "valid": str(valid),
        "invalid": reasons,
    }
    return leads | _relieved(dice, lost)
