"""The store as services use it: opened once, closed by closing its engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from assay.core.findings import Finding
from assay.core.tables import TABLES, Contact
from assay.ports import ImportOptions, KeptFiles, Parsed
from assay.queries.replaced import kept
from assay.store import documents, erasure, imports, proof, undo, view
from assay.store.ages import Ages, ages
from assay.store.backup import BackupResult, back_up
from assay.store.blobs import read_blob
from assay.store.doctor import examine
from assay.store.documents import Saved, StoredRecord, StoredStatement
from assay.store.erasure import ErasureResult, WithoutRows
from assay.store.imports import ImportResult
from assay.store.log import Commit, CommittedFile
from assay.store.opening import open_workspace
from assay.store.people import clear_contact, known_contacts, salts
from assay.store.proof import Erased, Leaves, Search
from assay.store.replaced import replaced_ranges
from assay.store.seal import Entropy, ReceivedFile
from assay.store.undo import UndoResult
from assay.store.workspace import FactEngine, Workspace


class Store:
    """The record of everything that touches money, in one workspace. Made by :func:`open_store`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._checked: set[CommittedFile] = set()

    def import_file(
        self,
        parsed: Parsed,
        *,
        name: str,
        data: bytes,
        account: str,
        known_at: datetime,
        options: ImportOptions | None = None,
    ) -> ImportResult:
        """Bring a parsed file in; one with errors is sealed as evidence. The same file again changes nothing.

        Args:
            parsed: What a source made of the file.
            name: Its name.
            data: Its bytes.
            account: Account or book.
            known_at: When it was received; aware.
            options: What else a person said about it; kept in the commit.

        Raises:
            FindingsError: ``store.erased_file``: a person was erased from this very file; ``store.no_such_reject``.
        """
        received = ReceivedFile(name, data)
        said = options or ImportOptions()
        return imports.import_file(
            self._workspace, parsed, received, account=account, known_at=known_at, options=said
        )

    def known_import(self, parsed: Parsed, data: bytes, account: str) -> Commit | None:
        """The commit that holds this very file and counts, None when there is none."""
        self._workspace.log.refresh()
        return imports.known_import(self._workspace, parsed, data, account)

    def undo(self, number: int, *, known_at: datetime, dry_run: bool = False) -> UndoResult:
        """Let a commit count no longer, from a new commit on; see :mod:`assay.store.undo`."""
        return undo.undo(self._workspace, number, known_at=known_at, dry_run=dry_run)

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self._workspace.layout.root

    def log(self) -> tuple[Commit, ...]:
        """All commits up to now, those of other processes included."""
        self._workspace.log.refresh()
        return self._workspace.log.commits

    def commit_as_of(self, moment: datetime) -> int:
        """Number of the last commit before anything that was known later than ``moment``; 0 when there is none."""
        return view.commit_as_of(self.log(), moment)

    def tables(self, as_of: int | None = None) -> Mapping[str, Sequence[Path]]:
        """Canonical table → its Parquet files as of a commit, each held against the log when first named.

        Every table is there, with no files where nothing was imported. Files of undone imports are not among them; where
        ranges were replaced, the files are :class:`~assay.ports.KeptFiles`. The current rows are the text of
        :func:`assay.queries.current.current_rows`.

        Raises:
            FindingsError: ``store.file_changed``: a file is not as it was committed.
        """
        commits = self.log() if as_of is None else self.log()[:as_of]
        files = view.table_files(view.counting(commits))
        ranges = replaced_ranges(commits)
        paths = {name: tuple(self._checked_path(file) for file in files.get(name, ())) for name in TABLES}
        return {
            name: KeptFiles(found, kept(ranges[name])) if found and name in ranges else found
            for name, found in paths.items()
        }

    def save_statement(
        self,
        contract_id: str,
        period: str,
        version: int,
        data: bytes,
        *,
        pins: Mapping[str, str],
        known_at: datetime,
    ) -> Saved:
        """Release a statement. The same bytes again change nothing.

        Raises:
            FindingsError: ``store.statement_exists``: other bytes were released under this version.
        """
        statement = StoredStatement(contract_id, period, version, 0, "", pins, data)
        return documents.save_statement(self._workspace, statement, known_at=known_at)

    def statements(self) -> tuple[StoredStatement, ...]:
        """All released statements, oldest first."""
        self._workspace.log.refresh()
        return tuple(documents.statements(self._workspace))

    def statement(self, contract_id: str, period: str) -> StoredStatement | None:
        """The latest version for a contract and period, None when none was released."""
        versions = [
            one for one in self.statements() if (one.contract_id, one.period) == (contract_id, period)
        ]
        return max(versions, key=lambda one: one.version, default=None)

    def save_record(self, kind: str, key: str, payload: bytes, *, known_at: datetime) -> Saved:
        """Keep frozen verdicts, a contract version, an amendment …; the same bytes again change nothing."""
        return documents.save_record(self._workspace, kind, key, payload, known_at=known_at)

    def records(self, kind: str) -> tuple[StoredRecord, ...]:
        """Records of a kind, oldest first; under one key the last one stands."""
        self._workspace.log.refresh()
        return tuple(documents.records(self._workspace, kind))

    def blob_name(self, digest: str) -> str:
        """Name under which a file was received. Raises UnknownBlobError."""
        return read_blob(self._workspace, digest).name

    def read_blob(self, digest: str) -> bytes:
        """Bytes of a file as received, less erased rows. Raises UnknownBlobError."""
        return read_blob(self._workspace, digest).data

    def contact_key(self, kind: str, value: str) -> str:
        """The key under which facts know a normalised contact value."""
        return self._workspace.keyring.contact_key(kind, value)

    def contacts(self, keys: Iterable[str]) -> Mapping[str, Contact | None]:
        """Contact key → the contact in the clear; None where it was erased or never known."""
        clear: dict[str, Contact | None] = dict.fromkeys(keys)
        for known in known_contacts(self._workspace, self.log()):
            if known.contact_key in clear and clear[known.contact_key] is None:
                clear[known.contact_key] = clear_contact(self._workspace, known)
        return clear

    def salts(self) -> Mapping[str, bytes | None]:
        """Row leaf → its salt, None where the person was erased; with the row it proves the leaf."""
        return salts(self._workspace, self.log())

    def erase(
        self,
        kind: str,
        value: str,
        *,
        known_at: datetime,
        without_rows: WithoutRows,
        dry_run: bool = False,
    ) -> ErasureResult:
        """Erase whoever has this normalised e-mail or phone; see :mod:`assay.store.erasure`."""
        contact = Contact(kind, value)
        return erasure.erase(
            self._workspace, contact, known_at=known_at, without_rows=without_rows, dry_run=dry_run
        )

    def prove_erasures(self, contact: Contact | None) -> tuple[tuple[Erased, ...], Leaves, Search | None]:
        """What erasures left, which rows still prove their leaf, and a search for a contact; see :mod:`assay.store.proof`."""
        self._workspace.log.refresh()
        searched = None if contact is None else proof.search(self._workspace, contact)
        return proof.erasures(self._workspace), proof.leaves(self._workspace), searched

    def ages(self) -> Ages:
        """How old persons and files are; see :mod:`assay.store.ages`."""
        self._workspace.log.refresh()
        return ages(self._workspace)

    def erase_old(
        self,
        persons: frozenset[str],
        blobs: frozenset[str],
        *,
        known_at: datetime,
        without_rows: WithoutRows,
        dry_run: bool = False,
    ) -> ErasureResult:
        """Erase persons by their ids, and empty files, as one commit; see :func:`assay.store.erasure.erase_old`."""
        return erasure.erase_old(
            self._workspace, persons, blobs, known_at=known_at, without_rows=without_rows, dry_run=dry_run
        )

    def back_up(
        self,
        target: Path,
        keys: Path | None,
        *,
        tell: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> BackupResult:
        """Bring a copy of the workspace up to date; see :mod:`assay.store.backup`."""
        return back_up(self._workspace, target, keys, tell=tell)

    def verify(self) -> tuple[Finding, ...]:
        """Hold every file, key and sealed value against the log; empty when all is well."""
        return examine(self._workspace.layout.root, self._workspace.engine).findings

    def _checked_path(self, file: CommittedFile) -> Path:
        if file not in self._checked:
            self._workspace.check(file)
            self._checked.add(file)
        return self._workspace.path(file)


def open_store(
    path: Path,
    engine: FactEngine,
    *,
    create: bool = False,
    entropy: Entropy = os.urandom,
    on_wait: Callable[[], None] = lambda: None,
) -> Store:
    """Open a workspace, finishing what a crash interrupted.

    Args:
        path: Its folder.
        engine: Reads and writes the fact files; it needs :func:`assay.store.fact_folders` and nothing else. The
            caller closes it.
        create: Make the workspace when the folder is missing or empty.
        entropy: Where keys, nonces, salts and ids come from. Anything but the default is for tests and for
            invented data: whoever knows it knows every key.
        on_wait: Called once when another process keeps us waiting for about a second.

    Raises:
        FindingsError: ``store.not_a_workspace``, ``store.folder_not_empty``, ``store.layout_unknown``,
            ``store.key_mismatch``, ``store.key_missing``, ``store.key_damaged``, ``store.log_damaged`` or
            ``store.log_behind``.
    """
    return Store(open_workspace(path, engine, create=create, entropy=entropy, on_wait=on_wait))
