"""Writing workbooks, the same bytes for the same cells: values only, no clock, no author, no leftovers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from assay.sources.cells import Cell

_STAMP = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS: Mapping[type, str] = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd"}


def workbook_bytes(
    sheet: str, rows: Sequence[Sequence[Cell]], widths: Mapping[str, int] | None = None, head: int = 0
) -> bytes:
    """A workbook of one sheet.

    Args:
        sheet: Its name.
        rows: Cells from row 1 on; a blank text leaves the cell out.
        widths: Column letter → width in characters.
        head: Number of the header row, which is printed bold and stays in view; 0 for none.
    """
    import openpyxl  # noqa: PLC0415 - most commands write no workbook
    from openpyxl.styles import Font  # noqa: PLC0415

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = _NOT_IN_TITLES.sub("_", sheet)[:31] or "_"
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                cell = page.cell(number, column)
                cell.value = _stored(value)
                cell.number_format = _FORMATS.get(type(value), "General")
                if isinstance(value, str):
                    cell.data_type = "s"
                cell.font = Font(bold=number == head)
    for letter, width in (widths or {}).items():
        page.column_dimensions[letter].width = width
    if head:
        page.freeze_panes = f"A{head + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _stored(value: Cell) -> str | int | Decimal | date | datetime:
    """A value that a workbook may hold: whole numbers as such, text without control characters."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return _NOT_IN_CELLS.sub("", value) if isinstance(value, str) else value


def _without_clock(data: bytes) -> bytes:
    """The same package with every time set to one fixed moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", old.read(entry))
            fixed = zipfile.ZipInfo(entry.filename, _STAMP)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return buffer.getvalue()
