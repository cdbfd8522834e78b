"""A simulation as text that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assay.cli.tables import table
from assay.i18n import translate
from assay.i18n.simulation import SimulationSheet, silent_lines, simulation_sheet

_INDENT = "  "


def simulation_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Scenarios, lowest to highest pay, cash by month, cliffs and plateaus, the chance of each trigger."""
    sheet = simulation_sheet(document, lang)
    yield sheet.title
    yield ""
    yield from _scenarios(sheet, lang)
    yield from not_applicable(document["scenarios"], lang)
    yield ""
    yield from (_INDENT * depth + text for depth, text in sheet.span)
    if sheet.cash:
        yield ""
        yield sheet.cash_title
        yield from table(sheet.cash, right=frozenset(range(1, len(sheet.cash[0]))))
    for curve in sheet.curves:
        yield ""
        yield curve.title
        yield from (_INDENT + line for line in curve.lines)
    if sheet.chances:
        yield ""
        yield sheet.chances_title
        yield from table(sheet.chances, right=frozenset((3, 4, 5)))
    if sheet.chances_note:
        yield sheet.chances_note


def not_applicable(scenarios: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """The scenarios that say nothing of the contract, put together by why."""
    silent = silent_lines(scenarios, lang)
    if silent:
        yield ""
        yield translate(lang, "simulation.not_applicable")
    yield from (_INDENT + line for line in silent)


def _scenarios(sheet: SimulationSheet, lang: str) -> Iterator[str]:
    """One row per scenario; what is held back is a note."""
    if not sheet.scenarios:
        yield translate(lang, "simulation.none_applies")
        return
    yield from table(sheet.scenarios, right=frozenset(range(1, sheet.figures + 1)))
    if sheet.held:
        yield ""
    yield from sheet.held
