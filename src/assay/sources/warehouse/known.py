"""Which table of a warehouse a file is, by its columns and its name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assay.core.findings import Finding, Place
from assay.sources.cells import header_key
from assay.sources.table import heads_of

_KINDS = ("names", "parts", "events")
_ENOUGH = 4
"""So many columns together are of no other table; of fewer something else must speak for a warehouse."""


@dataclass(frozen=True, slots=True)
class Known:
    """One table.

    Attributes:
        table: Its name, without the platform's.
        platform: Name of the platform.
        kind: ``names``, ``parts`` of another table, or ``events`` that no table of ours takes.
        instead: Tables of the platform that are read; empty when none is.
        columns: Columns by which it is known.
    """

    table: str
    platform: str
    kind: str
    instead: str
    columns: frozenset[str]


def refusal(name: str, data: bytes) -> Finding | None:
    """Why a table of a warehouse is not imported; None when the file is no such table.

    Args:
        name: File name, which decides between tables with the same columns.
        data: The bytes of the file.
    """
    stem = re.sub(r"[^a-z0-9]+", "_", name.casefold())
    heads = (frozenset(header_key(cell).strip('"') for cell in row) for row in heads_of(data) if len(row) > 1)
    found = [each for keys in heads for each in known_tables() if _is(each, keys, stem)]
    if not found:
        return None
    best = max(found, key=lambda each: _weight(each, stem))
    same = [each for each in found if _weight(each, stem) == _weight(best, stem)]
    tables = dict.fromkeys(each.table for each in same)
    platforms = dict.fromkeys(each.platform for each in same)
    return _finding(Place(name), best, " / ".join(tables), " / ".join(platforms))


@cache
def known_tables() -> tuple[Known, ...]:
    """The tables that are known to hold nothing for us."""
    text = (resources.files("assay.sources.warehouse") / "tables.toml").read_text("utf-8")
    return tuple(_tables(tomllib.loads(text)["platforms"]))


def _tables(platforms: list[Mapping[str, Mapping[str, list[str]]]]) -> Iterator[Known]:
    for said in platforms:
        instead = ", ".join(said["instead"])
        for kind in _KINDS:
            for table, layouts in said.get(kind, {}).items():
                for columns in layouts:
                    yield Known(table, str(said["name"]), kind, instead, frozenset(columns.split()))


def _is(each: Known, keys: frozenset[str], stem: str) -> bool:
    if not each.columns <= keys:
        return False
    marked = any(key.startswith("_fivetran") for key in keys)
    return len(each.columns) >= _ENOUGH or marked or each.table in stem


def _weight(each: Known, stem: str) -> tuple[int, int]:
    return (len(each.table) if each.table in stem else 0, len(each.columns))


def _finding(place: Place, best: Known, table: str, platform: str) -> Finding:
    params = {"table": table, "platform": platform}
    if not best.instead:
        return Finding("sources.platform_not_read", place, params)
    params["instead"] = best.instead
    match best.kind:
        case "names":
            return Finding("sources.table_of_names", place, params)
        case "parts":
            return Finding("sources.table_of_parts", place, params)
        case _:
            return Finding("sources.table_without_place", place, params)
