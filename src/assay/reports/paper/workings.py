"""The annex: the working of each line in words and figures, the lots that a line charges as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from assay.i18n.figures import grouped, spelled
from assay.i18n.statement import line_head
from assay.reports.paper.blocks import Block, Cell, Column, cell, note, step, table, working
from assay.reports.paper.cited import cited
from assay.reports.paper.page import Source
from assay.reports.paper.spoken import node_words
from assay.reports.paper.typeset import Json

_LOTS = {"explain.cost_share_lot": "share", "explain.invalid_traffic_lot": "invalid_share"}
"""Nodes that stand as rows of one table, and what the share of each is."""

_SHIFTED = "explain.same_cause"


def workings(lines: Sequence[Mapping[str, Any]], source: Source) -> Block:
    """The working of each line, in their order."""
    unit = source.say("working.unit", currency=source.document["currency"])
    return working(unit, [_working(line, source) for line in lines])


def _working(line: Mapping[str, Any], source: Source) -> Json:
    """Where the contract says it, and the tree behind it."""
    _, place = line_head(line, source.document, source.lang)
    called = source.names_in(line["period"]).line(line["id"])
    article = cited(line, source)
    return {
        "title": called.words,
        "code": line["id"],
        "amount": f"{source.document['currency']} {grouped(line['amount'])}",
        "place": source.say("cited.place", cited=article, place=place) if article else place,
        "steps": tuple(_steps(line["explain"], line, source)),
    }


def _steps(
    node: Mapping[str, Any], line: Mapping[str, Any], source: Source, depth: int = 0
) -> Iterator[Block]:
    yield step(node_words(node, line, source), depth)
    lots = [child for child in node["children"] if child["code"] in _LOTS]
    drawn = False
    for child in node["children"]:
        if child["code"] not in _LOTS:
            yield from _steps(child, line, source, depth + 1)
        elif not drawn:
            drawn = True
            yield from _lot_table(lots, line, source)


def _lot_table(lots: Sequence[Mapping[str, Any]], line: Mapping[str, Any], source: Source) -> Iterator[Block]:
    """One row per lot, from its cost to its amount."""
    with_units = any("units" in lot["params"] and lot["code"] == "explain.cost_share_lot" for lot in lots)
    with_shifted = any(_shifted(lot) for lot in lots)
    share = _LOTS[lots[0]["code"]]
    names = ["lot", "cost", "credit", "rate", "net"]
    names += ["units"] if with_units else []
    names += [share, "multiple"]
    names += ["shifted"] if with_shifted else []
    names += ["amount"]
    currency = source.document["currency"]
    columns = [
        Column(
            source.say(f"lot.{name}", currency=currency),
            "wide" if name == "lot" else "narrow",
            "left" if name == "lot" else "right",
        )
        for name in names
    ]
    rows = [row for lot in lots for row in _lot_rows(lot, names, line, source)]
    yield {**table(columns, rows), "kind": "lots"}
    if with_shifted:
        yield note(source.say("lot.shifted_note"))


def _lot_rows(
    lot: Mapping[str, Any], names: Sequence[str], line: Mapping[str, Any], source: Source
) -> Iterator[list[str | Cell]]:
    params = lot["params"]
    figures = {
        "lot": params["lot"],
        "cost": f"{spelled(params['cost'])} {params['currency']}",
        "credit": _credit(params, source.document["currency"]),
        "net": spelled(params["value"]),
        "invalid_share": spelled(params["share"]),
        "shifted": _shifted(lot),
        "amount": spelled(lot["exact"]),
        **{key: spelled(params[key]) for key in ("rate", "units", "share", "multiple")},
    }
    lost = [child for child in lot["children"] if child["code"] != _SHIFTED]
    yield [cell(figures[name], rule="bare" if lost else "thin") for name in names]
    for place, child in enumerate(lost, 1):
        rule: Literal["thin", "bare"] = "thin" if place == len(lost) else "bare"
        yield [
            cell(
                node_words(child, line, source),
                small=True,
                indented=True,
                span=len(names),
                rule=rule,
            )
        ]


def _credit(params: Mapping[str, str], currency: str) -> str:
    """What the platform credited, in the lot's currency: named where it is another than the contract's."""
    shown = spelled(params["credit"])
    return shown if shown == "0" or params["currency"] == currency else f"{shown} {params['currency']}"


def _shifted(lot: Mapping[str, Any]) -> str:
    """What another clause takes for the same leads."""
    return next((spelled(child["exact"]) for child in lot["children"] if child["code"] == _SHIFTED), "")
