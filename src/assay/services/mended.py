"""Which refused files have been made good, and by which import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from assay.core.findings import Finding, Severity
from assay.services.workspace import Workspace
from assay.store import Commit, counting


def mended_by(log: Sequence[Commit]) -> Mapping[int, int]:
    """Refused commit → the import that counts and made it good.

    That is one that names it; one of the very same bytes, read with what was lacking; or one that makes good a later
    refused attempt at it.
    """
    refused: dict[str, list[int]] = {}
    for commit in log:
        if commit.kind == "refused":
            refused.setdefault(_blob(commit), []).append(commit.number)
    found: dict[int, int] = {}
    for commit in counting(log):
        if commit.kind == "import":
            for number in (*refused.get(_blob(commit), ()), _mends(commit)):
                for attempt in _attempts(log, number):
                    found.setdefault(attempt, commit.number)
    return found


def mended_late(workspace: Workspace, commit: int, mends: int) -> tuple[Finding, ...]:
    """A warning when a file that was imported before names a refused one that it did not name then."""
    known = workspace.store.log()[commit - 1]
    if not mends or known.kind != "import" or mended_by(workspace.store.log()).get(mends):
        return ()
    params = {"commit": str(commit), "reject": str(mends)}
    return (Finding("store.mends_too_late", params=params, severity=Severity.WARNING),)


def _attempts(log: Sequence[Commit], number: int) -> Iterator[int]:
    """A refused commit, with those before it that it was to make good."""
    while number:
        yield number
        number = _mends(log[number - 1])


def _mends(commit: Commit) -> int:
    return cast("int", commit.details.get("mends", 0))


def _blob(commit: Commit) -> str:
    return str(commit.details["blob"])
