"""Explanations in the words of the printed contract: names for codes, percentages for ratios, thousands apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.i18n import translate, translate_or
from assay.i18n.figures import percent, spelled
from assay.i18n.statement import money_text, sentence_of
from assay.reports.called import Names
from assay.reports.paper.page import Source

_SIGNS = {"<=": "≤", ">=": "≥"}
_MONEY = frozenset(("before", "now", "amount"))
_TARGETS = frozenset(("target", "base", "value"))
_FORMULAS = frozenset((("text", ""), ("formula", ""), ("limit", "explain.cap")))
"""Parameters that are formulas, each with the code that they are one of; empty for every code."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_CJK = "[\u4e00-\u9fff]"
_BLANK = re.compile(f"(?<={_CJK}) (?={_OPEN}{_CJK})|(?<={_CJK}{_CLOSE}) (?={_CJK})")
_MARKS = str.maketrans("", "", _OPEN + _CLOSE)


def node_words(node: Mapping[str, Any], line: Mapping[str, Any], source: Source) -> str:
    """A node in words, by the text of the month of its line.

    A sentence has a blank beside a code; where Chinese words stand in for the code it goes, and no other does. A value stays
    on the line of its arrow.
    """
    own = {key: f"{_OPEN}{said}{_CLOSE}" for key, said in _own(node, line, source).items()}
    text = _BLANK.sub("", sentence_of(node, source.lang, own, spelled)).translate(_MARKS)
    return text.replace("→ ", "→\N{NO-BREAK SPACE}")


def _own(node: Mapping[str, Any], line: Mapping[str, Any], source: Source) -> dict[str, str]:
    """The parameters that have words of their own on paper."""
    names = source.names_in(line["period"])
    metric = CATALOGUE.get(node["params"].get("metric", ""))
    is_ratio = metric is not None and metric.kind is Kind.RATIO
    own: dict[str, str] = {}
    for key, value in node["params"].items():
        if key == "kpi" or (key == "lot" and value in names.contract.kpis):
            own[key] = names.kpi_by_id(value)
        elif key == "op":
            own[key] = _SIGNS.get(value, value)
        elif key in _MONEY:
            own[key] = money_text(value)
        elif key in _TARGETS and is_ratio and value != "–":
            own[key] = percent(value)
        elif (key, "") in _FORMULAS or (key, node["code"]) in _FORMULAS:
            own[key] = names.formula(value)
    return own | _named(node, line, names, source.lang)


def _named(node: Mapping[str, Any], line: Mapping[str, Any], names: Names, lang: str) -> dict[str, str]:
    """What a sentence about another line, or about an event, calls it."""
    params = node["params"]
    match node["code"]:
        case "explain.reversed":
            return {"clause": names.line(line["id"], with_month=False).words}
        case "explain.same_cause":
            return {"clause": _with_code(names.line(params["clause"]).words, params["clause"], lang)}
        case "explain.opportunity" | "explain.data_repair":
            kind = translate_or(lang, f"called.event.{params['kind']}", params["kind"])
            return {"event": _with_code(kind, params["event"], lang)}
    return {}


def _with_code(words: str, code: str, lang: str) -> str:
    return translate(lang, "called.with_code", {"words": words, "code": code})
