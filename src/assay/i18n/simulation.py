"""A simulation laid out for a reader: its words and figures in order, not yet as text or page. From its JSON alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from assay.core.findings import Finding
from assay.i18n import catalogue, listed, translate, translate_or
from assay.i18n.figures import grouped
from assay.i18n.sentences import sentence

_CASH = ("exact", "two_month_miss", "nil", "double")
_MONEY = ("fee", "reductions", "bonus", "set_offs", "paid")
_CHANCES = ("trigger", "kpi", "streak", "miss", "fires", "in_runs")
_MOST_COLUMNS = 5
_NEITHER = "neither"

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CurveText:
    """Where one more record pays more, nothing, or less: a title and a line for each piece and cliff."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimulationSheet:
    """A simulation in one language.

    Attributes:
        title: Of which contract.
        scenarios: Head and a row for each scenario that applies; no rows when none does.
        figures: How many columns after the first hold figures.
        held: What is held back at the end of a scenario and not in its pay.
        silent: Scenarios that say nothing of the contract, put together by why.
        span: Lowest, highest and expected pay: how deep a line stands, and the line.
        cash_title, cash: Head and a row for each month.
        curves: Cliffs and plateaus.
        chances_title, chances, chances_note: Head and a row for each trigger, and what a dash means.
    """

    title: str
    scenarios: Rows
    figures: int
    held: tuple[str, ...]
    silent: tuple[str, ...]
    span: tuple[tuple[int, str], ...]
    cash_title: str
    cash: Rows
    curves: tuple[CurveText, ...]
    chances_title: str
    chances: Rows
    chances_note: str


def simulation_sheet(document: Mapping[str, Any], lang: str) -> SimulationSheet:
    """Lay a simulation (``simulation/v1``) out in a language."""
    head = {**document["contract"], "price": grouped(document["price"]), "currency": document["currency"]}
    scenarios, figures = _totals(applied_of(document), lang)
    chances = tuple(_chances(document, lang))
    unknown = any("—" in row for row in chances)
    return SimulationSheet(
        title=translate(lang, "simulation.title", head),
        scenarios=scenarios,
        figures=figures,
        held=tuple(_held(applied_of(document), lang)),
        silent=tuple(_silent(document["scenarios"], lang)),
        span=tuple(_range(document, lang)),
        cash_title=translate(lang, "simulation.cash", {"currency": document["currency"]}),
        cash=tuple(_cash(document, lang)),
        curves=tuple(_curve_text(curve, document["currency"], lang) for curve in document["curves"]),
        chances_title=translate(lang, "simulation.chances"),
        chances=chances,
        chances_note=translate(lang, "simulation.unknown_chance") if unknown else "",
    )


def applied_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The scenarios that say something of the contract."""
    return [item for item in document["scenarios"] if item["totals"] is not None]


def cash_scenarios(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those whose months are shown: all when they are few, else the ones that differ most."""
    applied = applied_of(document)
    if len(applied) <= _MOST_COLUMNS:
        return applied
    return [item for item in applied if item["id"] in _CASH] or applied[:_MOST_COLUMNS]


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


def silent_text(name: str, text: str, lang: str) -> str:
    """Scenarios with why they say nothing."""
    return translate(lang, "simulation.silent", {"name": name, "because": text})


def fired_text(totals: Mapping[str, Any]) -> str:
    """The triggers that fired, each with its month."""
    return " ".join(f"{firing['id']}@{firing['period']}" for firing in totals.get("triggers", ()))


def fired_words(totals: Mapping[str, Any], lang: str) -> str:
    """The same for people: a trigger with its channel and its month, and what fires without a trigger by its article."""
    return listed(lang, [_fired(firing, lang) for firing in totals.get("triggers", ())])


def _fired(firing: Mapping[str, str], lang: str) -> str:
    name, _, channel = firing["id"].partition("/")
    params = {
        "name": translate_or(lang, f"plain.article.{name}", name),
        "channel": translate_or(lang, f"plain.word.{channel}", channel) if channel else "",
        "period": firing["period"],
    }
    return translate(lang, "simulation.fired_in" if channel else "simulation.fired", params)


def with_unit(number: str, unit: str, lang: str) -> str:
    """A count in its unit, in words where the language has them."""
    key = f"plain.unit.{unit}"
    if key not in catalogue(lang):
        return translate(lang, "plain.unit.other", {"n": number, "unit": unit})
    return translate(lang, key, {"n": number})


def percent(share: str | None) -> str:
    """A share as a percentage with one digit."""
    return "—" if share is None else f"{Decimal(share) * 100:.1f}%"


def _silent(scenarios: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    silent: dict[str, list[str]] = {}
    for item in scenarios:
        for finding in item["because"]:
            silent.setdefault(because_text(finding, lang), []).append(item["name"][lang])
    for because, names in silent.items():
        yield silent_text(joined(names, lang), because, lang)


def silent_lines(scenarios: Iterable[Mapping[str, Any]], lang: str) -> tuple[str, ...]:
    """The scenarios that say nothing of a contract, put together by why."""
    return tuple(_silent(scenarios, lang))


def _totals(applied: Sequence[Mapping[str, Any]], lang: str) -> tuple[Rows, int]:
    """One row per scenario; what the vendor owes back has a column where it owes any."""
    owes = any(Decimal(item["totals"]["unpaid"]) for item in applied)
    money = (*_MONEY, "unpaid") if owes else _MONEY
    columns = ("scenario", *money, "share", "triggers")
    rows = [tuple(translate(lang, f"simulation.column.{column}") for column in columns)]
    for item in applied:
        totals = item["totals"]
        amounts = (
            grouped(totals[key].removeprefix("-") if key == "unpaid" else totals[key]) for key in money
        )
        rows.append((_marked(item, lang), *amounts, percent(totals["share"]), fired_text(totals)))
    return tuple(rows) if applied else (), len(money) + 1


def _marked(item: Mapping[str, Any], lang: str) -> str:
    """A scenario with the mark of the note that tells what is held back at its end."""
    name: str = item["name"][lang]
    return f"{name} △" if Decimal(item["totals"]["held"]) else name


def _held(applied: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """Scenarios at whose end the same is held back stand together."""
    found: dict[str, list[str]] = {}
    for item in applied:
        if Decimal(item["totals"]["held"]):
            found.setdefault(item["totals"]["held"], []).append(item["name"][lang])
    for amount, names in found.items():
        params = {"name": joined(names, lang), "amount": grouped(amount)}
        yield translate(lang, "simulation.held", params)


def _range(document: Mapping[str, Any], lang: str) -> Iterator[tuple[int, str]]:
    names = {item["id"]: item["name"][lang] for item in document["scenarios"]}
    found, runs = document["range"], document["runs"]
    if found is not None:
        for end in ("lowest", "highest"):
            params = {"paid": grouped(found[end]["paid"]), "scenario": names[found[end]["scenario"]]}
            yield 0, translate(lang, f"simulation.{end}", params)
    for end in ("lowest", "highest"):
        bound = document["bounds"][end]
        if bound["paid"] is None:
            yield 0, translate(lang, f"simulation.{end}_unbounded")
        else:
            kind = "exact" if bound["exact"] else "at_most"
            yield 0, translate(lang, f"simulation.{end}_{kind}", {"paid": grouped(bound["paid"])})
        for finding in bound["because"]:
            yield 1, because_text(finding, lang)
    if runs is not None:
        amounts = {key: grouped(runs[key]) for key in ("mean", "p5", "p50", "p95", "least", "most")}
        yield (
            0,
            translate(lang, "simulation.expected", {**amounts, "runs": runs["runs"], "seed": runs["seed"]}),
        )


def _cash(document: Mapping[str, Any], lang: str) -> Iterator[tuple[str, ...]]:
    chosen = cash_scenarios(document)
    if not chosen:
        return
    yield (translate(lang, "simulation.column.month"), *(item["name"][lang] for item in chosen))
    for month in sorted({row["period"] for item in chosen for row in item["totals"]["calendar"]}):
        yield (month, *(_payable(item["totals"]["calendar"], month) for item in chosen))


def _payable(calendar: Sequence[Mapping[str, str]], month: str) -> str:
    return next((grouped(row["payable"]) for row in calendar if row["period"] == month), "")


def _curve_text(curve: Mapping[str, Any], currency: str, lang: str) -> CurveText:
    params = {**{key: curve[key] for key in ("kpi", "period")}, "currency": currency}
    params |= {
        "target": with_unit(curve["target"], curve["unit"], lang),
        "metric": translate(lang, f"metric.{curve['metric']}"),
    }
    return CurveText(translate(lang, "simulation.curve", params), tuple(_pieces(curve, lang)))


def _pieces(curve: Mapping[str, Any], lang: str) -> Iterator[str]:
    for piece in curve["pieces"]:
        span = {"from": piece["from"], "to": piece["to"]}
        least, most = grouped(piece["least"]), grouped(piece["most"])
        if piece["flat"]:
            yield translate(lang, "simulation.plateau", span)
        elif least == most or int(piece["to"]) - int(piece["from"]) == 1:
            yield translate(lang, "simulation.slope", {**span, "step": most})
        else:
            yield translate(lang, "simulation.bend", {**span, "least": least, "most": most})
    for cliff in curve["cliffs"]:
        change = Decimal(cliff["change"])
        params = {
            "at": cliff["at"],
            "change": grouped(str(abs(change))),
            "share": percent(cliff["share_of_fee"]),
        }
        yield translate(lang, "simulation.cliff" if change > 0 else "simulation.cliff_down", params)


def _chances(document: Mapping[str, Any], lang: str) -> Iterator[tuple[str, ...]]:
    if not document["triggers"]:
        return
    in_runs = {item["id"]: percent(item["share"]) for item in (document["runs"] or {}).get("triggers", ())}
    yield tuple(translate(lang, f"simulation.column.{column}") for column in _CHANCES)
    for item in document["triggers"]:
        misses = sorted(Decimal(miss) for miss in item["misses"])
        ends = dict.fromkeys(percent(str(miss)) for miss in (*misses[:1], *misses[-1:]))
        word = "one" if item["times"] == "1" else "streak"
        streak = translate(lang, f"simulation.{word}.{item['per']}", {"times": item["times"]})
        seen = in_runs.get(item["id"], "—") if item["misses"] else "—"
        yield (item["id"], item["kpi"], streak, "–".join(ends) or "—", percent(item["fires"]), seen)


def overall(document: Mapping[str, Any]) -> str:
    """How a comparison is summed up: whom it favours, or ``unreached`` where no scenario tells of some change."""
    unreached = any(not change["reached"] for change in document["changes"])
    return "unreached" if document["favours"] == _NEITHER and unreached else str(document["favours"])


def how_favoured(change: Mapping[str, Any]) -> str:
    """How one change is told: whom it favours, ``unreached``, or ``unknown`` where it does not stand alone."""
    if change["favours"] == _NEITHER and not change["reached"]:
        return "unreached"
    return str(change["favours"] or "unknown")
