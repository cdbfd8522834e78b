"""The fact files of one batch, a table each. Rows come in parts; what is too much to be held waits in files of its own.

Whatever the parts were, the file holds the rows in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from assay.core.tables import TABLES, Column, Value
from assay.queries.current import stored_columns
from assay.store.batch import Part
from assay.store.durable import make_folder, place, sha256_of, sync_file, sync_folder
from assay.store.failpoints import failpoint
from assay.store.log import CommittedFile
from assay.store.people import CONTACT_COLUMNS, CONTACTS, LEAF_COLUMNS, LEAVES
from assay.store.workspace import Workspace

HELD = 25_000
"""Rows of a table that wait in memory."""

_INTERNAL = {CONTACTS: CONTACT_COLUMNS, LEAVES: LEAF_COLUMNS}


class FactFiles:
    """The fact files of a batch in the making."""

    def __init__(self, workspace: Workspace, batch: str) -> None:
        self._workspace = workspace
        self._batch = batch
        self._waiting: dict[str, list[list[Value]]] = {}
        self._aside: dict[str, list[Path]] = {}
        self._rows: dict[str, int] = {}

    def add(self, part: Part) -> None:
        """Take the next rows."""
        for name, rows in (*part.tables.items(), (CONTACTS, part.contacts), (LEAVES, part.leaves)):
            if rows:
                self._waiting.setdefault(name, []).extend(rows)
                self._rows[name] = self._rows.get(name, 0) + len(rows)
                if len(self._waiting[name]) > HELD:
                    self._put_aside(name)

    def write(self) -> Iterator[CommittedFile]:
        """Make the files durable: canonical tables by name, then contacts and leaves."""
        for name in (*sorted(self._rows.keys() - _INTERNAL.keys()), *_INTERNAL):
            if name in self._rows:
                yield self._write(name)

    def _write(self, name: str) -> CommittedFile:
        layout = self._workspace.layout
        target, aside = layout.fact_file(name, self._batch), layout.tmp / f"{name}.parquet"
        make_folder(target.parent)
        if name in self._aside:
            self._put_aside(name)
            aside.unlink(missing_ok=True)
            self._workspace.engine.join_parquet(aside, self._aside[name])
            for path in self._aside[name]:
                path.unlink()
        else:
            self._write_rows(aside, name)
        failpoint("facts:aside")
        sync_file(aside)
        digest = sha256_of(aside)
        place(aside, target)
        sync_folder(target.parent)
        failpoint("facts:durable")
        return CommittedFile(layout.relative(target), digest, name, self._rows[name])

    def _put_aside(self, name: str) -> None:
        files = self._aside.setdefault(name, [])
        if self._waiting.get(name):
            path = self._workspace.layout.tmp / f"{name}.{len(files)}.parquet"
            self._write_rows(path, name)
            files.append(path)

    def _write_rows(self, path: Path, name: str) -> None:
        path.unlink(missing_ok=True)
        self._workspace.engine.write_parquet(path, _columns(name), self._waiting.pop(name))


def _columns(name: str) -> Sequence[Column]:
    return _INTERNAL[name] if name in _INTERNAL else stored_columns(TABLES[name])
