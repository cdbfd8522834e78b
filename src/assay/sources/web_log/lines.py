"""Lines of a log, one at a time, however large it is: plain, gzip or bzip2. The first lines decide the layout."""

from __future__ import annotations

import bz2
import gzip
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import BinaryIO, TypeAlias
from zoneinfo import ZoneInfo

from assay.sources.web_log.hits import Hit
from assay.sources.web_log.keyed import Directives, read_json
from assay.sources.web_log.layouts import READERS, Reader

LONGEST_LINE = 65_536
LARGEST_LOG = 8 * 1024**3
BROKEN = (EOFError, OSError, zlib.error)
"""All that reading a damaged gzip or bzip2 raises."""

LAST_MOMENT = 7_258_118_400
"""The year 2200: a later time is a broken line."""

Stream: TypeAlias = gzip.GzipFile | bz2.BZ2File | BinaryIO
_HEAD = 262_144
_LOOKED_AT = 30
_GZIP, _BZIP2 = b"\x1f\x8b", b"BZh"
_ALL: dict[str, Reader] = {"json": read_json, **READERS}
_UTC = ZoneInfo("UTC")


class TooLargeError(ValueError):
    """A packed log unpacks to more than :data:`LARGEST_LOG` bytes."""


def packing(data: bytes) -> str:
    """``gzip``, ``bzip2`` or ``plain``, by the first bytes."""
    return "gzip" if data.startswith(_GZIP) else "bzip2" if data.startswith(_BZIP2) else "plain"


def packing_of(file: BinaryIO) -> str:
    """The same of a file, which is begun again."""
    file.seek(0)
    return packing(file.read(len(_BZIP2)))


def layout_of(file: BinaryIO) -> str:
    """The layout that most of the first lines have; empty when not even half of them have one."""
    lines = [line for line in _head(file).decode("utf-8", "replace").splitlines() if line.strip()][
        :_LOOKED_AT
    ]
    if any(line.startswith("#Fields:") and "cs-uri-stem" in line for line in lines):
        return "w3c"
    points = {name: sum(reader(line, _UTC) is not None for line in lines) for name, reader in _ALL.items()}
    best = max(points, key=lambda name: points[name])
    return best if points[best] * 2 > len(lines) else ""


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Line number and text without its end; a line longer than any request is empty text with a NUL.

    Raises:
        TooLargeError: It unpacks to too much.
        OSError: And the others of :data:`BROKEN`: the packing is damaged.
    """
    number, size, cut = 0, 0, False
    with _opened(file) as stream:
        _skip_mark(stream)
        while piece := stream.readline(LONGEST_LINE):
            size += len(piece)
            if size > LARGEST_LOG:
                raise TooLargeError
            ended = piece.endswith(b"\n")
            if not cut:
                number += 1
                yield (
                    number,
                    piece.decode("utf-8", "replace").rstrip("\r\n")
                    if ended or len(piece) < LONGEST_LINE
                    else "\0",
                )
            cut = not ended


def reader_of(layout: str) -> Callable[[str, ZoneInfo], Hit | None]:
    """What reads a line of a layout that has no ``#`` lines."""
    return _ALL[layout]


def hits(
    file: BinaryIO, layout: str, zone: ZoneInfo, directives: Directives
) -> Iterator[tuple[int, Hit | None]]:
    """Every line that should be a request, with its number; None where it cannot be read.

    Raises:
        TooLargeError: And the others of :func:`numbered_lines`.
    """
    read = directives.read if layout == "w3c" else reader_of(layout)
    for number, line in numbered_lines(file):
        if layout == "w3c" and line.startswith("#"):
            directives.take(line)
        elif line.strip():
            hit = read(line, zone)
            yield number, hit if hit and 0 <= hit.at < LAST_MOMENT else None


def _skip_mark(stream: Stream) -> None:
    """Go past a byte order mark, which would make another visitor of the first line."""
    if stream.read(len(BOM_UTF8)) != BOM_UTF8:
        stream.seek(0)


def _opened(file: BinaryIO) -> AbstractContextManager[Stream]:
    """A log from its beginning, unpacked; the file itself stays open."""
    packed = packing_of(file)
    file.seek(0)
    match packed:
        case "gzip":
            return gzip.GzipFile(fileobj=file)
        case "bzip2":
            return bz2.BZ2File(file)
        case _:
            return nullcontext(file)


def _head(file: BinaryIO) -> bytes:
    with suppress(*BROKEN), _opened(file) as stream:
        _skip_mark(stream)
        return stream.read(_HEAD)
    return b""
