"""Writing workbooks, the same bytes for the same cells: values only, no clock, no author, no leftovers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from assay.sources.cells import Cell

if TYPE_CHECKING:  # most commands write no workbook
    from openpyxl.worksheet.worksheet import Worksheet

_STAMP = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_FORMATS: Mapping[type, str] = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd"}


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to be written.

    Attributes:
        name: Its name; marks that Excel refuses are replaced, at most 31 characters stay.
        rows: Cells from row 1 on; a blank text leaves the cell out.
        widths: Column letter → width in characters.
        head: Number of the header row, which is printed bold and stays in view; 0 for none.
        filtered: Whether the header row offers filters.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Mapping[str, int] = field(default_factory=dict)
    head: int = 0
    filtered: bool = False


def workbook_bytes(
    sheet: str, rows: Sequence[Sequence[Cell]], widths: Mapping[str, int] | None = None, head: int = 0
) -> bytes:
    """A workbook of one sheet; the arguments are those of :class:`Page`."""
    return book_bytes([Page(sheet, rows, widths or {}, head)])


def book_bytes(pages: Sequence[Page]) -> bytes:
    """A workbook of several sheets. Text stays text: nothing that came from outside becomes a formula."""
    import openpyxl  # noqa: PLC0415 - most commands write no workbook

    book = openpyxl.Workbook()
    for number, page in enumerate(pages):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        _fill(sheet, page)
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())


def _fill(sheet: Worksheet, page: Page) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - same

    bold = Font(name="Calibri", size=11, bold=True)
    sheet.title = _title(page.name)
    for number, row in enumerate(page.rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                cell = sheet.cell(number, column)
                cell.value = _stored(value)
                if isinstance(value, str):
                    cell.data_type = "s"
                else:
                    cell.number_format = _FORMATS.get(type(value), "General")
                if number == page.head:
                    cell.font = bold
    for letter, width in page.widths.items():
        sheet.column_dimensions[letter].width = width
    if page.head:
        sheet.freeze_panes = f"A{page.head + 1}"
    if page.filtered:
        sheet.auto_filter.ref = f"A{page.head}:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"


def sheet_titles(names: Sequence[str]) -> tuple[str, ...]:
    """Titles that a workbook may have, one for each name and no two alike; a number tells apart what was cut."""
    titles: list[str] = []
    for name in names:
        title, number = _title(name), 2
        while title.casefold() in {one.casefold() for one in titles}:
            title, number = f"{_title(name)[:27]} {number}", number + 1
        titles.append(title)
    return tuple(titles)


def _title(name: str) -> str:
    return _NOT_IN_TITLES.sub("_", name).strip("'")[:31] or "_"


def _stored(value: Cell) -> str | int | Decimal | date | datetime:
    """A value that a workbook may hold: whole numbers as such, text without control characters."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return storable(value) if isinstance(value, str) else value


def storable(text: str) -> str:
    """A text as a workbook may hold it: without control characters, and no longer than a cell."""
    return _NOT_IN_CELLS.sub("", text)[:_LONGEST_CELL]


def without_clock(data: bytes) -> bytes:
    """The same package with every time set to one fixed moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", old.read(entry))
            fixed = zipfile.ZipInfo(entry.filename, _STAMP)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return buffer.getvalue()
