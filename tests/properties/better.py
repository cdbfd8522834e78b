"""The same life with one figure a little better."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from assay.core.metrics.catalogue import CATALOGUE, Kind
from tests.properties.cases import Case
from tests.properties.dice import Dice
from tests.properties.lives import Life

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Better:
    """A life in which one figure of ``kpi`` is better, in its period and in its final measurement."""

    kpi: str
    life: Life


def draw_better(case: Case, dice: Dice) -> Better | None:
    """One more good record in one figure of one KPI; None where the one that was drawn has no room."""
    index = dice.whole(0, len(case.life.periods) - 1)
    period = case.life.periods[index]
    if not period["kpis"]:
        return None
    kpi_id = dice.pick(list(period["kpis"]))
    kind = CATALOGUE[case.amended.first.kpis[kpi_id].metric].kind
    week = dice.whole(0, 5)
    more = dice.pick((1, 1, 3, 10)) if kind is Kind.COUNT else 1
    figures = [period["kpis"]]
    figures += [
        event["kpis"]
        for event in case.life.events
        if event.get("of_period") == period["period"] and "kpis" in event
    ]
    changed = [_raised(kpis, kpi_id, week, kind, more) for kpis in figures]
    if changed == figures or None in changed:
        return None
    periods = [item | {"kpis": changed[0]} if item is period else item for item in case.life.periods]
    events = list(case.life.events)
    for before, after in zip(figures[1:], changed[1:], strict=True):
        events = [event | {"kpis": after} if event.get("kpis") is before else event for event in events]
    return Better(kpi_id, replace(case.life, periods=tuple(periods), events=tuple(events)))


def _raised(kpis: Document, kpi_id: str, week: int, kind: Kind, more: int) -> Document | None:
    """Figures with that one raised; as they are where it is missing or not there; None where it has no room."""
    figure = kpis.get(kpi_id)
    if figure is None:
        return kpis
    if "weeks" not in figure:
        raised = _figure(figure, kind, more)
        return None if raised is None else kpis | {kpi_id: raised}
    weeks = list(figure["weeks"])
    if week >= len(weeks):
        return kpis
    changed = _figure(weeks[week], kind, more)
    if changed is None:
        return None
    weeks[week] = changed
    return kpis | {kpi_id: {"weeks": weeks}}


def _figure(figure: Document, kind: Kind, more: int) -> Document | None:
    if figure["status"] == "missing":
        return figure
    if kind is Kind.COUNT:
        raised = {"value": str(int(figure["value"]) + more)}
        return figure | raised | ({"n": str(int(figure["n"]) + more)} if "n" in figure else {})
    if kind is Kind.COST_PER_UNIT:
        return figure | {"denominator": str(int(figure["denominator"]) + more)}
    relieved = sum(int(n) for n in figure.get("relieved", {}).values())
    good = int(figure["numerator"]) + int(figure.get("open", "0")) + relieved
    if good + more > int(figure["denominator"]):
        return None
    return figure | {"numerator": str(int(figure["numerator"]) + more)}
