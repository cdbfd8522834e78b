"""A KPI's target, value and shortfall as formulas, from the tree behind a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.core.metrics.catalogue import AUDITED, CATALOGUE, Kind
from assay.reports.workbook.page import Page

Node = Mapping[str, Any]
_JUDGED = ("met", "missed")
OUTCOMES = ("explain.count_outcome", "explain.ratio_outcome")


def is_count(metric: str) -> bool:
    """Whether a metric counts; a target of zero or less is met by any count."""
    return metric in CATALOGUE and CATALOGUE[metric].kind is Kind.COUNT


def find(node: Node, code: str) -> Node | None:
    """The child of a code."""
    return next((child for child in node["children"] if child["code"] == code), None)


def target(page: Page, outcome: Node) -> str:
    """Base × season × revision; of a count × available days ÷ days, less the records that relief excludes."""
    params = outcome["params"]
    base = page.given("base", params["base"])
    season = page.given("season", params["season"])
    formula = f"{base}*{season}"
    revision = find(outcome, "explain.revision")
    if revision is not None:
        formula += "*" + page.given("revision", revision["params"]["factor"])
    if not is_count(params["metric"]):
        return page.step("target_ratio", formula, params["target"])
    available = page.given("available", params["available"])
    days = page.given("days", params["days"])
    excluded = page.given("excluded", params["excluded"])
    return page.step("target_count", f"{formula}*{available}/{days}-{excluded}", params["target"])


def value(page: Page, outcome: Node) -> str:
    """The value judged: as counted, or numerator ÷ denominator; empty where there is none."""
    params = outcome["params"]
    if params["value"] == "–":
        return ""
    if "numerator" not in params:
        return page.given("value", params["value"])
    numerator = page.given("numerator", params["numerator"])
    denominator = page.given("denominator", params["denominator"])
    return page.step("value", f"{numerator}/{denominator}", params["value"])


def shortfall(page: Page, outcome: Node, stated: str) -> str:
    """How far the value falls short of the target; taken over where the statement holds no figure that decides it."""
    params = outcome["params"]
    goal, found = target(page, outcome), value(page, outcome)
    best = find(outcome, "explain.best_case")
    if best is not None:
        found = page.given("best", best["params"]["best"])
    elif params["state"] not in _JUDGED:
        found = ""
    if not found:
        return page.taken("shortfall_taken", stated)
    if params["op"] == "<=":
        return page.step("shortfall_below", _below(goal, found), stated)
    return page.step("shortfall", _above(goal, found, params["metric"]), stated)


def _above(goal: str, found: str, metric: str) -> str:
    if is_count(metric):
        return f"IF({goal}<=0,0,MIN(1,MAX(0,({goal}-{found})/{goal})))"
    return f"IF({found}>={goal},0,IF({goal}>0,({goal}-{found})/{goal},1))"


def _below(goal: str, found: str) -> str:
    return f"IF({goal}<=0,IF({found}=0,0,1),MIN(1,MAX(0,({found}-{goal})/{goal})))"


def is_met(op: str, metric: str, goal: str, found: str) -> str:
    """The condition under which a KPI is met."""
    if op == "<=":
        return f"IF({goal}<=0,{found}=0,{found}<={goal})"
    return f"OR({found}>={goal},{goal}<=0)" if is_count(metric) else f"{found}>={goal}"


def decided(kpi: Mapping[str, Any]) -> bool:
    """Whether a KPI of the statement was judged by its value; an audited one is judged by its sampling plan."""
    return kpi["value"] is not None and kpi["state"] in _JUDGED and kpi["metric"] != AUDITED
