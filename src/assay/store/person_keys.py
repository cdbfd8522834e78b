"""The keys of persons: one file for those whom a batch brought, in which each is destroyed on its own.

``keys/persons/<batch>.key``, named by the first digits of the batch, is ``magic ‖ number of slots ‖ slots``. A slot is
``10 bytes of the person's id ‖ 32 bytes of key ‖ 8 bytes of check``; slots stand in the order of the ids, so that one is
found without reading the others. The key of an erased person is overwritten with zeros where it lies.

Stores of earlier versions have a file ``<person>.key`` for each person; those are read, and destroyed, as they are.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from io import FileIO
from itertools import groupby
from pathlib import Path

from assay.store.durable import destroy, place, sync_folder, write_aside
from assay.store.failpoints import failpoint
from assay.store.key_files import CHECK_BYTES, KeyDamagedError, KeyMissingError, packed, read_key
from assay.store.seal import KEY_BYTES

BATCH_DIGITS = 12
"""A person's id is so many digits of the batch that brought them, then 20 random ones: an orphan key is told by it."""

_MAGIC = b"assay-keys/1\n"
_COUNT = struct.Struct(">I")
_START = len(_MAGIC) + _COUNT.size
_ID_BYTES = 10
_SLOT = _ID_BYTES + KEY_BYTES + CHECK_BYTES
_DESTROYED = bytes(KEY_BYTES)


class PersonKeys:
    """The folder of persons' keys.

    Args:
        folder: Where they lie.
        tmp: Where files are written aside.
    """

    def __init__(self, folder: Path, tmp: Path) -> None:
        self._folder = folder
        self._tmp = tmp

    def path_of(self, person: str) -> Path:
        """The file in which a person's key is, or should be."""
        own = self._folder / f"{person}.key"
        return own if own.exists() else self._folder / f"{person[:BATCH_DIGITS]}.key"

    def read(self, person: str) -> bytes:
        """The key. Raises KeyMissingError when it is not there or was destroyed, KeyDamagedError when it is not whole."""
        path = self.path_of(person)
        if path.stem == person:
            return read_key(path)
        found = self._slot(path, person)
        if found is None or found == _slot(person, _DESTROYED):
            raise KeyMissingError(path)
        key = found[_ID_BYTES:-CHECK_BYTES]
        if found != _slot(person, key):
            raise KeyDamagedError(path)
        return key

    def is_there(self, person: str) -> bool:
        """Whether anything is left of a person's key."""
        path = self.path_of(person)
        return path.stem == person or self._slot(path, person) not in (None, _slot(person, _DESTROYED))

    def keep(self, keys: Mapping[str, bytes]) -> None:
        """Make the keys of a batch's new persons durable."""
        for batch, persons in groupby(sorted(keys), _batch):
            slots = [_slot(person, keys[person]) for person in persons]
            aside = self._tmp / f"{batch}.key"
            write_aside(aside, _MAGIC + _COUNT.pack(len(slots)) + b"".join(slots))
            place(aside, self._folder / f"{batch}.key")
        sync_folder(self._folder)

    def destroy(self, persons: Iterable[str]) -> None:
        """Overwrite keys with zeros. Those already gone are fine.

        Raises:
            OSError: The disk does not take it; the next opening of the workspace tries again.
        """
        for batch, group in groupby(sorted(persons), _batch):
            shared = []
            for person in group:
                own = self._folder / f"{person}.key"
                if own.exists():
                    destroy(own)
                else:
                    shared.append(person)
            if shared:
                _overwrite(self._folder / f"{batch}.key", shared)

    def check(self) -> Iterator[Path]:
        """Files of which any bit is not as it was written."""
        for path in sorted(self._folder.glob("*.key")):
            if len(path.stem) == BATCH_DIGITS and not _is_whole(path.read_bytes(), path.stem):
                yield path

    @staticmethod
    def _slot(path: Path, person: str) -> bytes | None:
        try:
            with FileIO(path) as file:
                at = _position(file, person)
                return None if at is None else _slot_at(file, at)
        except FileNotFoundError:
            return None


def _batch(person: str) -> str:
    return person[:BATCH_DIGITS]


def _id(person: str) -> bytes:
    return bytes.fromhex(person[BATCH_DIGITS:])


def _slot(person: str, key: bytes) -> bytes:
    return _id(person) + packed(key, bound_to=person.encode())


def _position(file: FileIO, person: str) -> int | None:
    """Where a person's slot begins; None when there is none.

    A damaged id leads the search astray; then every slot is looked at, for its check tells whose it is: no key may seem to
    be gone that is still there.
    """
    wanted, low, high = _id(person), 0, (os.fstat(file.fileno()).st_size - _START) // _SLOT
    places = range(_START, _START + high * _SLOT, _SLOT)
    while low < high:
        middle = (low + high) // 2
        found = _slot_at(file, _START + middle * _SLOT)[:_ID_BYTES]
        if found == wanted:
            return _START + middle * _SLOT
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return next((at for at in places if _is_of(_slot_at(file, at), person)), None)


def _is_of(slot: bytes, person: str) -> bool:
    key = slot[_ID_BYTES:-CHECK_BYTES]
    return slot[_ID_BYTES:] == _slot(person, key)[_ID_BYTES:]


def _slot_at(file: FileIO, at: int) -> bytes:
    file.seek(at)
    return file.read(_SLOT)


def _overwrite(path: Path, persons: Iterable[str]) -> None:
    try:
        file = FileIO(path, "r+")
    except FileNotFoundError:
        return
    with file:
        for person in persons:
            at = _position(file, person)
            if at is not None:
                file.seek(at)
                file.write(_slot(person, _DESTROYED))
        os.fsync(file.fileno())
    failpoint("destroy:slots")


def _is_whole(data: bytes, batch: str) -> bool:
    slots = [data[at : at + _SLOT] for at in range(_START, len(data), _SLOT)]
    ids = [slot[:_ID_BYTES] for slot in slots]
    return (
        data[:_START] == _MAGIC + _COUNT.pack(len(slots))
        and ids == sorted(set(ids))
        and all(slot == _slot(batch + slot[:_ID_BYTES].hex(), slot[_ID_BYTES:-CHECK_BYTES]) for slot in slots)
    )
