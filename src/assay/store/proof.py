"""What an erasure left, for the person who asked for it and for an auditor: no contact is in it.

Three things are shown: what the log says was destroyed is gone; every row that still can be proved to be as it was
received, is; and no byte on the disk, sealed or not, holds the contact that is asked about.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from assay.core.tables import TABLES, ColumnType, Contact, Record, Table, Value
from assay.queries.current import quoted
from assay.store.blobs import read_seal
from assay.store.contents import digest_of
from assay.store.log import Commit
from assay.store.people import clear_contact, known_contacts, salts
from assay.store.phones import national_digits
from assay.store.rows import row_leaf
from assay.store.traces import traces_of
from assay.store.view import live_files, live_seals
from assay.store.workspace import Workspace

_MASKED = re.compile(r"\[(?:email|phone):[0-9a-f]{32}\]")
_WINDOW = 1 << 20
_DIGITS_AT_LEAST = 8
"""Fewer digits in a row are found by chance among digests and amounts."""


@dataclass(frozen=True, slots=True)
class ErasedFile:
    """A file that an erasure re-sealed: its digest as received, that of what is left, and whether the old one is gone."""

    blob: str
    content: str
    rows: int
    emptied: bool
    is_old_gone: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure of the log; whether the persons' keys are gone, and what is left of each file is what the log says."""

    commit: int
    digest: str
    known_at: datetime
    persons: int
    are_keys_gone: bool
    is_as_said: bool
    files: tuple[ErasedFile, ...]


@dataclass(frozen=True, slots=True)
class Leaves:
    """Rows of the workspace by what their leaf still proves.

    Attributes:
        verified: Row and salt give the leaf.
        masked: A contact was replaced in a text cell when the row came: the cell as received is not kept.
        erased: The salt was destroyed with its person: the leaf proves the row to whoever kept both, and tells nothing.
        wrong: (table, blob, row) of those whose row and salt do not give the leaf.
    """

    verified: int
    masked: int
    erased: int
    wrong: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A search for one contact: whether facts know its key as a living person's, what was read, where it was found."""

    is_known: bool
    files: int
    bytes: int
    cells: int
    found: tuple[str, ...]


def erasures(workspace: Workspace) -> tuple[Erased, ...]:
    """All erasures, oldest first."""
    return tuple(_erased(workspace, one) for one in workspace.log.commits if one.kind == "erasure")


def _erased(workspace: Workspace, commit: Commit) -> Erased:
    persons = cast("Sequence[str]", commit.details["persons"])
    blobs = cast("Sequence[Mapping[str, Any]]", commit.details["blobs"])
    removed = {path.removeprefix("blobs/") for path in commit.removed}
    return Erased(
        commit.number,
        commit.digest,
        commit.known_at,
        len(persons),
        not any(workspace.keyring.has_person_key(person) for person in persons),
        _is_as_said(workspace, commit.number, blobs),
        tuple(_file(workspace, part, removed) for part in blobs),
    )


def _file(workspace: Workspace, part: Mapping[str, Any], removed: Iterable[str]) -> ErasedFile:
    blob = str(part["blob"])
    old = [seal for seal in removed if seal.partition(".")[0] == blob]
    paths = [
        path
        for seal in old
        for path in (workspace.layout.blobs / seal, workspace.keyring.file_key_path(seal))
    ]
    return ErasedFile(
        blob,
        str(part["content"]),
        len(part["rows"]),
        bool(part["emptied"]),
        not any(path.exists() for path in paths),
    )


def _is_as_said(workspace: Workspace, number: int, blobs: Sequence[Mapping[str, Any]]) -> bool:
    """As far as no later erasure took more of the same file."""
    seals = live_seals(workspace.log.commits)
    return all(
        digest_of(read_seal(workspace, seal).content) == part["content"]
        for part in blobs
        if (seal := seals.get(str(part["blob"]), "")) == f"{part['blob']}.{number}"
    )


def leaves(workspace: Workspace) -> Leaves:
    """Make every leaf again from its row, in the clear, and its salt."""
    commits = workspace.log.commits
    kept = salts(workspace, commits)
    clear = _clear_contacts(workspace)
    verified = masked = erased = 0
    wrong = []
    for table in TABLES.values():
        for row in _stored_rows(workspace, table):
            salt = kept.get(str(row["row_leaf"]))
            record = _record(table, row, clear)
            if salt is None or record is None:
                erased += 1
            elif row_leaf(salt, record) == row["row_leaf"]:
                verified += 1
            elif any(isinstance(cell, str) and _MASKED.search(cell) for cell in record.values.values()):
                masked += 1
            else:
                wrong.append((table.name, str(row["blob"]), record.row))
    return Leaves(verified, masked, erased, tuple(wrong))


def _clear_contacts(workspace: Workspace) -> dict[str, Contact]:
    found = {}
    for known in known_contacts(workspace, workspace.log.commits):
        contact = clear_contact(workspace, known)
        if contact is not None:
            found[known.contact_key] = contact
    return found


def _record(table: Table, row: Mapping[str, Value], clear: Mapping[str, Contact]) -> Record | None:
    """The row as its source made it; None when it names a contact that is not known any more."""
    values: dict[str, Value] = {}
    for column in table.columns:
        value = row[column.name]
        if column.type is ColumnType.CONTACT and value is not None:
            if value not in clear:
                return None
            value = clear[str(value)]
        values[column.name] = value
    return Record(table.name, int(str(row["row"])), values)


def _stored_rows(workspace: Workspace, table: Table) -> Iterator[dict[str, Value]]:
    files = [file for file in live_files(workspace.log.commits).values() if file.table == table.name]
    if files:
        names = ("blob", "row", "row_leaf", "ordinal", *(column.name for column in table.columns))
        columns = ", ".join(quoted(name) for name in names)
        text = f'SELECT {columns} FROM {quoted(table.name)} ORDER BY "blob", "row", "ordinal"'  # noqa: S608 - our own names
        yield from workspace.query(text, {table.name: files})


def _holds(path: Path, forms: Sequence[bytes]) -> bool:
    """Whether any form stands in a file, which is gone through in windows that overlap by the longest."""
    overlap = max(map(len, forms), default=0)
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_WINDOW):
            window = before + piece
            if any(form in window for form in forms):
                return True
            before = window[-overlap:]
    return False


def search(workspace: Workspace, contact: Contact) -> Search:
    """Look for a contact in every byte: files as they lie on the disk, sealed files opened, every text cell of the facts."""
    traces = traces_of([contact])
    found: set[str] = set()
    files = size = cells = 0
    forms = _forms(contact)
    for path in sorted(workspace.layout.root.rglob("*")):
        name = workspace.layout.relative(path)
        files, size = files + path.is_file(), size + (path.stat().st_size if path.is_file() else 0)
        if any(form in name.encode() for form in forms) or (path.is_file() and _holds(path, forms)):
            found.add(name)
    for seal in live_seals(workspace.log.commits).values():
        received = read_seal(workspace, seal)
        if traces.rows_of(received.content) or traces.found_in(received.name):
            found.add(f"blobs/{seal}")
    for table in TABLES.values():
        for row in _stored_rows(workspace, table):
            texts = [value for value in row.values() if isinstance(value, str)]
            cells += len(texts)
            if any(form.decode() in text for text in texts for form in forms[:1]):
                found.add(f"facts/{table.name}")
    key = workspace.keyring.contact_key(contact.kind, contact.value)
    is_known = key in _clear_contacts(workspace)
    return Search(is_known, files, size, cells, tuple(sorted(found)))


def _forms(contact: Contact) -> tuple[bytes, ...]:
    """The contact as bytes: UTF-8 first, UTF-16 both ways, and base64 at each of the three offsets."""
    text = contact.value if contact.kind == "email" else national_digits(contact.value)
    if len(text) < _DIGITS_AT_LEAST:
        text = contact.value
    coded = [base64.b64encode(bytes(offset) + text.encode()) for offset in range(3)]
    shifted = [one[4 if offset else 0 : -4] for offset, one in enumerate(coded)]
    return (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), *shifted)
