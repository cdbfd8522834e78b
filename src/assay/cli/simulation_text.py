"""A simulation as text that a person reads in a terminal. Works from the JSON alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from assay.cli.options import sentence
from assay.cli.tables import table
from assay.core.findings import Finding
from assay.i18n import catalogue, translate
from assay.i18n.figures import grouped

_CASH = ("exact", "two_month_miss", "nil", "double")
_MONEY = ("fee", "reductions", "bonus", "set_offs", "paid")
_MOST_COLUMNS = 5


def simulation_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Scenarios, lowest to highest pay, cash by month, cliffs and plateaus, the chance of each trigger."""
    head = {**document["contract"], "price": grouped(document["price"]), "currency": document["currency"]}
    yield translate(lang, "simulation.title", head)
    yield ""
    yield from _scenarios(document, lang)
    yield ""
    yield from _range(document, lang)
    yield from _cash(document, lang)
    for curve in document["curves"]:
        yield ""
        yield from _curve(curve, document["currency"], lang)
    if document["triggers"]:
        yield ""
        yield from _triggers(document, lang)


def because_text(finding: Mapping[str, Any], lang: str) -> str:
    """The sentence of a finding given as code and parameters; what a contract lacks is said in words."""
    params = dict(finding["params"])
    key = f"simulation.what.{params.get('what', '')}"
    if key in catalogue(lang):
        params["what"] = translate(lang, key)
    return sentence(lang, Finding(finding["code"], params=params))


def joined(names: Sequence[str], lang: str) -> str:
    """Names of scenarios side by side; they hold commas themselves."""
    return reduce(
        lambda before, name: translate(lang, "simulation.joint", {"before": before, "name": name}), names
    )


def listed(name: str, text: str, lang: str) -> str:
    """Scenarios with why they say nothing."""
    return "  " + translate(lang, "simulation.silent", {"name": name, "because": text})


def fired_text(totals: Mapping[str, Any]) -> str:
    """The triggers that fired, each with its month."""
    return " ".join(f"{firing['id']}@{firing['period']}" for firing in totals.get("triggers", ()))


def with_unit(number: str, unit: str, lang: str) -> str:
    """A count in its unit, in words where the language has them."""
    key = f"plain.unit.{unit}"
    if key not in catalogue(lang):
        return translate(lang, "plain.unit.other", {"n": number, "unit": unit})
    return translate(lang, key, {"n": number})


def percent(share: str | None) -> str:
    """A share as a percentage with one digit."""
    return "—" if share is None else f"{Decimal(share) * 100:.1f}%"


def _scenarios(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    applied = [item for item in document["scenarios"] if item["totals"] is not None]
    if applied:
        yield from _totals(applied, lang)
    else:
        yield translate(lang, "simulation.none_applies")
    yield from not_applicable(document["scenarios"], lang)


def not_applicable(scenarios: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """The scenarios that say nothing of the contract, put together by why."""
    silent: dict[str, list[str]] = {}
    for item in scenarios:
        for finding in item["because"]:
            silent.setdefault(because_text(finding, lang), []).append(item["name"][lang])
    if silent:
        yield ""
        yield translate(lang, "simulation.not_applicable")
    for because, names in silent.items():
        yield listed(joined(names, lang), because, lang)


def _totals(applied: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """One row per scenario; what the vendor owes back has a column where it owes any, what is held back a note."""
    owes = any(Decimal(item["totals"]["unpaid"]) for item in applied)
    money = (*_MONEY, "unpaid") if owes else _MONEY
    columns = ("scenario", *money, "share", "triggers")
    rows = [[translate(lang, f"simulation.column.{column}") for column in columns]]
    for item in applied:
        totals = item["totals"]
        amounts = [
            grouped(totals[key].removeprefix("-") if key == "unpaid" else totals[key]) for key in money
        ]
        rows.append([item["name"][lang], *amounts, percent(totals["share"]), fired_text(totals)])
    yield from table(rows, right=frozenset(range(1, len(money) + 2)))
    held = [item for item in applied if Decimal(item["totals"]["held"])]
    if held:
        yield ""
    for item in held:
        params = {"name": item["name"][lang], "amount": grouped(item["totals"]["held"])}
        yield translate(lang, "simulation.held", params)


def _range(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    names = {item["id"]: item["name"][lang] for item in document["scenarios"]}
    found, runs = document["range"], document["runs"]
    if found is not None:
        for end in ("lowest", "highest"):
            params = {"paid": grouped(found[end]["paid"]), "scenario": names[found[end]["scenario"]]}
            yield translate(lang, f"simulation.{end}", params)
    for end in ("lowest", "highest"):
        bound = document["bounds"][end]
        if bound["paid"] is None:
            yield translate(lang, f"simulation.{end}_unbounded")
        else:
            kind = "exact" if bound["exact"] else "at_most"
            yield translate(lang, f"simulation.{end}_{kind}", {"paid": grouped(bound["paid"])})
        for finding in bound["because"]:
            yield "  " + because_text(finding, lang)
    if runs is not None:
        amounts = {key: grouped(runs[key]) for key in ("mean", "p5", "p50", "p95", "least", "most")}
        yield translate(lang, "simulation.expected", {**amounts, "runs": runs["runs"], "seed": runs["seed"]})


def _cash(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    applied = [item for item in document["scenarios"] if item["totals"] is not None]
    if not applied:
        return
    chosen = applied
    if len(applied) > _MOST_COLUMNS:
        chosen = [item for item in applied if item["id"] in _CASH] or applied[:_MOST_COLUMNS]
    months = sorted({row["period"] for item in chosen for row in item["totals"]["calendar"]})
    rows = [[translate(lang, "simulation.column.month"), *(item["name"][lang] for item in chosen)]]
    rows += [[month, *(_payable(item["totals"]["calendar"], month) for item in chosen)] for month in months]
    yield ""
    yield translate(lang, "simulation.cash", {"currency": document["currency"]})
    yield from table(rows, right=frozenset(range(1, len(chosen) + 1)))


def _payable(calendar: Sequence[Mapping[str, str]], month: str) -> str:
    return next((grouped(row["payable"]) for row in calendar if row["period"] == month), "")


def _curve(curve: Mapping[str, Any], currency: str, lang: str) -> Iterator[str]:
    params = {**{key: curve[key] for key in ("kpi", "period")}, "currency": currency}
    params |= {
        "target": with_unit(curve["target"], curve["unit"], lang),
        "metric": translate(lang, f"metric.{curve['metric']}"),
    }
    yield translate(lang, "simulation.curve", params)
    for piece in curve["pieces"]:
        span = {"from": piece["from"], "to": piece["to"]}
        least, most = grouped(piece["least"]), grouped(piece["most"])
        if piece["flat"]:
            yield "  " + translate(lang, "simulation.plateau", span)
        elif least == most or int(piece["to"]) - int(piece["from"]) == 1:
            yield "  " + translate(lang, "simulation.slope", {**span, "step": most})
        else:
            yield "  " + translate(lang, "simulation.bend", {**span, "least": least, "most": most})
    for cliff in curve["cliffs"]:
        change = Decimal(cliff["change"])
        params = {
            "at": cliff["at"],
            "change": grouped(str(abs(change))),
            "share": percent(cliff["share_of_fee"]),
        }
        yield "  " + translate(lang, "simulation.cliff" if change > 0 else "simulation.cliff_down", params)


def _triggers(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    in_runs = {item["id"]: percent(item["share"]) for item in (document["runs"] or {}).get("triggers", ())}
    yield translate(lang, "simulation.chances")
    columns = ("trigger", "kpi", "streak", "miss", "fires", "in_runs")
    rows = [[translate(lang, f"simulation.column.{column}") for column in columns]]
    for item in document["triggers"]:
        misses = sorted(Decimal(miss) for miss in item["misses"])
        ends = dict.fromkeys(percent(str(miss)) for miss in (*misses[:1], *misses[-1:]))
        word = "one" if item["times"] == "1" else "streak"
        streak = translate(lang, f"simulation.{word}.{item['per']}", {"times": item["times"]})
        rows.append(
            [
                item["id"],
                item["kpi"],
                streak,
                "–".join(ends) or "—",
                percent(item["fires"]),
                in_runs.get(item["id"], "—") if item["misses"] else "—",
            ]
        )
    yield from table(rows, right=frozenset((3, 4, 5)))
    if any("—" in row for row in rows):
        yield translate(lang, "simulation.unknown_chance")
