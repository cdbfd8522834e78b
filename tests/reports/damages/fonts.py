"""6.2.11."""

from __future__ import annotations

import io
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from tests.reports.damages.change import (
    Damage,
    Edit,
    damage,
    descriptor,
    drawn,
    font_part,
    held,
    put,
    resource,
    stream,
    thing,
)

_SIMPLE = {
    "Type": "/Font",
    "Subtype": "/Type3",
    "FontBBox": [0, 0, 1, 1],
    "FontMatrix": [1, 0, 0, 1, 0, 0],
    "CharProcs": {},
    "Encoding": {"Differences": [65, "/a"]},
    "FirstChar": 65,
    "LastChar": 65,
    "Widths": [1],
    "Resources": {},
}


def _simple(**entries: object) -> Edit:
    """One more font, of one byte a code; an entry of None is left out."""
    return resource(
        "Font", {key: value for key, value in {**_SIMPLE, **entries}.items() if value is not None}
    )


def _composite(writer: PdfWriter) -> DictionaryObject:
    fonts: Any = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    font: DictionaryObject = fonts["/f0"]
    return font


def _changed(key: str, value: object) -> Edit:
    return lambda writer: put(_composite(writer), key, value)


def _without(key: str) -> Edit:
    return lambda writer: _dropped(font_part(writer), key)


def _dropped(item: DictionaryObject, key: str) -> None:
    del item[f"/{key}"]


def _code_map(writer: PdfWriter) -> None:
    made = stream(b"/Other usecmap", Type="/CMap", CMapName="/Mine", WMode=1)
    put(_composite(writer), "Encoding", held(writer, made))


def _program_of(kind: str) -> Edit:
    def edit(writer: PdfWriter) -> None:
        program: Any = descriptor(writer)["/FontFile2"]
        put(program, "Subtype", kind)

    return edit


def _no_program(writer: PdfWriter) -> None:
    _dropped(descriptor(writer), "FontFile2")


def _fewer_glyphs(writer: PdfWriter) -> None:
    program: Any = descriptor(writer)["/FontFile2"]
    font = TTFont(io.BytesIO(program.get_data()))
    font["maxp"].numGlyphs = 3
    short = font["maxp"].compile(font)
    data = bytearray(program.get_data())
    at = font.reader.tables["maxp"].offset
    data[at : at + len(short)] = short
    put(descriptor(writer), "FontFile2", held(writer, stream(bytes(data))))


def _wider(writer: PdfWriter) -> None:
    widths: Any = font_part(writer)["/W"]
    put(font_part(writer), "W", [one + 2 if at % 3 == 2 else one for at, one in enumerate(widths)])


def _lists_too_few(writer: PdfWriter) -> None:
    put(descriptor(writer), "CIDSet", held(writer, stream(b"\x80")))


def _unread(code: str, characters: str) -> Edit:
    """Another table of characters, of one code."""

    def edit(writer: PdfWriter) -> None:
        table = f"1 beginbfchar\n<{code}> <{characters}>\nendbfchar".encode()
        put(_composite(writer), "ToUnicode", held(writer, stream(table)))

    return edit


_NAMES = "6.1.13-10 6.2.11.3.1-1 6.2.11.3.3-1 6.2.11.3.3-2 6.2.11.3.3-3"
_NOT_READ = "6.2.11.4.1-2 6.2.11.5-1"
FONTS: tuple[Damage, ...] = (
    damage("a font that is none", "6.2.11.2-1", _changed("Type", "/Fount")),
    damage(
        "a font of a kind of nobody",
        "6.2.11.2-2",
        _simple(Subtype="/Type9", BaseFont="/A", FontDescriptor={"FontFile": 0}),
    ),
    damage("a font without a name", "6.2.11.2-3", lambda writer: _dropped(_composite(writer), "BaseFont")),
    damage("no first code", "6.2.11.2-4 6.2.11.2-6", _simple(FirstChar=None)),
    damage("no last code", "6.2.11.2-5 6.2.11.2-6", _simple(LastChar=None)),
    damage("a width too few", "6.2.11.2-6", _simple(LastChar=66)),
    damage("a program of nobody", "6.2.11.2-7", _program_of("/Type1D")),
    damage("codes by a map inside", f"{_NAMES} {_NOT_READ}", _code_map),
    damage("codes by a map of Adobe", f"{_NAMES} {_NOT_READ}", _changed("Encoding", "/GBK-EUC-H")),
    damage("no map to glyphs", "6.2.11.3.2-1", _without("CIDToGIDMap")),
    damage("a font not brought", f"6.2.11.4.1-1 {_NOT_READ}", _no_program),
    damage("glyphs that are not there", "6.2.11.4.1-2 6.2.11.4.2-2", _fewer_glyphs),
    damage(
        "a list of glyphs by name",
        "6.2.11.4.2-1",
        lambda writer: put(descriptor(writer), "CharSet", thing("a /b")),
    ),
    damage("a list of too few glyphs", "6.2.11.4.2-2", _lists_too_few),
    damage("other widths", "6.2.11.5-1", _wider),
    damage(
        "a text in a font of one byte",
        f"{_NOT_READ} 6.2.11.7.2",
        lambda writer: (_simple()(writer), drawn(b"BT /new 9 Tf (A) Tj ET")(writer))[0],
    ),
    damage(
        "a simple TrueType font",
        " ".join(f"6.2.11.6-{number}" for number in range(1, 5)),
        _simple(Subtype="/TrueType", BaseFont="/A", FontDescriptor={"FontFile2": 0}),
    ),
    damage("the sign for what is missing", "6.2.11.7.2 6.2.11.8-1", drawn(b"BT /f0 9 Tf <0000> Tj ET")),
    damage("the sign unseen", "6.2.11.7.2 6.2.11.8-1", drawn(b"BT 3 Tr /f0 9 Tf <0000> Tj ET")),
    damage("text without characters", "6.2.11.7.2", _unread("FFFF", "0041")),
    damage("text of nought", "6.2.11.7.2", _unread("0001", "0000")),
)
