"""The log as people read it: what each commit brought, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from assay.services.mended import mended_by
from assay.services.workspace import Workspace
from assay.store import Commit, UndoResult, counting, recorded_scopes, replacing, rows_of, speaks_in, undone

__all__ = ["Entry", "State", "UndoResult", "Wanted", "history", "undo"]


class State(StrEnum):
    """What a commit is today."""

    COUNTS = "counts"
    UNDONE = "undone"
    REFUSED = "refused"
    MENDED = "mended"
    SET_ASIDE = "set_aside"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit in words.

    Attributes:
        number: Of the commit.
        known_at: When the workspace came to know it.
        kind: ``import``, ``refused``, ``replacement``, ``events``, ``undo``, ``statement``, ``record`` or ``erasure``.
        format_id: Source format; empty where there is none.
        account: Account or book; empty where there is none.
        file: Name of the file as received; empty where there is none.
        rows: Canonical table → rows that it brought.
        state: What it is today.
        by: The commit that made it so, None where none did.
        replaced_by: Commits whose replaced ranges hold some or all of its days.
        about: Commit that it undoes, replaces for or makes good; 0 for none.
        document: Statement or record that it brought; empty for others.
    """

    number: int
    known_at: datetime
    kind: str
    format_id: str
    account: str
    file: str
    rows: Mapping[str, int]
    state: State
    by: int | None
    replaced_by: tuple[int, ...]
    about: int
    document: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commits to list; empty stands for all."""

    kinds: tuple[str, ...] = ()
    account: str = ""
    format_id: str = ""


def history(workspace: Workspace, wanted: Wanted) -> tuple[Entry, ...]:
    """The commits asked for, oldest first."""
    log = workspace.store.log()
    gone, mended = undone(log), mended_by(log)
    replaced = _replaced_by(log)
    return tuple(
        _entry(workspace, commit, _state(commit, gone, mended), replaced.get(commit.number, ()))
        for commit in log
        if _is_wanted(commit, wanted)
    )


def undo(workspace: Workspace, number: int, *, known_at: datetime, dry_run: bool) -> UndoResult:
    """Let a commit count no longer. Raises FindingsError where that cannot be."""
    return workspace.store.undo(number, known_at=known_at, dry_run=dry_run)


def _is_wanted(commit: Commit, wanted: Wanted) -> bool:
    return (
        (not wanted.kinds or commit.kind in wanted.kinds)
        and wanted.account in ("", commit.details.get("account"))
        and wanted.format_id in ("", commit.details.get("format"))
    )


def _state(commit: Commit, gone: Mapping[int, int], mended: Mapping[int, int]) -> tuple[State, int | None]:
    by = gone.get(commit.number) or gone.get(replacing(commit))
    if commit.kind == "refused":
        if commit.number in mended:
            return State.MENDED, mended[commit.number]
        return (State.REFUSED, None) if by is None else (State.SET_ASIDE, by)
    if by is not None:
        return State.UNDONE, by
    return (
        State.COUNTS if commit.kind in ("import", "replacement", "events", "undo") else State.STANDS
    ), None


def _entry(
    workspace: Workspace, commit: Commit, state: tuple[State, int | None], replaced_by: Sequence[int]
) -> Entry:
    details = commit.details
    about = next((details[name] for name in ("undoes", "import", "mends") if name in details), 0)
    return Entry(
        number=commit.number,
        known_at=commit.known_at,
        kind=commit.kind,
        format_id=str(details.get("format", "")),
        account=str(details.get("account", "")),
        file=workspace.store.blob_name(str(details["blob"])) if "blob" in details else "",
        rows=rows_of(commit),
        state=state[0],
        by=state[1],
        replaced_by=tuple(replaced_by),
        about=about if isinstance(about, int) else 0,
        document=_document(commit),
    )


def _document(commit: Commit) -> str:
    details = commit.details
    if commit.kind == "statement":
        return f"{details['contract']} {details['period']} v{details['version']}"
    if commit.kind == "events":
        return f"{details['contract']} {len(cast('Mapping[str, str]', details['rows']))}"
    return f"{details['kind']} {details['key']}" if commit.kind == "record" else ""


def _replaced_by(log: Sequence[Commit]) -> Mapping[int, tuple[int, ...]]:
    """Import → the commits that count and replace days of which it speaks, as far as its commit tells them."""
    known = counting(log)
    numbers = {commit.number for commit in known}
    found: dict[int, list[int]] = {}
    for commit in known:
        if replacing(commit) in numbers:
            for number in _met(known, commit):
                found.setdefault(number, []).append(commit.number)
    return {number: tuple(by) for number, by in found.items()}


def _met(known: Sequence[Commit], commit: Commit) -> Iterator[int]:
    ranges = tuple(recorded_scopes(commit))
    for older in known if ranges else ():
        earlier = older.kind == "import" and older.number < replacing(commit)
        if earlier and any(speaks_in(older, one) for one in ranges):
            yield older.number
