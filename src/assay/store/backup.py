"""A copy of the workspace that is right while others work in it: under the lock, only what is new, held against the log.

Commit by commit the files come before the commit that names them, so an interrupted backup is an older one. What an
erasure has removed is destroyed in the copy as well. Keys go to a folder of their own, or nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.store.durable import (
    destroy,
    make_folder,
    place,
    replace_secret,
    sha256_of,
    sync_file,
    sync_folder,
    write_aside,
)
from assay.store.layout import OURS, Layout, is_litter
from assay.store.lock import writer_lock
from assay.store.log import Commit, CommittedFile, commit_numbers, commit_path
from assay.store.view import live_files
from assay.store.workspace import Workspace

_CHUNK = 1 << 20
_ASIDE = "copied.key"


@dataclass(frozen=True, slots=True)
class BackupResult:
    """What a backup did.

    Attributes:
        copied: Files that were new, or not as committed, in the copy; keys among them.
        bytes_copied: Their size.
        kept: Files that were there already, as committed.
        destroyed: Files and keys that were in the copy and exist no more.
        commits: How many commits the copy holds.
        findings: Files of the workspace that are not as committed: the copy keeps what it had of them.
    """

    copied: int
    bytes_copied: int
    kept: int
    destroyed: int
    commits: int
    findings: tuple[Finding, ...]


def back_up(
    workspace: Workspace, target: Path, keys: Path | None, *, tell: Callable[[int, int], None]
) -> BackupResult:
    """Bring a copy up to date. Nobody writes to the workspace meanwhile.

    Args:
        workspace: What to copy.
        target: The copy: a folder that is missing, empty, or an earlier backup of the same workspace.
        keys: Folder for the contents of ``keys``, None to leave the keys out.
        tell: Told how many commits are done, of how many.

    Raises:
        FindingsError: ``store.backup_inside``: a folder inside the workspace. ``store.backup_other``: the folder holds
            something else. ``store.backup_ahead``: the copy has commits that the workspace has not.
        OSError: The disk is full, or fails. Done again, the backup goes on from there.
    """
    copy = _Copy(workspace, Layout(target.resolve()))
    with writer_lock(workspace.layout.lock_file, on_wait=workspace.on_wait):
        workspace.log.refresh()
        _check_place(workspace, copy.target.root, keys and keys.resolve())
        _check_log(workspace, copy.target)
        if keys is not None:
            copy.bring_keys(keys.resolve())
        copy.bring_commits(tell)
        copy.destroy_removed(keys and keys.resolve())
    return copy.result()


def _check_place(workspace: Workspace, target: Path, keys: Path | None) -> None:
    for folder in (target, *((keys,) if keys else ())):
        if folder.is_relative_to(workspace.layout.root):
            raise FindingsError([Finding("store.backup_inside", params={"folder": str(folder)})])
    names = _names(target)
    if (
        names - OURS - {"templates"}
        or target.is_file()
        or not _is_same(target / "FORMAT", workspace.layout.format_file, names)
    ):
        raise FindingsError([Finding("store.backup_other", params={"folder": str(target)})])
    if keys is not None:
        names = _names(keys)
        ours = {"workspace.key", "files", "persons", _ASIDE}
        if names - ours or not _is_same(keys / "workspace.key", workspace.layout.workspace_key, names):
            raise FindingsError([Finding("store.backup_other", params={"folder": str(keys)})])


def _names(folder: Path) -> set[str]:
    entries = folder.iterdir() if folder.is_dir() else ()
    return {entry.name for entry in entries if not is_litter(entry.name)}


def _is_same(there: Path, here: Path, names: set[str]) -> bool:
    """Whether the folder's mark is ours, or it has none yet."""
    return there.name not in names or there.read_bytes() == here.read_bytes()


def _check_log(workspace: Workspace, target: Layout) -> None:
    """A copy may be older than the workspace, and nothing else: it may be the better one of the two."""
    known = {commit.number: commit.digest for commit in workspace.log.commits}
    for number in sorted(commit_numbers(target)) if target.log.is_dir() else ():
        if number not in known or known[number] != _digest(commit_path(target, number)):
            name = target.relative(commit_path(target, number))
            params = {"folder": str(target.root), "number": str(number)}
            raise FindingsError([Finding("store.backup_ahead", Place(name), params)])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(slots=True)
class _Copy:
    """A copy on its way."""

    workspace: Workspace
    target: Layout
    copied: int = 0
    bytes_copied: int = 0
    kept: int = 0
    destroyed: int = 0
    findings: list[Finding] = field(default_factory=list)

    def result(self) -> BackupResult:
        commits = len(self.workspace.log.commits)
        found = tuple(sorted(self.findings, key=Finding.sort_key))
        return BackupResult(self.copied, self.bytes_copied, self.kept, self.destroyed, commits, found)

    def bring_keys(self, folder: Path) -> None:
        """Every key that is needed; a file of keys changes under its name when a person is erased, and no way else."""
        for path in _keys_of(self.workspace):
            there = folder / path.relative_to(self.workspace.layout.root / "keys")
            data = path.read_bytes()
            if there.exists() and there.read_bytes() == data:
                self.kept += 1
                continue
            make_folder(there.parent)
            write_aside(folder / _ASIDE, data)
            replace_secret(folder / _ASIDE, there)
            self.copied += 1
            self.bytes_copied += len(data)

    def bring_commits(self, tell: Callable[[int, int], None]) -> None:
        for name in ("log", "tmp"):
            make_folder(self.target.root / name)
        commits = self.workspace.log.commits
        live = live_files(commits)
        for commit in commits:
            for file in commit.files:
                if live.get(file.path) == file:
                    self._bring(file)
            self._bring(_as_file(self.workspace, commit))
            tell(commit.number, len(commits))
        for path in _files(self.workspace.layout.root / "templates"):
            self._bring(CommittedFile(self.workspace.layout.relative(path), _digest(path)))
        mark = self.workspace.layout.format_file
        self._bring(CommittedFile(self.workspace.layout.relative(mark), _digest(mark)))

    def _bring(self, file: CommittedFile) -> None:
        there = self.target.root / file.path
        if there.is_file() and sha256_of(there) == file.sha256:
            self.kept += 1
            return
        aside = self.target.tmp / "copied"
        if _copied(self.workspace.path(file), aside) != file.sha256:
            aside.unlink(missing_ok=True)
            self.findings.append(Finding("store.file_changed", Place(file.path), {"file": file.path}))
            return
        make_folder(there.parent)
        self.bytes_copied += aside.stat().st_size
        place(aside, there)
        sync_folder(there.parent)
        self.copied += 1

    def destroy_removed(self, keys: Path | None) -> None:
        """What the log does not name (any more) goes from the copy, and every key that is not in use."""
        named = {*live_files(self.workspace.log.commits)}
        folders = [self.target.root / name for name in ("blobs", "facts", "statements", "records")]
        for path in (path for folder in folders for path in tuple(_files(folder))):
            if self.target.relative(path) not in named:
                path.unlink()
                self.destroyed += 1
        needed = {path.relative_to(self.workspace.layout.root / "keys") for path in _keys_of(self.workspace)}
        for path in tuple(_files(keys)) if keys else ():
            if path.suffix == ".key" and path.relative_to(keys or path) not in needed:
                destroy(path)
                self.destroyed += 1


def _keys_of(workspace: Workspace) -> Iterator[Path]:
    return (path for path in sorted((workspace.layout.root / "keys").rglob("*.key")) if path.is_file())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not is_litter(path.name))


def _as_file(workspace: Workspace, commit: Commit) -> CommittedFile:
    path = commit_path(workspace.layout, commit.number)
    return CommittedFile(workspace.layout.relative(path), commit.digest)


def _copied(source: Path, aside: Path) -> str:
    """Copy a file durably; SHA-256 of what was copied, empty when there is nothing to copy."""
    digest = hashlib.sha256()
    aside.unlink(missing_ok=True)
    try:
        with source.open("rb") as reading, aside.open("xb") as writing:
            while chunk := reading.read(_CHUNK):
                digest.update(chunk)
                writing.write(chunk)
    except FileNotFoundError:
        return ""
    sync_file(aside)
    return digest.hexdigest()
