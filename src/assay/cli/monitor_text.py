"""The monitors of a statement as a table: what was read, and of what nobody knows the reason. From the JSON alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from assay.cli.tables import table
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.i18n import translate

_COLUMNS = ("name", "days", "limit", "value", "state")


def monitor_lines(document: Mapping[str, Any], lang: str, short: Callable[[str], str]) -> Iterator[str]:
    """One row per monitor and period, of all channels together; each channel by itself where there is no such figure.

    Args:
        document: The statement.
        lang: Language of the words.
        short: How a number is written.
    """
    found = document.get("monitors", ())
    together = {item["id"] for item in found if not item["channel"]}
    shown = [item for item in found if not item["channel"] or item["id"] not in together]
    rows = [_row(item, lang, short) for item in shown]
    if rows:
        yield ""
        yield from table(
            [[translate(lang, f"statement.monitor.{column}") for column in _COLUMNS], *rows],
            right=frozenset({3}),
        )


def _row(item: Mapping[str, Any], lang: str, short: Callable[[str], str]) -> list[str]:
    metric = CATALOGUE[item["metric"]]
    name = f"{item['id']} {translate(lang, f'metric.{metric.id}')} {item['channel']}".rstrip()
    state = translate(lang, f"watch.{item['state']}")
    if item["reason"]:
        reason = translate(lang, f"monitor.reason.{item['reason']}")
        state = translate(lang, "watch.because", {"state": state, "reason": reason})
    value = _value(item["value"], metric.kind, short)
    others = ", ".join(
        f"{translate(lang, f'plain.word.{rule}')} {_value(other, metric.kind, short)}"
        for rule, other in item["also"].items()
    )
    return [name, _days(item), item["limit"], value, f"{state}; {others}" if others else state]


def _days(item: Mapping[str, Any]) -> str:
    first, last = item["from"], item["to"]
    whole = first.endswith("-01") and first[:7] == last[:7] and last[8:] >= "28"
    return first[:7] if whole else f"{first[5:]}…{last[5:]}"


def _value(text: str | None, kind: Kind, short: Callable[[str], str]) -> str:
    if text is None:
        return "–"
    return f"{short(str(Fraction(text) * 100))}%" if kind is Kind.RATIO else short(text)
