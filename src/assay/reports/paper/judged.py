"""What several documents say of a month: how many KPIs were judged and how, and a table of duties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from assay.core.acceptance.samples import period_of
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.figures import equals, fraction_of, percent, spelled
from assay.i18n.statement import duty_name, value_decimals
from assay.reports.called import is_money
from assay.reports.paper.blocks import Block, Column, table
from assay.reports.paper.page import Source

_JUDGED = ("met", "missed", "excluded")
_DRAWN = ("pass", "fail", "inconclusive")


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


def counts_text(source: Source) -> str:
    """How many results the month has, and how many of each kind there are; that there is none where no KPI is judged."""
    counts = kpi_counts(source.document)
    if counts["all"] == "0":
        return source.say("review.nothing_judged")
    found = [state for state in (*_JUDGED, "open") if counts[state] != "0"]
    parts = [source.say(f"review.count.{state}", count=counts[state]) for state in found]
    return source.say("review.sentence", all=counts["all"], parts=listed(parts, source))


def joined(sentences: Iterable[str], source: Source) -> str:
    """Whole sentences one behind the other."""
    return reduce(lambda left, right: source.say("review.also", left=left, right=right), sentences)


def listed(texts: Sequence[str], source: Source) -> str:
    """Texts one after the other."""
    return reduce(lambda left, right: source.say("picture.list", left=left, right=right), texts)


def kpi_title(kpi: Mapping[str, Any], source: Source) -> str:
    """A KPI as the text of its month calls it."""
    return source.names_in(kpi["period"]).kpi(kpi, source.document["currency"])


def duty_table(duties: Sequence[Mapping[str, Any]], source: Source) -> Block:
    """Duties with whose they are, their day, and what became of them."""
    columns = [
        Column(source.say("duty.name"), "wide"),
        *(Column(source.say(f"duty.{name}")) for name in ("party", "due_on", "state")),
    ]
    return table(columns, [_row(duty, source) for duty in duties])


def _row(duty: Mapping[str, Any], source: Source) -> list[str]:
    name = duty_name(source.lang, duty["id"])
    return [
        name[:1].upper() + name[1:],
        translate(source.lang, f"party.{duty['party']}"),
        duty["due_on"],
        source.say(f"duty.{duty['state']}"),
    ]


def value_of(kpi: Mapping[str, Any] | None) -> Fraction | None:
    """A KPI's figure; None where nobody knows it."""
    return None if kpi is None or kpi["value"] is None else fraction_of(kpi["value"])


def sampled(kpi: Mapping[str, Any], source: Source) -> str:
    """By what a KPI that a sample decides passed or failed: its share may miss the target and still pass; else nothing."""
    contract = source.text_of(kpi["period"])
    terms = contract.kpis.get(kpi["id"])
    if terms is None or not terms.sample:
        return ""
    period = str(period_of(contract.samples[terms.sample], Month.parse(kpi["period"])))
    for found in source.document.get("samples", ()):
        if found["id"] == terms.sample and found["period"] == period and found["state"] in _DRAWN:
            figures = {name: spelled(found[name]) for name in ("n", "errors", "accept")}
            return source.say(f"sample.by.{found['state']}", **figures)
    return ""


def shown_value(kpi: Mapping[str, Any]) -> str:
    """The same for a reader, a ratio in percent."""
    if kpi["value"] is None:
        return "–"
    return figure_text(kpi["value"], kpi)


def shown_target(kpi: Mapping[str, Any]) -> str:
    """The target for a reader, a ratio in percent."""
    return figure_text(kpi["target"], kpi)


def worked_value(kpi: Mapping[str, Any]) -> str:
    """The value behind its numerator and denominator, in so many decimals that it never looks like a target that it is not."""
    if kpi["value"] is None:
        return "–"
    value = figure_text(kpi["value"], kpi, value_decimals(kpi))
    if kpi["numerator"] is None:
        return value
    return f"{_part(kpi['numerator'], kpi)} / {spelled(kpi['denominator'])} {equals(value)}"


def figure_text(text: str, kpi: Mapping[str, Any], decimals: int = 2) -> str:
    """A figure of a KPI: a ratio in percent, money in all digits of its cents, ``≈`` where decimals were cut."""
    if kpi["kind"] == "ratio":
        return percent(text, decimals)
    shown = spelled(text, decimals)
    return _in_cents(shown) if is_money(kpi) else shown


def _part(text: str, kpi: Mapping[str, Any]) -> str:
    shown = spelled(text)
    return _in_cents(shown) if is_money(kpi) else shown


def _in_cents(shown: str) -> str:
    """An amount with both digits of its cents at least: ``246.2`` is read as ``246.20``; a whole one stays."""
    whole, point, digits = shown.partition(".")
    return f"{whole}.{digits:0<2}" if point else shown
