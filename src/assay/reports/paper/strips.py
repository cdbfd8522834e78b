"""The strip of KPIs: each figure against its target, with what may still come where it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from assay.core.metrics.catalogue import CATALOGUE
from assay.i18n import translate
from assay.i18n.figures import fraction_of, percent, short
from assay.i18n.statement import is_month, kpi_name, kpi_target, kpi_value
from assay.reports.paper.blocks import Block
from assay.reports.paper.channels import figures_of
from assay.reports.paper.charts import Bar, strip
from assay.reports.paper.judged import begun_kpis, own_kpis, shown_value, value_of
from assay.reports.paper.page import Source
from assay.reports.paper.statement import TONES


def kpi_strip(source: Source) -> Block:
    """Each KPI against its target, with what may still come where its figure is open."""
    return strip([_bar(kpi, source) for kpi in begun_kpis(source)])


def short_strip(source: Source) -> Block:
    """The same where there is little room: the metric's name, its value and its target."""
    short_ones = [
        replace(
            _bar(kpi, source),
            name=f"{translate(source.lang, 'metric.' + kpi['metric'])}{_unit(kpi, source)}{_days(kpi)}",
            text=f"{shown_value(kpi)} / {kpi_target(kpi)}",
        )
        for kpi in own_kpis(source.document)
    ]
    return strip(short_ones)


def _days(kpi: Mapping[str, Any]) -> str:
    return "" if is_month(kpi) else f"\n{kpi['from'][5:]}…{kpi['to'][5:]}"


def _unit(kpi: Mapping[str, Any], source: Source) -> str:
    """The currency of a figure in money: spend beside it may be in another one."""
    money = CATALOGUE[kpi["metric"]].unit.startswith("money")
    return f" {source.document['currency']}" if money else ""


def _bar(kpi: Mapping[str, Any], source: Source) -> Bar:
    other = other_end(kpi, source.document)
    params = {"value": kpi_value(kpi), "target": kpi_target(kpi)}
    if other != value_of(kpi):
        params["other"] = "–" if other is None else _shown(kpi, other)
    text = source.say(f"review.{'open_bar' if 'other' in params else 'bar'}", **params)
    return Bar(
        f"{kpi_name(kpi, source.lang)}{_unit(kpi, source)}{_days(kpi)}",
        text,
        value_of(kpi),
        fraction_of(kpi["target"]),
        other,
        "open" if source.so_far else TONES.get(kpi["state"], "open"),
        "" if source.so_far else translate(source.lang, "state." + kpi["state"]),
    )


def other_end(kpi: Mapping[str, Any], document: Mapping[str, Any]) -> Fraction | None:
    """What a figure comes to if everything that is still open counts: a count and a ratio rise, a cost per unit falls."""
    value = value_of(kpi)
    more = _open(kpi, document)
    if value is None or not more:
        return value
    if kpi["numerator"] is None:
        return value + more
    above, below = fraction_of(kpi["numerator"]), fraction_of(kpi["denominator"])
    if kpi["kind"] == "ratio":
        return (above + more) / below
    return above / (below + more / CATALOGUE[kpi["metric"]].per)


def _open(kpi: Mapping[str, Any], document: Mapping[str, Any]) -> Fraction:
    """Records of the month, or of the week, that nobody has decided yet."""
    given = figures_of(document).get("kpis", {}).get(kpi["id"], {})
    spans = given.get("weeks", [{**given, "from": kpi["from"]}])
    return sum(
        (fraction_of(span.get("open", "0")) for span in spans if span["from"] == kpi["from"]), Fraction(0)
    )


def _shown(kpi: Mapping[str, Any], value: Fraction) -> str:
    return percent(str(value), 2) if kpi["kind"] == "ratio" else short(str(value), 2)
