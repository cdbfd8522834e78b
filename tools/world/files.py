"""Bytes of exports: text files in the encodings of their programs, and workbooks that come out the same every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

Cell = str | int | datetime | None
STAMP = "2027-01-01T00:00:00Z"


def delimited(
    rows: Sequence[Sequence[str]], *, encoding: str, delimiter: str = ",", newline: str = "\r\n"
) -> bytes:
    """Rows as delimited text; cells are quoted where they must be. ``utf-16-le`` and ``utf-8-sig`` get their mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    return (mark + text.getvalue()).encode(encoding)


def workbook(title: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet with a bold header row.

    Nothing of the machine or the hour is left in the file, and its parts are not compressed, so that no compression
    library shows either.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row_cells in sheet.iter_rows(min_row=2):
        for cell in row_cells:
            if isinstance(cell.value, datetime):
                cell.number_format = "yyyy/m/d h:mm" if cell.value.hour or cell.value.minute else "yyyy/m/d"
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw.getvalue())


def timeless(raw: bytes) -> bytes:
    """The same workbook with fixed times, its parts stored as they are."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system = 3
            new.writestr(part, re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", STAMP.encode(), old.read(name)))
    return made.getvalue()
