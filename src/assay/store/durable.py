"""Bytes on disk that survive a crash: write aside, sync, rename, sync the folder. Files are 0600, folders 0700."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from assay.store.failpoints import failpoint

_CHUNK = 1 << 20


def make_folder(folder: Path) -> None:
    """Create a folder with its parents, closed to others; one that exists stays as it is."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        with contextlib.suppress(FileExistsError):
            missing.mkdir(mode=0o700)
            sync_folder(missing.parent)


def write_aside(aside: Path, data: bytes) -> None:
    """Write and sync a file that nobody reads yet, replacing a leftover of an earlier attempt."""
    write_pieces_aside(aside, (data,))


def write_pieces_aside(aside: Path, pieces: Iterable[bytes]) -> str:
    """The same with a file that comes in pieces; its SHA-256."""
    digest = hashlib.sha256()
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Push a file that another library wrote down to the disk, and close it to others."""
    path.chmod(0o600)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def place(aside: Path, target: Path) -> None:
    """Give a synced file its name, replacing garbage of that name. The folder must still be synced."""
    failpoint(f"place:{target.parent.name}")
    aside.replace(target)


def write_durably(target: Path, data: bytes, *, aside: Path) -> None:
    """Write a file so that after a crash it is there whole or not at all."""
    write_aside(aside, data)
    place(aside, target)
    sync_folder(target.parent)


def publish(target: Path, data: bytes, *, aside: Path) -> None:
    """Like :func:`write_durably`, but never over an existing file.

    Raises:
        FileExistsError: Someone else published under this name first; theirs stands.
    """
    write_aside(aside, data)
    failpoint("publish:before")
    try:
        os.link(aside, target)
    finally:
        aside.unlink()
    failpoint("publish:linked")
    sync_folder(target.parent)
    failpoint("publish:durable")


def destroy(path: Path) -> None:
    """Overwrite a small secret in place, then remove it. A file already gone is fine.

    Overwriting is a best effort: a copy-on-write disk or a backup may keep the old bytes (docs/store.md).
    """
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    with contextlib.suppress(OSError), os.fdopen(handle, "wb") as file:  # a full disk may refuse even this
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    failpoint("destroy:overwritten")
    path.unlink(missing_ok=True)


def replace_secret(aside: Path, target: Path) -> None:
    """Give a synced file its name for good, and overwrite whatever secrets had that name, as :func:`destroy` does."""
    old = os.open(target, os.O_WRONLY) if target.exists() else None
    place(aside, target)
    sync_folder(target.parent)
    if old is not None:
        with contextlib.suppress(OSError), os.fdopen(old, "wb") as file:
            file.write(bytes(os.fstat(old).st_size))
            file.flush()
            os.fsync(old)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
