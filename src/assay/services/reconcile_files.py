"""The totals that files state themselves, against the sums of their rows, as they were held when the files came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assay.core.period import ONE_DAY, Month, Span, day_of
from assay.core.reconciliation.lines import Line, Pair, Tolerance
from assay.core.tables import SESSION_TOTALS, SPEND_TOTALS
from assay.queries.replaced import DAILY
from assay.services.mended import mended_by
from assay.services.workspace import Workspace
from assay.store import counting

if TYPE_CHECKING:
    from assay.store.log import Commit

_COMMITS = ("import", "refused")
_EXACTLY = timedelta(0)


def file_lines(
    workspace: Workspace, months: Sequence[Month], tolerance: Tolerance, zone: ZoneInfo
) -> tuple[Line, ...]:
    """One line per total of each file that reached into these months, refused files that nobody has mended included.

    A file belongs to the first of these months of which it speaks; one that speaks of no day to the month in which it
    came.
    Totals that cover other rows by design say nothing and are left out.
    """
    log = workspace.store.log()
    mended = mended_by(log)
    return tuple(
        line
        for commit in counting(log)
        if commit.kind in _COMMITS
        and commit.number not in mended
        and (month := _month(commit, months, zone)) is not None
        for line in _of_file(workspace, commit, month, tolerance)
    )


def held(workspace: Workspace) -> tuple[date, ...]:
    """First and last day of all daily figures that were ever imported; nothing without any."""
    spans = [
        Span(date.fromisoformat(str(entry["start_on"])), date.fromisoformat(str(entry["end_on"])))
        for commit in counting(workspace.store.log())
        if commit.kind == "import"
        for entry in _mappings(commit.details.get("covered"))
        if entry.get("start_on") and entry.get("table") in DAILY
    ]
    return (min(spans).start_on, max(one.last_on for one in spans)) if spans else ()


def speaks_of(commit: Commit, table: str, month: Month) -> bool:
    """Whether a file brought rows of a table that may belong to a month, in whatever zone a moment is read.

    Of a commit that does not tell the days of the table nobody knows.
    """
    if not any(file.table == table for file in commit.files):
        return False
    told = [entry for entry in _mappings(commit.details.get("covered")) if entry.get("table") == table]
    margin = _EXACTLY if table in (*DAILY, SPEND_TOTALS.name, SESSION_TOTALS.name) else ONE_DAY
    return not told or any(_reaches(entry, month, margin) for entry in told)


def _of_file(workspace: Workspace, commit: Commit, month: Month, tolerance: Tolerance) -> Iterator[Line]:
    name = workspace.store.blob_name(str(commit.details["blob"]))
    for control in _mappings(commit.details.get("controls")):
        stated, summed = Fraction(str(control["stated"])), Fraction(str(control["summed"]))
        if control["agrees"] is not None:
            yield Line(
                pair=Pair.FILE_TOTALS,
                month=month,
                measure=str(control["column"]),
                account=str(commit.details["account"]),
                campaign="",
                first_book=f"{name} · {control['name']}",
                second_book=name,
                first=stated,
                second=summed,
                allowed=max(tolerance.allowed(stated), Fraction(str(control["within"]))),
            )


def _month(commit: Commit, months: Sequence[Month], zone: ZoneInfo) -> Month | None:
    covered = [
        month
        for entry in _mappings(commit.details.get("covered"))
        for month in months
        if _reaches(entry, month)
    ]
    if covered:
        return min(covered)
    came = Month.of(day_of(commit.known_at, zone))
    return came if not commit.details.get("covered") and came in months else None


def _reaches(entry: Mapping[str, object], month: Month, margin: timedelta = _EXACTLY) -> bool:
    start_on, end_on = str(entry.get("start_on") or ""), str(entry.get("end_on") or "")
    if not start_on or not end_on:
        return False
    first, after = date.fromisoformat(start_on) - margin, date.fromisoformat(end_on) + margin
    return first < month.span.end_on and month.first_on < after


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list | tuple) else []
