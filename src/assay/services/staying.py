"""Rows that a newer report of the same days leaves out: are they wrong, or was the report filtered? A person says.

Until one does they go on counting, for unknown is not zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from assay.core.findings import Finding, Severity, has_errors
from assay.core.money import MICROS, decimal_text
from assay.core.tables import TABLES, Value
from assay.ports import ImportOptions, Parsed, PutAside
from assay.queries.replaced import DAILY, SCOPES, Scope
from assay.queries.staying import rows_inside
from assay.services.workspace import Workspace
from assay.sources.digests import Digests
from assay.store import Commit, counting, scopes_of_file, speaks_in

_Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is older than a file.

    Attributes:
        commits: The log before the import.
        before: Number that the import has or will have; rows of that commit and later ones are no older rows.
    """

    commits: tuple[Commit, ...]
    before: int


def staying(
    workspace: Workspace, parsed: Parsed, options: ImportOptions, known: Known
) -> tuple[Finding, ...]:
    """What becomes of older rows of the days that a file covers and that it does not repeat; one finding per scope.

    Args:
        workspace: The open workspace.
        parsed: The file; one with errors replaces nothing.
        options: With ``replace`` those rows do not count any longer, and the finding is a note.
        known: What is older.
    """
    if has_errors(parsed.findings) or not (options.replace or any(_may_hold(known))):
        return ()
    found = scopes_of_file(parsed, options.account)
    if options.replace and not found:
        return (Finding("store.replaces_nothing", severity=Severity.WARNING),)
    scopes = [scope for scope in found if _spoken_of(scope, known)]
    if not scopes:
        return ()
    keys = _keys(parsed, options.account)
    tables = workspace.store.tables(len(known.commits))
    older = ((scope, _rows(workspace, scope, tables[scope.table])) for scope in scopes)
    stay = ((scope, _left(rows, scope, known, keys)) for scope, rows in older)
    return tuple(_finding(scope, left, options) for scope, left in stay if left.rows)


def _keys(parsed: Parsed, account: str) -> Digests | set[_Key]:
    """The keys of all records: themselves, or their digests where there is no room for them."""
    own: dict[str, Value] = {"source": parsed.format_id, "account": account}
    keys: Digests | set[_Key] = Digests() if isinstance(parsed.records, PutAside) else set()
    for record in parsed.records:
        values = own | {name: value for name, value in record.values.items() if value is not None}
        keys.add(_key(record.table, values))
    return keys


def _key(table: str, values: Mapping[str, Value]) -> _Key:
    return (table, *(values.get(name) for name in TABLES[table].key))


def _left(
    rows: Iterable[Mapping[str, Value]], scope: Scope, known: Known, keys: Digests | set[_Key]
) -> _Left:
    """Of the rows that are older those that the file does not repeat."""
    left = _Left()
    for row in rows:
        commit = row["commit"]
        if isinstance(commit, int) and commit < known.before and _key(scope.table, row) not in keys:
            left.rows += 1
            cost = row.get("cost_micros")
            if isinstance(cost, int):
                left.sums[str(row["currency"] or "—")] += cost
    return left


@dataclass(slots=True)
class _Left:
    """How many rows, and what they cost by currency, in micros."""

    rows: int = 0
    sums: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def _may_hold(known: Known) -> Iterator[bool]:
    """Of each older import that counts whether it has rows of days or periods at all."""
    for commit in counting(known.commits):
        if commit.kind == "import" and commit.number < known.before:
            yield any(file.table in SCOPES for file in commit.files)


def _spoken_of(scope: Scope, known: Known) -> bool:
    """Whether an older import may hold rows of the scope; the log alone says so, and spares reading the files."""
    return any(
        scope.table not in DAILY or speaks_in(commit, scope)
        for commit in counting(known.commits)
        if commit.kind == "import"
        and commit.number < known.before
        and any(file.table == scope.table for file in commit.files)
    )


def _rows(workspace: Workspace, scope: Scope, paths: Sequence[Path]) -> Iterable[Mapping[str, Value]]:
    return workspace.engine.rows(rows_inside(TABLES[scope.table], scope), {scope.table: paths}, {})


def _finding(scope: Scope, left: _Left, options: ImportOptions) -> Finding:
    money = ", ".join(
        f"{decimal_text(Fraction(micros, MICROS))} {code}" for code, micros in sorted(left.sums.items())
    )
    params = {
        "table": scope.table,
        "what": " / ".join(value or "—" for value in scope.values),
        "first": scope.start_on.isoformat(),
        "last": (scope.end_on - timedelta(days=1)).isoformat(),
        "rows": str(left.rows),
        "sums": money or "—",
    }
    if options.replace:
        return Finding("store.rows_replaced", params=params, severity=Severity.INFO)
    return Finding("store.rows_stay", params=params, severity=Severity.WARNING)
