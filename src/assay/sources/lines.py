"""Text and rows of a file of any size, as they come; memory does not grow with it.

Only what is beyond doubt is read so: UTF-8 without a NUL, quotes that close. Anything else is for the readers of whole
files (:mod:`text`, :mod:`table`), which say what is wrong with it.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, cast

from assay.sources.cells import Row, text_of
from assay.sources.problems import Problems
from assay.sources.table import (
    HEADER_WITHIN,
    Score,
    delimiter_name,
    find_header,
    is_footer,
    without_blank_end,
)

LONGEST_LINE = 4_000_000
"""Signs of a line; a longer one would have to be held as a whole."""
LONGEST_FOOTER = 10_000
"""Lines of one cell in a row, which may be the end of a table; of more nobody makes a footer."""


class NotByLinesError(Exception):
    """The file cannot be read line by line; as a whole, perhaps."""


class OpenQuotesError(NotByLinesError):
    """A quote is not closed, or text follows a closing quote."""


class Lines(Iterator[str]):
    """The lines of a file from its beginning, with their ends, broken at LF, CR and CRLF only.

    Attributes:
        encoding: ``utf-8``, or ``utf-8-sig`` with a byte order mark.
        count: Lines given.
        last: The last line given.

    Raises:
        NotByLinesError: At a line that is no UTF-8, holds a NUL, or is longer than anybody writes.
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self.encoding = "utf-8-sig" if file.read(len(BOM_UTF8)) == BOM_UTF8 else "utf-8"
        file.seek(0)
        self.count, self.last = 0, ""
        self._file = file
        self._text = io.TextIOWrapper(_Open(cast("io.RawIOBase", file)), self.encoding, newline="")

    def __next__(self) -> str:
        try:
            line = self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError:
            raise NotByLinesError from None
        if not line:
            raise StopIteration
        if "\0" in line or len(line) == LONGEST_LINE:
            raise NotByLinesError
        self.count += 1
        self.last = line
        return line


class _Open(io.BufferedReader):
    """A file that is not closed by what reads text from it."""

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Rows:
    """A table whose header has been found.

    Attributes:
        header: The header row.
        lines: Where the rows come from.
        rows: Each row below that is not blank with the number of the line after it; each as wide as the header.
        facts: How it is read: ``encoding`` and ``delimiter``.
        footer: Lines of one cell below the rows, where the format has them; known when all rows are taken.
    """

    header: Row
    lines: Lines
    rows: Iterator[tuple[Row, int]]
    facts: dict[str, str]
    footer: list[Row]


def read_rows(file: BinaryIO, score: Score, problems: Problems, *, footer: bool = False) -> Rows:
    """The rows of a table as :func:`assay.sources.table.read_grid` gives them; a ragged one is a finding when it comes.

    Raises:
        NotByLinesError: The file has no header, or is not to be read line by line; then also while rows are taken.
    """
    lines = Lines(file)
    above = list(islice(lines, HEADER_WITHIN))
    found = find_header(above, score)
    if found is None:
        raise NotByLinesError
    index, delimiter = found
    below = _rows(chain(above[index:], lines), delimiter, index + 1)
    first, end = next(below)
    header = without_blank_end(first)
    facts = {"encoding": lines.encoding, "delimiter": delimiter_name(delimiter)}
    ended: list[Row] = []
    rows = _filled(_above(below, ended) if footer else below, len(header.cells), problems)
    return Rows(header, lines, _told(rows, lines, end, problems), facts, ended)


def _rows(lines: Iterator[str], delimiter: str, first: int) -> Iterator[tuple[Row, int]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = first
    try:
        for cells in reader:
            end = first + reader.line_num
            yield Row(start, tuple(cells)), end
            start = end
    except csv.Error:
        raise OpenQuotesError from None


def _above(rows: Iterator[tuple[Row, int]], footer: list[Row]) -> Iterator[tuple[Row, int]]:
    """The rows less the footer, which is filled in at their end."""
    waiting: list[tuple[Row, int]] = []
    for row, end in rows:
        waiting.append((row, end))
        if any(row.texts[1:]):
            yield from waiting
            waiting.clear()
        elif len(waiting) > LONGEST_FOOTER:
            raise NotByLinesError
    if is_footer([row for row, _ in waiting]):
        footer.extend(row for row, _ in waiting if any(row.texts))
    else:
        yield from waiting


def _filled(rows: Iterator[tuple[Row, int]], width: int, problems: Problems) -> Iterator[tuple[Row, int]]:
    for row, end in rows:
        if not any(map(text_of, row.cells)):
            continue
        cells = row.cells[:width] if len(row.cells) > width and not any(row.texts[width:]) else row.cells
        if len(cells) != width:
            problems.error("sources.ragged_row", row=row.number, found=len(cells), expected=width)
        else:
            yield (row if cells is row.cells else Row(row.number, cells)), end


def _told(
    rows: Iterator[tuple[Row, int]], lines: Lines, below: int, problems: Problems
) -> Iterator[tuple[Row, int]]:
    """The rows; at their end a last line without an end is told of, unless there is none from line ``below`` on."""
    yield from rows
    if lines.count >= below and not lines.last.endswith(("\n", "\r")):
        problems.warn("sources.no_last_line_break", row=lines.count)


def row_lines(file: BinaryIO, score: Score, rows: Sequence[int] | frozenset[int]) -> frozenset[int]:
    """Numbers of all lines of the rows that any of ``rows`` lies in; as far as the quotes of the table close.

    Raises:
        NotByLinesError: The text is not to be read line by line.
    """
    doomed = set(rows)
    lines = Lines(file)
    above = list(islice(lines, HEADER_WITHIN))
    index, delimiter = find_header(above, score) or (0, "")
    with suppress(OpenQuotesError):
        for row, end in _rows(chain(above[index:], lines), delimiter, index + 1) if delimiter else ():
            numbers = range(row.number, end)
            if not doomed.isdisjoint(numbers):
                doomed.update(numbers)
    return frozenset(doomed)
