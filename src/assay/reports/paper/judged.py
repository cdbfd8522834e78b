"""What several documents say of a month: how many KPIs were judged and how, and a table of duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from assay.i18n import translate
from assay.i18n.figures import fraction_of, percent, short
from assay.i18n.statement import duty_name
from assay.reports.paper.blocks import Block, Column, table
from assay.reports.paper.page import Source

_JUDGED = ("met", "missed", "excluded")


def own_kpis(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The KPIs of the month itself, without those of earlier months that became final."""
    return [kpi for kpi in document["kpis"] if kpi["period"] == document["period"]]


def begun_kpis(source: Source) -> list[Mapping[str, Any]]:
    """The same without weeks that have not begun; all of them once there is a statement."""
    today = f"{source.at.astimezone(source.contract.term.zone):%Y-%m-%d}"
    return [kpi for kpi in own_kpis(source.document) if not source.so_far or kpi["from"] <= today]


def kpi_counts(document: Mapping[str, Any]) -> dict[str, str]:
    """How many of the month's KPIs were judged, and how: ``all``, ``met``, ``missed``, ``excluded``, ``open``."""
    states = [kpi["state"] if kpi["state"] in _JUDGED else "open" for kpi in own_kpis(document)]
    return {"all": str(len(states)), **{state: str(states.count(state)) for state in (*_JUDGED, "open")}}


def duty_table(duties: Sequence[Mapping[str, Any]], source: Source) -> Block:
    """Duties with whose they are, their day, and what became of them."""
    columns = [
        Column(source.say("duty.name"), "wide"),
        *(Column(source.say(f"duty.{name}")) for name in ("party", "due_on", "state")),
    ]
    return table(columns, [_row(duty, source) for duty in duties])


def _row(duty: Mapping[str, Any], source: Source) -> list[str]:
    return [
        duty_name(source.lang, duty["id"]),
        translate(source.lang, f"party.{duty['party']}"),
        duty["due_on"],
        source.say(f"duty.{duty['state']}"),
    ]


def value_of(kpi: Mapping[str, Any] | None) -> Fraction | None:
    """A KPI's figure; None where nobody knows it."""
    return None if kpi is None or kpi["value"] is None else fraction_of(kpi["value"])


def shown_value(kpi: Mapping[str, Any]) -> str:
    """The same for a reader, a ratio in percent."""
    if kpi["value"] is None:
        return "–"
    return percent(kpi["value"], 2) if kpi["kind"] == "ratio" else short(kpi["value"], 2)
