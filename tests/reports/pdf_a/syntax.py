"""The smallest pieces that PDF is written in, each with its place: names, strings, numbers and words.

A file and a content stream are written in the same way, so both are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "string", "hex", "number", "word", "mark"]

EOL = rb"(?:\r\n|\r|\n)"
_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_PIECE = re.compile(
    rb"(?P<blank>[\x00\t\n\f\r ]+|%[^\r\n]*)"
    rb"|(?P<mark><<|>>|[\[\]{}])"
    rb"|(?P<hex><[^>]*>)"
    rb"|(?P<name>/" + _REGULAR + rb"*)"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?!" + _REGULAR + rb"))"
    rb"|(?P<word>" + _REGULAR + rb"+)"
    rb"|(?P<string>\()"
    rb"|(?P<mark_alone>[)>])"
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Token:
    """One piece as it is written, and where."""

    kind: Kind
    raw: bytes
    at: int


def tokens(data: bytes, start: int = 0) -> Iterator[Token]:
    """The pieces from a place on, without blanks and comments."""
    at = start
    while (found := _PIECE.match(data, at)) is not None:
        end = found.end()
        match found.lastgroup:
            case "blank":
                pass
            case "string":
                end = _end_of_string(data, at)
                yield Token("string", data[at:end], at)
            case "mark" | "mark_alone":
                yield Token("mark", found.group(), at)
            case "hex" | "name" | "number" | "word" as kind:
                yield Token(kind, found.group(), at)
        at = end


def _end_of_string(data: bytes, start: int) -> int:
    """Where a string in brackets ends; brackets stand in it in pairs, or behind a backslash."""
    depth = 1
    for found in _IN_STRING.finditer(data, start + 1):
        depth += {b"(": 1, b")": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return len(data)


def name_of(token: Token) -> bytes:
    """A name without its slash, with its ``#`` pairs put into bytes."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda pair: bytes.fromhex(pair[1].decode()), token.raw[1:])


def bytes_of(token: Token) -> bytes:
    """What a string holds."""
    if token.kind == "hex":
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", token.raw)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _ESCAPED.sub(_unescaped, token.raw[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    after = found[1]
    if after[:1].isdigit():
        return bytes((int(after, 8) & 255,))
    return b"" if after in (b"\r", b"\n", b"\r\n") else _LETTERS.get(after, after)
