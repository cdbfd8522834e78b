"""Writing workbooks, the same bytes for the same cells: values only, no clock, no author, no leftovers.

XlsxWriter is wrapped here for lists and for :mod:`assay.sources.forms`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assay.sources.cells import Cell

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  # the format knows no zone; files of the same cells are the same
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_FIRST_YEAR = 1900
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


class Target:
    """A workbook being written: XlsxWriter's own, its looks made once each, and its bytes when all is there."""

    def __init__(self) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - most commands write no workbook

        self._buffer = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self.book.set_properties({"created": _CREATED})
        self._looks: dict[tuple[tuple[str, object], ...], Any] = {}

    def look(self, **look: object) -> Any:  # noqa: ANN401  # XlsxWriter's own format
        """A format, made once; none for a look of nothing."""
        key = tuple(sorted(look.items()))
        if key and key not in self._looks:
            self._looks[key] = self.book.add_format(look)
        return self._looks.get(key)

    def put(self, sheet: Any, row: int, column: int, value: Cell, **look: object) -> None:  # noqa: ANN401  # same
        """A value as it is; text stays text, whatever it begins with. Rows and columns count from zero."""
        drawn = self.look(**look)
        if isinstance(value, Decimal):
            sheet.write_number(row, column, _Exact(value), drawn)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, value, drawn)
        elif value != "":
            sheet.write_string(row, column, storable(str(value)), drawn)
        elif drawn is not None:
            sheet.write_blank(row, column, None, drawn)

    def bytes(self) -> bytes:
        """The file."""
        self.book.close()
        return self._buffer.getvalue()


class _Exact(Decimal):
    """A number that is written with all its digits."""

    def __format__(self, spec: str, /) -> str:  # type: ignore[override]  # the library asks for sixteen digits
        return str(int(self)) if self == self.to_integral_value() else str(self)


def workbook_bytes(
    sheet: str, rows: Sequence[Sequence[Cell]], widths: Mapping[str, int] | None = None, head: int = 0
) -> bytes:
    """A workbook of one sheet; the arguments are those of :class:`Page`."""
    return book_bytes([Page(sheet, rows, widths or {}, head)])


def book_bytes(pages: Sequence[Page]) -> bytes:
    """A workbook of several sheets. Text stays text: nothing that came from outside becomes a formula."""
    target = Target()
    for page in pages:
        _fill(target, page)
    return target.bytes()


def _fill(target: Target, page: Page) -> None:
    sheet = target.book.add_worksheet(_title(page.name))
    for number, row in enumerate(page.rows):
        bold = {"bold": True} if number + 1 == page.head else {}
        for column, value in enumerate(row):
            shown = _FORMATS.get(type(value))
            target.put(sheet, number, column, value, **bold, **({"num_format": shown} if shown else {}))
    for letter, width in page.widths.items():
        sheet.set_column(f"{letter}:{letter}", width)
    if page.head:
        sheet.freeze_panes(page.head, 0)
    if page.filtered:
        sheet.autofilter(page.head - 1, 0, len(page.rows) - 1, max(map(len, page.rows)) - 1)


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


def storable(text: str) -> str:
    """A text as a workbook may hold it: without control characters, and no longer than a cell."""
    return _NOT_IN_CELLS.sub("", text)[:_LONGEST_CELL]
