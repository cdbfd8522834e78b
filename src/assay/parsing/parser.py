"""Reading files in a child: the answers of the sources, or a finding that says which limit was reached."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import cast

from assay.core.comparison.records import Claim, Enquiry
from assay.core.findings import Finding, Place, has_errors
from assay.core.tables import Record
from assay.parsing.forms import holds_together, is_told
from assay.parsing.wire import PARTS, WireError
from assay.parsing.worker import ChildFailedError, Reply, Request, Worker
from assay.ports import Content, ImportOptions, Limits, Parsed
from assay.sources.forms import Returned, ReturnedRow
from assay.sources.lists import ListOptions, ReadList
from assay.sources.lists.grids import Line
from assay.sources.streams import MEGABYTE, megabytes, size_finding
from assay.store.contents import size_of

SECONDS_EVERY = 8 * MEGABYTE
"""A larger file has the seconds of one file once more for each of these bytes."""

_SMALL = 4 * MEGABYTE
"""A larger file has a child of its own: it needs no second try, and what it leaves behind counts against no other."""

_ROWS: Mapping[str, type] = {
    "records": Record, "findings": Finding, "lines": Line, "claims": Claim, "enquiries": Enquiry, "rows": ReturnedRow,
}  # fmt: skip
"""Field that is sent in parts → what its rows are."""

Told = Callable[[int, int], None]


class Parser:
    """Has files read in a child with limits; a warm child serves one small file after the other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._worker: Worker | None = None
        self._has_served = False
        self._lock = Lock()

    @property
    def child(self) -> int:
        """Process id of the child that waits for a file; 0 when there is none."""
        return self._worker.pid if self._worker else 0

    def start(self) -> None:
        """Have a child begin to start, unless one waits already: it gets ready while something else is done."""
        with self._lock:
            self._child()

    def parse(self, name: str, content: Content, options: ImportOptions) -> Parsed:
        """Detect the format of a file and parse it; an unknown format and a reached limit are findings like any other."""
        answer = self._asked("parse", name, content, options)
        if isinstance(answer, Finding):
            return Parsed("", (), (answer,))
        parsed = replace(cast("Parsed", answer.values[0]), **_parts(answer))  # type: ignore[arg-type]
        if has_errors(parsed.findings):
            return replace(parsed, records=())
        return replace(parsed, records=answer.records) if answer.records else parsed

    def read_list(
        self, name: str, data: bytes, options: ListOptions, told: Told
    ) -> tuple[ReadList | None, tuple[Finding, ...]]:
        """Read a list of people, and its findings; no list when a finding says why."""
        too_large = size_finding(name, len(data), self._limits)
        answer = too_large or self._asked("read_list", name, data, options, told)
        if isinstance(answer, Finding):
            return None, (answer,)
        read, findings = cast("tuple[ReadList | None, tuple[Finding, ...]]", answer.values)
        if read is None:
            return None, findings
        return replace(read, **_parts(answer)), findings  # type: ignore[arg-type]

    def read_returned(self, name: str, content: Content) -> tuple[Returned | None, tuple[Finding, ...]]:
        """Take a form apart that came back, and its findings; nothing when a finding says why."""
        too_large = size_finding(name, size_of(content), self._limits)
        answer = too_large or self._asked("read_returned", name, content, None)
        if isinstance(answer, Finding):
            return None, (answer,)
        returned, findings = cast("tuple[Returned | None, tuple[Finding, ...]]", answer.values)
        if returned is None:
            return None, findings
        return replace(returned, **_parts(answer)), findings  # type: ignore[arg-type]

    def without_rows(self, name: str, content: Content, rows: frozenset[int]) -> Content:
        """A file without the contents of these rows; no bytes when it cannot be read within the limits."""
        answer = self._asked("without_rows", name, content, tuple(sorted(rows)))
        return b"" if isinstance(answer, Finding) else answer.content

    def close(self) -> None:
        """End the child."""
        worker, self._worker, self._has_served = self._worker, None, False
        if worker is not None:
            worker.close()

    def _asked(
        self, operation: str, name: str, content: Content, asked: object, told: Told = lambda *_: None
    ) -> Reply | Finding:
        seconds = self._limits.seconds * (1 + size_of(content) // SECONDS_EVERY)
        request = Request(operation, name, content, asked, seconds)
        with self._lock:
            return self._answer(request, told)

    def _answer(self, request: Request, told: Told) -> Reply | Finding:
        """The answer; a child that served before is not trusted with its own failure, so a new one is asked again."""
        large = size_of(request.content) > _SMALL
        if large and self._has_served:
            self.close()
        warm, worker = self._has_served, self._child()
        self._has_served = True
        try:
            reply = worker.ask(request, told)
            if not _answers(request.operation, reply):
                raise ChildFailedError(WireError.__name__)  # noqa: TRY301 - taken like every other failure of the child
        except ChildFailedError as failed:
            self.close()
            if warm and failed.why != "time":
                return self._answer(request, told)
            return self._failure(request, failed.why)
        except BaseException:  # an interrupt: nobody will read what the child says
            self.close()
            raise
        if large:
            self.close()
        return reply

    def _child(self) -> Worker:
        self._worker = self._worker or Worker(self._limits)
        return self._worker

    def _failure(self, request: Request, why: str) -> Finding:
        place = Place(request.name)
        found = megabytes(size_of(request.content))
        match why:
            case "memory" | "MemoryError":
                expected = megabytes(self._limits.memory_bytes)
                return Finding("parsing.needs_memory", place, {"found": found, "expected": expected})
            case "time":
                expected = str(request.seconds)
                return Finding("parsing.takes_too_long", place, {"found": found, "expected": expected})
            case _:
                return Finding("parsing.reader_failed", place, {"found": why})


def _answers(operation: str, reply: Reply) -> bool:
    """Whether a reply has the shape of an answer to what was asked; a child that says something else has failed."""
    match operation, reply.values:
        case "parse", (Parsed(),):
            kinds: tuple[type, ...] = (Parsed,)
        case "read_list", (ReadList() | None, tuple(findings)) if _all(findings, Finding):
            kinds = (ReadList,)
        case "read_returned", (Returned() | None as told, tuple(findings)) if _all(findings, Finding):
            return _is_form(reply, told) and all(map(is_told, cast("tuple[Finding, ...]", findings)))
        case "without_rows", ():
            kinds = ()
        case _:
            return False
    if reply.records and (operation != "parse" or "records" in reply.parts):
        return False
    known = {field for kind in kinds for field in PARTS[kind]}
    return all(field in known and _all(rows, _ROWS[field]) for field, rows in reply.parts.items())


def _is_form(reply: Reply, told: Returned | None) -> bool:
    """Whether a form that came back can be read by its places, together with the rows that were sent in parts."""
    if told is None:
        return not reply.parts
    parts = _parts(reply)
    if not parts.keys() <= {"rows"} or not _all(parts.get("rows", ()), ReturnedRow):
        return False
    return holds_together(replace(told, **{"rows": (), **parts}))  # type: ignore[arg-type]


def _all(rows: Iterable[object], kind: type) -> bool:
    return all(isinstance(row, kind) for row in rows)


def _parts(answer: Reply) -> dict[str, tuple[object, ...]]:
    return {field: tuple(rows) for field, rows in answer.parts.items()}


@cache
def parser_with(limits: Limits) -> Parser:
    """The parser of this process with these limits; its child ends with the process."""
    parser = Parser(limits)
    atexit.register(parser.close)
    return parser
