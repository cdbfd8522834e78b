"""The bytes of a file, wherever they lie: in memory when they are few, else gone through in pieces, as often as needed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.core.findings import Finding, FindingsError, Place
from assay.ports import Content

Told = Callable[[int, int], None]
"""Takes how many bytes are done, and of how many."""

PIECE = 1 << 20
HELD = 32 << 20
"""A content of no more bytes is held in memory as bytes; a larger one is a :class:`~assay.ports.Bulk`."""


def content_of(path: Path, told: Told) -> Content:
    """The content of a file on the disk; each time that a large one is gone through, its bytes are told on the way."""
    size = path.stat().st_size
    if size <= HELD:
        return path.read_bytes()
    return OnDisk(path, size, _sha256(_pieces(path, size, told)), told)


def size_of(content: Content) -> int:
    """How many bytes there are."""
    return len(content) if isinstance(content, bytes) else content.size


def pieces_of(content: Content) -> Iterator[bytes]:
    """The bytes in their order, at most a megabyte at a time."""
    if isinstance(content, bytes):
        return (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    return content.pieces()


def digest_of(content: Content) -> str:
    """SHA-256 of a file as received, 64 hex digits: the blob's name."""
    return content.sha256 if isinstance(content, OnDisk) else _sha256(pieces_of(content))


class Made:
    """A content in the making: bytes while they are few, else sealed aside."""

    def __init__(self) -> None:
        self.size = 0
        self._kept = bytearray()
        self._aside: Aside | None = None

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._kept += data
        self.size += len(data)
        if len(self._kept) > HELD:
            self._put_aside()

    def content(self) -> Content:
        """What was written."""
        if self._aside is None:
            return bytes(self._kept)
        self._put_aside()
        return self._aside

    def _put_aside(self) -> None:
        self._aside = self._aside or Aside()
        self._aside.write(self._kept)
        self._kept = bytearray()


def made_of(pieces: Iterable[bytes]) -> Content:
    """A content out of its pieces."""
    made = Made()
    for piece in pieces:
        made.write(piece)
    return made.content()


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A large file on the disk, which must stay as it is while it is read."""

    path: Path
    size: int
    sha256: str
    told: Told

    def pieces(self) -> Iterator[bytes]:
        """The bytes in their order.

        Raises:
            FindingsError: ``store.file_moving``, at their end: they are not what they were at first.
        """
        digest = hashlib.sha256()
        for piece in _pieces(self.path, self.size, self.told):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != self.sha256:
            raise FindingsError(
                [Finding("store.file_moving", Place(self.path.name), {"file": self.path.name})]
            )


class Aside:
    """What is put aside for a while: a nameless file, sealed with a key that is nowhere but in memory.

    Gone with the process, whatever becomes of it.
    """

    def __init__(self) -> None:
        self.size = 0
        self._box = AESGCM(AESGCM.generate_key(256))
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        self._sizes: list[int] = []

    def __del__(self) -> None:
        self._file.close()

    def write(self, data: bytes | bytearray) -> None:
        """Add bytes at the end."""
        for start in range(0, len(data), PIECE):
            piece = self._box.encrypt(self._nonce(len(self._sizes)), bytes(data[start : start + PIECE]), None)
            self._file.write(piece)
            self._sizes.append(len(piece))
        self.size += len(data)

    def pieces(self) -> Iterator[bytes]:
        """The bytes in their order."""
        at = 0
        for number, size in enumerate(self._sizes):
            self._file.seek(at)
            yield self._box.decrypt(self._nonce(number), self._file.read(size), None)
            at += size
        self._file.seek(at)

    @staticmethod
    def _nonce(number: int) -> bytes:
        """Each piece has its own number, and the key seals this file alone."""
        return number.to_bytes(12, "big")


def _pieces(path: Path, size: int, told: Told) -> Iterator[bytes]:
    done = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
            done += len(piece)
            told(done, size)


def _sha256(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
