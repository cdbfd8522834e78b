"""Making the workbook of a form: what is ours is locked, what is theirs is open, and no text can become a formula."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from assay.sources.cells import Cell
from assay.sources.forms.layout import KEY, TIE, Form, FormColumn, FormFront, FormRow, FormSheet
from assay.sources.workbook import Target

_Sheet: TypeAlias = Any  # XlsxWriter's own
_Look: TypeAlias = dict[str, object]
_Lists: TypeAlias = list[tuple[str, ...]]

_STYLES: Mapping[str, _Look] = {
    "text": {},
    "loose": {},
    "amount": {"num_format": "#,##0.00", "align": "right", "indent": 1},
    "day": {"num_format": "yyyy-mm-dd", "align": "center"},
}
_OPEN, _HEAD, _SHOWN, _OURS, _URGENT, _LINE = "#FFF8D6", "#D9E2EC", "#ECEFF3", "#FFFFFF", "#FBE4DF", "#C5CCD6"
_TEXT: _Look = {"font_name": "微软雅黑", "font_size": 10}
_TITLE: _Look = _TEXT | {"font_size": 14, "bold": True}
_WRAPPED: _Look = {"valign": "vcenter", "text_wrap": True}
_FORMULA_MARKS = ("=", "+", "-", "@")
_LIST_AT_MOST = 255
_MARGIN = 0.4  # inches
_PAGE, _LINE_HEIGHT = 110, 15  # characters, points
LISTS = "lists"
"""Name of the hidden sheet of choices."""


def form_bytes(form: Form) -> bytes:
    """The workbook; the same form gives the same bytes."""
    target = Target()
    _introduce(target, form.front)
    lists: _Lists = []
    for page in form.sheets:
        _fill(target, page, TIE + "|".join(form.tie), lists)
    if lists:
        _keep(target, lists)
    return target.bytes()


def _introduce(target: Target, front: FormFront) -> None:
    """What to do, before anything is to be done: one column, as wide as a page."""
    sheet = target.book.add_worksheet(front.name)
    sheet.set_column(0, 0, _PAGE)
    for number, text in enumerate((front.title, *front.lines)):
        _put(target, sheet, number, 0, text, (_TITLE if number == 0 else _TEXT) | _WRAPPED)
        sheet.set_row(number, _LINE_HEIGHT * _lines_of(text, _PAGE) + 10)
    sheet.protect()
    sheet.hide_gridlines(2)
    _page(sheet)


def _lines_of(text: str, width: int) -> int:
    """How many lines a text takes in so many characters; a Chinese one is as wide as two."""
    return 1 + sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text) // width


def _keep(target: Target, lists: _Lists) -> None:
    """The choices of drop-downs that are too long to stand in the drop-down itself, a column each, out of sight."""
    sheet = target.book.add_worksheet(LISTS)
    sheet.very_hidden()
    sheet.protect()
    for column, choices in enumerate(lists):
        for row, choice in enumerate(choices):
            _put(target, sheet, row, column, choice, _TEXT)


def _fill(target: Target, page: FormSheet, tie: str, kept: _Lists) -> None:
    sheet = target.book.add_worksheet(page.name)
    put = partial(_put, target, sheet)
    header = len(page.notes) + 2
    put(0, 0, tie, _TEXT)
    put(0, 1, page.title, _TITLE)
    for number, note in enumerate(page.notes, 1):
        _note(target, sheet, page, number, note)
    put(header, 0, KEY, _TEXT)
    for place, column in enumerate(page.columns, 1):
        put(header, place, column.head, _boxed(_OPEN if column.is_open else _HEAD) | {"bold": True})
    lines = max((_lines_of(column.head, column.width - 2) for column in page.columns), default=1)
    sheet.set_row(header, _LINE_HEIGHT * lines + 4)
    for number, row in enumerate(page.rows, header + 1):
        put(number, 0, row.key, _TEXT)
        for place, column in enumerate(page.columns, 1):
            put(number, place, row.cells.get(column.name, ""), _look(row, column))
    _offer(sheet, page, header, kept)
    _view(sheet, page, header)


def _note(target: Target, sheet: _Sheet, page: FormSheet, row: int, note: str) -> None:
    """A note over the whole width of the table, as high as it needs."""
    look = _TEXT | {"valign": "top", "text_wrap": True}
    if len(page.columns) > 1:
        sheet.merge_range(row, 1, row, len(page.columns), "", target.look(**look))
    _put(target, sheet, row, 1, note, look)
    sheet.set_row(row, _LINE_HEIGHT * _lines_of(note, sum(column.width for column in page.columns)) + 4)


def _look(row: FormRow, column: FormColumn) -> _Look:
    """A cell of the table: yellow and open where it is to be filled in, locked elsewhere."""
    if column.is_open and row.choices:
        return _boxed(_OPEN) | _STYLES[column.style] | {"locked": False}
    ours = _URGENT if row.is_urgent else _OURS
    return _boxed(_SHOWN if column.is_open else ours) | _STYLES[column.style]


def _boxed(fill: str) -> _Look:
    return _TEXT | _WRAPPED | {"bg_color": fill, "border": 1, "border_color": _LINE}


def _put(target: Target, sheet: _Sheet, row: int, column: int, value: Cell, look: _Look) -> None:
    """A value as it is; text stays text, also when somebody edits the cell later."""
    marked = isinstance(value, str) and value.startswith(_FORMULA_MARKS)
    target.put(sheet, row, column, value, **look, **({"quote_prefix": True} if marked else {}))


def _offer(sheet: _Sheet, page: FormSheet, header: int, kept: _Lists) -> None:
    """A drop-down for every set of choices, over the rows that have it."""
    offered: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for number, row in enumerate(page.rows, header + 1):
        for place, column in enumerate(page.columns, 1):
            choices = row.choices if column.name == page.choice else column.offered if row.choices else ()
            if choices:
                offered.setdefault((place, choices), []).append(number)
    for (place, choices), rows in offered.items():
        (first, last), *others = runs(rows)
        is_strict = page.columns[place - 1].name == page.choice
        validation = {"validate": "list", "source": _listed(choices, kept), "show_error": is_strict}
        more = [(start, place, end, place) for start, end in others]
        sheet.data_validation(first, place, last, place, validation | {"other_cells": more})


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of rising numbers without a gap."""
    starts = [at for at, number in enumerate(numbers) if at == 0 or number != numbers[at - 1] + 1]
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        yield numbers[start], numbers[end - 1]


def _listed(choices: tuple[str, ...], kept: _Lists) -> str | list[str]:
    """What a drop-down offers: in itself, or on the sheet of lists when it is too long or holds a comma."""
    from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]  # noqa: PLC0415 - as in workbook

    written = f'"{",".join(choices)}"'
    if len(written) <= _LIST_AT_MOST and not any(mark in choice for choice in choices for mark in ',"'):
        return list(choices)
    if choices not in kept:
        kept.append(choices)
    column = xl_col_to_name(kept.index(choices))
    return f"={LISTS}!${column}$1:${column}${len(choices)}"


def _view(sheet: _Sheet, page: FormSheet, header: int) -> None:
    """What stays in view, what is hidden, what is locked, and how it is printed."""
    sheet.set_column(0, 0, None, None, {"hidden": True})
    for place, column in enumerate(page.columns, 1):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(header + 1, 2)
    sheet.autofilter(header, 0, header + len(page.rows), len(page.columns))
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    sheet.repeat_rows(header)
    _page(sheet)


def _page(sheet: _Sheet) -> None:
    """A4 across, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN)
