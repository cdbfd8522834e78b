"""Formulas, error values, cells merged over rows, comments: what is in a workbook and no reader of values tells.

Runs in the limited child. The package was tried before: no bomb, no entities. Of an old ``.xls`` none of it is known.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

PACKAGE = b"PK"
"""How a workbook begins in which they can be found."""

_BOOK, _RELATIONS, _CONTENT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "content.xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_CELL = rb'<(?:\w+:)?c\b%b[^<>]*\br="([A-Z]{1,3})(\d{1,7})"[^<>]*>%b'
_NO_VALUE = (
    re.compile(_CELL % (b"", rb"\s*<(?:\w+:)?f\b")),
    re.compile(_CELL % (rb'(?=[^<>]*\bt="e")', b"")),
)
"""A formula, and an error such as #REF! that was pasted as a value; a reader of values takes an error for a blank."""
_TABLE = re.compile(r"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])[^<>]*>")
_COMMENTS = re.compile(r"xl/(?:comments|threadedComments)")
_WIDEST = 16_384


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on one sheet.

    Attributes:
        formulas: (row, 0-based column) of formulas and error values.
        merged: Rows with a cell that is merged with one of another row.
    """

    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)


def marks_of(data: bytes) -> tuple[Mapping[str, Marks], bool]:
    """Name of a sheet → what stands on it, and whether the workbook has comments."""
    if not data.startswith(PACKAGE):
        return {}, False
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {entry.filename for entry in package.infolist()}
        if {_BOOK, _RELATIONS} <= names:
            return _of_excel(package, names), any(map(_COMMENTS.match, names))
        if _CONTENT in names:
            content = package.read(_CONTENT).decode("utf-8", "replace")
            return _of_opendocument(content), "<office:annotation" in content
        return {}, False


def _of_excel(package: zipfile.ZipFile, names: set[str]) -> dict[str, Marks]:
    """A part for each sheet; merged cells are told by the reader of values."""
    targets = {
        tag["Id"]: tag["Target"]
        for tag in _tags(_RELATION, package.read(_RELATIONS))
        if {"Id", "Target"} <= tag.keys()
    }
    found = {}
    for tag in _tags(_SHEET, package.read(_BOOK)):
        target = targets.get(tag.get("r:id", ""), "")
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if name in names:
            part = package.read(name)
            places = (place for pattern in _NO_VALUE for place in pattern.findall(part))
            found[tag.get("name", "")] = Marks(
                {(int(digits), _column(letters)) for letters, digits in places}
            )
    return found


def _of_opendocument(content: str) -> dict[str, Marks]:
    """All tables in one part: rows and cells have no numbers, and alike neighbours are written once."""
    found: dict[str, Marks] = {}
    here, row, below, column = Marks(), 0, 1, 0
    for tag in _TABLE.finditer(content):
        told = _attributes(tag[0])
        match tag[1]:
            case "table":
                here, below = found.setdefault(told.get("table:name", ""), Marks()), 1
            case "table-row":
                row, column = below, 0
                below += _count(told, "rows-repeated")
            case _:
                width = _count(told, "columns-repeated")
                if "table:formula" in told:
                    here.formulas.update(
                        (row, place) for place in range(column, min(column + width, _WIDEST))
                    )
                height = _count(told, "rows-spanned")
                if height > 1:
                    here.merged.update(range(row, row + min(height, _WIDEST)))
                column += width
    return found


def _count(told: Mapping[str, str], name: str) -> int:
    text = told.get(f"table:number-{name}", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _tags(pattern: re.Pattern[str], part: bytes) -> Iterator[dict[str, str]]:
    for tag in pattern.findall(part.decode("utf-8", "replace")):
        yield _attributes(tag)


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
