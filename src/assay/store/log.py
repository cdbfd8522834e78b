"""The commit log: one canonical JSON file per commit, each naming the digest of the one before.

Only what a commit names exists; everything else in the folder is garbage of a crash. The log holds digests, counts
and codes: no contact, no file name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias, cast

import rfc8785

from assay.core.findings import Finding, FindingsError, Place
from assay.store.durable import publish
from assay.store.keys import Keyring
from assay.store.layout import LAYOUT, Layout

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
_FILE_NAME = re.compile(r"\d{9}\.json")


@dataclass(frozen=True, slots=True)
class CommittedFile:
    """A file that a commit brings.

    Attributes:
        path: POSIX path below the workspace.
        sha256: Of the bytes on disk (a blob's are sealed), 64 hex digits.
        table: Table of a fact file, empty for others.
        rows: Rows of a fact file.
    """

    path: str
    sha256: str
    table: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A commit to be: all but number, parent and digest.

    Attributes:
        kind: ``import``, ``refused``, ``replacement``, ``events``, ``undo``, ``statement``, ``record`` or ``erasure``.
        key: Idempotency key, unique within the kind; empty when the kind needs none.
        known_at: When the workspace came to know it; aware.
        files: What it brings.
        removed: Paths that cease to exist with it.
        details: What else the kind records; integers stay below 2^53, greater numbers are text.
    """

    kind: str
    key: str
    known_at: datetime
    files: tuple[CommittedFile, ...] = ()
    removed: tuple[str, ...] = ()
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Commit(Draft):
    """A draft with its place in the chain.

    Attributes:
        number: 1-based, without gaps.
        parent: Digest of the commit before, empty for the first.
        digest: SHA-256 of this commit's file, 64 hex digits.
    """

    number: int = 0
    parent: str = ""
    digest: str = ""


class LogDamagedError(FindingsError):
    """A commit's file is missing, altered or out of the chain."""

    def __init__(self, number: int) -> None:
        place = Place(f"log/{number:09d}.json")
        super().__init__([Finding("store.log_damaged", place, {"number": str(number)})])


class CommitTakenError(Exception):
    """Another writer published this commit number first, in spite of the lock."""

    def __init__(self, number: int) -> None:
        super().__init__(f"commit {number} was written by another process; nothing of ours was committed")


class Log:
    """The chain as far as it has been read. Call :meth:`refresh` to see what others have added."""

    def __init__(self, layout: Layout, keyring: Keyring) -> None:
        self._layout = layout
        self._keyring = keyring
        self._commits: list[Commit] = []
        self._by_key: dict[tuple[str, str], Commit] = {}
        self.refresh()

    @property
    def commits(self) -> tuple[Commit, ...]:
        return tuple(self._commits)

    @property
    def next_number(self) -> int:
        return len(self._commits) + 1

    def find(self, kind: str, key: str) -> Commit | None:
        """The commit with this idempotency key, if there is one."""
        return self._by_key.get((kind, key))

    def refresh(self) -> None:
        """Read the commits that were added since.

        Raises:
            LogDamagedError: One is altered or missing, or the file names have a gap.
        """
        while (path := commit_path(self._layout, self.next_number)).exists():
            self._add(decode_commit(path.read_bytes(), self._keyring, self.next_number, self._parent()))
        if any(number >= self.next_number for number in commit_numbers(self._layout)):
            if commit_path(self._layout, self.next_number).exists():
                self.refresh()
                return
            raise LogDamagedError(self.next_number)

    def append(self, draft: Draft) -> Commit:
        """Publish the next commit; on return it is durable.

        Raises:
            CommitTakenError: The number was taken by someone who did not hold the lock.
        """
        number = self.next_number
        data = encode_commit(draft, number, self._parent(), self._keyring)
        try:
            publish(commit_path(self._layout, number), data, aside=self._layout.tmp / "commit.json")
        except FileExistsError:
            raise CommitTakenError(number) from None
        commit = decode_commit(data, self._keyring, number, self._parent())
        self._add(commit)
        return commit

    def _parent(self) -> str:
        return self._commits[-1].digest if self._commits else ""

    def _add(self, commit: Commit) -> None:
        self._commits.append(commit)
        if commit.key:
            self._by_key.setdefault((commit.kind, commit.key), commit)


def commit_path(layout: Layout, number: int) -> Path:
    """Nine digits, so that names sort as numbers do."""
    return layout.log / f"{number:09d}.json"


def commit_numbers(layout: Layout) -> Iterator[int]:
    """Numbers of the commit files that exist, in no order."""
    return (int(path.stem) for path in layout.log.iterdir() if _FILE_NAME.fullmatch(path.name))


def encode_commit(draft: Draft, number: int, parent: str, keyring: Keyring) -> bytes:
    """Canonical bytes (RFC 8785) of a commit, sealed with the workspace key."""
    body: dict[str, Json] = {
        "details": draft.details,
        "files": [
            {"path": file.path, "rows": file.rows, "sha256": file.sha256, "table": file.table}
            for file in draft.files
        ],
        "key": draft.key,
        "kind": draft.kind,
        "known_at": draft.known_at.astimezone(UTC).isoformat(),
        "layout": LAYOUT,
        "number": number,
        "parent": parent,
        "removed": list(draft.removed),
    }
    return canonical({**body, "seal": keyring.log_seal(canonical(body))})


def decode_commit(data: bytes, keyring: Keyring, number: int, parent: str) -> Commit:
    """Read a commit, holding it against its seal and its place.

    Raises:
        LogDamagedError: Anything about it is not as it was written.
    """
    commit = read_commit(data, number, keyring)
    if commit.parent != parent:
        raise LogDamagedError(number)
    return commit


def read_commit(data: bytes, number: int, keyring: Keyring | None) -> Commit:
    """Read a commit by itself: against its number, and its seal where there is a keyring.

    Raises:
        LogDamagedError: It is not as it was written.
    """
    try:
        body = json.loads(data)
        seal = body.pop("seal")
        genuine = canonical({**body, "seal": seal}) == data and body["number"] == number
        if keyring is not None:
            genuine = genuine and keyring.log_seal(canonical(body)) == seal
        if genuine:
            return _commit(body, data)
    except (ValueError, AttributeError, KeyError, TypeError):
        pass
    raise LogDamagedError(number)


def _commit(body: Mapping[str, Any], data: bytes) -> Commit:
    return Commit(
        kind=body["kind"],
        key=body["key"],
        known_at=datetime.fromisoformat(body["known_at"]),
        files=tuple(CommittedFile(**file) for file in body["files"]),
        removed=tuple(body["removed"]),
        details=body["details"],
        number=body["number"],
        parent=body["parent"],
        digest=hashlib.sha256(data).hexdigest(),
    )


def canonical(value: Json) -> bytes:
    """Canonical JSON bytes (RFC 8785): sorted keys, UTF-8, explicit nulls."""
    return rfc8785.dumps(cast("dict[str, object]", value))  # type: ignore[arg-type]  # our Json is narrower
