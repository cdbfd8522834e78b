"""One hostile file through the real service, into a workspace of its own, with the child under watch."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assay.bootstrap import open_workspace
from assay.core.findings import Finding
from assay.parsing.parser import Parser, parser_with
from assay.services.imports import STANDARD, ImportReport, content_of, import_file
from tests.hostile.model import Hostile

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)
_EVERY = 0.01


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the report, what the store finds afterwards, seconds, and the peak of the child in MB.

    Seconds are those of the clock without the time in which the processes stood in line for a processor: a busy machine
    is no hang.
    """

    report: ImportReport
    unsound: tuple[Finding, ...]
    seconds: float
    peak: float


class Watch:
    """The most memory that the child of a parser ever held, in MB, and how long it stood in line; looked up while it works (Linux only)."""

    def __init__(self, parser: Parser) -> None:
        self.peak = 0.0
        self._stood: dict[int, float] = {}
        self._at_first = {pid: in_line(pid) for pid in (os.getpid(), parser.child) if pid}
        self._parser = parser
        self._over = threading.Event()

    @contextmanager
    def on(self) -> Iterator[None]:
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            child = self._parser.child
            self.peak = max(self.peak, high_water(child))
            self._stood |= {pid: stood for pid in (os.getpid(), child) if (stood := in_line(pid))}

    @property
    def stood(self) -> float:
        """Seconds in which the processes stood in line for a processor since the watch began."""
        return sum(stood - self._at_first.get(pid, 0.0) for pid, stood in self._stood.items())


def in_line(pid: int) -> float:
    """How many seconds a process was ready and had no processor; 0 when it is gone or the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/schedstat").read_text("ascii").split() if pid else []
    except OSError:
        return 0.0
    return int(told[1]) / 1e9 if told else 0.0


def high_water(pid: int) -> float:
    """The peak of the resident memory of a process in MB; 0 when it is gone or the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii") if pid else ""
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) * 1024 / 1e6 for line in status.splitlines() if line.startswith("VmHWM")), 0.0
    )


def brought_in(file: Hostile) -> Outcome:
    """Import a file as the command does: a huge one is looked at before it is read."""
    watch = Watch(parser_with(STANDARD))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(Path(folder) / "w", create=True) as workspace,
    ):
        huge = Path(folder) / "huge"
        if file.write is not None:
            file.write(huge)
        began = time.monotonic()
        with watch.on():
            data = content_of(huge) if file.write else file.content()
            report = import_file(workspace, file.name, data, file.options, known_at=NOON)
        return Outcome(report, workspace.store.verify(), time.monotonic() - began - watch.stood, watch.peak)
