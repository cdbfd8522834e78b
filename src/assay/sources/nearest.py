"""Which format an unknown table comes nearest to, and which columns it lacks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.sources.ad_reports.preset import bare_key, preset, preset_names, preset_words
from assay.sources.cells import header_key
from assay.sources.mapped import Mapping
from assay.sources.table import heads_of

_AT_LEAST = 2
"""So many columns must be known; a single word such as “Date” stands in every table."""


@dataclass(frozen=True, slots=True)
class Near:
    """A format that knows some columns of a table.

    Attributes:
        format_id: The format.
        found: The columns that it knows, as the file writes them.
        lacks: The columns that it needs and does not find, in the language of the table where there is one.
    """

    format_id: str
    found: tuple[str, ...]
    lacks: tuple[str, ...]


def nearest(data: bytes, mappings: Iterable[Mapping]) -> tuple[Near, ...]:
    """The formats that know most of a table's columns; none of a file in which none knows two."""
    found: dict[str, Near] = {}
    for head in heads_of(data):
        cells = [cell.strip() for cell in head if cell.strip()]
        if len(cells) < _AT_LEAST:
            continue
        nears = [
            *(_of_mapping(each, cells) for each in mappings),
            *(_of_preset(name, cells) for name in preset_names()),
        ]
        for near in nears:
            if len(near.found) >= _AT_LEAST and _rank(near) > _rank(found.get(near.format_id)):
                found[near.format_id] = near
    return tuple(sorted(found.values(), key=_rank, reverse=True))


def _rank(near: Near | None) -> tuple[int, int]:
    return (-1, 0) if near is None else (len(near.found), -len(near.lacks))


def _of_mapping(mapping: Mapping, cells: Sequence[str]) -> Near:
    known = {field.name: cell for cell in cells if (field := mapping.field_of(cell)) and field.type != "drop"}
    lacks = [field.headers for field in mapping.fields if field.required and field.name not in known]
    return Near(mapping.id, tuple(known.values()), tuple(_said(headers, cells) for headers in lacks))


def _of_preset(name: str, cells: Sequence[str]) -> Near:
    each = preset(name).of(list(map(bare_key, cells)))
    known = {header.field: cell for cell in cells if (header := each.header(cell)) and header.field}
    groups = [
        [word for word in group if not any(each.is_word(word, cell) for cell in cells)]
        for group in preset_words(name)
    ]
    fewest: list[str] = min(groups, key=len)
    return Near(name, tuple(known.values()), tuple(fewest))


def _said(headers: Sequence[str], cells: Sequence[str]) -> str:
    """The header as a table in this language would write it."""
    wide = not all(map(str.isascii, map(header_key, cells)))
    return next((header for header in headers if header.isascii() != wide), headers[0])
