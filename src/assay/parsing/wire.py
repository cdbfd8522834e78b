"""What crosses the pipe: frames of JSON, and the closed set of records that they may hold.

A value is itself when JSON has it (text, whole number, truth, nothing); everything else is a list that begins with a
tag; records travel column by column (:mod:`assay.parsing.rows`). Decoding makes records of :data:`RECORDS` and nothing else, so a child that has lost its mind may tell wrong figures
but cannot run anything here.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import BinaryIO, cast

from assay.core.comparison.records import Claim, Enquiry, Excluded, Key, Marked, Trouble
from assay.core.findings import Finding, Place, Severity
from assay.core.tables import Contact, Record
from assay.parsing.rows import pack, unpack
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.cells import Row
from assay.sources.forms import Returned, ReturnedRow, ReturnedSheet
from assay.sources.lists import Chosen, ListOptions, ReadList, Unused
from assay.sources.lists.grids import Line

RECORDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        Chosen, Claim, Contact, Control, Enquiry, Finding, ImportOptions, Line, ListOptions, Marked, Parsed, Place, ReadList,
        Returned, ReturnedRow, ReturnedSheet, Row, Unused,
    )
}  # fmt: skip
"""Name → record that may cross."""

ENUMS: Mapping[str, type[StrEnum]] = {kind.__name__: kind for kind in (Excluded, Severity, Trouble)}
PARTS: Mapping[type, tuple[str, ...]] = {
    Parsed: ("records", "findings"),
    ReadList: ("lines", "claims", "enquiries"),
    Returned: ("rows",),
}
"""Record → fields that are sent in parts, because they grow with the file."""

_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in RECORDS.values()}
_PLAIN = frozenset((str, int, bool, type(None)))
_LENGTH = struct.Struct(">I")
LONGEST_FRAME = 64 * 1024 * 1024


class WireError(ValueError):
    """What came over the pipe is no frame, or no value of ours."""


def encode(value: object) -> object:
    """A value as JSON has it; a tuple of records as :func:`~assay.parsing.rows.pack` makes it.

    Raises:
        TypeError: It is none that may cross.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], Record):
        return ["rows", *pack(value)]
    if kind in _FIELDS:
        return [kind.__name__, *_each(getattr(value, name) for name in _FIELDS[kind])]
    if kind.__name__ in ENUMS or kind is Key:
        return [kind.__name__, *(value if isinstance(value, Key) else (str(value),))]
    return str(value) if isinstance(value, str) else _tagged(value)


def _tagged(value: object) -> list[object]:
    match value:
        case datetime():
            return ["at", value.isoformat()]
        case date():
            return ["on", value.isoformat()]
        case Decimal():
            return ["n", str(value)]
        case tuple() | list():
            return ["t", *_each(value)]
        case Mapping():
            return ["m", *_each(value), *_each(value.values())]
    raise TypeError(type(value).__name__)


def _each(values: Iterable[object]) -> list[object]:
    """Values encoded; most of them are plain, and calling for each would take as long as reading the file."""
    return [value if type(value) in _PLAIN else encode(value) for value in values]


def decode(node: object) -> object:
    """The value that :func:`encode` was given; sequences become tuples, mappings dictionaries.

    Raises:
        WireError: It is none of ours.
    """
    if type(node) in _PLAIN:
        return node
    if not isinstance(node, list):
        raise WireError
    try:
        return _READERS[node[0]](node[1:])
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as broken:
        raise WireError from broken


def _every(nodes: Iterable[object]) -> list[object]:
    return [node if type(node) in _PLAIN else decode(node) for node in nodes]


def _mapping(nodes: list[object]) -> object:
    values = _every(nodes)
    half = len(values) // 2
    return dict(zip(values[:half], values[half:], strict=True))


def _record(kind: type) -> Callable[[list[object]], object]:
    return lambda nodes: kind(*_every(nodes))


def _enum(kind: type[StrEnum]) -> Callable[[list[object]], object]:
    return lambda nodes: kind(cast("str", nodes[0]))


_READERS: Mapping[object, Callable[[list[object]], object]] = {
    "at": lambda nodes: datetime.fromisoformat(cast("str", nodes[0])),
    "on": lambda nodes: date.fromisoformat(cast("str", nodes[0])),
    "n": lambda nodes: Decimal(cast("str", nodes[0])),
    "t": lambda nodes: tuple(_every(nodes)),
    "m": _mapping,
    "rows": unpack,
    "Key": lambda nodes: Key(*cast("list[str]", nodes)),
    **{name: _enum(kind) for name, kind in ENUMS.items()},
    **{name: _record(kind) for name, kind in RECORDS.items()},
}


def send(stream: BinaryIO, kind: str, *values: object) -> None:
    """Write a frame: its kind and its values."""
    text = json.dumps([kind, *map(encode, values)], separators=(",", ":")).encode()
    stream.write(_LENGTH.pack(len(text)) + text)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[str, tuple[object, ...], int]:
    """The next frame: its kind, its values, its length in bytes.

    Raises:
        EOFError: The other side is gone.
        WireError: It is no frame.
    """
    frame = next_frame(stream)
    return *opened(frame), len(frame)


def next_frame(stream: BinaryIO) -> bytes:
    """The bytes of the next frame, unread.

    Raises:
        EOFError: The other side is gone.
        WireError: It is longer than any frame.
    """
    (length,) = _LENGTH.unpack(exactly(stream, _LENGTH.size))
    if length > LONGEST_FRAME:
        raise WireError
    return exactly(stream, length)


def opened(frame: bytes) -> tuple[str, tuple[object, ...]]:
    """The kind and the values of a frame.

    Raises:
        WireError: It is none.
    """
    try:
        said = json.loads(frame)
    except (ValueError, RecursionError) as broken:
        raise WireError from broken
    if not isinstance(said, list) or not said or not isinstance(said[0], str):
        raise WireError
    return said[0], tuple(map(decode, said[1:]))


def exactly(stream: BinaryIO, count: int) -> bytes:
    """So many bytes.

    Raises:
        EOFError: There are fewer.
    """
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data
