"""Bringing a file in: seal it, write its rows, commit. A crash leaves the state before or the state after.

Order on disk: file key, sealed blob, fact files, person keys, commit. Nothing is there before the commit names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from assay.core.findings import Finding, FindingsError, has_errors
from assay.core.tables import TABLES, Column, Value
from assay.ports import Parsed
from assay.queries.current import stored_columns
from assay.store.batch import Batch, Origin, covered_days, make_batch
from assay.store.blobs import digest_of, write_seal
from assay.store.durable import make_folder, place, sha256_of, sync_file, sync_folder
from assay.store.failpoints import failpoint
from assay.store.log import Commit, CommittedFile, Draft, Json, canonical
from assay.store.people import CONTACT_COLUMNS, CONTACTS, LEAF_COLUMNS, LEAVES, known_contacts, people
from assay.store.seal import ReceivedFile
from assay.store.view import live_seals
from assay.store.workspace import Workspace
from assay.store.writing import writing


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file.

    Attributes:
        commit: Number of the commit that holds it.
        already: The very same file was there; nothing was written.
        refused: The file had errors: it was sealed as evidence and gave no rows.
        rows: Canonical table → rows that the file gave.
    """

    commit: int
    already: bool
    refused: bool
    rows: Mapping[str, int]


def batch_id(format_id: str, account: str, blob: str) -> str:
    """SHA-256 over format, account and content: the same file for the same account is one batch, for ever."""
    return digest_of(canonical({"account": account, "blob": blob, "format": format_id}))


def import_file(
    workspace: Workspace, parsed: Parsed, received: ReceivedFile, *, account: str, known_at: datetime
) -> ImportResult:
    """Bring a parsed file in, or seal a refused one.

    Args:
        workspace: Where to.
        parsed: What a source made of the file.
        received: The file itself.
        account: Account or book, as given at import.
        known_at: When the file was received; aware.

    Raises:
        FindingsError: ``store.erased_file``: the file was here before, and a person was erased from it since.
        RecordShapeError: The source made a record that its table cannot hold. Nothing is written.
    """
    blob = digest_of(received.data)
    batch = batch_id(parsed.format_id, account, blob)
    kind = "refused" if has_errors(parsed.findings) else "import"
    with writing(workspace):
        known = workspace.log.find(kind, batch)
        if known is not None:
            return _result(known, already=True)
        seals = live_seals(workspace.log.commits)
        if seals.get(blob, blob) != blob:
            raise FindingsError([Finding("store.erased_file", params={"blob": blob})])
        origin = Origin(batch, workspace.log.next_number, blob, parsed.format_id, account)
        rows = _rows(workspace, origin, parsed) if kind == "import" else Batch()
        sealed = () if blob in seals else (write_seal(workspace, blob, received),)
        files = (*sealed, *_write_facts(workspace, origin, rows))
        if rows.new_keys:
            workspace.keyring.keep_person_keys(rows.new_keys)
        failpoint("import:written")
        details = _details(parsed, origin, rows)
        return _result(workspace.log.append(Draft(kind, batch, known_at, files, (), details)), already=False)


def _rows(workspace: Workspace, origin: Origin, parsed: Parsed) -> Batch:
    index = people(known_contacts(workspace, workspace.log.commits))
    return make_batch(workspace, origin, parsed.records, index)


def _write_facts(workspace: Workspace, origin: Origin, batch: Batch) -> tuple[CommittedFile, ...]:
    internal: tuple[tuple[str, tuple[Column, ...], list[list[Value]]], ...] = (
        (CONTACTS, CONTACT_COLUMNS, batch.contacts),
        (LEAVES, LEAF_COLUMNS, batch.leaves),
    )
    canonical_tables = (
        (name, stored_columns(TABLES[name]), rows) for name, rows in sorted(batch.tables.items())
    )
    return tuple(
        _write_table(workspace, origin.batch, name, columns, rows)
        for name, columns, rows in (*canonical_tables, *internal)
        if rows
    )


def _write_table(
    workspace: Workspace, batch: str, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
) -> CommittedFile:
    target = workspace.layout.fact_file(name, batch)
    aside = workspace.layout.tmp / f"{name}.parquet"
    make_folder(target.parent)
    aside.unlink(missing_ok=True)
    workspace.engine.write_parquet(aside, columns, rows)
    failpoint("facts:aside")
    sync_file(aside)
    digest = sha256_of(aside)
    place(aside, target)
    sync_folder(target.parent)
    failpoint("facts:durable")
    return CommittedFile(workspace.layout.relative(target), digest, name, len(rows))


def _details(parsed: Parsed, origin: Origin, batch: Batch) -> dict[str, Json]:
    """Codes, counts and decisions; neither the file's name nor a finding's text, which may quote a contact."""
    return {
        "account": origin.account,
        "blob": origin.blob,
        "controls": [asdict(control) for control in parsed.controls],
        "covered": covered_days(batch),
        "facts": dict(parsed.facts),
        "findings": [
            {"code": finding.code, "line": finding.place.line, "severity": finding.severity.value}
            for finding in parsed.findings
        ],
        "format": parsed.format_id,
        "rows_read": parsed.rows_read,
    }


def _result(commit: Commit, *, already: bool) -> ImportResult:
    rows = {file.table: file.rows for file in commit.files if file.table in TABLES}
    return ImportResult(commit.number, already, commit.kind == "refused", rows)
