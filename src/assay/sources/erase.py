"""A file without some rows: their contents are gone, every other row keeps its number and its bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator
from typing import BinaryIO

from assay.sources.problems import Problems
from assay.sources.sheet import is_workbook, read_sheets
from assay.sources.table import HEADER_WITHIN, Score, find_header, lines_of, spans
from assay.sources.text import decode
from assay.sources.workbook import workbook_bytes

_PIECE = 1 << 20
_ENDS = (b"\n", b"\r")
_PARTS = re.compile(rb"[^\r\n]+|\r|\n")
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def table_without_rows(data: bytes, score: Score, rows: frozenset[int], encoding: str = "") -> bytes:
    """A table without the contents of these rows.

    Text keeps its encoding, delimiter and line breaks: only the lines of those rows are emptied. A workbook is written
    anew as xlsx with the values of the sheet that was read; other sheets, formulas and comments do not survive, because
    nobody can tell whether they repeat what had to go.

    Args:
        data: The file as received.
        score: Recognises the header, as when reading.
        rows: Numbers of lines or sheet rows; a number inside a row of several lines means that whole row.
        encoding: Named encoding of a text, as when reading.
    """
    if is_workbook(data):
        return _workbook_without(data, score, rows)
    doomed = _whole_rows(data, score, rows, encoding)
    mark, codec, lines = _byte_lines(data)
    kept = [_end_of(line) if number in doomed else line for number, line in enumerate(lines, 1)]
    return mark + "".join(kept).encode(codec, "surrogatepass")


def without_lines(file: BinaryIO, rows: Container[int]) -> Iterator[bytes]:
    """A text with these lines emptied and their ends kept, piece by piece; its lines are broken as :func:`lines_of` does.

    Not for UTF-16. A line of any length passes through in parts.
    """
    number, after_cr = 1, False
    while piece := file.read(_PIECE):
        kept = bytearray()
        for part in _PARTS.findall(piece):
            if part in _ENDS:
                number += not (after_cr and part == b"\n")
                after_cr = part == b"\r"
                kept += part
            else:
                after_cr = False
                kept += b"" if number in rows else part
        yield bytes(kept)


def without_any_line(data: bytes) -> bytes:
    """A text with every line emptied and its line breaks kept."""
    mark, codec, lines = _byte_lines(data)
    return mark + "".join(map(_end_of, lines)).encode(codec)


def _byte_lines(data: bytes) -> tuple[bytes, str, list[str]]:
    """Byte order mark, codec and lines, such that encoding the lines again gives the same bytes.

    No supported encoding but UTF-16 uses the bytes of CR and LF inside a character, so Latin-1 finds the same lines.
    """
    if data[:2] in _WIDE:
        codec = _WIDE[data[:2]]
        whole = data[2 : len(data) - len(data) % 2]
        return data[:2], codec, lines_of(whole.decode(codec, "surrogatepass"))
    return b"", "latin-1", lines_of(data.decode("latin-1"))


def _whole_rows(data: bytes, score: Score, rows: frozenset[int], encoding: str) -> set[int]:
    """Numbers of all lines of the rows that any of ``rows`` lies in."""
    doomed = set(rows)
    decoded = decode(data, Problems(""), encoding)
    lines = lines_of(decoded.text) if decoded else []
    found = find_header(lines, score)
    if found is None:
        return doomed
    index, delimiter = found
    try:
        for start, end, _ in spans(lines[index:], delimiter):
            numbers = range(index + start + 1, index + end + 1)
            if doomed.intersection(numbers):
                doomed.update(numbers)
    except csv.Error:
        return doomed
    return doomed


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _workbook_without(data: bytes, score: Score, rows: frozenset[int]) -> bytes:
    sheets = read_sheets(data, Problems(""))
    if not sheets:
        return b""
    best = max(
        sheets, key=lambda sheet: max((score(row.texts) for row in sheet.rows[:HEADER_WITHIN]), default=0)
    )
    return workbook_bytes(best.name, [() if row.number in rows else row.cells for row in best.rows])
