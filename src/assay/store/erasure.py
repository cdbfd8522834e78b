"""Erasing a person: every trace of the contact goes, every count, amount and proof stays.

Order: re-sealed copies durable → commit → keys and old copies destroyed. A crash in between is finished when the
workspace is next opened. Fact files and statements do not change by a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import cast

from assay.core.tables import Contact
from assay.ports import Content
from assay.store.blobs import read_seal, write_seal
from assay.store.contents import digest_of, size_of
from assay.store.failpoints import failpoint
from assay.store.log import CommittedFile, Draft, Json
from assay.store.people import IDENTIFYING_KINDS, LEAVES, KnownContact, clear_contact, known_contacts, people
from assay.store.seal import ReceivedFile
from assay.store.sweep import sweep
from assay.store.traces import Traces, filled_rows, traces_of, without_lines
from assay.store.view import live_seals, table_files
from assay.store.workspace import Workspace
from assay.store.writing import writing

WithoutRows = Callable[[str, Content, frozenset[int]], Content]
"""(file name, content, row numbers) → the file with those rows emptied and every other row at its number."""


@dataclass(frozen=True, slots=True)
class BlobErasure:
    """What goes from one file as received.

    Attributes:
        blob: Digest of the file.
        rows: Row numbers that are emptied.
        emptied: The whole content goes: of an archive, or because a trace was left after taking the rows.
    """

    blob: str
    rows: tuple[int, ...]
    emptied: bool


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """What was erased, or would be.

    Attributes:
        commit: Number of the erasure's commit; None on a dry run and when there was nothing to erase.
        persons: How many persons' keys were destroyed.
        contacts: How many contact values they held.
        blobs: Files that lost rows.
    """

    commit: int | None
    persons: int
    contacts: int
    blobs: tuple[BlobErasure, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    persons: tuple[str, ...]
    contacts: int
    blobs: tuple[tuple[BlobErasure, ReceivedFile], ...]

    def result(self, commit: int | None) -> ErasureResult:
        return ErasureResult(commit, len(self.persons), self.contacts, tuple(blob for blob, _ in self.blobs))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is erased, which files are emptied whole, and contacts to look for besides those that the persons have."""

    persons: frozenset[str]
    blobs: frozenset[str]
    contacts: tuple[Contact, ...]


class NotIdentifyingError(ValueError):
    """Erasure starts from an e-mail or a phone; a name or a company may be many people."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind!r} does not identify a person; give an e-mail or a phone")


def erase(
    workspace: Workspace,
    contact: Contact,
    *,
    known_at: datetime,
    without_rows: WithoutRows,
    dry_run: bool = False,
) -> ErasureResult:
    """Erase whoever has this e-mail or phone, with all who share one with them, one after another.

    Args:
        workspace: Where.
        contact: Normalised e-mail or phone.
        known_at: When the request was carried out; aware.
        without_rows: Takes rows out of a file; a source's.
        dry_run: Only say what would go.

    Returns:
        What went. Erasing again finds nothing and commits nothing.

    Raises:
        NotIdentifyingError: The contact is a name or a company.
        SealBrokenError: A blob does not open. Nothing was changed.
    """
    if contact.kind not in IDENTIFYING_KINDS:
        raise NotIdentifyingError(contact.kind)
    with writing(workspace):
        known = known_contacts(workspace, workspace.log.commits)
        start = workspace.keyring.contact_key(contact.kind, contact.value)
        asked = _Asked(people(known).linked(start), frozenset(), (contact,))
        return _carry_out(workspace, _plan(workspace, known, asked, without_rows), known_at, dry_run=dry_run)


def erase_old(
    workspace: Workspace,
    persons: frozenset[str],
    blobs: frozenset[str],
    *,
    known_at: datetime,
    without_rows: WithoutRows,
    dry_run: bool = False,
) -> ErasureResult:
    """Erase persons by their ids, and the whole content of files, as one commit.

    Args:
        workspace: Where.
        persons: With all who share an e-mail or a phone with them; those already erased are passed over.
        blobs: Digests of files that are emptied.
        known_at: When it was carried out; aware.
        without_rows: Takes rows out of a file; a source's.
        dry_run: Only say what would go.

    Returns:
        What went. Done again it finds nothing and commits nothing.
    """
    with writing(workspace):
        known = known_contacts(workspace, workspace.log.commits)
        asked = _Asked(persons & {one.person for one in known}, blobs, ())
        plan = _plan(workspace, known, asked, without_rows)
        return _carry_out(workspace, plan, known_at, dry_run=dry_run)


def _carry_out(workspace: Workspace, plan: _Plan, known_at: datetime, *, dry_run: bool) -> ErasureResult:
    if dry_run or not (plan.persons or plan.blobs):
        return plan.result(None)
    number = workspace.log.next_number
    old = live_seals(workspace.log.commits)
    files = tuple(write_seal(workspace, f"{part.blob}.{number}", less) for part, less in plan.blobs)
    failpoint("erasure:written")
    removed = tuple(f"blobs/{old[part.blob]}" for part, _ in plan.blobs)
    commit = workspace.log.append(_draft(plan, files, removed, known_at))
    failpoint("erasure:committed")
    sweep(workspace)
    return plan.result(commit.number)


def _draft(
    plan: _Plan, files: tuple[CommittedFile, ...], removed: tuple[str, ...], known_at: datetime
) -> Draft:
    """Random ids, digests and row numbers only: the erasure itself must not remember whom it erased."""
    details: dict[str, Json] = {
        "persons": list(plan.persons),
        "blobs": [
            {
                "blob": part.blob,
                "content": digest_of(less.content),
                "emptied": part.emptied,
                "rows": list(part.rows),
            }
            for part, less in plan.blobs
        ],
    }
    return Draft("erasure", "", known_at, files, removed, details)


def _plan(
    workspace: Workspace, known: Sequence[KnownContact], asked: _Asked, without_rows: WithoutRows
) -> _Plan:
    theirs = [one for one in known if one.person in asked.persons]
    traces = traces_of([*asked.contacts, *_searched(workspace, theirs, known, asked.persons)])
    rows = _rows_of(workspace, asked.persons)
    blobs = []
    for blob, seal in sorted(live_seals(workspace.log.commits).items()):
        received = read_seal(workspace, seal)
        if blob in asked.blobs:
            planned = _emptied(received)
        else:
            planned = _without(received, rows.get(blob, frozenset()), traces, without_rows)
        if planned is not None:
            less, taken, emptied = planned
            blobs.append((BlobErasure(blob, tuple(sorted(taken)), emptied), less))
    return _Plan(tuple(sorted(asked.persons)), len(theirs), tuple(blobs))


def _emptied(received: ReceivedFile) -> tuple[ReceivedFile, frozenset[int], bool] | None:
    """A file without content, and without its name, which may be a person's; None when it is so already."""
    name = "erased" + PurePath(received.name).suffix
    return (ReceivedFile(name, b""), frozenset(), True) if size_of(received.content) else None


def _searched(
    workspace: Workspace,
    theirs: Iterable[KnownContact],
    known: Iterable[KnownContact],
    persons: frozenset[str],
) -> Iterable[Contact]:
    """Clear contacts to look for as free text; a name that someone else bears too is left to that person."""
    others = {one.contact_key for one in known if one.person not in persons}
    for one in theirs:
        clear = clear_contact(workspace, one)
        if clear is not None and (one.kind in IDENTIFYING_KINDS or one.contact_key not in others):
            yield clear


def _rows_of(workspace: Workspace, persons: frozenset[str]) -> dict[str, frozenset[int]]:
    """Blob → rows that are about one of the persons."""
    files = table_files(workspace.log.commits).get(LEAVES, ())
    found: dict[str, set[int]] = {}
    if files:
        text = 'SELECT DISTINCT "blob", "row", "person" FROM leaves ORDER BY "blob", "row", "person"'
        for row in workspace.query(text, {LEAVES: files}):
            if row["person"] in persons:
                found.setdefault(str(row["blob"]), set()).add(cast("int", row["row"]))
    return {blob: frozenset(rows) for blob, rows in found.items()}


def _without(
    received: ReceivedFile, rows: frozenset[int], traces: Traces, without_rows: WithoutRows
) -> tuple[ReceivedFile, frozenset[int], bool] | None:
    """A file without the rows and without any trace, the rows taken, and whether all had to go; None to leave it.

    Rows that an earlier erasure emptied are not taken again: a source might not know the file any more. Traces are looked
    for in what is left, for a line may hold people who have rows of their own.
    """
    named = traces.found_in(received.name)
    name = "erased" + PurePath(received.name).suffix if named else received.name
    taken = filled_rows(received.content, rows)
    content = without_rows(received.name, received.content, taken) if taken else received.content
    found = traces.rows_of(content)
    if found - {0}:
        content = without_rows(received.name, content, found - {0})
    left = traces.rows_of(content) if found else found
    if left:
        content = without_lines(content, left)
    if left and traces.rows_of(content):
        return ReceivedFile(name, b""), taken | (found - {0}), True
    if (name, content) == (received.name, received.content):
        return None
    return ReceivedFile(name, content), taken | found - {0} | left - {0}, not size_of(content)
