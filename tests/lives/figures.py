"""The figures of one month of a whole life: paid counts with their gaps, lots, and monitors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, Party
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.settlement.terms import weeks_in_term
from tests.lives.scene import Scene
from tests.properties.dice import Dice
from tests.properties.figures import draw_figure, draw_lots
from tests.properties.gaps import missing_figure, opened_figure, opened_lots

Document = dict[str, Any]


def draw_month(scene: Scene) -> tuple[Document, Document]:
    """The month as its statement knows it, and the final figures that are still to come, of its KPIs and its lots."""
    head = {"period": str(scene.month), "as_of": scene.as_of.isoformat()}
    if scene.is_over:
        return head | {"kpis": {}, "lots": {"spend": []}}, {}
    contract = scene.contract
    final = {
        kpi.id: _kpi(scene, kpi) for kpi in contract.kpis.values() if kpi.formula is None and not kpi.sample
    }
    lots = [_judged_by_b(scene, lot) for lot in draw_lots(scene.dice, contract, scene.month)]
    told = _with_gaps(scene, final)
    known = opened_lots(scene.dice, lots) if scene.dice.chance(30) and not scene.is_last else lots
    document = head | {"kpis": told, "lots": {"spend": known}, "monitors": _monitors(scene)}
    kpis = {key: final[key] for key in final if told[key] != final[key] and _may_come(contract, told[key])}
    if known != lots:
        return document, {"kpis": kpis, "lots": {"spend": lots}}
    return document, {"kpis": kpis} if kpis else {}


def redraw(scene: Scene, kpi: Kpi, figure: Document) -> Document:
    """Another final figure of a month, as a reissue brings it; a weekly one keeps its days."""
    target = kpi.base
    if "weeks" not in figure:
        return draw_figure(scene.dice, kpi, target, Fraction(1))
    return {
        "weeks": [
            {"from": week["from"], "to": week["to"]} | draw_figure(scene.dice, kpi, target, Fraction(1))
            for week in figure["weeks"]
        ]
    }


def _kpi(scene: Scene, kpi: Kpi) -> Document:
    target = kpi.base * kpi.season.get(scene.month.month, Fraction(1))
    if kpi.period == "month":
        share = Fraction(scene.days.days, scene.month.days)
        return _told_by(scene, kpi, draw_figure(scene.dice, kpi, target, share))
    weeks = []
    for week in weeks_in_term(scene.contract, scene.month):
        dates = {"from": str(week.start_on), "to": str(week.last_on)}
        weeks.append(dates | draw_figure(scene.dice, kpi, target, Fraction(1)))
    return {"weeks": weeks}


def _told_by(scene: Scene, kpi: Kpi, figure: Document) -> Document:
    """Perhaps from the source that stands in, and with leads on which sales kept silent."""
    dice = scene.dice
    if kpi.fallback and dice.chance(20):
        figure |= {"source": kpi.fallback}
    if kpi.metric == "sales_qualified_leads" and scene.contract.sales is not None and dice.chance(40):
        evidenced, other = dice.whole(0, 4), dice.whole(0, 4)
        figure |= {"silent": {"with_evidence": str(evidenced), "other": str(other)}}
        figure["n"] = str(int(figure["n"]) + evidenced + other)
    return figure


def _judged_by_b(scene: Scene, lot: Document) -> Document:
    rules = [rule.id for rule in scene.contract.segment_rules]
    return lot | {"failed_segment": scene.dice.pick(rules)} if "failed_segment" in lot else lot


def _with_gaps(scene: Scene, final: Document) -> Document:
    """The same figures, some of them provisional, and perhaps one missing."""
    dice, told = scene.dice, dict(final)
    left = dice.shuffled(list(final))
    if left and dice.chance(12):
        kpi_id = left.pop()
        told[kpi_id] = missing_figure(dice, final[kpi_id], list(Party))
    for kpi_id in left[: dice.whole(1, 2)] if dice.chance(30) else ():
        opened = opened_figure(dice, CATALOGUE[scene.contract.kpis[kpi_id].metric].kind, final[kpi_id])
        if opened is not None:
            told[kpi_id] = opened
    return told


def _may_come(contract: Contract, figure: Document) -> bool:
    """Whether a final figure may still change something: not once it was missed or excluded."""
    for part in figure.get("weeks", [figure]):
        effect = contract.missing.effect(Party(part["fault"])) if "fault" in part else ""
        if effect == "exclude_and_extend" or (effect == "deemed_missed" and contract.missing.grace is None):
            return False
    return True


def _monitors(scene: Scene) -> Document:
    dice, found = scene.dice, Document()
    for name, monitor in scene.contract.monitors.items():
        if dice.chance(10):
            continue
        if monitor.metric == "cpc":
            weeks = weeks_in_term(scene.contract, scene.month)
            found[name] = {
                "weeks": [
                    {"from": str(week.start_on), "to": str(week.last_on)} | _clicks(dice) for week in weeks
                ]
            }
        elif monitor.metric == "visitors":
            found[name] = {"value": str(dice.whole(3000, 8000))}
        elif monitor.metric == "roi_net":
            found[name] = _returns(dice) | {"channels": {"search": _returns(dice), "display": _returns(dice)}}
        else:
            numerator = dice.pick((250_000, 240_000, dice.whole(100_000, 260_000)))
            found[name] = {"numerator": str(numerator), "denominator": "250000"}
    return found


def _clicks(dice: Dice) -> Document:
    clicks = dice.whole(0, 400)
    return {"numerator": dice.money(5 * clicks, 14 * clicks + 1), "denominator": str(clicks)}


def _returns(dice: Dice) -> Document:
    return {"numerator": str(dice.whole(0, 90_000)), "denominator": str(dice.whole(1, 30_000))}
