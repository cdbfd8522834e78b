"""Workbooks (xlsx, xlsm, xls, ods): sheets as rows of typed cells. Numbers become decimals at the door, never floats."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import python_calamine

from assay.sources.archive import BROKEN_ZIP, LARGEST_UNPACKED
from assay.sources.cells import Cell, Row
from assay.sources.problems import Problems

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: every row from row 1, blank ones too, so that numbers are those that Excel shows.

    Attributes:
        name: Its name.
        rows: Its rows; of merged cells only the first holds the value.
        merged: Merged cells as (first row, last row, column), from 0, both ends inside; those over one row are left out.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int], ...] = ()


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin like an Excel or OpenDocument file."""
    return data.startswith((_ZIP, _OLE))


def read_sheets(data: bytes, problems: Problems) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order; empty after a finding when it cannot be opened."""
    if data.startswith(_ZIP) and not _sound_zip(data, problems):
        return ()
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return tuple(_sheet(book, name) for name in book.sheet_names)
    except python_calamine.PasswordError:
        problems.error("sources.workbook_locked")
    except python_calamine.CalamineError:
        problems.error("sources.workbook_broken")
    return ()


def _sound_zip(data: bytes, problems: Problems) -> bool:
    """Whether the package is whole and not a bomb; sizes are checked before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(entry.file_size for entry in package.infolist())
            if size > LARGEST_UNPACKED:
                problems.error("sources.too_large", found=size, expected=LARGEST_UNPACKED)
                return False
            sound = package.testzip() is None
    except BROKEN_ZIP:
        sound = False
    if not sound:
        problems.error("sources.workbook_broken")
    return sound


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    cells = tuple(Row(number, tuple(map(_cell, row))) for number, row in enumerate(rows, 1))
    ranges = sheet.merged_cell_ranges or ()
    merged = tuple((top, bottom, left) for (top, left), (bottom, _) in ranges if bottom > top)
    return Sheet(name, cells, merged)


def _cell(value: float | str | time | date | timedelta, /) -> Cell:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return Decimal(value)
        case float():
            return Decimal(format(value, ".15g"))
        case datetime() | date() | str():
            return value
        case _:
            return str(value)
