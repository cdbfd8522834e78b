"""Keys and what they open: every sealed file, every contact, every salt. What was destroyed must be gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.core.tables import Value
from assay.store.doctor.chart import Chart
from assay.store.key_files import KeyDamagedError, KeyMissingError, read_key
from assay.store.log import Commit, CommittedFile
from assay.store.people import CONTACTS, LEAVES, KnownContact, contact_label, salt_label
from assay.store.person_keys import PersonKeys
from assay.store.seal import SealBrokenError, open_file, open_value
from assay.store.view import erased_persons, live_seals
from assay.store.workspace import FactEngine

_ASKED = {
    CONTACTS: 'SELECT "person", "contact_key", "kind", "sealed" FROM contacts ORDER BY "person", "contact_key"',
    LEAVES: 'SELECT "row_leaf", "person", "salt" FROM leaves ORDER BY "person", "row_leaf"',
}
_TOLD_EVERY = 1_000
Sound = Mapping[str, CommittedFile]


def check_blobs(chart: Chart, commits: Sequence[Commit], sound: Sound) -> None:
    """Every sealed file has its key and opens with it."""
    seals = tuple(live_seals(commits).values())
    for done, seal in enumerate(seals, start=1):
        path = chart.layout.file_keys / f"{seal}.key"
        key = _key(chart, path, partial(read_key, path))
        if key and f"blobs/{seal}" in sound:
            _try(chart, path, partial(open_file, key, seal, chart.layout.blobs / seal))
        chart.tell("seals", done, len(seals))


def check_persons(chart: Chart, engine: FactEngine, commits: Sequence[Commit], sound: Sound) -> None:
    """Every person who was not erased has a key, and it opens their contacts and the salts of their rows."""
    gone = erased_persons(commits)
    keys = PersonKeys(chart.layout.person_keys, chart.layout.tmp)
    damaged = frozenset(keys.check())
    for path in sorted(damaged):
        chart.note(KeyDamagedError(path).findings)
    persons = _Persons(chart, keys, damaged)
    total = sum(file.rows for file in sound.values() if file.table in _ASKED)
    for done, (person, label, sealed) in enumerate(_values(chart, engine, sound), start=1):
        if person not in gone:
            persons.open(person, label, sealed)
        if done % _TOLD_EVERY == 0:
            chart.tell("values", done, total)
    chart.tell("values", total, total)


def check_destroyed(chart: Chart, commits: Sequence[Commit]) -> None:
    """Keys of erased persons, and of sealed files that an erasure replaced, are gone."""
    seals = {path for commit in commits for path in commit.removed if path.startswith("blobs/")}
    paths = [chart.layout.file_keys / f"{path.removeprefix('blobs/')}.key" for path in seals]
    left = {path for path in paths if path.exists()}
    keys = PersonKeys(chart.layout.person_keys, chart.layout.tmp)
    left.update(keys.path_of(person) for person in erased_persons(commits) if keys.is_there(person))
    for path in sorted(left):
        name = chart.layout.relative(path)
        chart.note([Finding("store.key_not_destroyed", Place(name), {"file": name})])


def no_keys(chart: Chart) -> bool:
    """Whether the keys folder holds no key at all, as in a copy whose keys are kept apart."""
    return next((chart.layout.root / "keys").rglob("*.key"), None) is None


@dataclass(slots=True)
class _Persons:
    """Reads each person's key once; a key that opens nothing of theirs is told once, and a file that is not there too.

    Attributes:
        told: Files of keys of which was said that they are damaged or not there.
    """

    chart: Chart
    kept: PersonKeys
    told: frozenset[Path]
    keys: dict[str, bytes | None] = field(default_factory=dict)

    def open(self, person: str, label: str, sealed: str) -> None:
        path = self.kept.path_of(person)
        if path in self.told:
            return
        if person not in self.keys:
            self.keys[person] = _key(self.chart, path, partial(self.kept.read, person))
        key = self.keys[person]
        if key is None and not path.exists():
            self.told |= {path}
        if key is not None and not _try(self.chart, path, partial(open_value, key, label, sealed)):
            self.keys[person] = None


def _values(chart: Chart, engine: FactEngine, sound: Sound) -> Iterator[tuple[str, str, str]]:
    """(person, label, sealed value) of every contact and every salt in files that are sound."""
    for row in _rows(chart, engine, sound, CONTACTS):
        person, key, kind, sealed = (str(row[name]) for name in ("person", "contact_key", "kind", "sealed"))
        yield person, contact_label(KnownContact(person, key, kind, sealed="")), sealed
    for row in _rows(chart, engine, sound, LEAVES):
        if row["person"] is not None:
            yield str(row["person"]), salt_label(str(row["row_leaf"])), str(row["salt"])


def _rows(chart: Chart, engine: FactEngine, sound: Sound, table: str) -> Iterator[dict[str, Value]]:
    paths = [chart.layout.root / file.path for file in sound.values() if file.table == table]
    if paths:
        yield from engine.rows(_ASKED[table], {table: paths}, {})


def _key(chart: Chart, path: Path, read: Callable[[], bytes]) -> bytes | None:
    name = chart.layout.relative(path)
    try:
        key = read()
    except KeyMissingError as error:
        chart.missing(name, error.findings[0])
        return None
    except (FindingsError, OSError) as error:
        chart.caught(error, name)
        return None
    chart.counts["keys"] += 1
    return key


def _try(chart: Chart, path: Path, opening: Callable[[], object]) -> bool:
    """Open something whose bytes are as committed; when it stays shut, the key is another's."""
    try:
        opening()
    except SealBrokenError:
        name = chart.layout.relative(path)
        chart.note([Finding("store.key_wrong", Place(name), {"file": name})])
        return False
    chart.counts["seals"] += 1
    return True
