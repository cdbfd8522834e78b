"""Rows that a newer report of the same days leaves out: are they wrong, or was the report filtered? A person says.

Until one does they go on counting, for unknown is not zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from assay.core.findings import Finding, Severity, has_errors
from assay.core.money import MICROS, decimal_text
from assay.core.tables import TABLES, Value
from assay.ports import ImportOptions, Parsed
from assay.queries.replaced import DAILY, Scope
from assay.queries.staying import rows_inside
from assay.services.workspace import Workspace
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
    if has_errors(parsed.findings):
        return ()
    found = scopes_of_file(parsed, options.account)
    if options.replace and not found:
        return (Finding("store.replaces_nothing", severity=Severity.WARNING),)
    scopes = [scope for scope in found if _spoken_of(scope, known)]
    if not scopes:
        return ()
    keys = _keys(parsed, options.account)
    tables = workspace.store.tables(len(known.commits))
    left = {
        scope: [
            row
            for row in _rows(workspace, scope, tables[scope.table])
            if isinstance(row["commit"], int) and row["commit"] < known.before
            if tuple(row[name] for name in TABLES[scope.table].key) not in keys[scope.table]
        ]
        for scope in scopes
    }
    return tuple(_finding(scope, rows, options) for scope, rows in left.items() if rows)


def _keys(parsed: Parsed, account: str) -> Mapping[str, set[_Key]]:
    own: dict[str, Value] = {"source": parsed.format_id, "account": account}
    keys: defaultdict[str, set[_Key]] = defaultdict(set)
    for record in parsed.records:
        values = own | {name: value for name, value in record.values.items() if value is not None}
        keys[record.table].add(tuple(values.get(name) for name in TABLES[record.table].key))
    return keys


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


def _finding(scope: Scope, rows: Sequence[Mapping[str, Value]], options: ImportOptions) -> Finding:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        cost = row.get("cost_micros")
        if isinstance(cost, int):
            sums[str(row["currency"] or "—")] += cost
    money = ", ".join(
        f"{decimal_text(Fraction(micros, MICROS))} {code}" for code, micros in sorted(sums.items())
    )
    params = {
        "table": scope.table,
        "what": " / ".join(value or "—" for value in scope.values),
        "first": scope.start_on.isoformat(),
        "last": (scope.end_on - timedelta(days=1)).isoformat(),
        "rows": str(len(rows)),
        "sums": money or "—",
    }
    if options.replace:
        return Finding("store.rows_replaced", params=params, severity=Severity.INFO)
    return Finding("store.rows_stay", params=params, severity=Severity.WARNING)
