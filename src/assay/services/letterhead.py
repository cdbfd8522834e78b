"""The letterhead that a user keeps beside her own words: read with them, and looked at before a page bears it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.reports.letterhead import Letterhead, Logo
from assay.reports.paper.typeset import can_draw

KEYS = frozenset({"letterhead.logo", "letterhead.header", "letterhead.footer"})

_LARGEST = 1024 * 1024
_MOST_PIXELS = 4000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PNG_SIZE = slice(16, 24)
_LAB = b"Lab "
_SPACE = slice(16, 20)


def letterhead_of(found: Mapping[str, object], file: str, folder: Path) -> Letterhead:
    """The letterhead that a file of words asks for.

    Args:
        found: Keys and texts of the file.
        file: Its name, for findings.
        folder: Where it lies; a logo lies beside it.

    Raises:
        FindingsError: ``paper.words_not_text``, ``paper.logo_missing``, ``paper.logo_too_large``, ``paper.logo_kind`` or
            ``paper.logo_unreadable``.
    """
    findings = [Finding("paper.words_not_text", Place(file, path=key), {"key": key}) for key in _empty(found)]
    if findings:
        raise FindingsError(findings)
    texts = {
        key.removeprefix("letterhead."): " ".join(str(found[key]).splitlines()).strip()
        for key in KEYS
        if key in found
    }
    name = texts.get("logo", "")
    logo = _logo(name, Place(file, path="letterhead.logo"), folder) if name else None
    return Letterhead(logo, texts.get("header", ""), texts.get("footer", ""))


def _empty(found: Mapping[str, object]) -> Iterator[str]:
    for key in sorted(KEYS):
        text = found.get(key, "–")
        if not isinstance(text, str) or not text.strip():
            yield key


def _logo(name: str, place: Place, folder: Path) -> Logo:
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise FindingsError([Finding("paper.logo_missing", place, {"found": name})])
    size = path.stat().st_size
    if size > _LARGEST:
        raise FindingsError(
            [Finding("paper.logo_too_large", place, {"found": name, "size": f"{size / _LARGEST:.1f} MB"})]
        )
    data = path.read_bytes()
    ending = _ending(data)
    if not ending:
        raise FindingsError([Finding("paper.logo_kind", place, {"found": name})])
    if ending == "png" and max(_pixels(data)) > _MOST_PIXELS:
        size_of = " × ".join(map(str, _pixels(data)))
        raise FindingsError([Finding("paper.logo_too_large", place, {"found": name, "size": size_of})])
    logo = Logo(data, ending)
    if _colours(data) == _LAB or not can_draw(logo.file, data):
        raise FindingsError([Finding("paper.logo_unreadable", place, {"found": name})])
    return logo


def _ending(data: bytes) -> str:
    """By the bytes, whatever the name says; empty where it is none of the three."""
    if data.startswith(_PNG):
        return "png"
    if data.startswith(_JPEG):
        return "jpg"
    return "svg" if b"<svg" in data[:4096] else ""


def _colours(picture: bytes) -> bytes:
    """The colour space that the profile in a PNG or JPEG is for; empty without one.

    Of all profiles that do not fit, Typst embeds one for Lab, and the page would be no PDF/A.
    """
    if picture.startswith(_PNG):
        _, chunk, rest = picture.partition(b"iCCP")
        try:
            profile = zlib.decompressobj().decompress(rest.partition(b"\0")[2][1:], 128) if chunk else b""
        except zlib.error:
            profile = b""
    else:
        profile = picture.partition(b"ICC_PROFILE\0")[2][2:]
    return profile[_SPACE]


def _pixels(png: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", png[_PNG_SIZE]) if len(png) >= _PNG_SIZE.stop else (0,)
