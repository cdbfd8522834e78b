"""One file on its way through a source: by its lines where the format allows it, else as a whole where it is small enough.

The format is told by the beginning of the file. A packed file and a workbook have no beginning that tells, and are read
whole; so is UTF-16, whose lines are not found without reading it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader

from assay.core.findings import Finding, Place
from assay.core.tables import Record
from assay.ports import ImportOptions, Limits, Parsed, Parted, Streamed
from assay.sources.lines import NotByLinesError
from assay.sources.registry import choose, detect, without_rows

MEGABYTE = 1_000_000
_PACKED = (b"PK", b"\x1f\x8b", b"BZh")
HEAD = 1 << 20
"""Bytes that tell the format of a larger file."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read.

    Attributes:
        name: Its name without folder.
        size: Its size in bytes, as said.
        stream: Its bytes; can be begun again.
    """

    name: str
    size: int
    stream: BufferedReader | io.BytesIO

    def head(self) -> bytes:
        """Its beginning, up to the end of a line; the whole of a small file. Nothing where the beginning would not tell."""
        self.stream.seek(0)
        head = self.stream.read(HEAD)
        if len(head) < HEAD:
            return head
        return b"" if b"\0" in head or head.startswith(_PACKED) else head[: head.rfind(b"\n") + 1]

    def whole(self) -> bytes:
        """All of it."""
        self.stream.seek(0)
        return self.stream.read()


def parse_file(
    file: File,
    options: ImportOptions,
    *,
    file_bytes: int,
    give: Callable[[Sequence[Record]], None] | None = None,
) -> Parsed:
    """Detect the format of a file and parse it.

    Args:
        file: The file.
        options: What a person says about it.
        file_bytes: Size of the largest file that may be held as a whole.
        give: Takes the records of a large file part by part, where the format gives them so; they are not in the answer then.
    """
    head = file.head()
    found = choose(file.name, head, options) if head else None
    if file.size > len(head) and isinstance(found, Streamed):
        with suppress(NotByLinesError):
            file.stream.seek(0)
            if give is not None and isinstance(found, Parted):
                return found.parse_parts(file.name, file.stream, options, give)
            return found.parse_lines(file.name, file.stream, options)
    if file.size > file_bytes:
        return Parsed("", (), (too_large(file.name, file.size, file_bytes),))
    if file.size > len(head) or found is None:
        data = file.whole()
        found = choose(file.name, data, options)
    else:
        data = head
    return Parsed("", (), (found,)) if isinstance(found, Finding) else found.parse(file.name, data, options)


def file_without_rows(file: File, rows: frozenset[int]) -> Iterator[bytes]:
    """Any file without the contents of these rows, every other row still at its number, piece by piece."""
    head = file.head()
    found = detect(file.name, head) if head else None
    if file.size > len(head) and isinstance(found, Streamed):
        with suppress(NotByLinesError):  # known before the first piece is given
            file.stream.seek(0)
            yield from found.leave_out(file.name, file.stream, rows)
            return
    yield without_rows(file.name, file.whole(), rows)


def size_finding(name: str, size: int, limits: Limits) -> Finding | None:
    """What is wrong with a file of that many bytes that is read as a whole; nothing when it may be read."""
    return too_large(name, size, limits.file_bytes) if size > limits.file_bytes else None


def too_large(name: str, size: int, most: int) -> Finding:
    """The refusal of a file that would have to be held as a whole."""
    params = {"found": megabytes(size), "expected": megabytes(most)}
    return Finding("parsing.file_too_large", Place(name), params)


def megabytes(size: int) -> str:
    """Bytes as whole megabytes, rounded up.

    Example:
        >>> [megabytes(size) for size in (0, 1, 512_000_000)]
        ['0', '1', '512']
    """
    return str(-(-size // MEGABYTE))
