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
_ON_A_SHEET = 1_048_575
"""What a sheet holds below its header."""


def write_rows(target: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table: text as text, whatever it begins with; whole numbers of more than fifteen digits as text too.

    Args:
        target: The file.
        title: Of its sheet; what one sheet cannot hold goes on in “title 2” and so on.
        columns: Names of the columns.
        rows: As many cells each.
    """
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    book.set_properties({"author": "Assay", "created": _CREATED})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = _begin(book, title, columns)
    for number, row in enumerate(rows):
        at, below = divmod(number, _ON_A_SHEET)
        if at and not below:
            sheet = _begin(book, f"{title} {at + 1}", columns)
        _write(sheet, below + 1, row, moment)
    book.close()


def _begin(book: Any, title: str, columns: Sequence[str]) -> Any:  # noqa: ANN401  # XlsxWriter's own
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, _WIDTH)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, bold)
    return sheet


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
