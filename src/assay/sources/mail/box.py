"""The messages of a file: one in an ``.eml``, any number in an mbox, each with the line on which it begins."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.sources.deliveries import Rows
from assay.sources.table import lines_of

_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_OPENS = re.compile(rf"From +\S+ +{_WEEKDAY},? +\S.*\b\d{{4}}\b")
_FIRST = re.compile(rf"{_OPENS.pattern}|From +\S+@\S+\s*$")
_HEADER = re.compile(r"([!-9;-~]+)[ \t]*:")
_STRONG = frozenset({"message-id", "date", "received", "return-path", "delivered-to", "mime-version"})
_WEAK = frozenset({"from", "to", "cc", "subject", "reply-to", "sender", "content-type"})
_ENOUGH = 3
_LOOKED_AT = 200
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as bytes, without the line that opens it in an mbox.

    Attributes:
        row: Line of the file on which it begins.
        lines: How many lines of the file it takes.
    """

    row: int
    lines: int
    data: bytes


def looks_like_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a message. A strong header counts twice, three points are enough."""
    bare = data.removeprefix(codecs.BOM_UTF8).lstrip(
        b"\r\n"
    )  # an erasure leaves line breaks, as many as an attachment has
    head = lines_of(_latin(bare[:_HEAD]))[:_LOOKED_AT]
    names = {found[1].lower() for found in _leading_headers(head)}
    return 2 * len(names & _STRONG) + len(names & _WEAK) >= _ENOUGH


def mails_of(data: bytes) -> tuple[Mail, ...]:
    """The messages of a file in their order; a file that does not open like an mbox is one message."""
    lines = lines_of(_latin(data))
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        return ()
    if not _FIRST.match(lines[first]):
        return (_mail(lines, first, len(lines), opened=False),)
    starts = [at for at, line in enumerate(lines) if at == first or _opens(lines, at, line)]
    ends = [*starts[1:], len(lines)]
    return tuple(_mail(lines, start, end, opened=True) for start, end in zip(starts, ends, strict=True))


def rows_of(mails: Sequence[Mail]) -> Rows:
    """Row numbers for the people of a file's messages: the store takes a row for one person, and a letter has several."""
    return Rows(mails[-1].row + mails[-1].lines - 1 if mails else 1)


def without_mails(data: bytes, rows: frozenset[int]) -> bytes:
    """The file with every line of the messages emptied that any of ``rows`` lies in; line breaks stay."""
    lines = lines_of(data.decode("latin-1"))
    mails = mails_of(data)
    doomed = set(map(rows_of(mails).line, rows))
    for mail in mails:
        taken = range(mail.row, mail.row + mail.lines)
        if doomed.intersection(taken):
            for number in taken:
                lines[number - 1] = _end_of(lines[number - 1])
    return "".join(lines).encode("latin-1")


def _latin(data: bytes) -> str:
    """The bytes as text, byte by byte: headers are ASCII, and no line break hides inside a character of an 8-bit text."""
    return data.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _opens(lines: list[str], at: int, line: str) -> bool:
    return bool(_OPENS.match(line)) and not lines[at - 1].strip()


def _mail(lines: list[str], start: int, end: int, *, opened: bool) -> Mail:
    text = "".join(lines[start + opened : end])
    return Mail(start + 1, end - start, text.encode("latin-1"))


def _leading_headers(lines: list[str]) -> Iterator[re.Match[str]]:
    for at, line in enumerate(lines):
        found = _HEADER.match(line)
        if found:
            yield found
        elif not (at == 0 and _FIRST.match(line)) and not line.startswith((" ", "\t")):
            return


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
