"""6.1: the file as bytes, its objects, and how large things may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tests.reports.pdf_a.file import File, Raw, entry, listed, with_key
from tests.reports.pdf_a.rules import forbid, rule
from tests.reports.pdf_a.syntax import EOL, Kind, Token, bytes_of, name_of

ENCRYPTED = "6.1.3-2"
_FILTERS = frozenset(
    f"/{name}Decode" for name in "ASCIIHex ASCII85 Flate RunLength CCITTFax JBIG2 DCT JPX".split()
)
_INLINE_FILTERS = frozenset(
    "ASCIIHexDecode ASCII85Decode FlateDecode RunLengthDecode CCITTFaxDecode DCTDecode AHx A85 Fl RL CCF DCT".split()
)
_HEAD = re.compile(rb"\d+[\x00\t\n\f\r ]\d+[\x00\t\n\f\r ]obj" + EOL)
_TABLE = re.compile(rb"xref" + EOL + rb"\d+ \d+ ?" + EOL)
_MOST_OBJECTS = 8_388_607
_LARGEST_REAL, _SMALLEST_REAL = Decimal("3.403E+38"), Decimal("1.175E-38")
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


@rule("6.1.2-1")
def header(file: File) -> Iterator[str]:
    """The file begins with %PDF-1.n, n from 0 to 7, and one end of line."""
    if not re.match(rb"%PDF-1\.[0-7]" + EOL + rb"%", file.data):
        yield "first line"


@rule("6.1.2-2")
def binary_comment(file: File) -> Iterator[str]:
    """The second line is a comment that begins with four bytes above 127."""
    if not re.match(rb"[^\r\n]*" + EOL + rb"%[\x80-\xff]{4}", file.data):
        yield "second line"


@rule("6.1.3-1")
def identifier(file: File) -> Iterator[str]:
    """The trailer has two identifiers of the file."""
    found = listed(entry(file.reader.trailer, "/ID"))
    if len(found) != 2 or not all(found):
        yield "trailer"


def encrypted(file: File) -> bool:
    """Whether the trailer names an encryption."""
    return any(token.raw == b"/Encrypt" for token in file.trailer_tokens)


@rule(ENCRYPTED)
def encryption(file: File) -> Iterator[str]:
    """The file is not encrypted."""
    if encrypted(file):
        yield "trailer"


@rule("6.1.3-3")
def after_the_end(file: File) -> Iterator[str]:
    """Nothing but one end of line follows the last end-of-file mark."""
    if not re.search(rb"%%EOF" + EOL + rb"?\Z", file.data):
        yield "last bytes"


@rule("6.1.4-2")
def cross_references(file: File) -> Iterator[str]:
    """One table of cross-references, its keyword and the head of its first section a line each."""
    if not _TABLE.match(file.data, file.table_at) or any(t.raw == b"/Prev" for t in file.trailer_tokens):
        yield f"byte {file.table_at}"


def _tokens(file: File, kind: Kind) -> Iterator[tuple[str, Token]]:
    return ((place, token) for place, token in file.all_tokens if token.kind == kind)


@rule("6.1.6-1")
def even_digits(file: File) -> Iterator[str]:
    """A hexadecimal string has an even number of digits."""
    for place, token in _tokens(file, "hex"):
        if len(b"".join(token.raw[1:-1].split())) % 2:
            yield f"{place}: {token.raw.decode('latin-1')}"


@rule("6.1.6-2")
def digits(file: File) -> Iterator[str]:
    """A hexadecimal string holds digits and blanks alone."""
    for place, token in _tokens(file, "hex"):
        if not re.fullmatch(rb"<[0-9A-Fa-f\x00\t\n\f\r ]*>", token.raw):
            yield f"{place}: {token.raw.decode('latin-1')}"


def _streams(file: File) -> Iterator[tuple[Raw, int]]:
    return ((raw, raw.stream_at) for raw in file.raws if raw.stream_at is not None)


def _length(file: File, raw: Raw) -> int:
    """What a stream says about its length, by itself or in another object."""
    at = next((i for i, token in enumerate(raw.tokens) if token.raw == b"/Length"), None)
    if at is None:
        return -1
    after = [token.raw for token in raw.tokens[at + 1 : at + 4]]
    if after[2:] == [b"R"]:
        other = next(one for one in file.raws if one.number == int(after[0]))
        return int(other.tokens[0].raw)
    return int(after[0])


def _data_end(file: File, raw: Raw, at: int) -> int:
    """Where the data of a stream ends by its length."""
    return file.data.index(b"\n", at) + 1 + _length(file, raw)


@rule("6.1.7.1-1")
def stream_length(file: File) -> Iterator[str]:
    """A stream is as long as it says; the end of line before endstream does not count."""
    for raw, at in _streams(file):
        if not re.compile(EOL + rb"endstream").match(file.data, _data_end(file, raw, at)):
            yield f"object {raw.number}"


@rule("6.1.7.1-2")
def stream_keywords(file: File) -> Iterator[str]:
    """The word stream ends its line with LF or CR LF; the word endstream begins a line."""
    for raw, at in _streams(file):
        end = file.data.index(b"endstream", at)
        if not re.compile(rb"\r?\n").match(file.data, at) or file.data[end - 1 : end] not in (b"\n", b"\r"):
            yield f"object {raw.number}"


@rule("6.1.7.1-3")
def data_outside(file: File) -> Iterator[str]:
    """No stream keeps its data in another file."""
    for place, item in file.dictionaries:
        if hasattr(item, "get_data") and {"/F", "/FFilter", "/FDecodeParms"} & set(item):
            yield place


@rule("6.1.7.2-1")
def filters(file: File) -> Iterator[str]:
    """Streams are packed in the ways of ISO 32000-1, without LZW; nothing is encrypted by a filter."""
    for place, item in file.dictionaries:
        for name in listed(entry(item, "/Filter")) if hasattr(item, "get_data") else ():
            if name not in _FILTERS:
                yield f"{place}: {name}"


@rule("6.1.8-1")
def names_in_utf8(file: File) -> Iterator[str]:
    """Every name is UTF-8."""
    for place, token in _tokens(file, "name"):
        try:
            name_of(token).decode("utf-8")
        except UnicodeDecodeError:
            yield f"{place}: {token.raw!r}"


@rule("6.1.9-1")
def spacing(file: File) -> Iterator[str]:
    """One blank stands between number, generation and obj; obj and endobj stand at the end of a line."""
    for raw in file.raws:
        after = raw.end - len(b"endobj") if raw.stream_at is None else _data_end(file, raw, raw.stream_at)
        at = file.data.find(b"endobj", after)
        if (
            not _HEAD.match(file.data, raw.start)
            or file.data[raw.start - 1 : raw.start] not in (b"\n", b"\r")
            or not re.compile(rb"[\r\n]endobj" + EOL).match(file.data, at - 1)
        ):
            yield f"object {raw.number}"


@rule("6.1.10-1")
def inline_filters(file: File) -> Iterator[str]:
    """An inline picture is packed in the ways of ISO 32000-1, without LZW and encryption."""
    for content in file.contents:
        for operation in content.uses("ID"):
            names = [name_of(token).decode("latin-1") for token in operation.tokens if token.kind == "name"]
            for key in {"F", "Filter"} & set(names):
                if names[names.index(key) + 1] not in _INLINE_FILTERS:
                    yield content.place


@rule("6.1.12-1", "6.1.12-2")
def permissions(file: File) -> Iterator[str]:
    """The file gives no permissions, and no signature refers to any."""
    yield from with_key((("catalog", file.root),), "/Perms")
    yield from with_key(file.dictionaries, "/TransformMethod")


@rule("6.1.13-1")
def integers(file: File) -> Iterator[str]:
    """A whole number takes 32 bits."""
    for place, token in _tokens(file, "number"):
        if b"." not in token.raw and not -(2**31) <= int(token.raw) < 2**31:
            yield f"{place}: {token.raw.decode()}"


def _reals(file: File) -> Iterator[tuple[str, Decimal]]:
    for place, token in _tokens(file, "number"):
        if b"." in token.raw:
            yield place, Decimal(token.raw.decode())


@rule("6.1.13-2")
def large_reals(file: File) -> Iterator[str]:
    """No number is beyond 3.403 × 10^38."""
    yield from (f"{place}: {real}" for place, real in _reals(file) if abs(real) > _LARGEST_REAL)


@rule("6.1.13-5")
def small_reals(file: File) -> Iterator[str]:
    """No number but nought is nearer to nought than 1.175 × 10^-38."""
    yield from (f"{place}: {real}" for place, real in _reals(file) if 0 < abs(real) < _SMALLEST_REAL)


@rule("6.1.13-3")
def strings(file: File) -> Iterator[str]:
    """A string has 32,767 bytes at most."""
    for kind in ("string", "hex"):
        yield from (place for place, token in _tokens(file, kind) if len(bytes_of(token)) > 32_767)


@rule("6.1.13-4")
def long_names(file: File) -> Iterator[str]:
    """A name has 127 bytes at most."""
    yield from (place for place, token in _tokens(file, "name") if len(name_of(token)) > 127)


@rule("6.1.13-7")
def many_objects(file: File) -> Iterator[str]:
    """The file has 8,388,607 numbered objects at most, and counts no more."""
    if max(len(file.starts), int(file.reader.trailer["/Size"]) - 1) > _MOST_OBJECTS:  # type: ignore[call-overload]
        yield "trailer"


@rule("6.1.13-8")
def nesting(file: File) -> Iterator[str]:
    """Graphics states nest 28 deep at most."""
    for content in file.contents:
        depth = 0
        for operation in content.uses("q", "Q"):
            depth += 1 if operation.operator == "q" else -1
            if depth > 28:
                yield content.place


@rule("6.1.13-11")
def page_boxes(file: File) -> Iterator[str]:
    """A page is 3 to 14,400 units wide and high, in every box."""
    for place, page in (*file.of_type("/Page"), *file.of_type("/Pages")):
        for box in _BOXES:
            sides = [Decimal(str(side)) for side in listed(entry(page, box))]
            for low, high in zip(sides[:2], sides[2:], strict=True):
                if not 3 <= abs(high - low) <= 14_400:
                    yield f"{place} {box}"


def _requirements(file: File) -> Iterator[str]:
    return with_key((("catalog", file.root),), "/Requirements")


forbid(["6.11-1"], "The file asks nothing of its reader.", _requirements)
