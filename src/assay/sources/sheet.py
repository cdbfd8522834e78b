"""Workbooks (xlsx, xlsm, xls, ods): sheets as rows of typed cells. Numbers become decimals at the door, never floats."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

import python_calamine

from assay.sources.archive import BROKEN_ZIP, is_bomb
from assay.sources.cells import Cell, Row
from assay.sources.problems import Problems

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_CELLS = 4_000_000
"""Of one sheet, blank ones inside counted: what lies between its first and its last cell is held."""

_PIECE, _OVERLAP = 1 << 20, 64
_FAR = re.compile(rb' r="(?:[A-Z]{3,}[0-9]|[A-Z]+[0-9]{6})')
_PLACE = re.compile(rb' r="([A-Z]{1,9})([0-9]{1,12})"')


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
    if data.startswith(_ZIP) and is_bomb(data, problems):
        return ()
    sheets, refused = _opened(data)
    if refused is not None:
        problems.error(refused.code, refused.row, **refused.params)
    return sheets


@dataclass(frozen=True)
class _Refused:
    """Why a workbook was not read."""

    code: str
    row: int = 0
    params: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _opened(data: bytes) -> tuple[tuple[Sheet, ...], _Refused | None]:
    """The sheets, or why there are none. While a format is sought, the same book is asked for again and again."""
    refused = _checked_zip(data) if data.startswith(_ZIP) else None
    if refused is not None:
        return (), refused
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return tuple(_sheet(book, name) for name in book.sheet_names), None
    except python_calamine.PasswordError:
        return (), _Refused("sources.workbook_locked")
    except python_calamine.CalamineError:
        return (), _Refused("sources.workbook_broken")
    except BaseException as panic:
        if (
            type(panic).__name__ != "PanicException"
        ):  # what the library cannot read at all, it says in this way
            raise
        return (), _Refused("sources.workbook_broken")


def _checked_zip(data: bytes) -> _Refused | None:
    """What is wrong with the package, found without building a single cell."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = (_checked_part(package, entry) for entry in package.infolist())
            return next((refused for refused in found if refused is not None), None)
    except BROKEN_ZIP:
        return _Refused("sources.workbook_broken")


def _checked_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Refused | None:
    """A document type with entities of its own, or a cell so far out that the rectangle up to it does not fit."""
    far = False
    for window in _windows(package, entry):
        if b"<!DOCTYPE" in window:
            return _Refused("sources.workbook_entities")
        far = far or _FAR.search(window) is not None
    if not far or "worksheets/" not in entry.filename:
        return None
    bottom = right = 1
    for window in _windows(package, entry):
        for letters, digits in _PLACE.findall(window):
            bottom, right = max(bottom, int(digits)), max(right, _column(letters))
    if bottom * right <= MOST_CELLS:
        return None
    return _Refused(
        "sources.sheet_too_wide", bottom, {"found": str(bottom * right), "expected": str(MOST_CELLS)}
    )


def _windows(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that overlap a little; its checksum is tried at the end."""
    before = b""
    with package.open(entry) as part:
        while piece := part.read(_PIECE):
            yield before + piece
            before = piece[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


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
            return Decimal(format(value, ".15g")) if math.isfinite(value) else "#NUM!"
        case datetime() | date() | str():
            return value
        case _:
            return str(value)
