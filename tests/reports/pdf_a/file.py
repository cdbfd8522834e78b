"""A PDF file as its rules look at it: its bytes, its objects, its content streams and what they show."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, StreamObject

from tests.reports.pdf_a.content import Content, operations
from tests.reports.pdf_a.syntax import Token, tokens

Obj = Any  # a PDF object of any kind

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_SECTION = re.compile(rb"(\d+) (\d+)\s+")
_OBJECT = re.compile(rb"(\d+)\s+(\d+)\s+obj")
_ENTRY = 20  # bytes of an entry in the cross-reference table


@dataclass(frozen=True)
class Raw:
    """A numbered object as it is written: its pieces, and where its stream begins."""

    number: int
    start: int
    tokens: tuple[Token, ...]
    stream_at: int | None
    end: int


class File:
    """What is read of a file, each part once."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.data))

    @cached_property
    def root(self) -> DictionaryObject:
        root: DictionaryObject = self.reader.trailer["/Root"]  # type: ignore[assignment]
        return root

    @cached_property
    def table_at(self) -> int:
        """Where the cross-reference table begins."""
        found = _START.findall(self.data)
        return int(found[-1]) if found else len(self.data)

    @cached_property
    def starts(self) -> dict[int, int]:
        """Where each numbered object begins, by the cross-reference table."""
        at = self.table_at + len(b"xref")
        at += len(self.data[at:]) - len(self.data[at:].lstrip())
        found: dict[int, int] = {}
        while (section := _SECTION.match(self.data, at)) is not None:
            first, count = int(section[1]), int(section[2])
            at = section.end()
            for number in range(first, first + count):
                entry = self.data[at : at + _ENTRY].split()
                if entry[2] == b"n":
                    found[number] = int(entry[0])
                at += _ENTRY
        return found

    @cached_property
    def raws(self) -> tuple[Raw, ...]:
        """Every numbered object as it is written."""
        return tuple(self._raw(number, at) for number, at in sorted(self.starts.items()))

    def _raw(self, number: int, at: int) -> Raw:
        head = _OBJECT.match(self.data, at)
        assert head is not None, f"no object {number} at byte {at}"
        pieces: list[Token] = []
        for token in tokens(self.data, head.end()):
            if token.kind == "word" and token.raw in (b"stream", b"endobj"):
                end = token.at + len(token.raw)
                return Raw(number, at, tuple(pieces), end if token.raw == b"stream" else None, end)
            pieces.append(token)
        return Raw(number, at, tuple(pieces), None, len(self.data))

    @cached_property
    def trailer_tokens(self) -> tuple[Token, ...]:
        at = self.data.find(b"trailer", self.table_at)
        return tuple(tokens(self.data, at)) if at >= 0 else ()

    @cached_property
    def all_tokens(self) -> tuple[tuple[str, Token], ...]:
        """Every piece of the file's objects and of its content streams, with the place that holds it."""
        found = [("trailer", token) for token in self.trailer_tokens]
        found += [(f"object {raw.number}", token) for raw in self.raws for token in raw.tokens]
        for content in self.contents:
            found += [
                (content.place, token) for operation in content.operations for token in operation.tokens
            ]
        return tuple(found)

    @cached_property
    def dictionaries(self) -> tuple[tuple[str, DictionaryObject], ...]:
        """Every dictionary with the numbered object that holds it, streams among them."""
        found = []
        for number in self.starts:
            found += [(f"object {number}", item) for item in _inside(self.reader.get_object(number))]
        return tuple(found)

    def of_type(self, name: str) -> Iterator[tuple[str, DictionaryObject]]:
        """Dictionaries that call themselves so."""
        return ((place, item) for place, item in self.dictionaries if entry(item, "/Type") == name)

    def of_subtype(self, *names: str) -> Iterator[tuple[str, StreamObject]]:
        """Streams of a subtype, say images."""
        for place, item in self.dictionaries:
            if isinstance(item, StreamObject) and entry(item, "/Subtype") in names:
                yield place, item

    def resources(self, kind: str) -> Iterator[tuple[str, Obj]]:
        """What the resources of the file name under a kind, say ``/Font``."""
        for place, item in self.dictionaries:
            group = entry(item, kind)
            if isinstance(group, DictionaryObject):
                for key in group:
                    yield f"{place} {key}", entry(group, key)

    @cached_property
    def pages(self) -> tuple[tuple[str, DictionaryObject], ...]:
        """The pages as they are written: pypdf's own list gives them what their parents hold."""
        leaves = _leaves(entry(self.root, "/Pages"))
        return tuple((f"page {number}", page) for number, page in enumerate(leaves, 1))

    @cached_property
    def contents(self) -> tuple[Content, ...]:
        """What pages, forms, tiles and the glyphs of Type 3 fonts draw."""
        found = [Content(place, operations(drawn), own(page)) for place, page, drawn in self._of_pages()]
        for place, item in self.dictionaries:
            if isinstance(item, StreamObject) and _draws(item):
                found.append(Content(place, operations(item.get_data()), own(item)))
            elif entry(item, "/Subtype") == "/Type3":
                found += [
                    Content(f"{place} {key}", operations(glyph.get_data()), own(item))
                    for key, glyph in (entry(item, "/CharProcs") or {}).items()
                ]
        return tuple(found)

    def _of_pages(self) -> Iterator[tuple[str, DictionaryObject, bytes]]:
        for place, page in self.pages:
            drawn = entry(page, "/Contents")
            parts = drawn if isinstance(drawn, ArrayObject) else [] if drawn is None else [drawn]
            yield place, page, b"\n".join(part.get_object().get_data() for part in parts)


def _draws(item: StreamObject) -> bool:
    return bool(entry(item, "/Subtype") == "/Form" or entry(item, "/PatternType") == 1)


def _leaves(item: DictionaryObject) -> Iterator[DictionaryObject]:
    for kid in listed(entry(item, "/Kids")):
        yield from _leaves(kid) if "/Kids" in kid else (kid,)


def own(item: DictionaryObject) -> DictionaryObject | None:
    """The resources that a page or a stream names itself; those of its parents do not count."""
    found = entry(item, "/Resources")
    return found if isinstance(found, DictionaryObject) else None


def _inside(item: Obj) -> Iterator[DictionaryObject]:
    """The dictionaries in an object, without those it refers to."""
    if isinstance(item, DictionaryObject):
        yield item
        for value in item.values():
            yield from _inside(value)
    elif isinstance(item, ArrayObject):
        for value in item:
            yield from _inside(value)


def entry(item: DictionaryObject, key: str) -> Obj:
    """What stands under a key, references followed; nothing for a null."""
    value = item[key] if key in item else None  # noqa: SIM401  # .get does not follow references
    return None if isinstance(value, NullObject) else value


def follow(item: Obj) -> Obj:
    """What a reference refers to; anything else as it is."""
    return item.get_object() if isinstance(item, IndirectObject) else item


def listed(item: Obj) -> list[Obj]:
    """The members of an array, references followed; one member where there is no array, none where there is nothing."""
    if item is None:
        return []
    return [follow(one) for one in item] if isinstance(item, ArrayObject) else [item]


def with_key(found: Iterable[tuple[str, Obj]], key: str) -> Iterator[str]:
    """Places of dictionaries that hold a key."""
    return (
        place for place, item in found if isinstance(item, DictionaryObject) and entry(item, key) is not None
    )
