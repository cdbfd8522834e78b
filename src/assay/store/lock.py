"""One writer at a time, across processes and threads."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE_SECONDS = 0.05
_PAUSES_BEFORE_NOTICE = 20


@contextmanager
def writer_lock(path: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the workspace's lock, waiting for it as long as it takes.

    Args:
        path: The lock file; made when missing, never removed.
        on_wait: Called once when another writer has kept us waiting for about a second.
    """
    handle = _open(path)
    try:
        pauses = 0
        while not _taken(handle):
            pauses += 1
            if pauses == _PAUSES_BEFORE_NOTICE:
                on_wait()
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)


@contextmanager
def lock_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock when nobody else does; yields whether it is held."""
    handle = _open(path)
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
