"""Bytes to text. The encoding is decided by evidence, recorded, and asked for when the bytes do not tell.

Order: byte order mark, UTF-8, then GB18030 against Windows-1252. Both of the last two can decode almost anything, so
the letters decide: Chinese comes in pairs of high bytes out of the common part of the table, while a German or French
letter stands alone between plain ones. Anything else is taken only when a person names it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice

from assay.sources.problems import Problems

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMED_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp1252", "big5")
_ENOUGH = Fraction(4, 5)
_SAMPLE = 20_000
_LATIN = "äöüÄÖÜßéèêëàâçñóíúáôîïûùœæøåÅØÆÉÈÀÇÑÁÍÓÚãõìòõýžšŽŠ€£§°·´²³«»„“”‘’–—…®™¿¡\u00a0"
_LATIN_BYTES = frozenset(_LATIN.encode("cp1252"))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|(?P<stray>[\x80-\xff])"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without its byte order mark, and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes, problems: Problems, encoding: str = "") -> Decoded | None:
    """The text of a file; None after a finding when it cannot be known.

    Args:
        data: The bytes of the file.
        problems: Takes the finding: a NUL byte, a byte that does not decode, or an encoding that must be named.
        encoding: One of :data:`NAMED_ENCODINGS` when a person has named it; a byte order mark still wins.
    """
    found = _decoded(data, encoding)
    if isinstance(found, Decoded):
        return found
    problems.error(found.code, found.row, "", **found.params)
    return None


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a text cannot be known."""

    code: str
    row: int
    params: Mapping[str, str | int]


@lru_cache(maxsize=1)
def _decoded(data: bytes, encoding: str) -> Decoded | _Refused:
    """The text, or why there is none. While a format is sought, the same file is asked for again and again."""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], marked, skipped=len(mark))
    return _strictly(data, encoding or guess_encoding(data))


@lru_cache(maxsize=1)
def guess_encoding(data: bytes) -> str:
    """The encoding of bytes without a byte order mark; empty when the evidence does not tell.

    Every byte must decode, but only the first 20,000 characters beyond ASCII are weighed.
    Damaged UTF-8 is still called UTF-8, so that the damage is reported and not read as Chinese.
    """
    if _decodes(data, "utf-8") or _mostly_utf8(data):
        return "utf-8"
    chinese = _decodes(data, "gb18030") and _looks_chinese(data)
    latin = _decodes(data, "cp1252") and _looks_latin(data)
    if chinese == latin:
        return ""
    return "gb18030" if chinese else "cp1252"


def _strictly(data: bytes, encoding: str, skipped: int = 0) -> Decoded | _Refused:
    wide = encoding.startswith("utf-16")
    nul = -1 if wide else data.find(b"\0")
    if nul >= 0:
        return _Refused("sources.nul_byte", data.count(b"\n", 0, nul) + 1, {"offset": nul + skipped})
    if not encoding:
        first = _HIGH_RUN.search(data)
        offset = first.start() if first else 0
        params: dict[str, str | int] = {"offset": offset, "known": ", ".join(NAMED_ENCODINGS)}
        return _Refused("sources.encoding_unknown", data.count(b"\n", 0, offset) + 1, params)
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as broken:
        before = data[: broken.start].decode(codec, "replace")
        params = {"encoding": encoding, "offset": broken.start + skipped}
        return _Refused("sources.broken_text", before.count("\n") + 1, params)
    if wide and "\0" in text:
        at = text.index("\0")
        return _Refused("sources.nul_byte", text.count("\n", 0, at) + 1, {"offset": 2 * at + skipped})
    return Decoded(text, encoding)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether whole UTF-8 sequences outnumber stray bytes: then it is UTF-8 that was cut or damaged."""
    whole = stray = 0
    for found in islice(_UTF8_SEQUENCE.finditer(data), _SAMPLE):
        if found["stray"]:
            stray += 1
        else:
            whole += 1
    return whole > stray


def _looks_chinese(data: bytes) -> bool:
    """Whether four in five characters beyond ASCII lie in the GB 2312 part, where everyday Chinese lives."""
    beyond = list(islice((each for each in data.decode("gb18030") if each > "\x7f"), _SAMPLE))
    common = sum(1 for character in beyond if _in_gb2312(character))
    return bool(beyond) and Fraction(common, len(beyond)) >= _ENOUGH


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _looks_latin(data: bytes) -> bool:
    """Whether four in five high bytes are letters or marks of western Europe, at most two in a row."""
    runs = [run[0] for run in islice(_HIGH_RUN.finditer(data), _SAMPLE)]
    total = sum(len(run) for run in runs)
    fitting = sum(len(run) for run in runs if len(run) <= 2 and _LATIN_BYTES.issuperset(run))
    return bool(total) and Fraction(fitting, total) >= _ENOUGH
