"""Texts that a mail holds in another guise: base64 and quoted-printable bodies, and encoded words of its headers."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

_ENCODED = re.compile(
    rb"content-transfer-encoding:\s*(?:base64|quoted-printable)|=\?[^?\s]+\?[bq]\?", re.IGNORECASE
)
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|$)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}")
_WORD = re.compile(rb"=\?[^?\s]+\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_BLANKS = b" \t"


def decoded_texts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What is encoded in a text, decoded, each with the number of the line on which it begins.

    Bodies are found by their looks, so that a damaged mail hides nothing. What is no text (a picture) is left out.
    """
    if not _ENCODED.search(data):
        return
    lines = [found[1].rstrip(_BLANKS) for found in _LINE.finditer(data)]
    for number, piece in (*_base64(lines), *_quoted(lines), *_words(lines)):
        if piece and b"\0" not in piece:
            yield number, piece


def _base64(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines of nothing but base64 that follow each other."""
    run: list[bytes] = []
    for number, line in enumerate((*lines, b""), 1):
        if _BASE64.fullmatch(line):
            run.append(line)
        elif run:
            yield number - len(run), _of_base64(b"".join(run))
            run = []


def _quoted(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with a sign in hexadecimal, or joined by a ``=`` at their end."""
    run: list[bytes] = []
    for number, line in enumerate((*lines, b""), 1):
        run.append(line.removesuffix(b"="))
        if not line.endswith(b"="):
            if len(run) > 1 or b"=" in line:
                yield number - len(run) + 1, binascii.a2b_qp(b"".join(run))
            run = []


def _words(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Encoded words of a header and of the lines that carry it on, put together."""
    start, found = 0, b""
    for number, line in enumerate((*lines, b""), 1):
        if found and not line.startswith((b" ", b"\t")):
            yield start, found
            start, found = 0, b""
        for word in _WORD.finditer(line):
            start = start or number
            is_base64 = word[1].lower() == b"b"
            found += _of_base64(word[2]) if is_base64 else binascii.a2b_qp(word[2], header=True)


def _of_base64(text: bytes) -> bytes:
    """Decoded as far as whole groups of four go."""
    bare = text.rstrip(b"=")
    try:
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return b""
