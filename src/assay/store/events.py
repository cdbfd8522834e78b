"""Events of a contract that a person records, with the file that told them: one commit each, and like an import it can be undone.

The record holds the events alone, in the form of an events file. What else a returned file says (evidence, notes) stays
in the seal, for it may name a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from assay.core.findings import Finding, FindingsError
from assay.store.blobs import write_seal
from assay.store.contents import digest_of
from assay.store.documents import Saved
from assay.store.durable import make_folder, write_durably
from assay.store.failpoints import failpoint
from assay.store.log import Commit, CommittedFile, Draft, Json, canonical
from assay.store.seal import ReceivedFile
from assay.store.view import counting, live_seals
from assay.store.workspace import Workspace
from assay.store.writing import writing

KIND = "events"


@dataclass(frozen=True, slots=True)
class Told:
    """What a commit of events brings.

    Attributes:
        contract_id: Whose events they are.
        format_id: How they were told, such as ``objections`` or ``delivery``.
        payload: Bytes of an events file.
        rows: Event id → sheet and row of the file that told it; empty when a person did.
        received: That file, None when there is none.
        findings: What was found in it.
        rests_on: Ids of recorded events without which these could not stand.
    """

    contract_id: str
    format_id: str
    payload: bytes
    rows: Mapping[str, str]
    received: ReceivedFile | None = None
    findings: Sequence[Finding] = ()
    rests_on: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StoredEvents:
    """Events as they were recorded; ``blob`` is the digest of the file that told them, empty without one."""

    contract_id: str
    format_id: str
    commit: int
    known_at: datetime
    blob: str
    rows: Mapping[str, str]
    payload: bytes


def save_events(workspace: Workspace, told: Told, *, known_at: datetime) -> Saved:
    """Record events, and seal the file that told them. The very same again changes nothing, unless it was undone.

    Raises:
        FindingsError: ``store.erased_file``: the file was here before, and a person was erased from it since.
    """
    blob = digest_of(told.received.content) if told.received else ""
    digest = digest_of(told.payload)
    path = workspace.layout.record_file(KIND, digest)
    with writing(workspace):
        key, known = _life(workspace, told, digest, blob)
        if known is not None:
            return Saved(known.number, already=True)
        seals = live_seals(workspace.log.commits)
        if seals.get(blob, blob) != blob:
            raise FindingsError([Finding("store.erased_file", params={"blob": blob})])
        sealed = (
            () if told.received is None or blob in seals else (write_seal(workspace, blob, told.received),)
        )
        make_folder(path.parent)
        write_durably(path, told.payload, aside=workspace.layout.tmp / "events")
        failpoint("events:written")
        files = (*sealed, CommittedFile(workspace.layout.relative(path), digest))
        draft = Draft(KIND, key, known_at, files, (), _details(told, blob))
        return Saved(workspace.log.append(draft).number, already=False)


def recorded_events(workspace: Workspace) -> Iterator[StoredEvents]:
    """The events that count, in the order in which they were recorded, each held against the log.

    Raises:
        FileChangedError: A record was altered or is missing.
    """
    for commit in counting(workspace.log.commits):
        if commit.kind == KIND:
            details = commit.details
            yield StoredEvents(
                contract_id=str(details["contract"]),
                format_id=str(details["format"]),
                commit=commit.number,
                known_at=commit.known_at,
                blob=str(details.get("blob", "")),
                rows=cast("Mapping[str, str]", details["rows"]),
                payload=workspace.read(commit.files[-1]),
            )


def _life(workspace: Workspace, told: Told, digest: str, blob: str) -> tuple[str, Commit | None]:
    """The key under which the events count, with its commit; else the first that was not undone, and None."""
    numbers = {commit.number for commit in counting(workspace.log.commits)}
    parts: dict[str, Json] = {"blob": blob, "contract": told.contract_id, "digest": digest}
    life = 1
    while True:
        key = digest_of(canonical(parts if life == 1 else {**parts, "life": str(life)}))
        known = workspace.log.find(KIND, key)
        if known is None or known.number in numbers:
            return key, known
        life += 1


def _details(told: Told, blob: str) -> dict[str, Json]:
    """Codes and counts; neither the file's name nor a word of what it says."""
    details: dict[str, Json] = {
        "contract": told.contract_id,
        "findings": [
            {"code": finding.code, "line": finding.place.line, "severity": finding.severity.value}
            for finding in told.findings
        ],
        "format": told.format_id,
        "rows": dict(told.rows),
    }
    if told.rests_on:
        details["rests_on"] = list(told.rests_on)
    return details | ({"blob": blob} if blob else {})
