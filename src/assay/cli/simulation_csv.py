"""A simulation as CSV, one table at a time. Works from the JSON alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assay.i18n.simulation import fired_text

Row = tuple[str, ...]
_MONEY = ("fee", "reductions", "bonus", "set_offs", "paid", "unpaid", "kept", "held")


def csv_table(name: str, document: Mapping[str, Any]) -> Iterator[Row]:
    """The head and the rows of a table: one of :data:`TABLES`."""
    return _TABLES[name](document)


def _scenarios(document: Mapping[str, Any]) -> Iterator[Row]:
    """One row per scenario, those that do not apply among them."""
    yield ("id", "name_zh", "name_en", "applies", *_MONEY, "share", "triggers", "because")
    for item in document["scenarios"]:
        totals = item["totals"] or {}
        because = " ".join(finding["code"] for finding in item["because"])
        money = (str(totals.get(key, "")) for key in _MONEY)
        share = str(totals.get("share") or "")
        applies = "yes" if totals else "no"
        names = (item["id"], item["name"]["zh"], item["name"]["en"])
        yield (*names, applies, *money, share, fired_text(totals), because)


def _cash(document: Mapping[str, Any]) -> Iterator[Row]:
    """One row per scenario and month."""
    yield ("id", "period", "payable")
    for item in document["scenarios"]:
        for row in (item["totals"] or {}).get("calendar", ()):
            yield (item["id"], row["period"], row["payable"])


def _curves(document: Mapping[str, Any]) -> Iterator[Row]:
    """One row per KPI and number of units: what the whole term then pays."""
    yield ("kpi", "period", "units", "paid")
    for curve in document["curves"]:
        for point in curve["points"]:
            yield (curve["kpi"], curve["period"], point["units"], point["paid"])


def _triggers(document: Mapping[str, Any]) -> Iterator[Row]:
    """One row per trigger."""
    yield ("id", "watches", "times", "per", "fires", "in_runs")
    in_runs = {item["id"]: item["share"] for item in (document["runs"] or {}).get("triggers", ())}
    for item in document["triggers"]:
        share = in_runs.get(item["id"], "") if item["misses"] else ""
        yield (item["id"], item["kpi"], item["times"], item["per"], item["fires"] or "", share)


_TABLES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Row]]] = {
    "scenarios": _scenarios,
    "cash": _cash,
    "curves": _curves,
    "triggers": _triggers,
}
TABLES = tuple(_TABLES)
"""Tables that a simulation has."""
