"""What a form is, and what one that came back holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.sources.cells import Cell

TIE = "assay:"
"""How the cell begins that ties a sheet to what it answers; the parts follow, with ``|`` between them."""
KEY = "assay:key"
"""Header of the hidden column of keys."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column.

    Attributes:
        name: Its code.
        head: Its header, unique in the sheet.
        width: In characters.
        is_open: Whether the other side fills it in; every other cell is locked.
        offered: What can be chosen in each row; other words may be written, too.
        style: ``text``, ``amount``, ``day``, or ``loose`` for what may be unknown by the time the form comes back.
    """

    name: str
    head: str
    width: int
    is_open: bool = False
    style: str = "text"
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: its key, its cells by column, and what can be chosen in it; a row without choices is only shown.

    One that is urgent is coloured.
    """

    key: str
    cells: Mapping[str, Cell]
    choices: tuple[str, ...] = ()
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet. ``choice`` is the column with the drop-down; ``notes`` stand above the table."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    choice: str


@dataclass(frozen=True, slots=True)
class FormFront:
    """The first sheet: what this is and how it is filled in, one paragraph a row. Nothing on it is read back."""

    name: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook to be filled in; ``tie`` names what it answers."""

    tie: tuple[str, ...]
    sheets: tuple[FormSheet, ...]
    front: FormFront


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A sheet that came back: its name, its tie (empty when it bears none), its headers by column."""

    name: str
    tie: tuple[str, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row that came back.

    Attributes:
        sheet: 0-based place of its sheet in the book.
        number: As the program shows it.
        key: From the hidden column; empty where there is none.
        cells: By column, as long as the headers.
        is_merged: Whether a cell of it is merged with one of another row.
        formulas: 0-based columns that hold a formula or an error value.
    """

    sheet: int
    number: int
    key: str
    cells: tuple[Cell, ...]
    is_merged: bool = False
    formulas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back: the sheets with a column of keys, and their rows that are not blank.

    Attributes:
        unread: Names of the other sheets in which anything stands.
    """

    sheets: tuple[ReturnedSheet, ...]
    rows: tuple[ReturnedRow, ...] = field(default=())
    unread: tuple[str, ...] = ()
