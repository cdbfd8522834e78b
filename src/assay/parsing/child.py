"""What runs in the child: read a request, let the source work, send what it made. Ends at the first failure.

Run as ``python -m assay.parsing.child MEMORY_BYTES``. It knows no workspace and holds no key.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BufferedReader
from itertools import islice
from typing import BinaryIO, Never, cast

from assay.core.findings import has_errors
from assay.core.tables import Record
from assay.parsing.confine import allow_seconds, confine
from assay.parsing.feed import FED, Fed
from assay.parsing.wire import PARTS, receive, send
from assay.ports import ImportOptions, Limits, Parsed
from assay.sources.forms import Returned, read_returned
from assay.sources.lists import ListOptions, ReadList, read_list
from assay.sources.problems import Problems
from assay.sources.streams import File, file_without_rows, parse_file

PART = 1_000
"""Rows in one frame."""

_LARGEST = 2**63
_MADE_BEFORE_COLLECTING = 20_000
"""Objects, of which a file makes many that all stay: some megabytes of garbage at most."""


def main() -> None:
    """Answer requests until the parent hangs up."""
    requests, answers = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    confine(_memory_bytes())
    gc.freeze()  # what is imported stays; nobody need look for garbage in it
    gc.set_threshold(_MADE_BEFORE_COLLECTING)
    send(answers, "ready")
    try:
        while True:
            _, (operation, name, seconds, size, asked), _ = receive(requests)
            allow_seconds(cast("int", seconds))
            file = File(str(name), cast("int", size), BufferedReader(Fed(requests, answers), FED))
            _answer(answers, _OPERATIONS[str(operation)], file, asked)
    except (EOFError, BrokenPipeError):
        os._exit(0)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of whatever prints."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, answers


def _answer(
    answers: BinaryIO,
    operation: Callable[[BinaryIO, File, object], None],
    file: File,
    asked: object,
) -> None:
    try:
        operation(answers, file, asked)
    except BrokenPipeError:
        raise
    except MemoryError:
        why = "memory"
    except BaseException as broken:  # noqa: BLE001 - the outermost door: also a panic of a native library
        why = type(broken).__name__
    else:
        return
    _fail(answers, why)  # outside of the handler, whose traceback still holds what filled the memory


def _fail(answers: BinaryIO, why: str) -> Never:
    send(answers, "failed", why)
    os._exit(1)


def _parse(answers: BinaryIO, file: File, options: object) -> None:
    said = cast("ImportOptions", options)
    uncountable = Problems(file.name)

    def give(records: Sequence[Record]) -> None:
        _check_countable(records, uncountable)
        send(answers, "given", tuple(records))

    parsed = parse_file(file, said, file_bytes=Limits(_memory_bytes()).file_bytes, give=give)
    _check_countable(parsed.records, uncountable)
    if uncountable.has_error() and not has_errors(parsed.findings):
        parsed = replace(parsed, records=(), findings=(*parsed.findings, *uncountable.findings))
    _send_parts(answers, parsed)
    send(answers, "done", replace(parsed, records=(), findings=()))


def _check_countable(records: Iterable[Record], problems: Problems) -> None:
    """Refuse a whole number that a table cannot hold."""
    for record in records:
        for column, value in record.values.items():
            if type(value) is int and not -_LARGEST <= value < _LARGEST:
                problems.error("parsing.number_too_large", record.row, column)


def _read_list(answers: BinaryIO, file: File, options: object) -> None:
    problems = Problems(file.name)
    told = lambda done, total: send(answers, "progress", done, total)  # noqa: E731 - one line, used once
    read = read_list(file.whole(), cast("ListOptions", options), problems, told)
    if read is not None:
        _send_parts(answers, read)
        read = replace(read, lines=(), claims=(), enquiries=())
    send(answers, "done", read, problems.findings)


def _read_returned(answers: BinaryIO, file: File, _: object) -> None:
    problems = Problems(file.name)
    returned = read_returned(file.whole(), problems)
    if returned is not None:
        _send_parts(answers, returned)
        returned = replace(returned, rows=())
    send(answers, "done", returned, problems.findings)


def _without_rows(answers: BinaryIO, file: File, rows: object) -> None:
    for left in file_without_rows(file, frozenset(cast("tuple[int, ...]", rows))):
        for start in range(0, len(left), FED):
            piece = left[start : start + FED]
            send(answers, "bytes", len(piece))
            answers.write(piece)
            answers.flush()
    send(answers, "done")


def _memory_bytes() -> int:
    return int(sys.argv[1])


def _send_parts(answers: BinaryIO, made: Parsed | ReadList | Returned) -> None:
    for field in PARTS[type(made)]:
        rows = iter(cast("Sequence[object]", getattr(made, field)))
        while part := tuple(islice(rows, PART)):
            send(answers, "part", field, part)


_OPERATIONS: Mapping[str, Callable[[BinaryIO, File, object], None]] = {
    "parse": _parse,
    "read_list": _read_list,
    "read_returned": _read_returned,
    "without_rows": _without_rows,
}

if __name__ == "__main__":
    main()
