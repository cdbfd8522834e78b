"""The strip of KPIs: each figure against its target, with what may still come where it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from assay.core.metrics.catalogue import CATALOGUE
from assay.i18n import translate
from assay.i18n.figures import fraction_of
from assay.i18n.statement import is_month
from assay.reports.paper.blocks import Block, note
from assay.reports.paper.channels import figures_of
from assay.reports.paper.charts import Bar, strip
from assay.reports.paper.judged import (
    begun_kpis,
    figure_text,
    joined,
    kpi_title,
    own_kpis,
    sampled,
    shown_target,
    shown_value,
    value_of,
    worked_value,
)
from assay.reports.paper.page import Source
from assay.reports.paper.ranges import Range, range_of
from assay.reports.paper.statement import TONES


def kpi_strip(source: Source) -> Iterator[Block]:
    """Each KPI against its target, with what may still come where its figure is open; and what is drawn, in words."""
    bars = [_bar(kpi, source) for kpi in begun_kpis(source)]
    yield strip(bars)
    said = ["review.strip_note"]
    said += ["review.strip_open"] if any(bar.other != bar.value for bar in bars) else []
    said += ["review.strip_chance"] if any(bar.chance for bar in bars) else []
    rules = [(kpi, sampled(kpi, source)) for kpi in begun_kpis(source)]
    found = [
        source.say("review.strip_sample", name=kpi_title(kpi, source), rule=rule)
        for kpi, rule in rules
        if rule
    ]
    yield note(joined([*map(source.say, said), *found], source))


def short_strip(source: Source) -> Block:
    """The same where there is little room: the metric's name, its value and its target."""
    short_ones = [
        replace(
            _bar(kpi, source),
            text=f"{shown_value(kpi)} / {shown_target(kpi)}",
            chance=None,
        )
        for kpi in own_kpis(source.document)
    ]
    return strip(short_ones)


def _days(kpi: Mapping[str, Any], source: Source) -> str:
    """The days of a weekly figure, on a line of their own."""
    if is_month(kpi):
        return ""
    return f"\n{source.say('review.days', first=kpi['from'][5:], last=kpi['to'][5:])}"


def _bar(kpi: Mapping[str, Any], source: Source) -> Bar:
    other = other_end(kpi, source.document)
    params = {"value": worked_value(kpi), "target": shown_target(kpi)}
    if other != value_of(kpi):
        params["other"] = "–" if other is None else figure_text(str(other), kpi)
    text = source.say(f"review.{'open_bar' if 'other' in params else 'bar'}", **params)
    return Bar(
        f"{kpi_title(kpi, source)}{_days(kpi, source)}",
        text,
        value_of(kpi),
        fraction_of(kpi["target"]),
        other,
        "open" if source.so_far else TONES.get(kpi["state"], "open"),
        "" if source.so_far else _verdict(kpi, source),
        _chance(kpi, source),
    )


def _verdict(kpi: Mapping[str, Any], source: Source) -> str:
    """The verdict as a word; of a sample it says so, for a share below its target may have passed."""
    word = translate(source.lang, f"state.{kpi['state']}")
    return source.say("sample.verdict", verdict=word) if sampled(kpi, source) else word


def _chance(kpi: Mapping[str, Any], source: Source) -> tuple[Range, str] | None:
    """How far chance alone moves a share, drawn and in words."""
    found = range_of(kpi)
    return None if found is None else (found, source.say("review.chance", span=found.text))


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
