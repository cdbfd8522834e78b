"""The one way to write: under the lock, with the log read up to its end, and nothing left over when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assay.store.lock import writer_lock
from assay.store.log import CommitTakenError
from assay.store.sweep import sweep
from assay.store.workspace import Workspace


@contextmanager
def writing(workspace: Workspace) -> Iterator[None]:
    """Hold the writer's lock. When the work fails (a full disk, a bug), its half-written files are removed."""
    with writer_lock(workspace.layout.lock_file, on_wait=workspace.on_wait):
        workspace.log.refresh()
        try:
            yield
        except CommitTakenError:
            raise  # someone writes without the lock: what looks like garbage may be theirs
        except BaseException:
            workspace.log.refresh()
            sweep(workspace)
            raise
