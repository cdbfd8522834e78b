"""Bodies of webhooks as they are kept: JSON Lines, one body a line; or one document or list of bodies.

Servers wrap what they receive in notes of their own, so a body is looked for a few steps inside each value too.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assay.sources.problems import Problems, shown
from assay.sources.table import lines_of
from assay.sources.text import decode

Body = Mapping[str, object]
IsBody = Callable[[Body], bool]

_LOOKED_AT = 1_000_000
_DEEPEST = 4
_BETWEEN = re.compile(r"[\s,\]]*")
_LINE_END = re.compile(r"[\r\n]")
_BEFORE = b"\xef\xbb\xbf \t\r\n,"
"""What may stand before the first value; a comma does where the one before was erased."""
_UNIX_TIME = re.compile(r"\d{9,10}")
FIRST_MOMENT = datetime(2009, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One body and the line on which it, or what holds it, begins."""

    line: int
    body: Body


@dataclass(frozen=True, slots=True)
class _Found:
    """A value of the file: its first and last line, where it begins and ends in the text, and what it says."""

    first: int
    last: int
    start: int
    end: int
    value: object


@dataclass(slots=True)
class Rows:
    """Row numbers for people: the line, and beyond the last line for a second person on one line.

    The store takes all records of a row for one person. Row ``line + k * lines`` is the (k+1)th person of a line; so
    numbers stay when other lines are emptied.
    """

    lines: int
    _people: dict[int, dict[str, int]] = field(default_factory=dict)

    def row(self, line: int, person: str) -> int:
        """The row of a person on a line."""
        here = self._people.setdefault(line, {})
        return line + here.setdefault(person, len(here)) * self.lines

    def line(self, row: int) -> int:
        """The line on which the person of a row stands."""
        return (row - 1) % self.lines + 1


def holds(data: bytes, *marks: bytes) -> bool:
    """Whether bytes begin as JSON does and hold all of these marks near their beginning."""
    head = data[:_LOOKED_AT].lstrip(_BEFORE)
    return head[:1] in (b"{", b"[") and all(mark in head for mark in marks)


def each_delivery(data: bytes, is_body: IsBody, problems: Problems) -> Iterator[Delivery]:
    """The bodies one by one; what is no JSON is a finding."""
    decoded = decode(data, problems)
    for found in _values(lines_of(decoded.text) if decoded else [], problems):
        for body in _bodies(found.value, is_body, _DEEPEST):
            yield Delivery(found.first, body)


def each_line_delivery(lines: Iterable[str], is_body: IsBody, problems: Problems) -> Iterator[Delivery]:
    """The bodies of JSON Lines as they come; the first line has been looked at (:func:`is_json_lines`)."""
    for found in _line_values(lines, problems):
        value = found.value
        if isinstance(value, dict) and is_body(value):
            yield Delivery(found.first, value)
            continue
        for body in _bodies(value, is_body, _DEEPEST):
            yield Delivery(found.first, body)


def is_json_lines(head: bytes) -> bool:
    """Whether the first line of a file that is not blank holds one body."""
    first = next((line for line in head.removeprefix(BOM_UTF8).splitlines() if line.strip()), b"")
    return isinstance(_parsed(first.decode("utf-8", "replace")), dict)


def read_deliveries(data: bytes, is_body: IsBody, problems: Problems) -> tuple[list[Delivery], int]:
    """All bodies, and the number of lines of the file; at least 1."""
    decoded = decode(data, Problems(""))
    lines = len(lines_of(decoded.text)) if decoded else 1
    return list(each_delivery(data, is_body, problems)), max(lines, 1)


def without_deliveries(data: bytes, rows: frozenset[int]) -> bytes:
    """The file with these rows emptied, whole bodies at a time; of two that share such a line, both go."""
    decoded = decode(data, Problems(""))
    lines = lines_of(decoded.text) if decoded else []
    if not lines or decoded is None:
        return b"" if rows else data
    doomed = set(map(Rows(len(lines)).line, rows))
    whole, at, left = "".join(lines), 0, list[str]()
    for found in _values(lines, Problems("")):
        if not doomed.isdisjoint(range(found.first, found.last + 1)):
            left += [whole[at : found.start], _ends_of(whole[found.start : found.end])]
            at = found.end
    rest = lines_of("".join((*left, whole[at:])))
    kept = [_ends_of(line) if number in doomed else line for number, line in enumerate(rest, 1)]
    codec = "utf-8" if decoded.encoding == "utf-8-sig" else decoded.encoding
    return data[: len(data) - len(decoded.text.encode(codec))] + "".join(kept).encode(codec)


def members(value: Body, key: str) -> list[Body]:
    """The objects of a list under a key; none when it is no list."""
    held = value.get(key)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


def member(value: Body, key: str) -> Body:
    """The object under a key; an empty one when it is none."""
    held = value.get(key)
    return held if isinstance(held, dict) else {}


def text(value: Body, key: str) -> str:
    """A text or a number under a key as text: ids arrive as either. Empty when there is none."""
    held = value.get(key)
    if held is None:
        return ""
    if isinstance(held, str):
        return held.strip() if held.isascii() and "\0" not in held else clean(held)
    return str(held) if isinstance(held, int) and not isinstance(held, bool) else ""


def clean(written: str) -> str:
    """A text without half characters and NUL, which JSON can spell and no file can hold."""
    if not written.isascii():
        written = written.encode("utf-8", "replace").decode()
    return written.replace("\0", "").strip()


def moment(value: Body, key: str, line: int, problems: Problems) -> datetime | None:
    """The moment of a unix time in seconds, a text or a number; None after a finding."""
    written = text(value, key)
    if _UNIX_TIME.fullmatch(written):
        at = datetime.fromtimestamp(int(written), UTC)
        if at >= FIRST_MOMENT:
            return at
    problems.error("sources.not_a_unix_time", line, key, found=shown(written))
    return None


def _values(lines: list[str], problems: Problems) -> Iterator[_Found]:
    """Every value of the file."""
    first = next((line for line in lines if line.strip()), "")
    if not isinstance(_parsed(first), dict):
        return _documents("".join(lines), problems)
    return _line_values(lines, problems)


def _line_values(lines: Iterable[str], problems: Problems) -> Iterator[_Found]:
    start = 0
    for number, line in enumerate(lines, 1):
        value = _parsed(line) if line.strip() else None
        if value is not None:
            yield _Found(number, number, start, start + len(line), value)
        elif line.strip():
            problems.error("sources.json_broken", number)
        start += len(line)


def _documents(whole: str, problems: Problems) -> Iterator[_Found]:
    """Values that follow each other or stand in one list, each over as many lines as it likes."""
    decoder = json.JSONDecoder()
    at = len(whole) - len(whole.lstrip().removeprefix("["))
    line, counted = 1, 0
    while True:
        gap = _BETWEEN.match(whole, at)
        at = gap.end() if gap else at
        if at >= len(whole):
            return
        line, counted = line + whole.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(whole, at)
        except (ValueError, RecursionError):
            problems.error("sources.json_broken", line)
            return
        yield _Found(line, line + whole.count("\n", at, end), at, end, value)
        at = end


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _bodies(value: object, is_body: IsBody, steps: int) -> Iterator[Body]:
    """The value itself, or bodies inside it, also where a server kept one as text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _parsed(value)
    if isinstance(value, dict) and is_body(value):
        yield value
    elif steps and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _bodies(each, is_body, steps - 1)


def _ends_of(written: str) -> str:
    """Nothing but the line ends of a text."""
    return "".join(_LINE_END.findall(written))
