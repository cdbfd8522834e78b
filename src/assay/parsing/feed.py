"""The file that a child reads: it asks its parent for one piece after the other, and may begin again.

So a file may be larger than memory and lie anywhere (on a disk, sealed, in memory), and the child opens none.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from assay.parsing.wire import exactly, send

FED = 1 << 20
"""Bytes that are read, or written, at a time."""

_LENGTH = struct.Struct(">I")


class Feed:
    """The parent's side: gives pieces as they are asked for.

    Args:
        begin: The pieces of the file from its beginning.
        stream: To the child.
    """

    def __init__(self, begin: Callable[[], Iterator[bytes]], stream: BinaryIO) -> None:
        self._begin = begin
        self._stream = stream
        self._pieces: Iterator[bytes] = iter(())

    def again(self) -> None:
        """Begin at the beginning."""
        self._pieces = self._begin()

    def give(self) -> None:
        """The next piece; an empty one at the end."""
        piece = next(self._pieces, b"")
        self._stream.write(_LENGTH.pack(len(piece)))
        self._stream.write(piece)
        self._stream.flush()


class Fed(io.RawIOBase):
    """The child's side: a file that can be read on, and begun again."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        super().__init__()
        self._requests = requests
        self._answers = answers
        self._left, self._at = memoryview(b""), 0
        self.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Begin again.

        Raises:
            io.UnsupportedOperation: Somewhere else than at the beginning.
        """
        if offset or whence:
            raise io.UnsupportedOperation
        self._left, self._at = memoryview(b""), 0
        send(self._answers, "again")
        return 0

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # any buffer is a view of bytes
        if not self._left:
            send(self._answers, "more")
            (size,) = _LENGTH.unpack(exactly(self._requests, _LENGTH.size))
            self._left = memoryview(exactly(self._requests, size))
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        self._at += count
        return count
