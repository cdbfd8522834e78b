"""Rejects: files that were refused, what is wrong with each, and which of them has been made good since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import cast

from assay.core.findings import Finding, FindingsError, Severity
from assay.ports import Content, ImportOptions, Parsed
from assay.services.imports import parse_file
from assay.services.mended import mended_by
from assay.services.workspace import Workspace
from assay.store import Commit, Said, said_of, undone
from assay.store.contents import pieces_of


@dataclass(frozen=True, slots=True)
class Reject:
    """A refused file.

    Attributes:
        commit: Its commit.
        name: Name as received.
        codes: Code of an error → how often it was found, in the order in which they stand in the file.
        lines: Lines of the first errors, 0 for the file as a whole.
        mended_by: Number of the import that made it good; None while it is open.
        set_aside_by: Number of the undo that took it off the list; None when there is none.
    """

    commit: Commit
    name: str
    codes: Mapping[str, int]
    lines: tuple[int, ...]
    mended_by: int | None
    set_aside_by: int | None

    @property
    def open(self) -> bool:
        """Whether someone must still do something about it."""
        return self.mended_by is None and self.set_aside_by is None


@dataclass(frozen=True, slots=True)
class Reopened:
    """A refused file, read again.

    Attributes:
        reject: What the log says of it.
        data: Its bytes as received, less erased rows.
        parsed: What its source makes of them now.
        said: The options it was read with.
    """

    reject: Reject
    data: Content
    parsed: Parsed
    said: Said

    def write(self, path: Path) -> None:
        """Write the file as it was received to a new file."""
        with path.open("xb") as file:
            for piece in pieces_of(self.data):
                file.write(piece)


_LINES_SHOWN = 5
_FIELDS = tuple(one.name for one in fields(ImportOptions))


def rejects(workspace: Workspace) -> tuple[Reject, ...]:
    """All refused files, oldest first."""
    log = workspace.store.log()
    mended, aside = mended_by(log), undone(log)
    return tuple(
        _reject(workspace, commit, mended.get(commit.number), aside.get(commit.number))
        for commit in log
        if commit.kind == "refused"
    )


def reopen(workspace: Workspace, number: int, options: ImportOptions | None = None) -> Reopened:
    """Read a refused file again, with the options of then; those that are given now come first.

    Raises:
        FindingsError: ``store.no_such_reject``.
    """
    found = next((one for one in rejects(workspace) if one.commit.number == number), None)
    if found is None:
        raise FindingsError([Finding("store.no_such_reject", params={"commit": str(number)})])
    said = said_of(found.commit)
    read = _merged(said.options, options or ImportOptions())
    missing = tuple(name for name in said.missing if not getattr(options, name, ""))
    data = workspace.store.content(_blob(found.commit))
    return Reopened(found, data, parse_file(found.name, data, read), Said(read, missing))


def _reject(workspace: Workspace, commit: Commit, mended: int | None, aside: int | None) -> Reject:
    findings = cast("Sequence[Mapping[str, object]]", commit.details["findings"])
    errors = [one for one in findings if one["severity"] == Severity.ERROR.value]
    return Reject(
        commit=commit,
        name=workspace.store.blob_name(_blob(commit)),
        codes=dict(Counter(str(one["code"]) for one in errors)),
        lines=tuple(dict.fromkeys(cast("int", one["line"]) for one in errors))[:_LINES_SHOWN],
        mended_by=mended,
        set_aside_by=aside,
    )


def _blob(commit: Commit) -> str:
    return str(commit.details["blob"])


def _merged(then: ImportOptions, now: ImportOptions) -> ImportOptions:
    given = {name: value for name in _FIELDS if (value := getattr(now, name))}
    return replace(then, **given)
