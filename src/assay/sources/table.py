"""Rows of a table in text or a workbook: where the header is, which delimiter, which row stands on which line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assay.sources.cells import Row
from assay.sources.problems import Problems
from assay.sources.sheet import Sheet, is_workbook, read_sheets
from assay.sources.text import decode

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 40
LONGEST_HEADER = 100_000

Score = Callable[[Sequence[str]], int]
"""How many cells of a row are known headers; 0 when it cannot be the header."""

Mend = Callable[[Row, int], Row | None]
"""A row below the header, given its width, as a row of the table: a footer is none, a short total is filled up."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its header found.

    Attributes:
        preamble: Rows above the header.
        header: The header row.
        rows: Rows below that are not blank, each as wide as the header.
        facts: How it was read: ``encoding`` and ``delimiter``, or ``sheet``.
    """

    preamble: tuple[Row, ...]
    header: Row
    rows: tuple[Row, ...]
    facts: dict[str, str]


def read_grid(
    data: bytes, score: Score, problems: Problems, encoding: str = "", mend: Mend | None = None
) -> Grid | None:
    """The table of a file; None when a finding says why there is none.

    Args:
        data: Text of any supported encoding, or a workbook.
        score: Recognises the header; the best row of the first 40 wins, the earlier among equals.
        problems: Takes the findings, ragged rows among them.
        encoding: Named encoding of a text, empty to decide by the bytes.
        mend: What to make of each row below the header; empty to take it as it is.
    """
    if not data.strip():
        problems.error("sources.empty_file")
        return None
    if is_workbook(data):
        return _grid_of_workbook(data, score, problems, mend)
    return _grid_of_text(data, score, problems, encoding, mend)


def read_grids(data: bytes, score: Score, problems: Problems) -> tuple[tuple[str, Grid], ...]:
    """Every table of a workbook by the name of its sheet, in their order; sheets without a header are left out."""
    found = []
    for sheet in read_sheets(data, problems):
        points = [score(row.texts) for row in sheet.rows[:HEADER_WITHIN]]
        if any(points):
            at = points.index(max(points))
            grid = _grid(sheet.rows[:at], sheet.rows[at:], {"sheet": sheet.name}, problems)
            found.append((sheet.name, grid))
    return tuple(found)


def lines_of(text: str) -> list[str]:
    """Physical lines with their ends, broken at LF, CR and CRLF only."""
    return list(io.StringIO(text, newline=""))


def find_header(lines: Sequence[str], score: Score) -> tuple[int, str] | None:
    """Index of the header line and its delimiter, decided on that line; None when no line scores."""
    best, where = 0, None
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        for delimiter in DELIMITERS:
            points = score(_cells_of(line, delimiter))
            if points > best:
                best, where = points, (index, delimiter)
    return where


def header_points(data: bytes, score: Score, encoding: str = "") -> int:
    """The score of the best row among the first 40 of a text or workbook; 0 when none could be the header."""
    quiet = Problems("")
    if is_workbook(data):
        heads = [row.texts for sheet in read_sheets(data, quiet) for row in sheet.rows[:HEADER_WITHIN]]
        return max(map(score, heads), default=0)
    decoded = decode(data, quiet, encoding)
    lines = lines_of(decoded.text)[:HEADER_WITHIN] if decoded else []
    return max((score(_cells_of(line, mark)) for line in lines for mark in DELIMITERS), default=0)


def spans(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Rows as (first line index, index after the last line, cells); a quoted cell may hold line breaks.

    Raises:
        csv.Error: A quote is not closed, or text follows a closing quote.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 0
    for cells in reader:
        yield start, reader.line_num, cells
        start = reader.line_num


def _cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line above or at the header; none of a line that is longer than any header."""
    if len(line) > LONGEST_HEADER:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _grid_of_text(
    data: bytes, score: Score, problems: Problems, encoding: str, mend: Mend | None
) -> Grid | None:
    decoded = decode(data, problems, encoding)
    if decoded is None:
        return None
    lines = lines_of(decoded.text)
    found = find_header(lines, score)
    if found is None:
        problems.error("sources.no_header", within=HEADER_WITHIN)
        return None
    index, delimiter = found
    preamble = tuple(
        Row(number, tuple(_cells_of(line, delimiter))) for number, line in enumerate(lines[:index], 1)
    )
    body = _body(lines[index:], delimiter, index + 1, problems)
    if not body:
        return None
    if len(body) > 1 and not lines[-1].endswith(("\n", "\r")):
        problems.warn("sources.no_last_line_break", row=len(lines))
    facts = {"encoding": decoded.encoding, "delimiter": "tab" if delimiter == "\t" else delimiter}
    return _grid(preamble, body, facts, problems, mend)


def _body(lines: Sequence[str], delimiter: str, first: int, problems: Problems) -> list[Row]:
    rows: list[Row] = []
    end = 0
    try:
        for start, end, cells in spans(lines, delimiter):  # noqa: B007 - the last end says where it broke
            rows.append(Row(first + start, tuple(cells)))
    except csv.Error:
        problems.error("sources.broken_quotes", row=first + end)
        return []
    return rows


def _grid_of_workbook(data: bytes, score: Score, problems: Problems, mend: Mend | None) -> Grid | None:
    sheets = read_sheets(data, problems)
    best, chosen, header_at = 0, None, 0
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            points = score(row.texts)
            if points > best:
                best, chosen, header_at = points, sheet, index
    if chosen is None:
        if sheets:
            problems.error("sources.no_header", within=HEADER_WITHIN)
        return None
    _report_other_sheets(sheets, chosen, problems)
    rows = chosen.rows
    return _grid(rows[:header_at], rows[header_at:], {"sheet": chosen.name}, problems, mend)


def _report_other_sheets(sheets: Sequence[Sheet], chosen: Sheet, problems: Problems) -> None:
    others = [sheet.name for sheet in sheets if sheet is not chosen and any(map(_filled, sheet.rows))]
    if others:
        problems.warn("sources.other_sheets", sheet=chosen.name, others=", ".join(others))


def _grid(
    preamble: Sequence[Row],
    body: Sequence[Row],
    facts: dict[str, str],
    problems: Problems,
    mend: Mend | None = None,
) -> Grid:
    header = _without_blank_end(body[0])
    width = len(header.cells)
    rows = []
    for each in body[1:]:
        row = mend(each, width) if mend else each
        if row is None or not _filled(row):
            continue
        cells = row.cells[:width] if not any(row.texts[width:]) else row.cells
        if len(cells) != width:
            problems.error("sources.ragged_row", row=row.number, found=len(cells), expected=width)
        else:
            rows.append(Row(row.number, cells))
    return Grid(tuple(preamble), header, tuple(rows), facts)


def _filled(row: Row) -> bool:
    return any(row.texts)


def _without_blank_end(row: Row) -> Row:
    end = len(row.cells)
    while end and not row.texts[end - 1]:
        end -= 1
    return Row(row.number, row.cells[:end])
