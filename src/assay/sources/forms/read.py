"""Taking a workbook apart that came back: sheets, headers, keys, rows; merged cells and formulas are told, not judged.

Runs in the limited child. What the cells mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from assay.sources.archive import is_archive
from assay.sources.cells import Cell, Row, header_key, text_of
from assay.sources.dates import read_stamp
from assay.sources.forms.layout import KEY, TIE, Returned, ReturnedRow, ReturnedSheet
from assay.sources.forms.marks import PACKAGE, Marks, marks_of
from assay.sources.numbers import bare_number
from assay.sources.problems import Problems
from assay.sources.sheet import Sheet, read_sheets

HEADER_WITHIN = 40
"""Rows in which the header is looked for."""

_SERIALS = (Decimal(36526), Decimal(73051))  # 2000-01-01 to 2099-12-31
_SERIAL = re.compile(r"[3-7]\d{4}", re.ASCII)
_EPOCH = date(1899, 12, 30)


def read_returned(data: bytes, problems: Problems) -> Returned | None:
    """The sheets with a column of keys, and their rows; None after a finding when the workbook cannot be opened."""
    if is_archive(data):  # a zip with the workbook inside, or a document of another program
        problems.error("returned.not_a_workbook")
        return None
    sheets = read_sheets(data, problems)
    if problems.has_error():
        return None
    marks, has_comments = marks_of(data)
    if has_comments:
        problems.report("returned.comments_unread")
    if not data.startswith(PACKAGE):
        problems.report("returned.old_workbook")
    found: list[ReturnedSheet] = []
    rows: list[ReturnedRow] = []
    unread = []
    for sheet in sheets:
        header = next((row for row in sheet.rows[:HEADER_WITHIN] if KEY in row.texts), None)
        if header is not None:
            rows += _rows(sheet, header, len(found), marks.get(sheet.name, Marks()))
            found.append(ReturnedSheet(sheet.name, _tie(sheet, header), header.texts))
        elif any(text.strip() for row in sheet.rows for text in row.texts):
            unread.append(sheet.name)
    return Returned(tuple(found), tuple(rows), tuple(unread))


def is_form(data: bytes) -> bool:
    """Whether a workbook is a form that came back: one of its first rows holds the header of keys."""
    sheets = read_sheets(data, Problems(""))
    return any(KEY in row.texts for sheet in sheets for row in sheet.rows[:HEADER_WITHIN])


def same_cell(ours: Cell, theirs: Cell) -> bool:
    """Whether a cell that came back is the one that went out, however the program has stored it."""
    if header_key(text_of(ours)) == header_key(text_of(theirs)):
        return True
    if isinstance(ours, date):
        return day_of_cell(theirs) == (ours.date() if isinstance(ours, datetime) else ours)
    if isinstance(ours, Decimal):
        return number_of_cell(theirs) == Fraction(ours)
    return ours != "" and isinstance(theirs, Decimal) and number_of_cell(ours) == Fraction(theirs)


def day_of_cell(cell: Cell) -> date | None:
    """The day in a cell: a date, its serial number, or a text such as 2027-03-05, 2027/3/5 and 2027年3月5日."""
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case Decimal():
            inside = _SERIALS[0] <= cell < _SERIALS[1]
            return _EPOCH + timedelta(days=int(cell)) if inside else None
        case _:
            stamp = read_stamp(cell)
            return _serial_in(cell) if stamp is None else stamp.day


def _serial_in(text: str) -> date | None:
    """The day of a serial number that stands in a cell as text, as where the column was made text before."""
    bare = text.strip()
    return day_of_cell(Decimal(bare)) if _SERIAL.fullmatch(bare) else None


def number_of_cell(cell: Cell) -> Fraction | None:
    """The number in a cell: a number, or a text such as -1,200.00 and ¥1,200.00; a dot is the decimal mark."""
    if isinstance(cell, Decimal):
        return Fraction(cell)
    bare = bare_number(cell) if isinstance(cell, str) else None
    return bare.value(".") if bare is not None and bare.fits(".") and bare.unit != "%" else None


def _tie(sheet: Sheet, header: Row) -> tuple[str, ...]:
    above = (text for row in sheet.rows[: header.number - 1] for text in row.texts)
    found = next((text for text in above if text.startswith(TIE) and "|" in text), "")
    return tuple(found.removeprefix(TIE).split("|")) if found else ()


def _rows(sheet: Sheet, header: Row, place: int, marks: Marks) -> Iterator[ReturnedRow]:
    keys, width = header.texts.index(KEY), len(header.cells)
    last = len(sheet.rows)
    over = (range(top + 1, min(bottom + 1, last) + 1) for top, bottom, _ in sheet.merged)
    merged_rows = marks.merged.union(*over)
    for row in sheet.rows[header.number :]:
        if any(text.strip() for text in row.texts):
            cells = (*row.cells, *[""] * width)[:width]
            merged = row.number in merged_rows
            columns = tuple(column for column in range(width) if (row.number, column) in marks.formulas)
            yield ReturnedRow(place, row.number, text_of(cells[keys]).strip(), cells, merged, columns)
