"""One child process: started, asked, watched, killed. It may serve many files, one after the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO, BinaryIO, cast

from assay.core.tables import Record
from assay.parsing.feed import Feed
from assay.parsing.given import Given
from assay.parsing.watch import SLACK_SECONDS, Watch
from assay.parsing.wire import PARTS, WireError, exactly, next_frame, opened, receive, send
from assay.ports import Content, Limits
from assay.store.contents import PIECE, Made, pieces_of, size_of

_PASSED_ON = ("SYSTEMROOT", "PYTHONHOME", "PYTHONTZPATH", "LD_LIBRARY_PATH")
_OUT_OF_MEMORY = b"memory allocation of"
"""What a native library says on stderr before it ends the process for want of memory."""

_UNSEEN = 4096
_LONGEST_NAME = 64
_START_SECONDS = 60
_FIELDS = frozenset(field for fields in PARTS.values() for field in fields)

_GROWN = 16
"""So many times its own size may the records of a file be: a short line can say much."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is asked: one of its operations, on a file, with what a person says about it."""

    operation: str
    name: str
    content: Content
    asked: object
    seconds: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a child made of a file: the values of its last frame, and before it the rows by field, bytes, and records."""

    values: tuple[object, ...]
    parts: dict[str, list[object]]
    content: Content
    records: Sequence[Record] = ()


class ChildFailedError(Exception):
    """The child did not answer. ``why`` is ``memory``, ``time``, or the name of a signal or of an exception."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Worker:
    """A child process with limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        self._last_words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "assay.parsing.child", str(limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            env=_environment(),
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, request: Request, told: Callable[[int, int], None]) -> Reply:
        """Have a file read.

        Args:
            request: What to do with which file.
            told: Called with the child's progress: rows done, rows in all.

        Raises:
            ChildFailedError: A limit was reached, or the child broke down. Close it then.
        """
        watch = Watch(self.pid, request.seconds, self._process.kill)
        starting = threading.Timer(_START_SECONDS, self._process.kill)
        try:
            starting.start()
            self._wait_until_ready()
            starting.cancel()
            watch.start()
            return self._exchange(request, told)
        except (EOFError, OSError, WireError) as broken:
            raise ChildFailedError("time" if watch.ended else self._how_it_ended(broken)) from None
        finally:
            starting.cancel()
            watch.stop()

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._last_words):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()

    def _wait_until_ready(self) -> None:
        """How long the child takes to start is no fault of the file."""
        if not self._ready:
            receive(cast("BinaryIO", self._process.stdout))
            self._ready = True

    def _exchange(self, request: Request, told: Callable[[int, int], None]) -> Reply:
        requests = cast("BinaryIO", self._process.stdin)
        answers = cast("BinaryIO", self._process.stdout)
        feed = Feed(partial(pieces_of, request.content), requests)
        size = size_of(request.content)
        send(requests, "ask", request.operation, request.name, request.seconds, size, request.asked)
        parts: dict[str, list[object]] = {}
        made, most = Made(), size + self._limits.memory_bytes
        given = Given()
        left = self._limits.memory_bytes
        while left > 0:
            frame = next_frame(answers)
            kind, values = opened(frame)
            match kind, values:
                case "again", ():
                    feed.again()
                case "more", ():
                    feed.give()
                case "bytes", (int(count),) if 0 <= count <= PIECE and made.size + count <= most:
                    made.write(exactly(answers, count))
                case "progress", (int(done), int(total)):
                    told(done, total)
                case "part", (str(field), tuple(rows)) if field in _FIELDS:
                    left -= len(frame)
                    parts.setdefault(field, []).extend(rows)
                case "given", _ if given.size <= _GROWN * most:
                    given.take(frame, values)
                case "failed", (str(why),):
                    raise ChildFailedError(
                        why if why.isidentifier() and len(why) <= _LONGEST_NAME else "unknown"
                    )
                case "done", _:
                    return Reply(values, parts, made.content(), given.records())
                case _:
                    raise WireError
        raise ChildFailedError("memory")

    def _how_it_ended(self, broken: Exception) -> str:
        """Why there is no answer: the name of a signal, or what was wrong with the answer."""
        if isinstance(broken, WireError):
            return type(broken).__name__
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=SLACK_SECONDS)
        code = self._process.returncode
        if code is None or code >= 0:
            return type(broken).__name__
        if hasattr(signal, "SIGXCPU") and -code == signal.SIGXCPU:
            return "time"
        self._last_words.seek(0)
        return "memory" if _OUT_OF_MEMORY in self._last_words.read(_UNSEEN) else signal.Signals(-code).name


def _environment() -> dict[str, str]:
    """Where our modules are, and nothing that a file could make use of."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 - a folder of no link is as good
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C"}
