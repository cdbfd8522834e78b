"""How old what the workspace holds is: by the newest event in any row about a person, or out of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from assay.core.tables import TABLES, ColumnType, Table, Value
from assay.queries.current import quoted
from assay.store.log import Commit, CommittedFile
from assay.store.people import LEAVES, known_contacts, people
from assay.store.view import live_files, live_seals
from assay.store.workspace import Workspace

_TIMES = (ColumnType.INSTANT, ColumnType.DAY)
Row = tuple[str, str, int]
"""(table, blob, row of the file)"""


@dataclass(frozen=True, slots=True)
class Ages:
    """The newest event of each; the known time of the file where no row says one.

    Attributes:
        persons: Persons who are linked by an e-mail or a phone, as one → their newest event. None was erased.
        files: Digest of a file as received, not yet emptied by an erasure → its newest event.
    """

    persons: Mapping[frozenset[str], datetime]
    files: Mapping[str, datetime]


def ages(workspace: Workspace) -> Ages:
    """Ages of all persons and files. A row that mentions a person by e-mail or phone is about them too."""
    commits = workspace.log.commits
    known = known_contacts(workspace, commits)
    index = people(known)
    received = _received(commits)
    events = {row: (moment, keys) for row, moment, keys in _events(workspace, commits)}
    files = _newest(received.items(), ((row[1], moment) for row, (moment, _) in events.items()))
    rows = _owners(workspace, commits)
    mentioned = ((person, moment) for moment, keys in events.values() for person in index.having(keys))
    about = ((person, events[row][0]) for row, person in rows if row in events)
    arrived = ((person, received[row[1]]) for row, person in rows if row[1] in received)
    persons = _newest(arrived, (*mentioned, *about))
    groups = {index.linked(key) for key in index.by_key}
    alone = {one.person for one in known} - {person for group in groups for person in group}
    whole = [*groups, *(frozenset({person}) for person in alone)]
    emptied = _emptied(commits)
    unsaid = max((commit.known_at for commit in commits), default=datetime.min.replace(tzinfo=UTC))
    return Ages(
        {group: max(persons.get(person, unsaid) for person in group) for group in whole},
        {blob: files[blob] for blob in live_seals(commits) if blob in files and blob not in emptied},
    )


def _received(commits: Sequence[Commit]) -> dict[str, datetime]:
    """Blob → when it was last known to have come."""
    return {str(one.details["blob"]): one.known_at for one in commits if "blob" in one.details}


def _emptied(commits: Iterable[Commit]) -> frozenset[str]:
    """Files whose whole content went in an erasure."""
    found = set()
    for commit in commits:
        blobs = commit.details.get("blobs") if commit.kind == "erasure" else None
        for part in blobs if isinstance(blobs, list) else ():
            if part["emptied"]:
                found.add(str(part["blob"]))
    return frozenset(found)


def _newest(*moments: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    """The newest moment of each; the first series stands only where the second says nothing."""
    first, second = moments
    newest: dict[str, datetime] = {}
    for name, moment in second:
        newest[name] = max(moment, newest.get(name, moment))
    for name, moment in first:
        newest.setdefault(name, moment)
    return newest


def _events(
    workspace: Workspace, commits: Sequence[Commit]
) -> Iterator[tuple[Row, datetime, tuple[str, ...]]]:
    """(row, its newest moment, the contact keys in it) of every stored row that says a moment."""
    for name, table in sorted(TABLES.items()):
        files = _files(commits, name)
        times = [column.name for column in table.columns if column.type in _TIMES]
        if not files or not times:
            continue
        contacts = [column.name for column in table.columns if column.type is ColumnType.CONTACT]
        for row in workspace.query(_text(table, times, contacts), {name: files}):
            moments = [_moment(row[column]) for column in times if row[column] is not None]
            if moments:
                keys = tuple(str(row[column]) for column in contacts if row[column] is not None)
                yield (name, str(row["blob"]), int(str(row["row"]))), max(moments), keys


def _text(table: Table, times: Sequence[str], contacts: Sequence[str]) -> str:
    columns = ", ".join(quoted(name) for name in ("blob", "row", *times, *contacts))
    return f'SELECT {columns} FROM {quoted(table.name)} ORDER BY "blob", "row"'  # noqa: S608 - our own names


def _moment(value: Value) -> datetime:
    """A day ends when it ends everywhere in the world."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59), UTC)
    raise TypeError(value)


def _owners(workspace: Workspace, commits: Sequence[Commit]) -> list[tuple[Row, str]]:
    files = _files(commits, LEAVES)
    if not files:
        return []
    text = 'SELECT "of_table", "blob", "row", "person" FROM leaves ORDER BY "of_table", "blob", "row"'
    return [
        ((str(row["of_table"]), str(row["blob"]), int(str(row["row"]))), str(row["person"]))
        for row in workspace.query(text, {LEAVES: files})
        if row["person"] is not None
    ]


def _files(commits: Sequence[Commit], table: str) -> list[CommittedFile]:
    return [file for file in live_files(commits).values() if file.table == table]
