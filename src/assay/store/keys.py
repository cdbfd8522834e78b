"""The workspace's secrets: one key for look-ups, one per sealed file, one per person. Destroying a key is erasure."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from pathlib import Path

from assay.store.durable import sync_folder, write_durably
from assay.store.key_files import KeyMissingError, packed, read_key
from assay.store.layout import Layout
from assay.store.person_keys import PersonKeys
from assay.store.seal import KEY_BYTES, Entropy

CONTACT_KEY_DIGITS = 32
"""Hex digits of a contact key: 128 bits. Among a thousand million contacts, two share a key with odds of 1 to 10^21."""


class Keyring:
    """Reads, makes and destroys keys. The workspace key is read once and kept in memory."""

    def __init__(self, layout: Layout, entropy: Entropy) -> None:
        self._layout = layout
        self._entropy = entropy
        self._workspace = read_key(layout.workspace_key)
        self._persons = PersonKeys(layout.person_keys, layout.tmp)

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
        write_durably(self.file_key_path(seal), packed(key), aside=self._layout.tmp / "file.key")
        return key

    def person_key(self, person: str) -> bytes | None:
        """The person's key, or None when it was destroyed. Raises KeyDamagedError."""
        try:
            return self._persons.read(person)
        except KeyMissingError:
            return None

    def known_person_key(self, person: str) -> bytes:
        """The key of a person who was not erased. Raises KeyMissingError or KeyDamagedError."""
        return self._persons.read(person)

    def has_person_key(self, person: str) -> bool:
        """Whether anything is left of a person's key."""
        return self._persons.is_there(person)

    def new_key(self) -> bytes:
        """Bytes for a key that is kept later."""
        return self._entropy(KEY_BYTES)

    def keep_person_keys(self, keys: Mapping[str, bytes]) -> None:
        """Make the keys of a batch's new persons durable."""
        self._persons.keep(keys)

    def destroy_persons(self, persons: Iterable[str]) -> None:
        """Destroy the keys of persons, each on its own."""
        self._persons.destroy(persons)

    def sync(self) -> None:
        """Make destructions durable."""
        sync_folder(self._layout.person_keys)
        sync_folder(self._layout.file_keys)

    def file_key_path(self, seal: str) -> Path:
        return self._layout.file_keys / f"{seal}.key"

    def _mac(self, purpose: bytes, message: bytes) -> str:
        return hmac.digest(self._workspace, purpose + b"\x00" + message, "sha256").hex()


def make_workspace_key(layout: Layout, entropy: Entropy) -> None:
    """Create the workspace key; only a workspace without one gets it."""
    if not layout.workspace_key.exists():
        write_durably(layout.workspace_key, packed(entropy(KEY_BYTES)), aside=layout.tmp / "workspace.key")
