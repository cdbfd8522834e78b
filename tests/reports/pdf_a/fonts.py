"""6.2.11: fonts, and every glyph that a text shows.

The documents have composite TrueType fonts of two bytes a code alone. Other kinds are refused, so that no glyph goes unread.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf.generic import DictionaryObject, StreamObject

from tests.reports.pdf_a.file import File, Obj, entry, listed, with_key
from tests.reports.pdf_a.rules import forbid, rule

_SIMPLE = ("/Type1", "/MMType1", "/TrueType", "/Type3")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SUBSET = re.compile(r"/[A-Z]{6}\+.")
_WIDTH_APART = 1  # thousandths of the size of the type


def _fonts(file: File) -> Iterator[tuple[str, DictionaryObject]]:
    """Every font that resources name, and what composite ones are made of."""
    for place, item in file.resources("/Font"):
        if isinstance(item, DictionaryObject):
            yield place, item
            yield from ((place, part) for part in listed(entry(item, "/DescendantFonts")))


def _kind(file: File, *subtypes: str) -> Iterator[tuple[str, DictionaryObject]]:
    return ((place, font) for place, font in _fonts(file) if entry(font, "/Subtype") in subtypes)


def _descriptors(file: File) -> Iterator[tuple[str, DictionaryObject]]:
    return (
        (place, found)
        for place, font in _fonts(file)
        if (found := entry(font, "/FontDescriptor")) is not None
    )


@rule("6.2.11.2-1")
def font_type(file: File) -> Iterator[str]:
    """A font calls itself a font."""
    yield from (place for place, font in _fonts(file) if entry(font, "/Type") != "/Font")


@rule("6.2.11.2-2")
def font_subtype(file: File) -> Iterator[str]:
    """A font is of a kind that ISO 32000-1 knows."""
    known = (*_SIMPLE, "/Type0", "/CIDFontType0", "/CIDFontType2")
    yield from (place for place, font in _fonts(file) if entry(font, "/Subtype") not in known)


@rule("6.2.11.2-3")
def font_name(file: File) -> Iterator[str]:
    """A font has a name."""
    for place, font in _fonts(file):
        if entry(font, "/Subtype") != "/Type3" and not str(entry(font, "/BaseFont") or "").startswith("/"):
            yield place


@rule("6.2.11.2-4")
def first_code(file: File) -> Iterator[str]:
    """A simple font says its first code."""
    yield from (p for p, font in _kind(file, *_SIMPLE) if not isinstance(entry(font, "/FirstChar"), int))


@rule("6.2.11.2-5")
def last_code(file: File) -> Iterator[str]:
    """A simple font says its last code."""
    yield from (p for p, font in _kind(file, *_SIMPLE) if not isinstance(entry(font, "/LastChar"), int))


@rule("6.2.11.2-6")
def simple_widths(file: File) -> Iterator[str]:
    """A simple font has a width for each code from first to last."""
    for place, font in _kind(file, *_SIMPLE):
        count = (entry(font, "/LastChar") or 0) - (entry(font, "/FirstChar") or 0) + 1
        if len(listed(entry(font, "/Widths"))) != count:
            yield place


@rule("6.2.11.2-7")
def program_subtype(file: File) -> Iterator[str]:
    """A font program is of a format that ISO 32000-1 knows."""
    known = (None, "/Type1C", "/CIDFontType0C", "/OpenType")
    for place, descriptor in _descriptors(file):
        for key in _FILES:
            program = entry(descriptor, key)
            if isinstance(program, StreamObject) and entry(program, "/Subtype") not in known:
                yield place


@rule("6.1.13-10", "6.2.11.3.1-1", "6.2.11.3.3-1", "6.2.11.3.3-2", "6.2.11.3.3-3")
def identity(file: File) -> Iterator[str]:
    """A code of a composite font is the number of its glyph: no map of codes, embedded or named, comes between."""
    for place, font in _kind(file, "/Type0"):
        if entry(font, "/Encoding") != "/Identity-H":
            yield place


@rule("6.2.11.3.2-1")
def glyph_map(file: File) -> Iterator[str]:
    """A composite TrueType font says how its numbers lead to glyphs."""
    for place, font in _kind(file, "/CIDFontType2"):
        found = entry(font, "/CIDToGIDMap")
        if found != "/Identity" and not isinstance(found, StreamObject):
            yield place


@rule("6.2.11.4.1-1")
def embedded(file: File) -> Iterator[str]:
    """A font brings its program, once."""
    for place, font in _fonts(file):
        found = entry(font, "/FontDescriptor") or {}
        if entry(font, "/Subtype") not in ("/Type0", "/Type3") and len(set(_FILES) & set(found)) != 1:
            yield place


@dataclass(frozen=True)
class Shown:
    """A glyph that a text shows: its number in the font, the width that the file says, and that of the program.

    No width of the program: it has no such glyph. No glyph: the kind of font is not looked into.
    """

    place: str
    glyph: int | None
    said: float = 0
    drawn: float | None = None


def _shown(file: File) -> Iterator[Shown]:
    """Every glyph of every text."""
    for content in file.contents:
        codes: dict[str, set[int]] = {}
        for name, text in content.shown():
            codes.setdefault(name, set()).update(
                int.from_bytes(text[i : i + 2], "big") for i in range(0, len(text), 2)
            )
        for name, numbers in codes.items():
            font = entry(
                entry(content.resources or DictionaryObject(), "/Font") or DictionaryObject(), f"/{name}"
            )
            yield from _of_font(f"{content.place} /{name}", font, numbers)
    for place, state in file.resources("/ExtGState"):
        if entry(state, "/Font") is not None:
            yield Shown(place, None)


def _of_font(place: str, font: DictionaryObject | None, numbers: set[int]) -> Iterator[Shown]:
    parts = listed(entry(font, "/DescendantFonts")) if font is not None else []
    program = _program(parts[0]) if parts else None
    if program is None or entry(font or DictionaryObject(), "/Encoding") != "/Identity-H":
        yield Shown(place, None)
        return
    widths = said_widths(parts[0])
    for number in sorted(numbers):
        glyph = _glyph(parts[0], number)
        default = float(entry(parts[0], "/DW") if "/DW" in parts[0] else 1000)
        yield Shown(f"{place} {number}", glyph, widths.get(number, default), program.get(glyph))


def _glyph(font: DictionaryObject, number: int) -> int:
    """Where the map of a font leads."""
    found = entry(font, "/CIDToGIDMap")
    if isinstance(found, StreamObject):
        return int.from_bytes(found.get_data()[2 * number : 2 * number + 2], "big")
    return number


def _program(font: DictionaryObject) -> dict[int, float] | None:
    """The width of each glyph in the TrueType program of a composite font, in thousandths."""
    program = entry(entry(font, "/FontDescriptor") or DictionaryObject(), "/FontFile2")
    return _true_type(program.get_data()) if isinstance(program, StreamObject) else None


@cache
def _true_type(data: bytes) -> dict[int, float]:
    font = TTFont(io.BytesIO(data), lazy=True)
    long = font["hhea"].numberOfHMetrics
    pairs = struct.unpack(f">{2 * long}h", font.reader["hmtx"][: 4 * long])
    advances = [pair & 0xFFFF for pair in pairs[::2]]
    size = font["head"].unitsPerEm
    return {glyph: advances[min(glyph, long - 1)] * 1000 / size for glyph in range(font["maxp"].numGlyphs)}


def said_widths(font: DictionaryObject) -> dict[int, float]:
    """The widths that a composite font's dictionary lists: runs of one width, or one after another."""
    found: dict[int, float] = {}
    waiting: list[Obj] = []
    for item in listed(entry(font, "/W")):
        if isinstance(item, list):
            first = int(waiting.pop())
            found |= {first + at: float(width) for at, width in enumerate(item)}
        elif len(waiting) == 2:
            first, last = int(waiting[0]), int(waiting[1])
            found |= dict.fromkeys(range(first, last + 1), float(item))
            waiting.clear()
        else:
            waiting.append(item)
    return found


@rule("6.2.11.4.1-2")
def glyphs_there(file: File) -> Iterator[str]:
    """Every glyph that a text shows is in the font's program."""
    yield from (shown.place for shown in _shown(file) if shown.drawn is None)


@rule("6.2.11.5-1")
def widths_agree(file: File) -> Iterator[str]:
    """The file and the font's program give a glyph that a text shows the same width, to one thousandth."""
    for shown in _shown(file):
        if shown.glyph is None or (shown.drawn is not None and abs(shown.said - shown.drawn) > _WIDTH_APART):
            yield shown.place


@rule("6.2.11.8-1")
def no_missing_glyph(file: File) -> Iterator[str]:
    """No text shows the sign for a character that the font does not have."""
    yield from (shown.place for shown in _shown(file) if shown.glyph == 0)


forbid(
    ["6.2.11.4.2-1"],
    "No font lists its glyphs by name.",
    lambda file: with_key(_descriptors(file), "/CharSet"),
)


@rule("6.2.11.4.2-2")
def listed_glyphs(file: File) -> Iterator[str]:
    """Where a font of a part of the glyphs lists them by number, it lists those of its program and no others."""
    for place, font in _kind(file, "/CIDFontType0", "/CIDFontType2"):
        found = entry(entry(font, "/FontDescriptor") or DictionaryObject(), "/CIDSet")
        program = _program(font)
        if found is None or program is None or not _SUBSET.match(str(entry(font, "/BaseFont"))):
            continue
        bits = "".join(f"{byte:08b}" for byte in found.get_data())
        if {number for number, bit in enumerate(bits) if bit == "1"} != set(program):
            yield place


@rule(*(f"6.2.11.6-{number}" for number in range(1, 5)))
def no_simple_true_type(file: File) -> Iterator[str]:
    """No TrueType font is used by codes of one byte."""
    yield from (place for place, _ in _kind(file, "/TrueType"))


@rule("6.2.11.7.2")
def characters(file: File) -> Iterator[str]:
    """Every code that a text shows leads to characters, none of them nought or a mark of byte order."""
    for content in file.contents:
        for name, text in content.shown():
            font = entry(
                entry(content.resources or DictionaryObject(), "/Font") or DictionaryObject(), f"/{name}"
            )
            table = entry(font, "/ToUnicode") if font is not None else None
            known = _characters(table.get_data()) if table is not None else {}
            for at in range(0, len(text), 2):
                if known.get(text[at : at + 2]) in (None, "", "\0", "\ufeff", "\ufffe"):
                    yield f"{content.place} /{name}: {text[at : at + 2].hex()}"


@cache
def _characters(data: bytes) -> dict[bytes, str]:
    """What a map to characters says of each code; it maps code by code, without ranges."""
    found = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, chars in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(chars.decode()).decode("utf-16-be")
    return found
