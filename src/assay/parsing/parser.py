"""Reading files in a child: the answers of the sources, or a finding that says which limit was reached."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import cast

from assay.core.findings import Finding, Place
from assay.parsing.worker import ChildFailedError, Reply, Request, Worker
from assay.ports import ImportOptions, Limits, Parsed
from assay.sources.forms import Returned
from assay.sources.lists import ListOptions, ReadList

MEGABYTE = 1_000_000
_SMALL = 4 * MEGABYTE
"""A larger file has a child of its own: it needs no second try, and what it leaves behind counts against no other."""

Told = Callable[[int, int], None]


class Parser:
    """Has files read in a child with limits; a warm child serves one small file after the other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._worker: Worker | None = None
        self._lock = Lock()

    @property
    def child(self) -> int:
        """Process id of the child that waits for a file; 0 when there is none."""
        return self._worker.pid if self._worker else 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """Detect the format of a file and parse it; an unknown format and a reached limit are findings like any other."""
        answer = self._asked("parse", name, data, options)
        if isinstance(answer, Finding):
            return Parsed("", (), (answer,))
        return replace(cast("Parsed", answer.values[0]), **_parts(answer))  # type: ignore[arg-type]

    def read_list(
        self, name: str, data: bytes, options: ListOptions, told: Told
    ) -> tuple[ReadList | None, tuple[Finding, ...]]:
        """Read a list of people, and its findings; no list when a finding says why."""
        answer = self._asked("read_list", name, data, options, told)
        if isinstance(answer, Finding):
            return None, (answer,)
        read, findings = cast("tuple[ReadList | None, tuple[Finding, ...]]", answer.values)
        if read is None:
            return None, findings
        return replace(read, **_parts(answer)), findings  # type: ignore[arg-type]

    def read_returned(self, name: str, data: bytes) -> tuple[Returned | None, tuple[Finding, ...]]:
        """Take a form apart that came back, and its findings; nothing when a finding says why."""
        answer = self._asked("read_returned", name, data, None)
        if isinstance(answer, Finding):
            return None, (answer,)
        returned, findings = cast("tuple[Returned | None, tuple[Finding, ...]]", answer.values)
        if returned is None:
            return None, findings
        return replace(returned, **_parts(answer)), findings  # type: ignore[arg-type]

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:
        """A file without the contents of these rows; no bytes when it cannot be read within the limits."""
        answer = self._asked("without_rows", name, data, tuple(sorted(rows)))
        return b"" if isinstance(answer, Finding) else answer.data

    def close(self) -> None:
        """End the child."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _asked(
        self, operation: str, name: str, data: bytes, asked: object, told: Told = lambda *_: None
    ) -> Reply | Finding:
        too_large = size_finding(name, len(data), self._limits)
        if too_large is not None:
            return too_large
        request = Request(operation, name, data, asked, self._limits.seconds)
        with self._lock:
            return self._answer(request, told)

    def _answer(self, request: Request, told: Told) -> Reply | Finding:
        """The answer; a child that served before is not trusted with its own failure, so a new one is asked again."""
        if len(request.data) > _SMALL:
            self.close()
        warm = self._worker is not None
        try:
            reply = self._child().ask(request, told)
        except ChildFailedError as failed:
            self.close()
            if warm and failed.why != "time":
                return self._answer(request, told)
            return self._failure(request, failed.why)
        except BaseException:  # an interrupt: nobody will read what the child says
            self.close()
            raise
        if len(request.data) > _SMALL:
            self.close()
        return reply

    def _child(self) -> Worker:
        self._worker = self._worker or Worker(self._limits)
        return self._worker

    def _failure(self, request: Request, why: str) -> Finding:
        place = Place(request.name)
        found = megabytes(len(request.data))
        match why:
            case "memory" | "MemoryError":
                expected = megabytes(self._limits.memory_bytes)
                return Finding("parsing.needs_memory", place, {"found": found, "expected": expected})
            case "time":
                expected = str(self._limits.seconds)
                return Finding("parsing.takes_too_long", place, {"found": found, "expected": expected})
            case _:
                return Finding("parsing.reader_failed", place, {"found": why})


def _parts(answer: Reply) -> dict[str, tuple[object, ...]]:
    return {field: tuple(rows) for field, rows in answer.parts.items()}


def size_finding(name: str, size: int, limits: Limits) -> Finding | None:
    """What is wrong with a file of that many bytes; nothing when it may be read."""
    if size <= limits.file_bytes:
        return None
    params = {"found": megabytes(size), "expected": megabytes(limits.file_bytes)}
    return Finding("parsing.file_too_large", Place(name), params)


def megabytes(size: int) -> str:
    """Bytes as whole megabytes, rounded up.

    Example:
        >>> [megabytes(size) for size in (0, 1, 512_000_000)]
        ['0', '1', '512']
    """
    return str(-(-size // MEGABYTE))


@cache
def parser_with(limits: Limits) -> Parser:
    """The parser of this process with these limits; its child ends with the process."""
    parser = Parser(limits)
    atexit.register(parser.close)
    return parser
