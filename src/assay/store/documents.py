"""Statements, and records such as contract versions and the verdicts frozen with a statement. Written once, kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from assay.core.findings import Finding, FindingsError
from assay.store.contents import digest_of
from assay.store.durable import make_folder, write_durably
from assay.store.failpoints import failpoint
from assay.store.log import Commit, CommittedFile, Draft, Json, canonical
from assay.store.workspace import Workspace
from assay.store.writing import writing


class StatementExistsError(FindingsError):
    """This version of a statement is there with other bytes; a correction is a new version."""

    def __init__(self, contract_id: str, period: str, version: int) -> None:
        params = {
            "contract": contract_id,
            "period": period,
            "version": str(version),
            "next": str(version + 1),
        }
        super().__init__([Finding("store.statement_exists", params=params)])


@dataclass(frozen=True, slots=True)
class Saved:
    """Where something was saved; ``already`` when the very same was there and nothing was written."""

    commit: int
    already: bool


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A released statement.

    Attributes:
        contract_id: Contract.
        period: Period such as ``2027-03``.
        version: 1-based; a correction is the next one.
        commit: Its commit.
        digest: SHA-256 of ``data``.
        pins: What it was computed from: names → digests and commit numbers, as text.
        data: Its bytes, as released.
    """

    contract_id: str
    period: str
    version: int
    commit: int
    digest: str
    pins: Mapping[str, str]
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record: kind, the caller's key, commit, known time, SHA-256 and the bytes."""

    kind: str
    key: str
    commit: int
    known_at: datetime
    digest: str
    payload: bytes


def save_statement(workspace: Workspace, statement: StoredStatement, *, known_at: datetime) -> Saved:
    """Release a statement; ``commit`` and ``digest`` of the argument are not read.

    Raises:
        StatementExistsError: The version is there with other bytes.
        UnsafeNameError: Contract or period cannot name a folder.
    """
    path = workspace.layout.statement_file(statement.contract_id, statement.period, statement.version)
    key = workspace.layout.relative(path)
    digest = digest_of(statement.data)
    with writing(workspace):
        known = workspace.log.find("statement", key)
        if known is not None:
            if known.files[0].sha256 != digest:
                raise StatementExistsError(statement.contract_id, statement.period, statement.version)
            return Saved(known.number, already=True)
        make_folder(path.parent)
        write_durably(path, statement.data, aside=workspace.layout.tmp / "statement.json")
        failpoint("statement:written")
        details: dict[str, Json] = {
            "contract": statement.contract_id,
            "period": statement.period,
            "pins": dict(statement.pins),
            "version": statement.version,
        }
        draft = Draft("statement", key, known_at, (CommittedFile(key, digest),), (), details)
        return Saved(workspace.log.append(draft).number, already=False)


def statements(workspace: Workspace) -> Iterator[StoredStatement]:
    """All released statements, in the order of their release, each held against the log.

    Raises:
        FileChangedError: One was altered or is missing.
    """
    for commit in workspace.log.commits:
        if commit.kind == "statement":
            yield _statement(workspace, commit)


def save_record(workspace: Workspace, kind: str, key: str, payload: bytes, *, known_at: datetime) -> Saved:
    """Keep bytes under a kind and a key; other bytes under the same key are a newer record, not a replacement.

    Raises:
        UnsafeNameError: The kind cannot name a folder.
    """
    digest = digest_of(payload)
    path = workspace.layout.record_file(kind, digest)
    idempotency = digest_of(canonical({"digest": digest, "key": key, "kind": kind}))
    with writing(workspace):
        known = workspace.log.find("record", idempotency)
        if known is not None:
            return Saved(known.number, already=True)
        make_folder(path.parent)
        write_durably(path, payload, aside=workspace.layout.tmp / "record")
        failpoint("record:written")
        file = CommittedFile(workspace.layout.relative(path), digest)
        draft = Draft("record", idempotency, known_at, (file,), (), {"key": key, "kind": kind})
        return Saved(workspace.log.append(draft).number, already=False)


def records(workspace: Workspace, kind: str) -> Iterator[StoredRecord]:
    """Records of a kind, oldest first, each held against the log.

    Raises:
        FileChangedError: One was altered or is missing.
    """
    for commit in workspace.log.commits:
        if commit.kind == "record" and commit.details["kind"] == kind:
            file = commit.files[0]
            yield StoredRecord(
                kind=kind,
                key=cast("str", commit.details["key"]),
                commit=commit.number,
                known_at=commit.known_at,
                digest=file.sha256,
                payload=workspace.read(file),
            )


def _statement(workspace: Workspace, commit: Commit) -> StoredStatement:
    return StoredStatement(
        contract_id=cast("str", commit.details["contract"]),
        period=cast("str", commit.details["period"]),
        version=cast("int", commit.details["version"]),
        commit=commit.number,
        digest=commit.files[0].sha256,
        pins=cast("Mapping[str, str]", commit.details["pins"]),
        data=workspace.read(commit.files[0]),
    )
