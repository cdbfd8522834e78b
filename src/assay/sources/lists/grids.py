"""The table in a file, wherever it begins: text of any encoding, or the sheets of a workbook that have its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assay.sources.archive import is_archive
from assay.sources.cells import Cell, Row, header_key
from assay.sources.lists.kinds import kind_of
from assay.sources.lists.words import list_key, words
from assay.sources.mapped.totals import split_totals
from assay.sources.problems import Problems, shown
from assay.sources.sheet import Sheet, is_workbook, read_sheets
from assay.sources.table import HEADER_WITHIN, Grid, Score, read_grid

_WHOLE, _PART = 3, 1
_FEWEST = 2
_WORKBOOK_ENDINGS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
_NO_TEXT = frozenset({"sources.nul_byte", "sources.broken_text", "sources.encoding_unknown"})
"""What is found in bytes that are no text; of a file that is called a workbook they say that it is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; ``sheet`` is empty for text."""

    sheet: str
    row: Row


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a list.

    Attributes:
        headers: As written; empty for a column without one. As many as the widest row has cells.
        header_row: Row of the header, on the first sheet that has one.
        lines: Rows below that are neither blank nor a total, those of several sheets one after the other.
        totals: Rows that say that they are a total.
        sheets: The sheets that were read; none for text.
        facts: How a text was read: ``encoding`` and ``delimiter``.
    """

    headers: tuple[str, ...]
    header_row: int
    lines: tuple[Line, ...]
    totals: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def read_table(data: bytes, said: Sequence[str], problems: Problems, encoding: str = "") -> Table | None:
    """The table of a file; None after a finding.

    Args:
        data: Text of any supported encoding, or a workbook.
        said: Headers that a person has named.
        problems: Takes the findings.
        encoding: Named encoding of a text, empty to decide by the bytes.
    """
    named = frozenset(map(header_key, said))
    kind = kind_of(data)
    if kind or is_archive(data):
        _refuse(kind, problems)
        return None
    if is_workbook(data):
        return _of_workbook(data, named, problems)
    return _of_text(data, named, problems, encoding)


def _refuse(kind: str, problems: Problems) -> None:
    if kind:
        problems.error("compare.not_a_list", found=kind)
    else:
        problems.error("compare.zipped")


def _of_text(data: bytes, named: frozenset[str], problems: Problems, encoding: str) -> Table | None:
    is_called = problems.file.lower().endswith(_WORKBOOK_ENDINGS)
    for score in (_by_words(named), _by_shape):
        tried = Problems(problems.file)
        grid = read_grid(data, score, tried, encoding)
        codes = {finding.code for finding in tried.findings}
        if is_called and codes & _NO_TEXT:
            break
        if "sources.no_header" not in codes:
            problems.take(tried)
            return _of_grid(grid) if grid else None
    if is_called:
        problems.error("compare.no_workbook")
    else:
        problems.error("compare.no_header", within=HEADER_WITHIN)
    return None


def _of_grid(grid: Grid) -> Table:
    data, totals = split_totals(grid.rows)
    return Table(
        tuple(grid.header.texts),
        grid.header.number,
        tuple(Line("", row) for row in data),
        tuple(row.number for row in totals),
        facts=grid.facts,
    )


def _by_words(named: frozenset[str]) -> Score:
    def score(cells: Sequence[str]) -> int:
        points = sum(_points(cell, named) for cell in cells if cell)
        return points if points >= _FEWEST else 0

    return score


def _points(cell: str, named: frozenset[str]) -> int:
    """How well a cell is a header; nothing that holds an address or a number is one."""
    if header_key(cell) in named or list_key(cell) in words().ranked:
        return _WHOLE
    if "@" in cell or sum(mark.isdigit() for mark in cell) > 4 or len(cell) > 60:
        return 0
    return _PART if words().part_of(cell) else 0


def _by_shape(cells: Sequence[str]) -> int:
    """For a table whose headers say nothing: a row of at least two words and no address or number."""
    filled = [cell for cell in cells if cell]
    plain = all("@" not in cell and sum(mark.isdigit() for mark in cell) <= 2 for cell in filled)
    return len(filled) if plain and len(filled) >= _FEWEST else 0


def _of_workbook(data: bytes, named: frozenset[str], problems: Problems) -> Table | None:
    sheets = read_sheets(data, problems)
    for score in (_by_words(named), _by_shape):
        found = [(sheet, at) for sheet in sheets if (at := _header_at(sheet, score)) is not None]
        if found:
            first, at = max(found, key=lambda one: score(one[0].rows[one[1]].texts))
            return _joined(first, at, sheets, found, problems)
    if sheets:
        problems.error("compare.no_header", within=HEADER_WITHIN)
    return None


def _header_at(sheet: Sheet, score: Score) -> int | None:
    points = [score(row.texts) for row in sheet.rows[:HEADER_WITHIN]]
    best = max(points, default=0)
    return points.index(best) if best else None


def _joined(
    first: Sheet, at: int, sheets: Sequence[Sheet], found: Sequence[tuple[Sheet, int]], problems: Problems
) -> Table:
    """The rows of every sheet that has the same header; the others are named."""
    key = _header_keys(first, at)
    same = [(sheet, where) for sheet, where in found if _header_keys(sheet, where) == key]
    names = [sheet.name for sheet, _ in same]
    others = [
        sheet.name
        for sheet in sheets
        if sheet.name not in names and any(any(row.texts) for row in sheet.rows)
    ]
    if others:
        problems.warn(
            "compare.other_sheets", read=", ".join(map(shown, names)), others=", ".join(map(shown, others))
        )
    lines: list[Line] = []
    totals: list[int] = []
    for sheet, where in same:
        data, sums = split_totals([row for row in _filled_down(sheet, where + 1) if any(row.texts)])
        lines += [Line(sheet.name, row) for row in data]
        totals += [row.number for row in sums]
    width = max((_width(line.row) for line in lines), default=0)
    width = max(width, len(key))
    headers = (*first.rows[at].texts, *[""] * width)[:width]
    rows = tuple(Line(line.sheet, Row(line.row.number, _as_wide(line.row.cells, width))) for line in lines)
    return Table(headers, first.rows[at].number, rows, tuple(totals), tuple(names))


def _header_keys(sheet: Sheet, at: int) -> tuple[str, ...]:
    keys = [header_key(text) for text in sheet.rows[at].texts]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)


def _width(row: Row) -> int:
    return max((index for index, text in enumerate(row.texts, 1) if text), default=0)


def _as_wide(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*cells, *[""] * width)[:width]


def _filled_down(sheet: Sheet, start: int) -> list[Row]:
    """The rows from an index on, where the value of cells merged downwards stands in each of their rows."""
    cells = {index: list(sheet.rows[index].cells) for index in range(start, len(sheet.rows))}
    for top, bottom, column in sheet.merged:
        if top < start or column >= len(cells.get(top, ())):
            continue
        for index in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            cells[index][column] = cells[top][column]
    return [Row(sheet.rows[index].number, tuple(row)) for index, row in cells.items()]
