"""The watch on a child: one that does nothing any more is ended, one that a busy machine keeps waiting is not.

How much a file may cost is a matter of processor time, which the system limits. The clock only tells that a child hangs.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

SLACK_SECONDS = 5
"""Beyond its processor time a child has so much of the clock before anybody asks whether it works."""

IDLE_SECONDS = 10
"""A late child that has not worked for so long hangs."""

PATIENCE = 10
"""So many times its processor time a child may take by the clock, whatever it does."""

_EVERY = 1.0


class Watch:
    """Looks at a child while it reads a file.

    Args:
        pid: The child.
        seconds: The processor time that it is allowed.
        end: Ends it; called once at most.
    """

    def __init__(self, pid: int, seconds: int, end: Callable[[], None]) -> None:
        self.ended = False
        self._pid = pid
        self._seconds = seconds
        self._end = end
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begin; the clock runs from here."""
        self._thread.start()

    def stop(self) -> None:
        """The child has answered: nobody ends it any more."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _look(self) -> None:
        began = worked_at = time.monotonic()
        worked = 0.0
        while not self._over.wait(_EVERY):
            now, used = time.monotonic(), processor_seconds(self._pid)
            if used is not None and used > worked:
                worked, worked_at = used, now
            is_late = now - began > self._seconds + SLACK_SECONDS
            hangs = used is None or now - worked_at > IDLE_SECONDS
            if is_late and (hangs or now - began > self._seconds * PATIENCE):
                self.ended = True
                self._end()
                return


def processor_seconds(pid: int) -> float | None:
    """The processor time that a process has used; None where the system does not tell, which only Linux does."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None
