"""The limits that the child puts on itself, before it sees the first byte of a file.

Memory, processor time, open files, files written and processes are limited by the system, where it can (``resource``
is missing on Windows, and macOS heeds few of them); an audit hook stops what no reader of ours has any business doing,
everywhere. The hook is a fence against accidents and against tricks within Python, not a wall around native code.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows: size gates and the parent's watch remain
    resource = None  # type: ignore[assignment]

OPEN_FILES = 64
WRITTEN_BYTES = 1 << 16
"""The last words of a native library on stderr, and nothing else."""

_FORBIDDEN = (
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.remove", "os.rename", "os.spawn", "os.system", "pty.spawn",
    "socket.connect", "socket.bind", "subprocess.Popen", "webbrowser.open", "ctypes.dlopen",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class ForbiddenError(PermissionError):
    """A reader tried to start a process, to speak to the network, or to write a file."""


def confine(memory_bytes: int) -> None:
    """Limit this process for good."""
    if resource is not None:
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, WRITTEN_BYTES)
        _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
        _limit(resource.RLIMIT_AS, memory_bytes)
        if hasattr(resource, "RLIMIT_NPROC"):
            _limit(resource.RLIMIT_NPROC, 0)
    sys.addaudithook(_watch)


def allow_seconds(seconds: int) -> None:
    """Let this process use so much more processor time than it has used until now; then the system ends it."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + seconds, hard))


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # a lower limit from outside stands
        resource.setrlimit(what, (most, most))


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise ForbiddenError(event)
    if event == "open" and isinstance(arguments[-1], int) and arguments[-1] & _WRITING:
        raise ForbiddenError(event)
