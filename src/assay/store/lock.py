"""One writer at a time, across processes and threads.

The lock is the file's, not its contents: those only tell a waiting person whom to look for, and may be stale.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_PAUSE_SECONDS = 0.05
_PAUSES_A_SECOND = 20
_TOLD_AFTER_SECONDS = (1, 10)
_TOLD_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """Who took the lock last.

    Attributes:
        process: Its number on the machine where it runs.
        since: When it took the lock; aware, UTC.
    """

    process: int
    since: datetime


@contextmanager
def writer_lock(path: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the workspace's lock, waiting for it as long as it takes.

    Args:
        path: The lock file; made when missing, never removed.
        on_wait: Called when another writer has kept us waiting for about a second, for ten, and then every minute.
    """
    handle = _open(path)
    try:
        pauses = 0
        while not _taken(handle):
            pauses += 1
            if _is_time_to_tell(pauses):
                on_wait()
            time.sleep(_PAUSE_SECONDS)
        with _signed(handle):
            yield
    finally:
        os.close(handle)


@contextmanager
def lock_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock when nobody else does; yields whether it is held."""
    handle = _open(path)
    try:
        if _taken(handle):
            with _signed(handle):
                yield True
        else:
            yield False
    finally:
        os.close(handle)


def holder(path: Path) -> Holder | None:
    """Who holds the lock at ``path``, as far as the file tells."""
    try:
        process = int(path.read_bytes())
        return Holder(process, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except (OSError, ValueError):
        return None


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_time_to_tell(pauses: int) -> bool:
    seconds, rest = divmod(pauses, _PAUSES_A_SECOND)
    return not rest and (seconds in _TOLD_AFTER_SECONDS or seconds % _TOLD_EVERY_SECONDS == 0)


@contextmanager
def _signed(handle: int) -> Iterator[None]:
    """Our process number stands in the file while we hold it. A disk too full for it keeps nobody from working."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    try:
        yield
    finally:
        with suppress(OSError):
            os.ftruncate(handle, 0)
