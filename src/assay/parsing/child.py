"""What runs in the child: read a request, let the source work, send what it made. Ends at the first failure.

Run as ``python -m assay.parsing.child MEMORY_BYTES``. It knows no workspace and holds no key.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, Never, cast

from assay.core.findings import Finding
from assay.parsing.confine import allow_seconds, confine
from assay.parsing.wire import PARTS, exactly, receive, send
from assay.ports import ImportOptions, Parsed
from assay.sources.forms import Returned, read_returned
from assay.sources.lists import ListOptions, ReadList, read_list
from assay.sources.problems import Problems
from assay.sources.registry import choose, without_rows

PART = 1_000
"""Rows in one frame."""

_LARGEST = 2**63


def main() -> None:
    """Answer requests until the parent hangs up."""
    requests, answers = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    confine(int(sys.argv[1]))
    send(answers, "ready")
    try:
        while True:
            _, (operation, name, seconds, size, asked), _ = receive(requests)
            allow_seconds(cast("int", seconds))
            data = exactly(requests, cast("int", size))
            _answer(answers, _OPERATIONS[str(operation)], str(name), data, asked)
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
    operation: Callable[[BinaryIO, str, bytes, object], None],
    name: str,
    data: bytes,
    asked: object,
) -> None:
    try:
        operation(answers, name, data, asked)
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


def _parse(answers: BinaryIO, name: str, data: bytes, options: object) -> None:
    found = choose(name, data, cast("ImportOptions", options))
    if isinstance(found, Finding):
        parsed = Parsed("", (), (found,))
    else:
        parsed = _countable(name, found.parse(name, data, cast("ImportOptions", options)))
    _send_parts(answers, parsed)
    send(answers, "done", replace(parsed, records=(), findings=()))


def _countable(name: str, parsed: Parsed) -> Parsed:
    """The same, or a refusal: a whole number that a table cannot hold."""
    problems = Problems(name)
    for record in parsed.records:
        for column, value in record.values.items():
            if type(value) is int and not -_LARGEST <= value < _LARGEST:
                problems.error("parsing.number_too_large", record.row, column)
    if not problems.has_error():
        return parsed
    return replace(parsed, records=(), findings=(*parsed.findings, *problems.findings))


def _read_list(answers: BinaryIO, name: str, data: bytes, options: object) -> None:
    problems = Problems(name)
    told = lambda done, total: send(answers, "progress", done, total)  # noqa: E731 - one line, used once
    read = read_list(data, cast("ListOptions", options), problems, told)
    if read is not None:
        _send_parts(answers, read)
        read = replace(read, lines=(), claims=(), enquiries=())
    send(answers, "done", read, problems.findings)


def _read_returned(answers: BinaryIO, name: str, data: bytes, _: object) -> None:
    problems = Problems(name)
    returned = read_returned(data, problems)
    if returned is not None:
        _send_parts(answers, returned)
        returned = replace(returned, rows=())
    send(answers, "done", returned, problems.findings)


def _without_rows(answers: BinaryIO, name: str, data: bytes, rows: object) -> None:
    left = without_rows(name, data, frozenset(cast("tuple[int, ...]", rows)))
    send(answers, "done", len(left))
    answers.write(left)
    answers.flush()


def _send_parts(answers: BinaryIO, made: Parsed | ReadList | Returned) -> None:
    for field in PARTS[type(made)]:
        rows = iter(cast("Sequence[object]", getattr(made, field)))
        while part := tuple(islice(rows, PART)):
            send(answers, "part", field, part)


_OPERATIONS: Mapping[str, Callable[[BinaryIO, str, bytes, object], None]] = {
    "parse": _parse,
    "read_list": _read_list,
    "read_returned": _read_returned,
    "without_rows": _without_rows,
}

if __name__ == "__main__":
    main()
