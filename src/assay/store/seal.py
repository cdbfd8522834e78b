"""Authenticated encryption of files as received and of single contact values. AES-256-GCM throughout.

A sealed file is ``magic ‖ nonce ‖ ciphertext``; inside are the file's name and its bytes, so nothing outside the
seal knows the name, which may hold a phone number.
"""

from __future__ import annotations

import base64
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.core.findings import Finding, FindingsError, Place
from assay.ports import Content
from assay.store.contents import HELD, PIECE, pieces_of

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_MAGIC = b"assay-seal/1\n"
_AROUND = len(_MAGIC) + _NONCE_BYTES + _TAG_BYTES
_LENGTH = struct.Struct(">I")
Entropy = Callable[[int], bytes]


class SealBrokenError(FindingsError):
    """A sealed thing does not open: its bytes changed, or the key is not its key."""

    def __init__(self, label: str) -> None:
        super().__init__([Finding("store.seal_broken", Place(label), {"file": label})])


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as received: its name and its bytes."""

    name: str
    content: Content


def sealed_pieces(key: bytes, label: str, received: ReceivedFile, *, nonce: bytes) -> Iterator[bytes]:
    """A file sealed under its key, in pieces, so that a large one is not held; the label (the blob's name) is authenticated with it."""
    name = received.name.encode("utf-8", "surrogatepass")
    box = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(label.encode())
    yield _MAGIC + nonce + box.update(_LENGTH.pack(len(name)) + name)
    for piece in pieces_of(received.content):
        yield box.update(piece)
    yield box.finalize() + box.tag


def open_file(key: bytes, label: str, path: Path) -> ReceivedFile:
    """Open a sealed file.

    Nothing of it is handed out before all of it has been found to be as it was sealed; a small one is then held, a large
    one is opened anew whenever its bytes are asked for.

    Raises:
        SealBrokenError: Wrong key, wrong label, or changed bytes.
    """
    sealed = SealedFile(key, label, path)
    size = path.stat().st_size
    if size <= HELD:
        plain = b"".join(sealed.plain())
        name, start = _name_in(plain, label)
        return ReceivedFile(name, plain[start:])
    first = b""
    for number, piece in enumerate(sealed.plain()):
        first = piece if number == 0 else first
    name, start = _name_in(first, label)
    return ReceivedFile(name, replace(sealed, size=size - _AROUND - start, start=start))


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The bytes of a large sealed file.

    Attributes:
        size: How many there are.
        start: Where they begin, after the name.
    """

    key: bytes
    label: str
    path: Path
    size: int = 0
    start: int = 0

    def pieces(self) -> Iterator[bytes]:
        """The bytes in their order; the last is given before the seal has been looked at once more."""
        skipped = self.start
        for piece in self.plain():
            yield piece[skipped:]
            skipped = 0

    def plain(self) -> Iterator[bytes]:
        """Name and bytes in pieces. Raises SealBrokenError, at the end at the latest."""
        with self.path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size - _AROUND
            head = file.read(len(_MAGIC) + _NONCE_BYTES)
            if size < _LENGTH.size or not head.startswith(_MAGIC):
                raise SealBrokenError(self.label)
            box = Cipher(algorithms.AES(self.key), modes.GCM(head[len(_MAGIC) :])).decryptor()
            box.authenticate_additional_data(self.label.encode())
            while size > 0 and (piece := file.read(min(size, PIECE))):
                size -= len(piece)
                yield box.update(piece)
            try:
                box.finalize_with_tag(file.read(_TAG_BYTES))
            except (InvalidTag, ValueError):
                raise SealBrokenError(self.label) from None


def _name_in(plain: bytes, label: str) -> tuple[str, int]:
    """The name at the beginning of what was sealed, and where the bytes of the file begin."""
    (length,) = _LENGTH.unpack_from(plain)
    start = _LENGTH.size + length
    if start > len(plain):
        raise SealBrokenError(label)
    return plain[_LENGTH.size : start].decode("utf-8", "surrogatepass"), start


def seal_value(box: AESGCM, label: str, value: bytes, *, nonce: bytes) -> str:
    """Seal a small value to text (base64), bound to its label, with a key that was made ready once for many values."""
    return base64.b64encode(nonce + box.encrypt(nonce, value, label.encode())).decode()


def open_value(key: bytes, label: str, sealed: str) -> bytes:
    """Open what :func:`seal_value` made.

    Raises:
        SealBrokenError: Wrong key, wrong label, or changed bytes.
    """
    raw = base64.b64decode(sealed)
    return _decrypt(key, raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], label)


def new_nonce(entropy: Entropy) -> bytes:
    """A fresh nonce. A key seals one file or a few values, far from where random nonces could meet."""
    return entropy(_NONCE_BYTES)


def _decrypt(key: bytes, nonce: bytes, sealed: bytes, label: str) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, label.encode())
    except (InvalidTag, ValueError):
        raise SealBrokenError(label) from None
