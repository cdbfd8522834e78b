"""Raw bytes to rows of named cells: CSV in several encodings, and the first sheet of a workbook."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl

Row = dict[str, object]

MOMENT_FORMATS = (
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y/%m/%d",
    "%Y-%m-%d",
    "%d.%m.%Y",
)


def decode(data: bytes, must_contain: str) -> str:
    """The text in the first encoding in which the header word appears (formats.md 3.0).

    A byte order mark decides; else strict UTF-8; else the legacy encoding that makes the header readable.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if must_contain in text:
            return text
    raise ValueError(f"no encoding shows the header {must_contain!r}")


def csv_rows(text: str, *, header_word: str) -> list[Row]:
    """Rows below the header line; the separator is read off the header line itself, not off line 1."""
    lines = text.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if header_word in line)
    separator = max(",;\t", key=lines[start].count)
    cells = list(csv.reader(io.StringIO("".join(lines[start:])), delimiter=separator))
    return named(cells[0], cells[1:])


def workbook_rows(path: Path) -> list[Row]:
    book = openpyxl.load_workbook(path, data_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    return named([str(cell or "") for cell in cells[0]], cells[1:])


def named(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Row]:
    """Cells by the name of their column; nameless columns (trailing commas) and empty rows are left out."""
    found = []
    for row in rows:
        cells = {name.strip(): cell for name, cell in zip(header, row, strict=False) if name.strip()}
        if any(cell not in (None, "") for cell in cells.values()):
            found.append(cells)
    return found


def text_or_none(cell: object) -> str | None:
    """The cell's words without the apostrophe that Excel puts before a number kept as text."""
    if cell is None:
        return None
    text = str(cell).strip().removeprefix("'").strip()
    return text if text not in ("", "--", "-") else None


def moment_or_none(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    text = text_or_none(cell)
    if text is None:
        return None
    for pattern in MOMENT_FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - times are kept naive, in the contract's zone
        except ValueError:
            continue
    raise ValueError(f"not a moment: {text!r}")


def moment(cell: object) -> datetime:
    found = moment_or_none(cell)
    if found is None:
        raise ValueError("a moment is missing")
    return found


def whole(cell: object) -> int:
    """A count, with or without thousands commas."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", str(cell).strip())
    return int(text)
