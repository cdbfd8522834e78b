"""Which preset a file belongs to: the one whose own headers it has. The file is opened once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assay.sources.ad_reports.preset import Preset, bare_key, preset, preset_names
from assay.sources.archive import is_archive, read_members
from assay.sources.problems import Problems
from assay.sources.table import heads_of


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
    heads = [(row[0].strip(' "'), tuple(map(bare_key, row))) for row in heads_of(data) if row]
    points = {name: _points(preset(name), heads) for name in preset_names()}
    best = max(points, key=lambda name: points[name])
    return best if points[best] else ""


def _points(each: Preset, heads: Sequence[tuple[str, Sequence[str]]]) -> int:
    """The best claim among rows of (first text, keys)."""
    mark = each.preamble.get("mark")
    marked = mark is not None and any(mark.match(first) for first, _ in heads)
    return max((each.claims(keys, marked=marked) for _, keys in heads), default=0)
