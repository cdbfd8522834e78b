"""One file's rows on their way into the workspace: persons found or made, contacts sealed, rows in stored form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.core.tables import TABLES, Contact, Record, Value
from assay.store.columns import Columns, rows_of
from assay.store.masking import masker
from assay.store.people import (
    IDENTIFYING_KINDS,
    KnownContact,
    People,
    contact_label,
    salt_label,
)
from assay.store.person_keys import BATCH_DIGITS
from assay.store.rows import contacts_by_row, leaf_of
from assay.store.seal import new_nonce, seal_value
from assay.store.workspace import Workspace

_SALT_BYTES = 32
_RANDOM_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows of a batch come from.

    Attributes:
        batch: Id of the batch, 64 hex digits.
        commit: Number that the commit will have.
        blob: SHA-256 of the file as received.
        format_id: Source format.
        account: Account or book.
    """

    batch: str
    commit: int
    blob: str
    format_id: str
    account: str


@dataclass(slots=True)
class Batch:
    """What an import is about to write.

    Attributes:
        tables: Table → rows in stored form, in file order.
        contacts: Rows of the contacts table.
        leaves: Rows of the leaves table.
        new_keys: Person → key, for persons seen for the first time.
    """

    tables: dict[str, list[list[Value]]] = field(default_factory=dict)
    contacts: list[list[Value]] = field(default_factory=list)
    leaves: list[list[Value]] = field(default_factory=list)
    new_keys: dict[str, bytes] = field(default_factory=dict)


def make_batch(workspace: Workspace, origin: Origin, records: Iterable[Record], index: People) -> Batch:
    """Bring records into stored form.

    Args:
        workspace: Gives keys and entropy; nothing is written.
        origin: Where the rows come from.
        records: Of one file, in file order.
        index: Persons known so far; the file's new ones are added to it.

    Returns:
        Rows for every table. Records of one row of the file are about the same person.

    Raises:
        RecordShapeError: A record does not fit its table.
    """
    filled = [_with_origin(record, origin) for record in records]
    tables = _side_by_side(filled)
    maker = _Maker(workspace, origin, index, Batch())
    contacts = contacts_by_row(filled)
    maker.learn(cell for cells in contacts.values() for cell in cells)
    owners = {row: maker.owner(row, cells) for row, cells in contacts.items()}
    leaves = maker.keep_leaves(filled, _told(tables, len(filled)), owners)
    mask = masker((cell for cells in contacts.values() for cell in cells), workspace.keyring.contact_key)
    for name, (places, columns) in tables.items():
        maker.batch.tables[name] = rows_of(
            (
                *columns.stored(maker.contact_key, mask),
                [origin.blob] * len(places),
                [filled[place].row for place in places],
                [leaves[place] for place in places],
                [origin.commit] * len(places),
                range(len(places)),
            )
        )
    return maker.batch


_Tables: TypeAlias = Mapping[str, tuple[Sequence[int], Columns]]
"""Table → places of its records among those of the file, and these side by side."""


def _side_by_side(records: Sequence[Record]) -> _Tables:
    places: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(record.table, []).append(place)
    return {name: (own, Columns(name, [records[place] for place in own])) for name, own in places.items()}


def _told(tables: _Tables, count: int) -> Sequence[bytes]:
    """The bytes of each record, in the order of the file."""
    told = [b""] * count
    for places, columns in tables.values():
        for place, data in zip(places, columns.row_bytes(), strict=True):
            told[place] = data
    return told


def _with_origin(record: Record, origin: Origin) -> Record:
    """Source and account are filled in where the record leaves them out."""
    given = {name: value for name, value in record.values.items() if value is not None}
    return Record(record.table, record.row, {"source": origin.format_id, "account": origin.account, **given})


@dataclass(frozen=True, slots=True)
class _Maker:
    """Fills a batch: finds or makes the persons, seals what is theirs."""

    workspace: Workspace
    origin: Origin
    index: People
    batch: Batch
    boxes: dict[str, AESGCM] = field(default_factory=dict)
    contact_keys: dict[Contact, str] = field(default_factory=dict)

    def contact_key(self, cell: Contact) -> str:
        """The key of a contact; each is worked out once."""
        key = self.contact_keys.get(cell)
        if key is None:
            key = self.contact_keys[cell] = self.workspace.keyring.contact_key(cell.kind, cell.value)
        return key

    def learn(self, cells: Iterable[Contact]) -> None:
        """Recognise whoever the workspace knows of these contacts."""
        self.index.learn({self.contact_key(cell) for cell in cells if cell.kind in IDENTIFYING_KINDS})

    def owner(self, row: int, cells: tuple[Contact, ...]) -> str | None:
        """The person whom a row is about, None for a row without contacts; its contacts are kept on the way.

        A row whose e-mail belongs to one known person and whose phone to another ties the two: both get both.
        """
        if not cells:
            return None
        keys = {cell: self.contact_key(cell) for cell in cells}
        known = self.index.having(key for cell, key in keys.items() if cell.kind in IDENTIFYING_KINDS)
        persons = known or (self._new_person(),)
        for person in persons:
            for cell, contact_key in keys.items():
                if self.index.add(person, contact_key, cell.kind):
                    self._keep_contact(person, contact_key, cell, row)
        return persons[0]

    def keep_leaves(
        self, records: Sequence[Record], told: Sequence[bytes], owners: Mapping[int, str | None]
    ) -> list[str]:
        """Salt and hash each row; the salt is sealed under its owner's key."""
        leaves = []
        for record, data in zip(records, told, strict=True):
            salt, owner = self.workspace.entropy(_SALT_BYTES), owners.get(record.row)
            leaf = leaf_of(salt, data)
            kept = salt.hex() if owner is None else self._sealed(owner, salt_label(leaf), salt)
            self.batch.leaves.append([record.table, self.origin.blob, record.row, leaf, owner, kept])
            leaves.append(leaf)
        return leaves

    def _new_person(self) -> str:
        person = self.origin.batch[:BATCH_DIGITS] + self.workspace.entropy(_RANDOM_ID_BYTES).hex()
        self.batch.new_keys[person] = self.workspace.keyring.new_key()
        return person

    def _keep_contact(self, person: str, contact_key: str, contact: Contact, row: int) -> None:
        label = contact_label(KnownContact(person, contact_key, contact.kind, sealed=""))
        sealed = self._sealed(person, label, contact.value.encode())
        self.batch.contacts.append([person, contact_key, contact.kind, sealed, self.origin.blob, row])

    def _sealed(self, person: str, label: str, value: bytes) -> str:
        box = self.boxes.get(person)
        if box is None:
            key = self.batch.new_keys.get(person) or self.workspace.keyring.known_person_key(person)
            box = self.boxes[person] = AESGCM(key)
        return seal_value(box, label, value, nonce=new_nonce(self.workspace.entropy))


def covered_days(batch: Batch) -> list[Mapping[str, str]]:
    """The days that the batch speaks about, per table, source and account, half-open; of moments the days of UTC."""
    covered: list[Mapping[str, str]] = []
    for name, rows in sorted(batch.tables.items()):
        columns = [column.name for column in TABLES[name].columns]
        told = next((names for names in _TELLING if set(names) <= set(columns)), None)
        if told is None:
            continue
        places = [columns.index(column) for column in ("source", "account", *told)]
        days: dict[tuple[str, str], list[tuple[Value, ...]]] = {}
        for row in rows:
            source, account, *values = (row[place] for place in places)
            days.setdefault((str(source), str(account)), []).append(tuple(values))
        covered.extend(
            _range(name, source, account, seen) for (source, account), seen in sorted(days.items())
        )
    return covered


_TELLING = (("day",), ("start_on", "end_on"), ("created_at",))
"""Columns that tell of which days a row speaks: a day, a half-open period, or a moment."""


def _range(table: str, source: str, account: str, told: list[tuple[Value, ...]]) -> Mapping[str, str]:
    spans = [span for values in told if (span := _span(values)) is not None]
    return {
        "table": table,
        "source": source,
        "account": account,
        "start_on": min(first for first, _ in spans).isoformat() if spans else "",
        "end_on": max(after for _, after in spans).isoformat() if spans else "",
    }


def _span(values: tuple[Value, ...]) -> tuple[date, date] | None:
    days = [value.astimezone(UTC).date() if isinstance(value, datetime) else value for value in values]
    known = [day for day in days if isinstance(day, date)]
    if len(known) < len(days):
        return None
    return known[0], known[1] if len(known) > 1 else known[0] + timedelta(days=1)
