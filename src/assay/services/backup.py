"""Backup: bring a copy of the workspace up to date while others may work in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from assay.services.workspace import Workspace
from assay.store import BackupResult

Report: TypeAlias = BackupResult


def back_up(
    workspace: Workspace, target: Path, keys: Path | None, *, tell: Callable[[int, int], None]
) -> Report:
    """See :func:`assay.store.backup.back_up`."""
    return workspace.store.back_up(target, keys, tell=tell)
