"""The workspace's secrets: one key for look-ups, one per sealed file, one per person. Destroying a key is erasure.

A key file is ``32 bytes of key ‖ 8 bytes of check``, so that a damaged key is told from a wrong one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.store.durable import destroy, place, sync_folder, write_aside, write_durably
from assay.store.layout import Layout
from assay.store.seal import KEY_BYTES, Entropy

_CHECK_BYTES = 8
_SYNCS_AT_ONCE = 8
CONTACT_KEY_DIGITS = 32
"""Hex digits of a contact key: 128 bits. Among a thousand million contacts, two share a key with odds of 1 to 10^21."""


class KeyDamagedError(FindingsError):
    """A key file does not hold a whole key."""

    def __init__(self, name: str) -> None:
        super().__init__([Finding("store.key_damaged", Place(name), {"file": name})])


class KeyMissingError(FindingsError):
    """A key file is not there."""

    def __init__(self, name: str) -> None:
        super().__init__([Finding("store.key_missing", Place(name), {"file": name})])


class Keyring:
    """Reads, makes and destroys keys. The workspace key is read once and kept in memory."""

    def __init__(self, layout: Layout, entropy: Entropy) -> None:
        self._layout = layout
        self._entropy = entropy
        self._workspace = read_key(layout.workspace_key)

    def contact_key(self, kind: str, value: str) -> str:
        """Keyed hash of a normalised contact value: HMAC-SHA256(workspace key, kind ‖ 0 ‖ value), shortened."""
        return self._mac(kind.encode(), value.encode())[:CONTACT_KEY_DIGITS]

    def log_seal(self, commit: bytes) -> str:
        """Keyed hash of a commit's bytes, 64 hex digits; nobody without the workspace key can make one."""
        return self._mac(b"assay log seal", commit)

    def check(self) -> str:
        """What FORMAT keeps to recognise this workspace key; tells nothing about it."""
        return self._mac(b"assay workspace key", b"")

    def file_key(self, seal: str) -> bytes:
        """The key of a sealed file. Raises KeyMissingError or KeyDamagedError."""
        return read_key(self.file_key_path(seal))

    def make_file_key(self, seal: str) -> bytes:
        """A new durable key for a file about to be sealed."""
        key = self._entropy(KEY_BYTES)
        write_durably(self.file_key_path(seal), _packed(key), aside=self._layout.tmp / "file.key")
        return key

    def person_key(self, person: str) -> bytes | None:
        """The person's key, or None when it was destroyed. Raises KeyDamagedError."""
        try:
            return read_key(self.person_key_path(person))
        except KeyMissingError:
            return None

    def known_person_key(self, person: str) -> bytes:
        """The key of a person who was not erased. Raises KeyMissingError or KeyDamagedError."""
        return read_key(self.person_key_path(person))

    def new_key(self) -> bytes:
        """Bytes for a key that is kept later."""
        return self._entropy(KEY_BYTES)

    def keep_person_keys(self, keys: Mapping[str, bytes]) -> None:
        """Make many persons' keys durable. Syncs of several files at once share the disk's journal writes."""
        asides = {person: self._layout.tmp / f"{person}.key" for person in keys}
        with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
            for _ in pool.map(lambda person: write_aside(asides[person], _packed(keys[person])), keys):
                pass
        for person, aside in asides.items():
            place(aside, self.person_key_path(person))
        sync_folder(self._layout.person_keys)

    def destroy_person(self, person: str) -> None:
        destroy(self.person_key_path(person))

    def sync(self) -> None:
        """Make destructions durable."""
        sync_folder(self._layout.person_keys)
        sync_folder(self._layout.file_keys)

    def file_key_path(self, seal: str) -> Path:
        return self._layout.file_keys / f"{seal}.key"

    def person_key_path(self, person: str) -> Path:
        return self._layout.person_keys / f"{person}.key"

    def _mac(self, purpose: bytes, message: bytes) -> str:
        return hmac.new(self._workspace, purpose + b"\x00" + message, hashlib.sha256).hexdigest()


def make_workspace_key(layout: Layout, entropy: Entropy) -> None:
    """Create the workspace key; only a workspace without one gets it."""
    if not layout.workspace_key.exists():
        write_durably(layout.workspace_key, _packed(entropy(KEY_BYTES)), aside=layout.tmp / "workspace.key")


def _packed(key: bytes) -> bytes:
    return key + hashlib.sha256(b"assay key" + key).digest()[:_CHECK_BYTES]


def read_key(path: Path) -> bytes:
    """Raises KeyDamagedError unless the file holds a whole key, KeyMissingError when it is not there."""
    try:
        packed = path.read_bytes()
    except FileNotFoundError:
        raise KeyMissingError(_label(path)) from None
    key = packed[:KEY_BYTES]
    if _packed(key) != packed:
        raise KeyDamagedError(_label(path))
    return key


def _label(path: Path) -> str:
    """The key as people find it below the workspace; names of keys are digests and random ids."""
    return "/".join(path.parts[-2:] if path.parent.name == "keys" else path.parts[-3:])
