"""Which preset a file belongs to: the one whose own headers it has. The file is opened once for all of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assay.sources.ad_reports.preset import Preset, bare_key, preset, preset_names
from assay.sources.archive import is_archive, read_members
from assay.sources.problems import Problems
from assay.sources.sheet import is_workbook, read_sheets
from assay.sources.table import DELIMITERS, HEADER_WITHIN, LONGEST_HEADER, lines_of
from assay.sources.text import decode


@lru_cache(maxsize=1)
def preset_of(data: bytes) -> str:
    """Name of the preset that claims most of a file's headers; empty when none does. A zip is what its first report is."""
    if is_archive(data):
        members = read_members(data, Problems(""))
        return next((name for member in members if (name := _preset_of(member.data))), "")
    return _preset_of(data)


def preset_of_member(data: bytes) -> str:
    """Like :func:`preset_of`, for a file out of a zip."""
    return _preset_of(data)


def _preset_of(data: bytes) -> str:
    rows = list(_heads(data))
    heads = [(row[0].strip(' "'), tuple(map(bare_key, row))) for row in rows if row]
    points = {name: _points(preset(name), heads) for name in preset_names()}
    best = max(points, key=lambda name: points[name])
    return best if points[best] else ""


def _points(each: Preset, heads: Sequence[tuple[str, Sequence[str]]]) -> int:
    """The best claim among rows of (first text, keys)."""
    mark = each.preamble.get("mark")
    marked = mark is not None and any(mark.match(first) for first, _ in heads)
    return max((each.claims(keys, marked=marked) for _, keys in heads), default=0)


def _heads(data: bytes) -> Iterator[list[str]]:
    """The first rows of a file, under every delimiter."""
    quiet = Problems("")
    if is_workbook(data):
        for sheet in read_sheets(data, quiet):
            yield from (list(row.texts) for row in sheet.rows[:HEADER_WITHIN])
        return
    decoded = decode(data, quiet)
    lines = lines_of(decoded.text)[:HEADER_WITHIN] if decoded else []
    for line in lines:
        if len(line) <= LONGEST_HEADER:
            yield from (cells for mark in DELIMITERS if (cells := _cells(line, mark)))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
