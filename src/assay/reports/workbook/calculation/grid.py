"""The cells of a workbook as they are written, and what its formulas give over them."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import NamedTuple

from assay.reports.workbook.calculation.meaning import Cells, Fault, Result, Value, value_of
from assay.reports.workbook.calculation.reading import Area, read
from assay.reports.workbook.calculation.tree import Node


class Cell(NamedTuple):
    """A place in a workbook; rows and columns count from zero."""

    sheet: str
    row: int
    column: int


class Grid:
    """Values and formulas, in any order of writing: a formula may speak of cells that are written after it."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, int, int], Result] = {}
        self._formulas: dict[Cell, tuple[Node, tuple[Area, ...]]] = {}

    def put(self, cell: Cell, value: Value) -> None:
        """A cell that holds a value."""
        self._values[cell] = value

    def formula(self, cell: Cell, text: str) -> None:
        """A cell that holds a formula, without the ``=`` before it.

        Raises:
            UnknownFormulaError: It is not written as ours are.
        """
        self._formulas[cell] = read(text, cell.sheet)

    def results(self) -> dict[Cell, Result]:
        """What each formula gives; a fault where a spreadsheet would show one.

        Raises:
            CycleError: Formulas wait for each other.
            UnknownFormulaError: One of them says what ours do not say.
        """
        needed = {
            cell: [other for area in areas for other in _cells(area) if other in self._formulas]
            for cell, (_, areas) in self._formulas.items()
        }
        found = dict(self._values)
        for cell in TopologicalSorter(needed).static_order():
            tree, areas = self._formulas[cell]
            try:
                found[cell] = value_of(tree, [_held(area, found) for area in areas])
            except Fault as fault:
                found[cell] = fault
        return {cell: found[cell] for cell in self._formulas}


def _cells(area: Area) -> list[Cell]:
    sheet, top, left, bottom, right = area
    return [Cell(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _held(area: Area, found: dict[tuple[str, int, int], Result]) -> Cells:
    sheet, top, left, bottom, right = area
    if (top, left) == (bottom, right):
        return (found.get((sheet, top, left)),)
    return [found.get(cell) for cell in _cells(area)]
