"""A long table as a workbook, written row by row: memory does not grow with it. The same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

Cell: TypeAlias = "str | int | bool | datetime | None"

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  # the format knows no zone; files of the same rows are the same
_EXACT = 10**15
_WIDTH = 18


def write_rows(target: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table: text as text, whatever it begins with; whole numbers of more than fifteen digits as text too.

    Args:
        target: The file.
        title: Of its one sheet.
        columns: Names of the columns.
        rows: As many cells each.
    """
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    book.set_properties({"author": "Assay", "created": _CREATED})
    sheet = book.add_worksheet(title)
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, 1):
        _write(sheet, number, row, moment)
    book.close()


def _write(sheet: Any, number: int, row: Sequence[Cell], moment: Any) -> None:  # noqa: ANN401  # XlsxWriter's own
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell)
        elif isinstance(cell, bool):
            sheet.write_boolean(number, column, cell)
        elif isinstance(cell, int):
            if -_EXACT < cell < _EXACT:
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, str(cell))
        elif isinstance(cell, date):
            sheet.write_datetime(number, column, cell, moment)
