"""The mapping file: a format as data. Everything that differs between two tables is here, nothing of it in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Formatter

from assay.core.tables import TABLES, ColumnType
from assay.sources.cells import header_key
from assay.sources.mapped.entries import (
    MappingError,
    check_known,
    check_only,
    entries_of,
    flag_of,
    text_of,
    texts_of,
)
from assay.sources.mapped.running import RATE, Running, running_of
from assay.sources.text import NAMED_ENCODINGS

FIELD_TYPES: Dictionary[str, ColumnType | None] = {
    "id": ColumnType.TEXT,
    "text": ColumnType.TEXT,
    "choice": ColumnType.TEXT,
    "choices": ColumnType.TEXT,
    "country": ColumnType.TEXT,
    "currency": ColumnType.TEXT,
    "count": ColumnType.COUNT,
    "amount": ColumnType.MICROS,
    "micros": ColumnType.MICROS,
    "day": ColumnType.DAY,
    "instant": ColumnType.INSTANT,
    "flag": ColumnType.FLAG,
    "email": ColumnType.CONTACT,
    "phone": ColumnType.CONTACT,
    "name": ColumnType.CONTACT,
    "company": ColumnType.CONTACT,
    "drop": None,
}
"""What a column of the file may hold → what it may become."""

CONTACT_TYPES = frozenset(name for name, kind in FIELD_TYPES.items() if kind is ColumnType.CONTACT)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the file.

    Attributes:
        name: How the yields call it.
        type: One of :data:`FIELD_TYPES`.
        headers: What the column may be called; compared without case and blanks.
        required: Whether the file must have the column.
        filled: Whether every row must have a value.
        day_only: For an instant: a day without a time of day counts as its midnight.
        lenient: A value that cannot be read becomes null with a warning, instead of refusing the file.
        not_before: Name of an instant that this one should not precede.
        at_most: Name of a count that this one cannot exceed, because it is a part of it.
        currency: For an amount: the column of its currency, where there are several.
        units: For a count: words that may follow the number.
        prefixes: For an id: marks that may stand before it and are no part of it.
        values: For choice, choices, flag and currency: value → how files write it; the value ```` is null.
    """

    name: str
    type: str
    headers: tuple[str, ...]
    required: bool = False
    filled: bool = False
    day_only: bool = False
    lenient: bool = False
    not_before: str = ""
    at_most: str = ""
    currency: str = ""
    units: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    values: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cast:
    """Where one value of a record comes from: fields, a pattern, or a constant; a constant beside fields stands in for them.

    Attributes:
        fields: The first of these fields that has a value.
        text: A pattern with ``{field}`` placeholders; null when one of them is.
        const: The same text in every record, or where none of the fields has a value.
    """

    fields: tuple[str, ...] = ()
    text: str = ""
    const: str = ""


@dataclass(frozen=True, slots=True)
class Yield:
    """One record that a row gives.

    Attributes:
        table: Canonical table.
        values: Column → where its value comes from.
        needs: Fields that the file must have, else it gives no such records.
        when: Fields that the row must have a value for, else it gives no such record.
    """

    table: str
    values: Dictionary[str, Cast]
    needs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One format.

    Attributes:
        id: Format id; becomes the ``source`` of every row.
        version: Raised with every change.
        fields: The columns of the file.
        yields: The records of a row.
        running: The balance that the rows move; None where they move none.
        zone: IANA zone of times without one; empty means that the importing person says it.
        encoding: Named encoding, for files whose bytes do not tell; empty means decide.
        seen: ``no`` for a format of which no real file has been read; the import report says so.
        by_header: Header as it is compared → its field.
    """

    id: str
    version: str
    fields: tuple[Field, ...]
    yields: tuple[Yield, ...]
    running: Running | None = None
    zone: str = ""
    encoding: str = ""
    seen: str = ""
    by_header: Dictionary[str, Field] = field(default_factory=dict, repr=False)

    def field_of(self, header: str) -> Field | None:
        """The field of a column header; None when the mapping does not know it."""
        return self.by_header.get(header_key(header))

    def score(self, headers: Sequence[str]) -> int:
        """How many fields a row of headers names; 0 unless every required one is there."""
        names = {field.name for field in map(self.field_of, headers) if field}
        return len(names) if all(field.name in names for field in self.fields if field.required) else 0


def ready_names() -> tuple[str, ...]:
    """The mappings that come with the package."""
    folder = resources.files("assay.sources") / "mappings"
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


@cache
def ready_mapping(name: str) -> Mapping:
    """A mapping that comes with the package.

    Raises:
        KeyError: There is none of that name.
    """
    if name not in ready_names():
        raise KeyError(name)
    return load_mapping((resources.files("assay.sources") / "mappings" / f"{name}.toml").read_text("utf-8"))


def load_mapping(text: str) -> Mapping:
    """A mapping from its TOML text.

    Raises:
        MappingError: It is no TOML, or says something that does not exist or does not fit.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise MappingError("", "syntax", str(broken)) from None
    check_only(
        document,
        "",
        ("id", "version", "zh", "en", "zone", "encoding", "seen", "columns", "running", "yields"),
    )
    fields = tuple(_field(entry, f"columns[{at}]") for at, entry in entries_of(document, "columns"))
    mapping = Mapping(
        id=text_of(document, "", "id"),
        version=text_of(document, "", "version"),
        fields=fields,
        yields=tuple(_yield(entry, f"yields[{at}]") for at, entry in entries_of(document, "yields")),
        running=running_of(document.get("running")),
        zone=text_of(document, "", "zone", ""),
        encoding=text_of(document, "", "encoding", ""),
        seen=text_of(document, "", "seen", ""),
        by_header={header_key(header): field_ for field_ in fields for header in field_.headers},
    )
    _check(mapping)
    return mapping


def _field(entry: Dictionary[str, object], at: str) -> Field:
    flags = ("required", "filled", "day_only", "lenient")
    check_only(
        entry,
        at,
        (
            "field",
            "type",
            "headers",
            "not_before",
            "at_most",
            "currency",
            "units",
            "prefixes",
            "values",
            *flags,
        ),
    )
    kind = text_of(entry, at, "type")
    if kind not in FIELD_TYPES:
        raise MappingError(f"{at}.type", "unknown", kind)
    values = entry.get("values", {})
    if not isinstance(values, dict):
        raise MappingError(f"{at}.values", "wrong_type")
    return Field(
        name=text_of(entry, at, "field"),
        type=kind,
        headers=texts_of(entry, at, "headers"),
        not_before=text_of(entry, at, "not_before", ""),
        at_most=text_of(entry, at, "at_most", ""),
        currency=text_of(entry, at, "currency", ""),
        units=texts_of(entry, at, "units", ()),
        prefixes=texts_of(entry, at, "prefixes", ()),
        values={value: texts_of(values, f"{at}.values", value) for value in values},
        **{flag: flag_of(entry, at, flag) for flag in flags},
    )


def _yield(entry: Dictionary[str, object], at: str) -> Yield:
    check_only(entry, at, ("table", "values", "needs", "when"))
    values = entry.get("values")
    if not isinstance(values, dict):
        raise MappingError(f"{at}.values", "missing")
    return Yield(
        table=text_of(entry, at, "table"),
        values={column: _cast(said, f"{at}.values.{column}") for column, said in values.items()},
        needs=texts_of(entry, at, "needs", ()),
        when=texts_of(entry, at, "when", ()),
    )


def _cast(said: object, at: str) -> Cast:
    match said:
        case str():
            return Cast(fields=(said,))
        case [str(), *_]:
            return Cast(fields=texts_of({at: said}, at, at))
        case {"text": str(text), **rest} if not rest:
            return Cast(text=text)
        case {"const": str(text), **rest} if not rest:
            return Cast(const=text)
        case {"fields": [str(), *_] as fields, "const": str(text), **rest} if not rest:
            return Cast(fields=texts_of({at: fields}, at, at), const=text)
    raise MappingError(at, "wrong_type")


def _check(mapping: Mapping) -> None:
    """Names that refer to each other must exist, and values must fit the columns that they go to."""
    names = [field.name for field in mapping.fields]
    for at, field_ in enumerate(mapping.fields):
        if field_.name in names[:at]:
            raise MappingError(f"columns[{at}].field", "twice", field_.name)
        check_known(
            [name for name in (field_.not_before, field_.at_most, field_.currency) if name],
            names,
            f"columns[{at}]",
        )
    if mapping.running:
        check_known(mapping.running.columns, names, "running")
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
    if mapping.running:
        types[RATE] = ColumnType.TEXT
    check_known([*yield_.needs, *yield_.when], list(types), at)
    check_known([yield_.table], list(TABLES), f"{at}.table")
    columns = {column.name: column.type for column in TABLES[yield_.table].columns}
    for column, cast in yield_.values.items():
        where = f"{at}.values.{column}"
        check_known([column], list(columns), where)
        check_known(cast.fields, list(types), where)
        check_known(
            [name for _, name, _, _ in Formatter().parse(cast.text) if name is not None], list(types), where
        )
        given = {types[name] for name in cast.fields} or {ColumnType.TEXT}
        if given != {columns[column]}:
            raise MappingError(where, "mismatch", ", ".join(sorted(str(kind) for kind in given)))
