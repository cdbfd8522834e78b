"""Workbooks as people send them back: filled in, moved about, and damaged, by openpyxl as a stand-in for Excel and WPS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

KEY = "assay:key"


class Sheet:
    """One sheet of a form, by the keys of its rows and the headers of its columns."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.header = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == KEY)

    def column(self, head: str) -> int:
        return next(cell.column for cell in self.sheet[self.header] if cell.value == head)

    def row(self, key: str) -> int:
        column = self.column(KEY)
        rows = range(self.header + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.sheet.cell(row, column).value == key)

    def row_keys(self) -> list[str]:
        column = self.column(KEY)
        rows = range(self.header + 1, self.sheet.max_row + 1)
        return [str(self.sheet.cell(row, column).value) for row in rows]

    def fill(self, key: str, **cells: Any) -> None:  # noqa: ANN401  # any cell
        """Write cells of a row by their headers; ``_`` stands for a blank in a header."""
        for head, value in cells.items():
            self.sheet.cell(self.row(key), self.column(head.replace("_", " "))).value = value

    def choices(self, key: str) -> list[str]:
        """What the drop-down of a row offers."""
        row = self.row(key)
        for validation in self.sheet.data_validations.dataValidation:
            if any(area.min_row <= row <= area.max_row for area in validation.sqref.ranges):
                return self._offered(str(validation.formula1))
        return []

    def _offered(self, formula: str) -> list[str]:
        if formula.startswith('"'):
            return formula.strip('"').split(",")
        name, _, area = formula.partition("!")
        assert self.sheet.parent is not None
        return [str(cell.value) for (cell,) in self.sheet.parent[name][area.replace("$", "")]]


@contextmanager
def edited(source: Path, target: Path) -> Iterator[dict[str, Sheet]]:
    """The sheets of a form by name; what was done to them is saved under another name."""
    book = openpyxl.load_workbook(source)
    yield pages_of(book)
    book.save(target)


def pages_of(book: Workbook) -> dict[str, Sheet]:
    """The sheets to be filled in; the first says how, and what is hidden holds lists."""
    return {sheet.title: Sheet(sheet) for sheet in book.worksheets if any(KEY in row for row in sheet.values)}
