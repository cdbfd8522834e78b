"""The cells of a workbook as they are written, and what its formulas give over them."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TypeAlias

from assay.reports.workbook.calculation.meaning import Cells, Fault, Result, Value, value_of
from assay.reports.workbook.calculation.reading import Area, read
from assay.reports.workbook.calculation.tree import Node

Cell: TypeAlias = tuple[str, int, int]
"""Sheet, row and column of a cell; rows and columns count from zero."""


class Grid:
    """Values and formulas, in any order of writing: a formula may speak of cells that are written after it."""

    def __init__(self) -> None:
        self._values: dict[Cell, Result] = {}
        self._formulas: dict[Cell, tuple[Node, tuple[Area, ...]]] = {}

    def put(self, cell: Cell, value: Value) -> None:
        """A cell that holds a value."""
        self._values[cell] = value

    def formula(self, cell: Cell, text: str) -> None:
        """A cell that holds a formula, without the ``=`` before it.

        Raises:
            UnknownFormulaError: It is not written as ours are.
        """
        self._formulas[cell] = read(text, cell[0])

    def results(self) -> dict[Cell, Result]:
        """What each formula gives; a fault where a spreadsheet would show one.

        Raises:
            CycleError: Formulas wait for each other.
            UnknownFormulaError: One of them says what ours do not say.
        """
        needed = {
            cell: [other for area in areas for other in _places(area) if other in self._formulas]
            for cell, (_, areas) in self._formulas.items()
        }
        found = dict(self._values)
        sorter: TopologicalSorter[Cell] = TopologicalSorter(needed)
        for cell in sorter.static_order():
            tree, areas = self._formulas[cell]
            try:
                found[cell] = value_of(tree, [_held(area, found) for area in areas])
            except Fault as fault:
                found[cell] = fault
        return {cell: found[cell] for cell in self._formulas}


def _places(area: Area) -> list[Cell]:
    sheet, top, left, bottom, right = area
    if (top, left) == (bottom, right):
        return [(sheet, top, left)]
    return [(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _held(area: Area, found: dict[Cell, Result]) -> Cells:
    return [found.get(place) for place in _places(area)]
