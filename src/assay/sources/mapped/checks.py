"""What must hold inside a mapping: names that refer to each other exist, and values fit the columns that they go to."""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter

from assay.core.tables import TABLES, ColumnType
from assay.sources.cells import header_key
from assay.sources.mapped.model import FIELD_TYPES, Cast, Mapping, MappingError, Yield
from assay.sources.text import NAMED_ENCODINGS


def check_mapping(mapping: Mapping) -> None:
    """Raises MappingError at the first thing that does not hold."""
    names = [field.name for field in mapping.fields]
    for at, field_ in enumerate(mapping.fields):
        if field_.name in names[:at]:
            raise MappingError(f"columns[{at}].field", "twice", field_.name)
        others = (field_.not_before, field_.at_most, field_.currency)
        _known([name for name in others if name], names, f"columns[{at}]")
    if mapping.running:
        _known(mapping.running.columns, names, "running")
    keys = [header_key(header) for field_ in mapping.fields for header in field_.headers]
    for key in keys:
        if keys.count(key) > 1:
            raise MappingError("columns.headers", "twice", key)
    if mapping.encoding and mapping.encoding not in NAMED_ENCODINGS:
        raise MappingError("encoding", "unknown", mapping.encoding)
    for at, yield_ in enumerate(mapping.yields):
        _check_yield(mapping, yield_, f"yields[{at}]")


def _check_yield(mapping: Mapping, yield_: Yield, at: str) -> None:
    types = {field.name: FIELD_TYPES[field.type] for field in mapping.fields}
    conditions = (yield_.needs, yield_.when, yield_.needs_one, yield_.when_one, yield_.unless, yield_.filled)
    _known([name for names in conditions for name in names], list(types), at)
    _known([yield_.table], list(TABLES), f"{at}.table")
    columns = {column.name: column.type for column in TABLES[yield_.table].columns}
    for column, cast in yield_.values.items():
        where = f"{at}.values.{column}"
        _known([column], list(columns), where)
        _known((*cast.named, *cast.numbered, *_placeholders(cast)), list(types), where)
        given = {types[name] for name in cast.named} or {ColumnType.TEXT}
        if given != {columns[column]} or (cast.join and given != {ColumnType.CONTACT}):
            raise MappingError(where, "mismatch", ", ".join(sorted(str(kind) for kind in given)))


def _placeholders(cast: Cast) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(cast.text) if name is not None]


def _known(names: Sequence[str], allowed: Sequence[str], at: str) -> None:
    for name in names:
        if name not in allowed:
            raise MappingError(at, "unknown", name)
