"""Key files: ``32 bytes of key ‖ 8 bytes of check``, so that a damaged key is told from a wrong one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.store.seal import KEY_BYTES

CHECK_BYTES = 8


class KeyDamagedError(FindingsError):
    """A key file does not hold a whole key."""

    def __init__(self, path: Path) -> None:
        name = _label(path)
        super().__init__([Finding("store.key_damaged", Place(name), {"file": name})])


class KeyMissingError(FindingsError):
    """A key is not there."""

    def __init__(self, path: Path) -> None:
        name = _label(path)
        super().__init__([Finding("store.key_missing", Place(name), {"file": name})])


def packed(key: bytes, *, bound_to: bytes = b"") -> bytes:
    """A key with its check, which also covers what the key is bound to."""
    return key + hashlib.sha256(b"assay key" + bound_to + key).digest()[:CHECK_BYTES]


def read_key(path: Path) -> bytes:
    """Raises KeyDamagedError unless the file holds a whole key, KeyMissingError when it is not there."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        raise KeyMissingError(path) from None
    key = found[:KEY_BYTES]
    if packed(key) != found:
        raise KeyDamagedError(path)
    return key


def _label(path: Path) -> str:
    """The key as people find it below the workspace; names of keys are digests and random ids."""
    return "/".join(path.parts[-2:] if path.parent.name == "keys" else path.parts[-3:])
