"""Cells: what a table holds before it means anything. Text of a CSV, or a typed value of a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache

from assay.core.leads.identity import visible
from assay.sources.numbers import is_ruined_id

Cell = str | Decimal | date | datetime
"""Text as exported, or a workbook's number, day or moment. A blank cell is the empty text."""

_MISSING = frozenset({"", "-", "--", "---", "—", "——", "–", "n/a", "#n/a", "nan", "null", "none"})
_LONGEST_MISSING = max(map(len, _MISSING))
_LONGEST_EXACT = Decimal(10) ** 15
_ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|NAME\?|NUM|NULL|ERROR|SPILL|CALC)[!?]?", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One row. ``number`` is 1-based: the line on which it begins, or the row of the sheet."""

    number: int
    cells: tuple[Cell, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cells as visible text."""
        return tuple(text_of(cell) for cell in self.cells)


class Located:
    """One cell of a column, with its row number; it says its text at once, for every column asks.

    Attributes:
        text: The cell as visible text; given where the row has it already.
        missing: Whether the cell is blank or says that there is no value, such as ``--``. Missing is not zero.
    """

    __slots__ = ("cell", "missing", "row", "text")

    def __init__(self, row: int, cell: Cell, text: str | None = None) -> None:
        self.row = row
        self.cell = cell
        self.text = text_of(cell) if text is None else text
        self.missing = is_missing(self.text)


def text_of(cell: Cell) -> str:
    """A cell as visible text; a workbook's number without an exponent, its day or moment as ISO 8601."""
    if isinstance(cell, str):  # nearly always
        return visible(cell)
    match cell:
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.isoformat(sep=" ")
        case _:
            return cell.isoformat()


def is_ruined(cell: Cell) -> bool:
    """Whether a spreadsheet has rounded an id: written with an exponent, or a number of more than its 15 exact digits."""
    too_long = isinstance(cell, Decimal) and abs(cell) >= _LONGEST_EXACT
    return too_long or is_ruined_id(text_of(cell))


def is_missing(text: str) -> bool:
    """Whether a text stands for no value at all."""
    bare = text.strip()
    return len(bare) <= _LONGEST_MISSING and bare.lower() in _MISSING


def is_cell_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows for a failed formula, such as ``#REF!``."""
    return bool(_ERROR.fullmatch(text))


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header as it is compared: visible, lower case, without blanks and a trailing mark for required fields."""
    return re.sub(r"\s|\*$|\(必填\)$|\(required\)$", "", visible(text).casefold())
