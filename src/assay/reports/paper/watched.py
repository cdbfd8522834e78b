"""Monitors on paper: what was read, and beside it what the contract says of the limit, in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.i18n import translate, translate_or
from assay.i18n.statement import Sheet, monitors_shown
from assay.reports.called import Called, first_upper
from assay.reports.paper.blocks import Block, Cell, Column, cell, table
from assay.reports.paper.page import Source

_LIMIT = "plain.monitor.limit"
_BEYOND = {"breach": _LIMIT, "alert": "plain.monitor.alert", "review": "plain.monitor.review"}
"""Each state that is told of, and the sentence of the contract that it goes by."""


def monitor_table(sheet: Sheet, source: Source) -> Block:
    """Monitors with limit, value and state."""
    name, days, limit, value, state = map(first_upper, sheet.monitor_head)
    columns = (
        Column(name, "wide"), Column(days), Column(limit, "wide"), Column(value, side="right"), Column(state, "wide")
    )  # fmt: skip
    return table(columns, [_row(called, row) for called, row in monitors_called(sheet, source)])


def monitors_called(sheet: Sheet, source: Source) -> Iterator[tuple[Called, Sequence[str]]]:
    """What each monitor of a sheet is called, and its row with what the contract says of its limit."""
    for item, row in zip(monitors_shown(source.document), sheet.monitors, strict=True):
        _, days, limit, value, state = row
        said = source.names_in(item["period"]).bounds(item["id"], *_BEYOND.values())
        name = monitor_name(item, source)
        yield Called(name, item["id"]), (name, days, said or limit, value, state)


def monitor_name(item: Mapping[str, Any], source: Source) -> str:
    """A monitor by its metric, with its channel."""
    metric = translate(source.lang, f"metric.{item['metric']}")
    if not item["channel"]:
        return metric
    channel = translate_or(source.lang, f"plain.word.{item['channel']}", item["channel"])
    return source.say("watched.name", name=metric, channel=channel)


def bound_of(item: Mapping[str, Any], source: Source) -> str:
    """The sentence of the contract by which a monitor is in the state that it is in."""
    return source.names_in(item["period"]).bounds(item["id"], _BEYOND[item["state"]])


def is_beyond(item: Mapping[str, Any]) -> bool:
    """Whether a review warns of it."""
    return item["state"] in _BEYOND


def _row(called: Called, row: Sequence[str]) -> list[str | Cell]:
    _, days, limit, value, state = row
    return [cell(called.words, aside=called.code), days, cell(limit, small=True), value, state]
