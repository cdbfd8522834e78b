"""What a person needs to mend a refused file: the rows with findings as a workbook, each sentence beside its row.

The file itself is mended, not the workbook: that one only shows where to look.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence

from assay.core.findings import Finding
from assay.ports import Content
from assay.services.rejects import Reopened
from assay.sources.problems import Problems
from assay.sources.sheet import is_workbook, read_sheets
from assay.sources.table import DELIMITERS, HEADER_WITHIN, lines_of, spans
from assay.sources.text import decode
from assay.sources.workbook import workbook_bytes
from assay.store.contents import pieces_of

_WIDTHS = {"A": 8, "B": 28, "C": 18, "D": 80}
_LEAD = 4


def findings_workbook(
    reopened: Reopened, heads: Sequence[str], title: str, say: Callable[[Finding], str]
) -> bytes | None:
    """A workbook with a row per finding, in the order of the file; None when no finding names a row of it.

    Args:
        reopened: The refused file, read again.
        heads: Headers of the columns row, code, column and finding.
        title: Name of the sheet.
        say: The sentence of a finding, in the reader's language.

    Returns:
        Every cell is text; what stood in the file as a formula or looks like one is text as well.
    """
    facts, named = reopened.parsed.facts, {finding.place.line for finding in reopened.parsed.findings}
    columns = {finding.place.path for finding in reopened.parsed.findings} - {""}
    data = reopened.data
    if isinstance(data, bytes):
        rows = _rows(data, facts, table=bool(columns))
    else:
        rows = _some_rows(data, facts, named)
    found = [finding for finding in reopened.parsed.findings if finding.place.line in rows]
    if not found:
        return None
    header = _header(rows, {finding.place.path for finding in found})
    cells = [
        [str(finding.place.line), finding.code, finding.place.path, say(finding), *rows[finding.place.line]]
        for finding in sorted(found, key=lambda one: (one.place.line, one.place.path, one.code))
    ]
    return workbook_bytes(title, [[*heads[:_LEAD], *header], *cells], _WIDTHS, head=1)


def _rows(data: bytes, facts: Mapping[str, str], *, table: bool) -> Mapping[int, Sequence[str]]:
    """Number → cells of a row of a table; of any other text, such as a chat with commas in it, a line is one cell.

    Args:
        data: The file.
        facts: How it was read; the delimiter of a table stands there unless the reading ended before.
        table: Whether a finding names a column, so that it must be a table.
    """
    if is_workbook(data):
        sheets = read_sheets(data, Problems(""))
        named = [sheet for sheet in sheets if sheet.name == facts.get("sheet")] or list(sheets)
        fullest = max(named, key=lambda sheet: len(sheet.rows), default=None)
        return {row.number: row.texts for row in fullest.rows} if fullest else {}
    decoded = decode(data, Problems(""))
    lines = lines_of(decoded.text if decoded else data.decode("utf-8", "replace"))
    said = facts.get("delimiter", "")
    mark = {"tab": "\t"}.get(said, said) or (_delimiter(lines) if table else "")
    plain = {number: [line.rstrip("\r\n")] for number, line in enumerate(lines, 1)}
    if not mark:
        return plain
    try:
        return {start + 1: cells for start, _, cells in spans(lines, mark)}
    except csv.Error:
        return plain


def _some_rows(content: Content, facts: Mapping[str, str], wanted: set[int]) -> Mapping[int, Sequence[str]]:
    """The same of a large text: only the rows that are wanted and those where the header is, each as its first line."""
    mark = {"tab": "\t"}.get(facts.get("delimiter", ""), facts.get("delimiter", ""))
    found: dict[int, Sequence[str]] = {}
    for number, line in enumerate(_large_lines(content), 1):
        if number in wanted or number <= HEADER_WITHIN:
            text = line.decode("utf-8", "replace")
            found[number] = next(csv.reader([text], delimiter=mark), []) if mark else [text]
    return found


def _large_lines(content: Content) -> Iterator[bytes]:
    rest = b""
    for piece in pieces_of(content):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    yield rest


def _delimiter(lines: Sequence[str]) -> str:
    """The mark that stands most often in the first lines, empty when none does on every second one."""
    heads = lines[:HEADER_WITHIN]
    counts = {mark: sum(mark in line for line in heads) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark)))
    return best if heads and counts[best] * 2 > len(heads) else ""


def _header(rows: Mapping[int, Sequence[str]], columns: set[str]) -> Sequence[str]:
    """The file's own header: the first row that holds a column which a finding names."""
    near = (rows[number] for number in sorted(rows) if number <= HEADER_WITHIN)
    return next((row for row in near if not columns.isdisjoint(cell for cell in row if cell)), ())
