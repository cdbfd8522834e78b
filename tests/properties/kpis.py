"""Drawn KPIs, with weight, season, pooling and gate."""

from __future__ import annotations

from typing import Any

from tests.properties.dice import Dice

Document = dict[str, Any]


def draw_kpis(dice: Dice, *, needs_leads: bool) -> Document:
    """One to six KPIs whose weights sum to one; at most one of them is a gate."""
    season = _season(dice) if dice.chance(55) else {}
    drawn = {
        "valid_leads": _kpi("valid_leads", "month", f">= {dice.whole(20, 60)} lead") | season,
        "qualified": _kpi("sales_qualified_leads", "month", f">= {dice.whole(4, 15)} lead"),
        "form_rate": _kpi("form_completion_rate", "week", f">= {dice.whole(25, 50)}%") | _pool(dice, 70),
        "visits": _kpi("visitors", "week", f">= {dice.whole(50, 200)} visit"),
        "crm_fill": _kpi("record_completeness", "month", f">= {dice.whole(80, 98)}%") | _pool(dice, 60),
        "cpl": _kpi("cost_per_valid_lead", "month", f"<= {dice.whole(150, 400)} CNY/lead") | _pool(dice, 30),
    }
    percents = {"valid_leads": 75, "qualified": 50, "form_rate": 45, "visits": 20, "crm_fill": 50, "cpl": 45}
    kpis = {key: kpi for key, kpi in drawn.items() if dice.chance(percents[key])}
    if needs_leads or not kpis:
        kpis = {"valid_leads": drawn["valid_leads"]} | kpis
    if season and {"valid_leads", "qualified"} <= set(kpis):
        kpis["qualified"]["season"] = "same_as valid_leads"
    gates = [key for key in kpis if key != "valid_leads"]
    if gates and dice.chance(50):
        kpis[dice.pick(gates)]["gate"] = ["bonus"]
    return weighed(dice, kpis)


def weighed(dice: Dice, kpis: Document) -> Document:
    """The same KPIs with whole percents of weight that sum to one."""
    parts = [dice.whole(1, 5) for _ in kpis]
    weights = [100 * part // sum(parts) for part in parts]
    weights[0] += 100 - sum(weights)
    return {
        key: kpi | {"weight": f"{weight}%"} for (key, kpi), weight in zip(kpis.items(), weights, strict=True)
    }


def _season(dice: Dice) -> Document:
    months = [f"{month:02d}" for month in sorted(dice.some(range(1, 13)))]
    high = {month: f"1.{dice.whole(1, 5)}" for month in months[::2]}
    return {"season": {month: f"0.{dice.whole(5, 9)}" for month in months} | high}


def _kpi(metric: str, period: str, target: str) -> Document:
    return {"metric": metric, "source": "crm", "period": period, "target": target}


def _pool(dice: Dice, percent: int) -> Document:
    return {"min_n": str(dice.whole(20, 50)), "below_min_n": "pool"} if dice.chance(percent) else {}
