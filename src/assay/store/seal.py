"""Authenticated encryption of files as received and of single contact values. AES-256-GCM throughout.

A sealed file is ``magic ‖ nonce ‖ ciphertext``; inside are the file's name and its bytes, so nothing outside the
seal knows the name, which may hold a phone number.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.core.findings import Finding, FindingsError, Place

KEY_BYTES = 32
_NONCE_BYTES = 12
_PIECE = 1 << 20
_MAGIC = b"assay-seal/1\n"
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
    data: bytes


def sealed_pieces(key: bytes, label: str, received: ReceivedFile, *, nonce: bytes) -> Iterator[bytes]:
    """A file sealed under its key, in pieces, so that a large one is not held twice; the label (the blob's name) is authenticated with it."""
    name = received.name.encode("utf-8", "surrogatepass")
    box = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(label.encode())
    yield _MAGIC + nonce + box.update(_LENGTH.pack(len(name)) + name)
    whole = memoryview(received.data)
    for start in range(0, len(whole), _PIECE):
        yield box.update(whole[start : start + _PIECE])
    yield box.finalize() + box.tag


def open_file(key: bytes, label: str, sealed: bytes) -> ReceivedFile:
    """Open a sealed file.

    Raises:
        SealBrokenError: Wrong key, wrong label, or changed bytes.
    """
    if not sealed.startswith(_MAGIC):
        raise SealBrokenError(label)
    nonce = sealed[len(_MAGIC) : len(_MAGIC) + _NONCE_BYTES]
    plain = _decrypt(key, nonce, sealed[len(_MAGIC) + _NONCE_BYTES :], label)
    (length,) = _LENGTH.unpack_from(plain)
    name = plain[_LENGTH.size : _LENGTH.size + length].decode("utf-8", "surrogatepass")
    return ReceivedFile(name, plain[_LENGTH.size + length :])


def seal_value(key: bytes, label: str, value: bytes, *, nonce: bytes) -> str:
    """Seal a small value to text (base64), bound to its label."""
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, value, label.encode())).decode()


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
