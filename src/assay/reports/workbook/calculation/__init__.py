"""The formulas of a workbook, calculated: exactly, over the cells as they are written, each after those that it needs.

``tree`` is what a formula is made of, ``reading`` makes it of text, ``meaning`` gives its value, ``grid`` holds the cells.
Only what our workbooks write is known. Anything else is a mistake of ours and raises; nothing is guessed.
"""

from assay.reports.workbook.calculation.grid import Cell, Grid
from assay.reports.workbook.calculation.meaning import Fault, Result
from assay.reports.workbook.calculation.tree import UnknownFormulaError

__all__ = ["Cell", "Fault", "Grid", "Result", "UnknownFormulaError"]
