"""Ways to damage a file: in its bytes, or in its objects."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

Change = Callable[[bytes], bytes]
Edit = Callable[[PdfWriter], None]


@dataclass(frozen=True)
class Damage:
    """What is done to a file, and all that it breaks by that, by id."""

    name: str
    ids: str
    change: Change


def damage(name: str, ids: str, edit: Edit) -> Damage:
    """A damage to objects: the file is written anew with them."""

    def change(data: bytes) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
        edit(writer)
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()

    return Damage(name, ids, change)


def bytes_damage(name: str, ids: str, old: bytes, new: bytes) -> Damage:
    """A damage to bytes: the first that match a pattern become others, and what comes later moves."""

    def change(data: bytes) -> bytes:
        found = re.search(old, data, re.DOTALL)
        assert found is not None, old
        shift = len(new) - len(found.group())
        data = data[: found.start()] + new + data[found.end() :]
        return _moved(data, found.end(), shift) if shift else data

    return Damage(name, ids, change)


def _moved(data: bytes, since: int, shift: int) -> bytes:
    """The table of cross-references put right for what stood at a byte or later."""

    def entry(found: re.Match[bytes]) -> bytes:
        at = int(found[1])
        return b"%010d" % (at + shift if at >= since else at) + found[2]

    table = data.rfind(b"\nxref", 0, data.rfind(b"startxref")) + 1
    head, foot = data[:table], data[table:]
    foot = re.sub(rb"(\d{10})( \d{5} n)", entry, foot)
    return head + re.sub(rb"(startxref\s+)\d+", lambda word: word[1] + b"%d" % table, foot)


def thing(value: Any) -> PdfObject:  # noqa: ANN401  # any value that PDF has a form for
    """A value as a PDF object; a text that begins with a slash is a name."""
    if isinstance(value, PdfObject):
        return value
    if isinstance(value, dict):
        return DictionaryObject({NameObject(f"/{key}"): thing(one) for key, one in value.items()})
    if isinstance(value, list):
        return ArrayObject([thing(one) for one in value])
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    kinds = {bool: BooleanObject, int: NumberObject, float: FloatObject}
    return kinds[type(value)](value)


def stream(data: bytes, **entries: object) -> StreamObject:
    """A stream with data."""
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject(f"/{key}"): thing(value) for key, value in entries.items()})
    return made


def put(item: DictionaryObject, key: str, value: object) -> None:
    """Write an entry."""
    item[NameObject(f"/{key}")] = thing(value)


def held(writer: PdfWriter, item: PdfObject) -> PdfObject:
    """An object with a number of its own: streams need one."""
    return writer._add_object(item)


def catalog(key: str, value: object) -> Edit:
    """An entry in the catalog."""
    return lambda writer: put(writer.root_object, key, value)


def page(key: str, value: object) -> Edit:
    """An entry in the first page."""
    return lambda writer: put(writer.pages[0], key, value)


def resource(kind: str, value: object, name: str = "new") -> Edit:
    """Something that the first page's resources name."""

    def edit(writer: PdfWriter) -> None:
        own: DictionaryObject = writer.pages[0]["/Resources"]  # type: ignore[assignment]
        if f"/{kind}" not in own:
            put(own, kind, {})
        made = thing(value)
        put(own[f"/{kind}"], name, held(writer, made) if isinstance(made, StreamObject) else made)  # type: ignore[arg-type]

    return edit


def drawn(operations: bytes, *, artifact: bool = True) -> Edit:
    """More operations on the first page."""

    def edit(writer: PdfWriter) -> None:
        first = writer.pages[0]
        before = first.get_contents()
        assert before is not None
        more = b"\n/Artifact BMC " + operations + b" EMC" if artifact else b"\n" + operations
        put(first, "Contents", held(writer, stream(before.get_data() + more)))

    return edit


def both(*edits: Edit) -> Edit:
    """One edit after another."""

    def edit(writer: PdfWriter) -> None:
        for one in edits:
            one(writer)

    return edit


def packet(old: str, new: str) -> Edit:
    """Another text in the metadata."""

    def edit(writer: PdfWriter) -> None:
        found: StreamObject = writer.root_object["/Metadata"]  # type: ignore[assignment]
        text = found.get_data().decode()
        assert old in text, old
        found.set_data(text.replace(old, new, 1).encode())

    return edit


def font_part(writer: PdfWriter) -> DictionaryObject:
    """The composite font's part of the first page's first font."""
    font: Any = writer.pages[0]["/Resources"]["/Font"]["/f0"]  # type: ignore[index]
    part: DictionaryObject = font["/DescendantFonts"][0].get_object()
    return part


def descriptor(writer: PdfWriter) -> DictionaryObject:
    """What describes that font."""
    found: DictionaryObject = font_part(writer)["/FontDescriptor"]  # type: ignore[assignment]
    return found
