"""A workspace's folder with what is needed to work in it. The modules of this room are functions over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assay.core.findings import Finding, FindingsError, Place
from assay.core.tables import Column, Value
from assay.ports import Engine
from assay.store.durable import sha256_of
from assay.store.keys import Keyring
from assay.store.layout import Layout
from assay.store.log import CommittedFile, Log
from assay.store.seal import Entropy


class FactEngine(Engine, Protocol):
    """An engine that can also write the store's Parquet files."""

    def write_parquet(self, path: Path, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """Write rows, in order, to a new file; the caller makes it durable."""
        ...

    def join_parquet(self, path: Path, parts: Sequence[Path]) -> None:
        """Write the rows of several files of one table, in order, to a new file."""
        ...


class FileChangedError(FindingsError):
    """A committed file is missing, or its bytes are not the committed ones."""

    def __init__(self, path: str) -> None:
        super().__init__([Finding("store.file_changed", Place(path), {"file": path})])


@dataclass(frozen=True, slots=True)
class Workspace:
    """One opened workspace.

    Attributes:
        layout: Where things lie.
        keyring: Its secrets.
        log: Its commits.
        engine: Reads and writes fact files.
        entropy: Source of keys, nonces, salts and ids: ``os.urandom`` but for tests and the demo.
        on_wait: Called when another writer keeps us waiting.
    """

    layout: Layout
    keyring: Keyring
    log: Log
    engine: FactEngine
    entropy: Entropy
    on_wait: Callable[[], None]

    def path(self, file: CommittedFile) -> Path:
        return self.layout.root / file.path

    def read(self, file: CommittedFile) -> bytes:
        """Bytes of a committed file, held against the log.

        Raises:
            FileChangedError: They are not the committed ones.
        """
        self.check(file)
        return self.path(file).read_bytes()

    def check(self, file: CommittedFile) -> None:
        """Raises FileChangedError unless the file is there as committed."""
        path = self.path(file)
        if not path.is_file() or sha256_of(path) != file.sha256:
            raise FileChangedError(file.path)

    def query(
        self, text: str, tables: Mapping[str, Sequence[CommittedFile]], **parameters: Value
    ) -> list[dict[str, Value]]:
        """Rows of a query over committed files."""
        paths = {name: tuple(self.path(file) for file in files) for name, files in tables.items()}
        return list(self.engine.rows(text, paths, parameters))
