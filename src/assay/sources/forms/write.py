"""Making the workbook of a form: what is ours is locked, what is theirs is open, and no text can become a formula."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from assay.sources.cells import Cell
from assay.sources.forms.layout import KEY, TIE, Form, FormColumn, FormFront, FormRow, FormSheet
from assay.sources.workbook import storable, without_clock

if TYPE_CHECKING:  # most commands write no workbook
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

    _Looks: TypeAlias = dict[tuple[object, ...], StyleArray]
    _SheetCell: TypeAlias = Any  # as openpyxl describes cells, they have no style that could be taken over

_FORMATS = {"text": "General", "loose": "General", "amount": "#,##0.00", "day": "yyyy-mm-dd"}
_ALIGNED: Mapping[str, Literal["center", "right"]] = {"amount": "right", "day": "center"}
_OPEN, _HEAD, _SHOWN, _OURS, _URGENT, _LINE = "FFF8D6", "D9E2EC", "ECEFF3", "FFFFFF", "FBE4DF", "C5CCD6"
_FORMULA_MARKS = ("=", "+", "-", "@")
_LIST_AT_MOST = 255
_MARGIN = 0.4  # inches
_PAGE, _LINE_HEIGHT = 110, 15  # characters, points
_Kind = Literal["text", "head", "title"]
_SIZES: Mapping[_Kind, int] = {"text": 10, "head": 10, "title": 14}  # points
LISTS = "lists"
"""Name of the hidden sheet of choices."""


def form_bytes(form: Form) -> bytes:
    """The workbook; the same form gives the same bytes."""
    import openpyxl  # noqa: PLC0415 - most commands write no workbook

    book = openpyxl.Workbook()
    looks: _Looks = {}
    _introduce(book.worksheets[0], form.front, looks)
    lists: list[tuple[str, ...]] = []
    for page in form.sheets:
        sheet = book.create_sheet(page.name)
        _fill(sheet, page, TIE + "|".join(form.tie), lists, looks)
    if lists:
        _keep(book.create_sheet(LISTS), lists, looks)
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())


def _introduce(sheet: Worksheet, front: FormFront, looks: _Looks) -> None:
    """What to do, before anything is to be done: one column, as wide as a page."""
    from openpyxl.styles import Alignment  # noqa: PLC0415 - same

    sheet.title = front.name
    sheet.column_dimensions["A"].width = _PAGE
    for number, text in enumerate((front.title, *front.lines), 1):
        _put(sheet.cell(number, 1), text, looks, kind="title" if number == 1 else "text")
        sheet.cell(number, 1).alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[number].height = _LINE_HEIGHT * _lines_of(text, _PAGE) + 10
    sheet.protection.sheet = True
    sheet.sheet_view.showGridLines = False
    _page(sheet)


def _lines_of(text: str, width: int) -> int:
    """How many lines a text takes in so many characters; a Chinese one is as wide as two."""
    return 1 + sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text) // width


def _keep(sheet: Worksheet, lists: Sequence[tuple[str, ...]], looks: _Looks) -> None:
    """The choices of drop-downs that are too long to stand in the drop-down itself, a column each, out of sight."""
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    for column, choices in enumerate(lists, 1):
        for row, choice in enumerate(choices, 1):
            _put(sheet.cell(row, column), choice, looks)


def _fill(sheet: Worksheet, page: FormSheet, tie: str, kept: list[tuple[str, ...]], looks: _Looks) -> None:
    header = len(page.notes) + 3
    _put(sheet.cell(1, 1), tie, looks)
    _put(sheet.cell(1, 2), page.title, looks, kind="title")
    width = sum(column.width for column in page.columns)
    for number, note in enumerate(page.notes, 2):
        _put(sheet.cell(number, 2), note, looks)
        _spread(sheet, number, len(page.columns) + 1, _LINE_HEIGHT * _lines_of(note, width))
    _put(sheet.cell(header, 1), KEY, looks)
    for place, column in enumerate(page.columns, 2):
        fill = _OPEN if column.is_open else _HEAD
        _put(sheet.cell(header, place), column.head, looks, kind="head", fill=fill)
    lines = max((_lines_of(column.head, column.width - 2) for column in page.columns), default=1)
    sheet.row_dimensions[header].height = _LINE_HEIGHT * lines + 4
    for number, row in enumerate(page.rows, header + 1):
        _put(sheet.cell(number, 1), row.key, looks)
        for place, column in enumerate(page.columns, 2):
            _cell(sheet.cell(number, place), row, column, looks)
    _lists(sheet, page, header, kept)
    _view(sheet, page, header)


def _spread(sheet: Worksheet, row: int, last: int, height: int) -> None:
    """A note over the whole width of the table, as high as it needs."""
    from openpyxl.styles import Alignment  # noqa: PLC0415 - same

    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=last)
    sheet.cell(row, 2).alignment = Alignment(vertical="top", wrap_text=True)
    sheet.row_dimensions[row].height = height + 4


def _cell(cell: _SheetCell, row: FormRow, column: FormColumn, looks: _Looks) -> None:
    is_open = column.is_open and bool(row.choices)
    ours = _URGENT if row.is_urgent else _OURS
    fill = _OPEN if is_open else _SHOWN if column.is_open else ours

    def dress() -> None:
        from openpyxl.styles import Alignment, Protection  # noqa: PLC0415 - same

        _dress(cell, "text", fill)
        cell.number_format = _FORMATS[column.style]
        if column.style in _ALIGNED:
            indent = 1 if column.style == "amount" else 0
            cell.alignment = Alignment(
                horizontal=_ALIGNED[column.style], vertical="center", wrap_text=True, indent=indent
            )
        cell.protection = Protection(locked=not is_open)

    _write(cell, row.cells.get(column.name, ""), looks, (fill, column.style, is_open), dress)


def _put(cell: _SheetCell, text: str, looks: _Looks, *, kind: _Kind = "text", fill: str = "") -> None:
    """A text of ours."""
    _write(cell, text, looks, (kind, fill), lambda: _dress(cell, kind, fill))


def _write(
    cell: _SheetCell, value: Cell, looks: _Looks, look: tuple[object, ...], dress: Callable[[], None]
) -> None:
    """A value as it is; text stays text, also when somebody edits the cell later.

    The first cell of a look is dressed, every other takes its look over: dressing each would be most of the work.
    """
    if value != "":
        cell.value = _stored(value)
        if isinstance(value, str):
            cell.data_type = "s"
    if look in looks:
        cell._style = copy(looks[look])  # noqa: SLF001  # openpyxl has no other way to say "as that one"
    else:
        dress()
        looks[look] = copy(cell._style)  # noqa: SLF001  # same
    if isinstance(value, str) and value.startswith(_FORMULA_MARKS):
        cell.quotePrefix = True


def _dress(cell: _SheetCell, kind: _Kind, fill: str) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - same

    cell.font = Font(name="微软雅黑", size=_SIZES[kind], bold=kind != "text")
    if fill:
        line = Side("thin", color=_LINE)
        cell.fill = PatternFill("solid", start_color=fill)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.alignment = Alignment(vertical="center", wrap_text=True)


def _stored(value: Cell) -> str | int | Decimal | date | datetime:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return storable(value) if isinstance(value, str) else value


def _lists(sheet: Worksheet, page: FormSheet, header: int, kept: list[tuple[str, ...]]) -> None:
    """A drop-down for every set of choices, over the rows that have it."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - same

    lists: dict[tuple[int, tuple[str, ...]], DataValidation] = {}
    for number, row in enumerate(page.rows, header + 1):
        for place, column in enumerate(page.columns, 2):
            choices = row.choices if column.name == page.choice else column.offered if row.choices else ()
            if choices and (place, choices) not in lists:
                validation = DataValidation("list", formula1=_listed(choices, kept), allow_blank=True)
                validation.showErrorMessage = column.name == page.choice
                lists[place, choices] = validation
            if choices:
                lists[place, choices].add(f"{sheet.cell(number, place).coordinate}")
    for validation in lists.values():
        sheet.add_data_validation(validation)


def _listed(choices: tuple[str, ...], kept: list[tuple[str, ...]]) -> str:
    """What a drop-down offers: in itself, or on the sheet of lists when it is too long or holds a comma."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - same

    written = f'"{",".join(choices)}"'
    if len(written) <= _LIST_AT_MOST and not any(mark in choice for choice in choices for mark in ',"'):
        return written
    if choices not in kept:
        kept.append(choices)
    column = get_column_letter(kept.index(choices) + 1)
    return f"{LISTS}!${column}$1:${column}${len(choices)}"


def _view(sheet: Worksheet, page: FormSheet, header: int) -> None:
    """What stays in view, what is hidden, what is locked, and how it is printed."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - same

    last = get_column_letter(len(page.columns) + 1)
    sheet.column_dimensions["A"].hidden = True
    for place, column in enumerate(page.columns, 2):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = f"C{header + 1}"
    sheet.auto_filter.ref = f"A{header}:{last}{header + len(page.rows)}"
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)  # what is not forbidden
    _page(sheet)
    sheet.print_title_rows = f"{header}:{header}"


def _page(sheet: Worksheet) -> None:
    """A4 across, as wide as the page."""
    from openpyxl.worksheet.page import PageMargins  # noqa: PLC0415 - same
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 - same

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
