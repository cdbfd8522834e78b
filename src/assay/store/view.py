"""What the log says is there: plain questions to a sequence of commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from assay.core.tables import TABLES
from assay.store.log import Commit, CommittedFile


def live_files(commits: Iterable[Commit]) -> dict[str, CommittedFile]:
    """Path → file, for every file that is named and not removed since."""
    live: dict[str, CommittedFile] = {}
    for commit in commits:
        for path in commit.removed:
            live.pop(path, None)
        live.update((file.path, file) for file in commit.files)
    return live


def live_seals(commits: Iterable[Commit]) -> dict[str, str]:
    """Digest of a file as received → name of the sealed copy that stands for it now."""
    names = (path.removeprefix("blobs/") for path in live_files(commits) if path.startswith("blobs/"))
    return {name.partition(".")[0]: name for name in names}


def table_files(commits: Iterable[Commit]) -> Mapping[str, tuple[CommittedFile, ...]]:
    """Table → its fact files, in the order of their commits."""
    tables: dict[str, tuple[CommittedFile, ...]] = {}
    for commit in commits:
        for file in commit.files:
            if file.table:
                tables[file.table] = (*tables.get(file.table, ()), file)
    return tables


def undone(commits: Sequence[Commit]) -> dict[int, int]:
    """Number of a commit that does not count → number of the undo that took it out and has not been undone itself."""
    by: dict[int, int] = {}
    for commit in reversed(commits):
        if commit.kind == "undo" and commit.number not in by:
            by.setdefault(cast("int", commit.details["undoes"]), commit.number)
    return by


def counting(commits: Sequence[Commit]) -> tuple[Commit, ...]:
    """The commits less those that are undone. What is sealed and who is erased is asked of all of them."""
    gone = undone(commits)
    return tuple(commit for commit in commits if commit.number not in gone)


def rows_of(commit: Commit) -> dict[str, int]:
    """Canonical table → rows that a commit brought."""
    return {file.table: file.rows for file in commit.files if file.table in TABLES}


def erased_persons(commits: Iterable[Commit]) -> frozenset[str]:
    """Ids of all persons that were ever erased."""
    return frozenset(
        person
        for commit in commits
        if commit.kind == "erasure"
        for person in cast("list[str]", commit.details["persons"])
    )


def batches(commits: Iterable[Commit]) -> frozenset[str]:
    """Ids of all batches that were imported."""
    return frozenset(commit.key for commit in commits if commit.kind == "import")


def commit_as_of(commits: Iterable[Commit], moment: datetime) -> int:
    """Number of the last commit before the first that was known later than ``moment``; 0 when there is none.

    The log's order rules: a commit written after a later-known one does not belong to the earlier moment, whatever
    known time it bears.
    """
    last = 0
    for commit in commits:
        if commit.known_at > moment:
            break
        last = commit.number
    return last
