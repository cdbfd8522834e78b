"""Rejects: files that were refused, what is wrong with each, and which of them has been made good since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import cast

from assay.core.findings import Finding, FindingsError, Severity
from assay.ports import ImportOptions, Parsed
from assay.services.workspace import Workspace
from assay.sources.registry import choose
from assay.store import Commit, Said, counting, said_of, undone


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
    data: bytes
    parsed: Parsed
    said: Said


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


def mended_by(log: Sequence[Commit]) -> Mapping[int, int]:
    """Refused commit → the import that counts and made it good.

    That is one that names it; one of the very same bytes, read with what was lacking; or one that makes good a later
    refused attempt at it.
    """
    known = counting(log)
    found: dict[int, int] = {}
    for commit in known:
        if commit.kind == "import":
            same = {one.number for one in log if one.kind == "refused" and _blob(one) == _blob(commit)}
            for number in (*sorted(same), _mends(commit)):
                for attempt in _attempts(log, number):
                    found.setdefault(attempt, commit.number)
    return found


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
    data = workspace.store.read_blob(_blob(found.commit))
    source = choose(found.name, data, read)
    parsed = (
        Parsed("", (), (source,)) if isinstance(source, Finding) else source.parse(found.name, data, read)
    )
    return Reopened(found, data, parsed, Said(read, missing))


def mended_late(workspace: Workspace, commit: int, mends: int) -> tuple[Finding, ...]:
    """A warning when a file that was imported before names a refused one that it did not name then."""
    known = workspace.store.log()[commit - 1]
    if not mends or known.kind != "import" or mended_by(workspace.store.log()).get(mends):
        return ()
    params = {"commit": str(commit), "reject": str(mends)}
    return (Finding("store.mends_too_late", params=params, severity=Severity.WARNING),)


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


def _attempts(log: Sequence[Commit], number: int) -> Iterator[int]:
    """A refused commit, with those before it that it was to make good."""
    while number:
        yield number
        number = _mends(log[number - 1])


def _mends(commit: Commit) -> int:
    return cast("int", commit.details.get("mends", 0))


def _blob(commit: Commit) -> str:
    return str(commit.details["blob"])


def _merged(then: ImportOptions, now: ImportOptions) -> ImportOptions:
    given = {name: value for name in _FIELDS if (value := getattr(now, name))}
    return replace(then, **given)
