"""The monitors of a statement as rows: what was read, and of what nobody knows the reason. From the JSON alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.i18n import translate
from assay.i18n.figures import percent, short
from assay.i18n.statement.words import is_month

_DECIMALS = 2


def monitor_rows(document: Mapping[str, Any], lang: str) -> list[list[str]]:
    """Name, days, limit, value and state of each monitor, of all channels together.

    Each channel stands by itself where there is no figure of all.
    """
    return [_row(item, lang) for item in monitors_shown(document)]


def monitors_shown(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The readings that have a row, in the order of the rows."""
    found = document.get("monitors", ())
    together = {item["id"] for item in found if not item["channel"]}
    return [item for item in found if not item["channel"] or item["id"] not in together]


def _row(item: Mapping[str, Any], lang: str) -> list[str]:
    metric = CATALOGUE[item["metric"]]
    name = f"{item['id']} {translate(lang, f'metric.{metric.id}')} {item['channel']}".rstrip()
    state = translate(lang, f"watch.{item['state']}")
    if item["reason"]:
        reason = translate(lang, f"monitor.reason.{item['reason']}")
        state = translate(lang, "watch.because", {"state": state, "reason": reason})
    value = _value(item["value"], metric.kind)
    others = ", ".join(
        f"{translate(lang, f'plain.word.{rule}')} {_value(other, metric.kind)}"
        for rule, other in item["also"].items()
    )
    return [name, _days(item), item["limit"], value, f"{state}; {others}" if others else state]


def _days(item: Mapping[str, Any]) -> str:
    first, last = str(item["from"]), str(item["to"])
    return first[:7] if is_month(item) else f"{first[5:]}…{last[5:]}"


def _value(text: str | None, kind: Kind) -> str:
    if text is None:
        return "–"
    return percent(text, _DECIMALS) if kind is Kind.RATIO else short(text, _DECIMALS)
