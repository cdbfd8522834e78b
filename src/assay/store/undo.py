"""Undo: a new commit after which an earlier one counts no longer. No file is removed and no commit altered.

A view before the undo shows what it always showed. Undoing the undo brings everything back as it was, with the commit
numbers that its rows have; importing the file again brings it in anew, as its newest word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from assay.core.findings import Finding, FindingsError, Place, Severity
from assay.store.failpoints import failpoint
from assay.store.log import Commit, Draft
from assay.store.view import commit_as_of, counting, undone
from assay.store.workspace import Workspace
from assay.store.writing import writing

UNDOABLE = ("import", "refused", "replacement", "events", "undo")


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What became of an undo.

    Attributes:
        commit: Its number; None on a dry run.
        already: The commit was undone before; nothing was written.
        undone: The commit that counts no longer.
        out: Imports that count no longer.
        back: Imports that count again.
        findings: Warnings: released statements that rest on what changes.
    """

    commit: int | None
    already: bool
    undone: Commit
    out: tuple[Commit, ...] = ()
    back: tuple[Commit, ...] = ()
    findings: tuple[Finding, ...] = ()


def undo(workspace: Workspace, number: int, *, known_at: datetime, dry_run: bool = False) -> UndoResult:
    """Let a commit count no longer.

    Args:
        workspace: Where.
        number: An import, a refused file (it leaves the list of rejects), a replacement, recorded events that no
            statement has seen, or an undo.
        known_at: When it was decided; aware.
        dry_run: Only say what would change.

    Raises:
        FindingsError: ``store.no_such_commit``, ``store.not_undoable``, ``store.counts_already``,
            ``store.undo_without_effect``, ``store.events_in_statement``, ``store.events_rest_on``.
    """
    with writing(workspace):
        before = workspace.log.commits
        target = _target(before, number)
        known = undone(before).get(number)
        if known is not None:
            return UndoResult(known, already=True, undone=target)
        after = (*before, _drafted(number, len(before) + 1, known_at))
        out, back = _changed(before, after), _changed(after, before)
        _check(before, after, target, back)
        _check_events(before, (*out, *back))
        _check_support(after)
        findings = tuple(_statements(before, target)) if target.kind != "refused" else ()
        if dry_run:
            return UndoResult(
                None, already=False, undone=target, out=_imports(out), back=_imports(back), findings=findings
            )
        failpoint("undo:before")
        commit = workspace.log.append(Draft("undo", "", known_at, (), (), {"undoes": number}))
        failpoint("undo:committed")
        return UndoResult(
            commit.number,
            already=False,
            undone=target,
            out=_imports(out),
            back=_imports(back),
            findings=findings,
        )


def _target(commits: Sequence[Commit], number: int) -> Commit:
    if not 0 < number <= len(commits):
        params = {"commit": str(number), "last": str(len(commits))}
        raise FindingsError([Finding("store.no_such_commit", params=params)])
    target = commits[number - 1]
    if target.kind not in UNDOABLE:
        params = {"commit": str(number), "kind": target.kind}
        raise FindingsError([Finding("store.not_undoable", params=params)])
    return target


def _drafted(number: int, own: int, known_at: datetime) -> Commit:
    return Commit("undo", "", known_at, (), (), {"undoes": number}, own)


def _changed(before: Sequence[Commit], after: Sequence[Commit]) -> tuple[Commit, ...]:
    """Commits other than undos that count before and not after."""
    left = {commit.number for commit in counting(after)}
    return tuple(commit for commit in counting(before) if commit.number not in left and commit.kind != "undo")


def _imports(commits: Sequence[Commit]) -> tuple[Commit, ...]:
    return tuple(commit for commit in commits if commit.kind == "import")


def _check(before: Sequence[Commit], after: Sequence[Commit], target: Commit, back: Sequence[Commit]) -> None:
    """Refuse what would change nothing, and what would count one file twice."""
    if not _changed(before, after) and not back:
        raise FindingsError([Finding("store.undo_without_effect", params={"commit": str(target.number)})])
    findings = [
        Finding("store.counts_already", params={"commit": str(commit.number), "other": str(other.number)})
        for commit in back
        for other in counting(before)
        if _says_the_same(commit, other)
    ]
    if findings:
        raise FindingsError(findings)


def _check_events(commits: Sequence[Commit], changed: Sequence[Commit]) -> None:
    """Refuse to change events that a statement of their contract has noted: from then on only a ruling answers them."""
    findings = [
        Finding("store.events_in_statement", params={"commit": str(told.number), **_named(statement)})
        for told in changed
        if told.kind == "events"
        for statement in commits
        if statement.kind == "statement"
        and statement.details["contract"] == told.details["contract"]
        and statement.known_at >= told.known_at
    ]
    if findings:
        raise FindingsError(findings)


def _check_support(after: Sequence[Commit]) -> None:
    """Refuse to take away what recorded events rest on, such as the delivery from which the days to object ran."""
    told = [commit for commit in counting(after) if commit.kind == "events"]
    there = {(commit.details["contract"], name) for commit in told for name in _ids(commit)}
    findings = [
        Finding("store.events_rest_on", params={"commit": str(commit.number), "event": name})
        for commit in told
        for name in cast("Sequence[str]", commit.details.get("rests_on", ()))
        if (commit.details["contract"], name) not in there
    ]
    if findings:
        raise FindingsError(findings)


def _ids(commit: Commit) -> Iterable[str]:
    return cast("Mapping[str, str]", commit.details["rows"])


def _named(statement: Commit) -> dict[str, str]:
    return {name: str(statement.details[name]) for name in ("contract", "period", "version")}


def _says_the_same(one: Commit, other: Commit) -> bool:
    """Whether both bring the same file, or the same event."""
    if one.kind != other.kind or one.kind not in ("import", "events"):
        return False
    if one.kind == "import":
        return _same_file(one, other)
    a, b = one.details, other.details
    return bool({*_ids(one)} & {*_ids(other)}) and a["contract"] == b["contract"]


def _same_file(one: Commit, other: Commit) -> bool:
    """The same bytes; read in another format for the same account they may stand beside each other."""
    a, b = one.details, other.details
    return a["blob"] == b["blob"] and (a["format"] == b["format"] or a["account"] != b["account"])


def _statements(commits: Sequence[Commit], target: Commit) -> list[Finding]:
    """A warning for each released statement that was drawn with the target in view."""
    findings = []
    for commit in commits[target.number :]:
        seen = commit_as_of(commits[: commit.number - 1], commit.known_at)
        if commit.kind == "statement" and target in counting(commits[:seen]):
            details = {name: str(commit.details[name]) for name in ("contract", "period", "version")}
            params = {**details, "commit": str(target.number)}
            place = Place(path=details["period"])
            findings.append(Finding("store.statement_rests_on", place, params, Severity.WARNING))
    return findings
