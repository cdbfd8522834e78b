"""What a statement's lines, sums and duties are called in a reader's language. From its JSON alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from assay.i18n import translate, translate_or
from assay.i18n.figures import equals, fraction_of, grouped, percent, short

Figure: TypeAlias = Callable[[str, int], str]
"""Writes a number in so many decimals."""
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")


def line_label(line: Mapping[str, Any], lang: str) -> str:
    """Id and kind of a line; of a cap's line what it cuts."""
    head = translate(lang, f"head.{line['head']}")
    cut = line["explain"]["params"].get("cuts") if line["explain"]["code"] == "explain.cap" else None
    if cut:
        head = translate(lang, "statement.cap_of", {"clause": cut})
    return f"{line['id']} {head}"


def brief(line: Mapping[str, Any], lang: str, figure: Callable[[str], str] = short) -> str:
    """The working in one short run, where one fits: a single fee lot or a bonus; else how many parts there are.

    Numbers are written by ``figure``.
    """
    node = line["explain"]
    if node["code"] == "explain.true_up":
        return translate(
            lang, "brief.true_up", {key: money_text(text) for key, text in node["params"].items()}
        )
    parts = [child for child in node["children"] if child["code"] == "explain.fee_lot"]
    if len(parts) == 1:
        return translate(
            lang, "brief.fee_lot", {key: figure(value) for key, value in parts[0]["params"].items()}
        )
    if node["code"] == "explain.bonus":
        return translate(lang, "brief.bonus", {key: figure(value) for key, value in node["params"].items()})
    lots = [
        child for child in node["children"] if child["code"].endswith("_lot") and fraction_of(child["exact"])
    ]
    key = "brief.lots_one" if len(lots) == 1 else "brief.lots"
    return translate(lang, key, {"n": str(len(lots))}) if lots else ""


def money_text(text: str) -> str:
    """An amount with its currency as statements hold it, ``-1234.00 CNY``, for a reader; other text as it is."""
    amount, _, currency = text.partition(" ")
    return f"{currency} {grouped(amount)}" if currency and _AMOUNT.fullmatch(amount) else text


def due_label(due: Mapping[str, Any], lang: str) -> str:
    """What falls due; the payment of an early end and the release of a retention in words."""
    if due["id"] == "termination":
        back = due["amount"].startswith("-")
        return translate(lang, "statement.ending_back" if back else "statement.ending")
    if due["id"] == "retention":
        return translate(lang, "statement.retention")
    return translate(lang, "statement.due", {"id": due["id"]})


def duty_name(lang: str, duty: str) -> str:
    """A duty and its part in words, with the month or the incident that it is of; one of the writer's own as it is called."""
    name, _, of = duty.partition("@")
    said = " / ".join(
        translate_or(lang, f"duty.{word}", translate_or(lang, f"plain.word.{word}", word.replace("_", " ")))
        for word in name.split("/")
    )
    return translate(lang, "duty.of", {"duty": said, "of": of}) if of else said


def right_name(lang: str, word: str) -> str:
    """A right that arises, or what follows otherwise."""
    return translate_or(lang, f"word.{word}", translate_or(lang, f"plain.word.{word}", word))


def kpi_name(kpi: Mapping[str, Any], lang: str) -> str:
    """Id and metric of a KPI."""
    metric = translate(lang, f"metric.{kpi['metric']}")
    return f"{kpi['id']} {metric}"


def kpi_days(kpi: Mapping[str, Any], period: str) -> str:
    """The days of a weekly KPI, the month of one that is of an earlier month, else nothing."""
    if not is_month(kpi):
        return f"{kpi['from'][5:]}…{kpi['to'][5:]}"
    return kpi["period"] if kpi["period"] != period else ""


def kpi_target(kpi: Mapping[str, Any], figure: Figure = short) -> str:
    """The target in the KPI's own unit, a ratio in percent."""
    return _figure(kpi["target"], kpi, figure=figure)


def kpi_value(kpi: Mapping[str, Any], figure: Figure = short) -> str:
    """The value, behind its numerator and denominator; never rounded so far that it looks like the target."""
    if kpi["value"] is None:
        return "–"
    value = _figure(kpi["value"], kpi, value_decimals(kpi), figure)
    if kpi["numerator"] is None:
        return value
    return f"{figure(kpi['numerator'], 4)} / {figure(kpi['denominator'], 4)} {equals(value)}"


def value_decimals(kpi: Mapping[str, Any]) -> int:
    """In how many decimals a value is told from its target."""
    if kpi["value"] is None:
        return 2
    return next(
        decimals for decimals in (2, 4, 8, 16) if _tells_apart(_figure(kpi["value"], kpi, decimals), kpi)
    )


def is_some(amount: str) -> bool:
    """Whether a decimal amount is not zero."""
    return bool(amount.strip("-0."))


def is_month(span: Mapping[str, Any]) -> bool:
    """Whether ``from`` and ``to`` are the first and a last day of one month."""
    first, last = str(span["from"]), str(span["to"])
    return first.endswith("-01") and first[:7] == last[:7] and last[8:] >= "28"


def _tells_apart(shown: str, kpi: Mapping[str, Any]) -> bool:
    """Whether a value as shown differs from its target when the two differ: 34.996% is never printed as 35%."""
    return fraction_of(kpi["value"]) == fraction_of(kpi["target"]) or shown.lstrip("≈") != kpi_target(kpi)


def _figure(text: str, kpi: Mapping[str, Any], decimals: int = 2, figure: Figure = short) -> str:
    return percent(text, decimals) if kpi["kind"] == "ratio" else figure(text, decimals)
