"""Ranges that a report has replaced, as the log keeps them: written when a person says so, read for every view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from assay.core.period import ONE_DAY, Span
from assay.core.tables import TABLES, Value
from assay.ports import Parsed, PutAside
from assay.queries.replaced import SCOPES, Replaced, Scope, scopes_of
from assay.store.log import Commit, Json
from assay.store.view import counting

_COVERS = ("covers", "period")
"""Facts in which parsers say the days of a report: those that a person or the whole file says, those of its title lines."""


def scopes_of_file(parsed: Parsed, account: str) -> tuple[Scope, ...]:
    """What the rows of a file speak about, with every day that it says it covers.

    Source and account are filled in where a record leaves them out.
    """
    records, covers = parsed.records, _covers(parsed)
    tables = records.rows.keys() if isinstance(records, PutAside) else {record.table for record in records}
    return tuple(
        scope
        for name in sorted(tables & SCOPES.keys())
        for scope in scopes_of(TABLES[name], _rows_of(parsed, account, name), covers)
    )


def _covers(parsed: Parsed) -> Span | None:
    said = next((parsed.facts[name] for name in _COVERS if parsed.facts.get(name)), "")
    first, _, last = said.partition("/")
    return Span(date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY) if last else None


def _rows_of(parsed: Parsed, account: str, table: str) -> Iterator[Mapping[str, Value]]:
    own: dict[str, Value] = {"source": parsed.format_id, "account": account}
    for record in parsed.records:
        if record.table == table:
            yield own | {name: value for name, value in record.values.items() if value is not None}


def scope_details(scopes: Iterable[Scope]) -> list[Json]:
    """Scopes as a commit records them."""
    return [
        {
            "table": scope.table,
            "values": list(scope.values),
            "start_on": scope.start_on.isoformat(),
            "end_on": scope.end_on.isoformat(),
        }
        for scope in scopes
    ]


def replaced_ranges(commits: Sequence[Commit]) -> Mapping[str, tuple[Replaced, ...]]:
    """Table → ranges that count at the end of these commits, in order; those of undone commits do not.

    A range stands with its file: when the import is undone, so is what it replaced.
    """
    known = counting(commits)
    numbers = {commit.number for commit in known}
    found: dict[str, set[Replaced]] = {}
    for commit in known:
        before = replacing(commit)
        if before in numbers:
            for scope in recorded_scopes(commit):
                found.setdefault(scope.table, set()).add(Replaced(scope, before))
    return {table: _widest(ranges) for table, ranges in sorted(found.items())}


def _widest(ranges: Iterable[Replaced]) -> tuple[Replaced, ...]:
    """The ranges that no other one holds: a report that grows day by day leaves its last one."""
    kept: dict[tuple[str | None, ...], list[Replaced]] = {}
    for one in sorted(ranges, key=lambda found: (-found.before, found.scope.start_on, repr(found.scope))):
        newer = kept.setdefault(one.scope.values, [])
        if not any(other.holds(one) for other in newer):
            newer.append(one)
    return tuple(one for values in sorted(kept, key=repr) for one in kept[values])


def speaks_in(commit: Commit, scope: Scope) -> bool:
    """Whether an import speaks of days of a scope of a daily table, as far as its commit tells."""
    first, after = scope.start_on.isoformat(), scope.end_on.isoformat()
    covered = cast("Sequence[Mapping[str, str]]", commit.details["covered"])
    return any(
        (one["table"], one["source"], one["account"]) == (scope.table, *scope.values[:2])
        and one["start_on"] < after
        and one["end_on"] > first
        for one in covered
    )


def replacing(commit: Commit) -> int:
    """Number of the import that a commit's ranges belong to: its own, or the one that a replacement names."""
    return cast("int", commit.details["import"]) if commit.kind == "replacement" else commit.number


def recorded_scopes(commit: Commit) -> Iterator[Scope]:
    """The ranges that a commit records; most record none."""
    for one in cast("Sequence[Mapping[str, Json]]", commit.details.get("replaced", ())):
        values = cast("Sequence[str | None]", one["values"])
        days = (date.fromisoformat(str(one[name])) for name in ("start_on", "end_on"))
        yield Scope(str(one["table"]), tuple(values), *days)
