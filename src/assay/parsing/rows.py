"""Records on the wire: those of one table side by side, their columns named once, each column one list.

A part is ``[shapes, which, rows, columns]``: the shapes are ``[table, [column, …]]``; ``which`` and ``rows`` give the shape
and the row number of each record, in their order; ``columns`` holds for each shape its columns, each ``[tag, values]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias, cast

from assay.core.tables import Contact, Record, Value

Node: TypeAlias = list[object]
_PLAIN = frozenset((str, int, bool, type(None)))
_TAGS: Mapping[type, str] = {datetime: "at", date: "on", Contact: "who"}


def pack(records: Sequence[Record]) -> Node:
    """Records as JSON has them.

    Raises:
        TypeError: A value is none that a table holds.
    """
    shapes: dict[tuple[str, tuple[str, ...]], int] = {}
    members: list[list[Record]] = []
    which = []
    for record in records:
        at = shapes.setdefault((record.table, tuple(record.values)), len(shapes))
        if at == len(members):
            members.append([])
        members[at].append(record)
        which.append(at)
    columns = [
        [_packed([record.values[name] for record in of_shape]) for name in names]
        for (_, names), of_shape in zip(shapes, members, strict=True)
    ]
    named = [[table, list(names)] for table, names in shapes]
    return [named, which, [record.row for record in records], columns]


def unpack(node: Node) -> tuple[Record, ...]:
    """The records that :func:`pack` was given.

    Raises:
        ValueError, TypeError, LookupError: It is nothing that it makes.
    """
    shapes, which, rows, columns = cast("tuple[Node, list[int], list[int], list[Node]]", node)
    if not {int}.issuperset(map(type, (*which, *rows))):
        raise TypeError
    made = [_dictionaries(shape, of_shape) for shape, of_shape in zip(shapes, columns, strict=True)]
    records = []
    for at, row in zip(which, rows, strict=True):
        table, values = made[at]
        said = next(values, None)
        if said is None:
            raise ValueError
        records.append(Record(table, row, said))
    return tuple(records)


def _dictionaries(shape: object, columns: Node) -> tuple[str, Iterator[dict[str, Value]]]:
    table, names = cast("tuple[str, list[str]]", shape)
    if not {str}.issuperset(map(type, (table, *names))):
        raise TypeError
    if not names:
        return table, iter(dict, None)
    cells = zip(*map(_unpacked, columns), strict=True)
    return table, (dict(zip(names, row, strict=True)) for row in cells)


def _packed(values: list[Value]) -> Node:
    """A column under one tag; under ``any`` each value has its own, which no source of ours needs."""
    kinds = set(map(type, values))
    if kinds <= _PLAIN:
        return ["", values]
    kinds -= {type(None)}
    tag = _TAGS.get(kinds.pop(), "any") if len(kinds) == 1 else "any"
    write = _WRITE[tag]
    return [tag, [None if value is None else write(value) for value in values]]


def _unpacked(column: object) -> list[Value]:
    tag, values = cast("tuple[str, list[object]]", column)
    if tag == "":
        if not _PLAIN.issuperset(map(type, values)):
            raise TypeError
        return cast("list[Value]", values)
    read = _READ[tag]
    return [None if value is None else read(value) for value in values]


def _anything(value: Value) -> Node:
    if type(value) in _PLAIN:
        return ["", value]
    tag = _TAGS.get(type(value), "")
    if not tag:
        raise TypeError(type(value).__name__)
    return [tag, _WRITE[tag](value)]


def _contact(node: object) -> Contact:
    kind, value = cast("tuple[str, str]", node)
    if not {str}.issuperset(map(type, (kind, value))):
        raise TypeError
    return Contact(kind, value)


_WRITE: Mapping[str, Callable[..., object]] = {
    "at": datetime.isoformat,
    "on": date.isoformat,
    "who": lambda contact: [contact.kind, contact.value],
    "any": _anything,
}
_READ: Mapping[str, Callable[..., Value]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "who": _contact,
    "any": lambda node: _unpacked([node[0], [node[1]]])[0],
}
