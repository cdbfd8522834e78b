"""The tree behind a line as sentences, and the rows of the files that it speaks of. From the statement's JSON alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from assay.i18n import translate, translate_or
from assay.i18n.figures import exact, fraction_of, grouped, percent, short
from assay.i18n.statement.words import line_label

NONE: Mapping[str, str] = MappingProxyType({})
_OF_LEADS = frozenset(("valid_leads", "sales_qualified_leads", "cost_per_valid_lead", "record_completeness"))
_OF_SESSIONS = frozenset(("form_completion_rate", "visitors"))
_OF_SPEND = frozenset(("cost_per_valid_lead",))
_SHARES = frozenset(
    (("explain.interest", "rate"), ("explain.audit_cost", "difference"), ("explain.audit_cost", "over"))
)
"""Parameters that are read as percentages."""


def line_head(line: Mapping[str, Any], document: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """A line with its amount, and where the contract says it."""
    place = line["place"]
    params = {"file": place["file"], "line": place["line"], "exact": exact(line["exact"])}
    title = f"{line_label(line, lang)}  {grouped(line['amount'])} {document['currency']}"
    return title, translate(lang, "explain.place", params)


def node_text(node: Mapping[str, Any], lang: str, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Depth and sentence of each node of an explanation."""
    yield depth, sentence_of(node, lang)
    for child in node["children"]:
        yield from node_text(child, lang, depth + 1)


def sentence_of(
    node: Mapping[str, Any], lang: str, own: Mapping[str, str] = NONE, figure: Callable[[str], str] = short
) -> str:
    """The sentence of one node, with its value behind it unless the sentence ends on it.

    Args:
        node: Of an explanation.
        lang: ``zh`` or ``en``.
        own: Words for some of its parameters, instead of ours.
        figure: Writes numbers.
    """
    code = node["code"]
    params = {
        key: percent(value) if (code, key) in _SHARES else _shown(key, value, lang, figure)
        for key, value in node["params"].items()
    }
    if code == "explain.fee_lot":
        params["weight"] = _weighed(params["weight"], node["params"], lang)
    text = translate(lang, code, {**params, **own})
    plain = text.rstrip("。.")
    value = "" if node["exact"] is None else figure(node["exact"])
    return f"{plain} → {value}" if value and not plain.endswith(f" {value}") else text


def lots_of(line: Mapping[str, Any], rows: Mapping[str, Any]) -> list[str]:
    """The spend lots that a line speaks of, and its month where it counts leads, each once, if there are leads for it."""
    places = [part["params"].get("lot") for part in _nodes(line["explain"])]
    if _metrics(line) & _OF_LEADS:
        places.append(line["period"])
    return [place for place in dict.fromkeys(places) if place in rows]


def facts_behind(line: Mapping[str, Any]) -> list[str]:
    """Canonical tables whose rows a line adds up, for ``assay facts``."""
    metrics = _metrics(line)
    spend = any("rate_source" in node["params"] for node in _nodes(line["explain"])) or metrics & _OF_SPEND
    return [*(["sessions"] if metrics & _OF_SESSIONS else []), *(["spend"] if spend else [])]


def _metrics(line: Mapping[str, Any]) -> set[str]:
    return {node["params"]["metric"] for node in _nodes(line["explain"]) if "metric" in node["params"]}


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)


def _weighed(weight: str, params: Mapping[str, str], lang: str) -> str:
    """A weight, and of what hangs on it the part that counts: one of several weeks, or what force majeure leaves."""
    fee, at_risk, plain, lot = (fraction_of(params[name]) for name in ("fee", "at_risk", "weight", "lot"))
    whole = fee * at_risk * plain
    if not whole or lot == whole:
        return weight
    return translate(lang, "explain.part_of_weight", {"weight": weight, "part": str(lot / whole)})


def _shown(key: str, value: str, lang: str, figure: Callable[[str], str]) -> str:
    if key == "state":
        return translate(lang, f"state.{value}")
    if key == "holds":
        return translate(lang, "word.yes" if value == "True" else "word.no")
    if key == "per":
        return translate_or(lang, f"word.{value}", value)
    if key == "party":
        return translate(lang, f"party.{value}")
    if key == "unit":
        return translate_or(lang, f"unit.{value}", value)
    return figure(value)
