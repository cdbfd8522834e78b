"""Is everything as it was committed? Every file is read; every problem is a finding, and all come at once."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place, Severity, has_errors
from assay.store.blobs import read_seal
from assay.store.keys import check_key_file
from assay.store.people import clear_contact, known_contacts, salts
from assay.store.seal import SealBrokenError
from assay.store.view import erased_persons, live_files, live_seals
from assay.store.workspace import FileChangedError, Workspace

_KEPT = ("blobs", "facts", "statements", "records")


def verify(workspace: Workspace) -> tuple[Finding, ...]:
    """Hold every file, key and sealed value against the log.

    The log's own chain, FORMAT and the workspace key are checked when the workspace is opened.

    Returns:
        Findings ``store.file_changed``, ``store.stray_file``, ``store.key_damaged``, ``store.key_missing``,
        ``store.key_not_destroyed``, ``store.key_readable`` and ``store.seal_broken``; empty when all is well.
    """
    workspace.log.refresh()
    findings = [*_strays(workspace), *_file_keys(workspace), *_files(workspace)]
    if not has_errors(findings):
        findings.extend(_person_keys(workspace))
    if not has_errors(findings):
        findings.extend(_sealed(workspace))
    return tuple(sorted(findings, key=Finding.sort_key))


def _files(workspace: Workspace) -> Iterator[Finding]:
    for path, file in live_files(workspace.log.commits).items():
        try:
            workspace.check(file)
        except FileChangedError:
            yield Finding("store.file_changed", Place(path), {"file": path})


def _strays(workspace: Workspace) -> Iterator[Finding]:
    live = live_files(workspace.log.commits)
    for folder in _KEPT:
        for path in (workspace.layout.root / folder).rglob("*"):
            if path.is_file() and (name := workspace.layout.relative(path)) not in live:
                yield Finding("store.stray_file", Place(name), {"file": name}, Severity.WARNING)


def _file_keys(workspace: Workspace) -> Iterator[Finding]:
    needed = {workspace.keyring.file_key_path(seal) for seal in live_seals(workspace.log.commits).values()}
    for path in sorted(needed | {workspace.layout.workspace_key}):
        yield from _key(workspace, path)


def _person_keys(workspace: Workspace) -> Iterator[Finding]:
    commits = workspace.log.commits
    persons = {contact.person for contact in known_contacts(workspace, commits)}
    for person in sorted(persons):
        yield from _key(workspace, workspace.keyring.person_key_path(person))
    for person in sorted(erased_persons(commits)):
        path = workspace.keyring.person_key_path(person)
        if path.exists():
            name = workspace.layout.relative(path)
            yield Finding("store.key_not_destroyed", Place(name), {"file": name})


def _key(workspace: Workspace, path: Path) -> Iterator[Finding]:
    name = workspace.layout.relative(path)
    try:
        check_key_file(path)
    except FindingsError as damage:
        yield from damage.findings
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("store.key_readable", Place(name), {"file": name}, Severity.WARNING)


def _sealed(workspace: Workspace) -> Iterator[Finding]:
    """Every seal opens with its key; tried only when files and keys are whole, since nothing else could be said."""
    commits = workspace.log.commits
    for seal in live_seals(commits).values():
        try:
            read_seal(workspace, seal)
        except SealBrokenError as broken:
            yield from broken.findings
    try:
        for contact in known_contacts(workspace, commits):
            clear_contact(workspace, contact)
        salts(workspace, commits)
    except SealBrokenError as broken:
        yield from broken.findings
