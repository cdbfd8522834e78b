"""6.1."""

from __future__ import annotations

import re

from pypdf.generic import NumberObject

from tests.reports.damages.change import Damage, bytes_damage, catalog, damage, drawn, page, put, stream

_NAMES = b"/Direction/L2R"


def _stored(name: str, ids: str, value: bytes) -> Damage:
    """A value in a dictionary of the file that no rule reads."""
    return bytes_damage(name, ids, _NAMES, _NAMES + b"/Private " + value)


def _with_filter(name: str) -> Damage:
    made = stream(b"", Filter=f"/{name}")
    return damage(
        f"filter {name}",
        "6.1.7.2-1",
        lambda writer: put(writer.root_object, "More", writer._add_object(made)),
    )


STRUCTURE = (
    bytes_damage("version 2", "6.1.2-1", rb"%PDF-1\.7", b"%PDF-2.0"),
    bytes_damage("no bytes above 127", "6.1.2-2", rb"%[\x80-\xff]{4}", b"%abcd"),
    bytes_damage("no identifier", "6.1.3-1", rb"/ID\[.*?\]", b""),
    bytes_damage("encrypted", "6.1.3-2", rb"/Root", b"/Encrypt<</Filter/Standard>>/Root"),
    Damage("more after the end", "6.1.3-3", lambda data: data + b"\nmore"),
    Damage("xref with a blank", "6.1.4-2", lambda data: re.sub(rb"\nxref\n", b"\nxref \n", data)),
    _stored("odd digits", "6.1.6-1", b"<414>"),
    _stored("digits that are none", "6.1.6-2", b"<4G>"),
    bytes_damage("a length too small", "6.1.7.1-1", rb"/Length 3\d\d", b"/Length 100"),
    bytes_damage("endstream within a line", "6.1.7.1-1 6.1.7.1-2", rb"\nendstream", b"endstream"),
    bytes_damage("stream with CR alone", "6.1.7.1-1 6.1.7.1-2", rb"stream\n", b"stream\r"),
    damage(
        "data in another file",
        "6.1.7.1-3",
        lambda writer: put(
            writer.root_object, "More", writer._add_object(stream(b"", FFilter="/FlateDecode"))
        ),
    ),
    _with_filter("LZWDecode"),
    _with_filter("Crypt"),
    _stored("a name that is not UTF-8", "6.1.8-1", b"/#FF#FE"),
    bytes_damage("two blanks before obj", "6.1.9-1", rb"\n2 0 obj", b"\n2 0  obj"),
    bytes_damage("endobj within a line", "6.1.9-1", rb">>\nendobj", b">> endobj"),
    damage(
        "an inline picture packed by LZW",
        "6.1.10-1",
        drawn(b"BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID \x80\x0b\x60\x50\x22\x0c\x0c\x85\x01 EI"),
    ),
    damage("permissions", "6.1.12-1 6.1.12-2", catalog("Perms", {"Other": {}})),
    _stored("a whole number too large", "6.1.13-1", b"2147483648"),
    _stored("a number too large", "6.1.13-2", b"4" + b"0" * 38 + b".0"),
    _stored("a number too near to nought", "6.1.13-5", b"0." + b"0" * 38 + b"1"),
    _stored("a string too long", "6.1.13-3", b"(" + b"a" * 32_768 + b")"),
    _stored("a name too long", "6.1.13-4", b"/" + b"a" * 128),
    bytes_damage(
        "too many objects, as counted", "6.1.13-7", rb"/Size \d+", b"/Size 8388609"
    ),  # so many would fill 160 MB
    damage("states nested too deep", "6.1.13-8", drawn(b"q " * 29 + b"Q " * 29)),
    damage("a page too wide", "6.1.13-11", page("MediaBox", [0, 0, NumberObject(14_401), 800])),
    damage("a part of a page too low", "6.1.13-11", page("TrimBox", [0, 0, 100, 2])),
    damage("demands on the reader", "6.11-1", catalog("Requirements", [{"S": "/EnableJavaScripts"}])),
)
