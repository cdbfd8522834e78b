"""One file's rows on their way into the workspace: persons found or made, contacts sealed, rows in stored form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from assay.core.tables import Column, Contact, Record, Value
from assay.ports import PutAside
from assay.store.columns import Columns, rows_of
from assay.store.covered import Covered
from assay.store.masking import masker
from assay.store.owners import Owners
from assay.store.people import (
    IDENTIFYING_KINDS,
    LEAF_COLUMNS,
    KnownContact,
    People,
    contact_label,
    salt_label,
)
from assay.store.person_keys import BATCH_DIGITS
from assay.store.rows import contacts_by_row, leaf_of, table_shape
from assay.store.seal import new_nonce, seal_value
from assay.store.workspace import Workspace

_SALT_BYTES = 32
_RANDOM_ID_BYTES = 10
_LEAF = [column.name for column in LEAF_COLUMNS].index("row_leaf")


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


PART = 10_000
"""Records that are in the making at a time."""

AT_HAND = 10_000
"""Ciphers, and contacts whose keys are known, that are kept at hand: a cipher alone takes some 2.5 KB."""


@dataclass(slots=True)
class Part:
    """A part of what an import is about to write.

    Attributes:
        tables: Table → rows in stored form, in file order.
        contacts: Rows of the contacts table.
        leaves: Rows of the leaves table.
    """

    tables: dict[str, list[list[Value]]] = field(default_factory=dict)
    contacts: list[list[Value]] = field(default_factory=list)
    leaves: list[list[Value]] = field(default_factory=list)


class Making:
    """Brings the records of a file into stored form; nothing is written.

    Args:
        workspace: Gives keys and entropy.
        origin: Where the rows come from.
        records: Of one file, in file order. Records of one row are about the same person.
        index: Persons known so far; the file's new ones are added to it.

    Attributes:
        covered: The days of which the rows speak; known when all parts are made.
        new_keys: Person → key, for persons seen for the first time; the same.
    """

    def __init__(
        self, workspace: Workspace, origin: Origin, records: Sequence[Record], index: People
    ) -> None:
        self.covered = Covered()
        self._records = records
        self._maker = _Maker(workspace, origin, index)
        self._counts: Counter[str] = Counter()

    @property
    def new_keys(self) -> Mapping[str, bytes]:
        return self._maker.new_keys

    def parts(self) -> Iterator[Part]:
        """The rows part by part: first whom they are about, then the rows themselves.

        Raises:
            RecordShapeError: A record does not fit its table.
        """
        owners, contacts = Owners(), dict[Contact, None]()
        for records in self._with_contacts():
            yield Part(contacts=self._owned(records, owners, contacts))
        mask = masker(contacts, self._maker.workspace.keyring.contact_key)
        for records in _parts(self._records):
            yield self._part(records, owners, mask)

    def _with_contacts(self) -> Iterator[Sequence[Record]]:
        """The records in parts of whole rows, where any of them names a contact."""
        if not isinstance(self._records, PutAside):
            yield self._records
        elif any(table_shape(name).contacts for name in self._records.rows):
            yield from _whole_rows(self._records)

    def _owned(
        self, records: Sequence[Record], owners: Owners, seen: dict[Contact, None]
    ) -> list[list[Value]]:
        """The contacts of new persons, and of known ones those that they did not have."""
        by_row = contacts_by_row(records)
        self._maker.learn(cell for cells in by_row.values() for cell in cells)
        for row, cells in by_row.items():
            owners.put(row, self._maker.owner(row, cells))
            for cell in cells:
                if cell.kind in IDENTIFYING_KINDS:
                    seen.pop(cell, None)  # of two that are written alike the last one counts
                    seen[cell] = None
        kept, self._maker.contacts = self._maker.contacts, []
        return kept

    def _part(self, records: Sequence[Record], owners: Owners, mask: Callable[[Column, str], str]) -> Part:
        origin = self._maker.origin
        filled = [_with_origin(record, origin) for record in records]
        tables = _side_by_side(filled)
        kept = self._maker.leaves_of(filled, _told(tables, len(filled)), owners)
        part = Part(leaves=kept)
        for name, (places, columns) in tables.items():
            first = self._counts[name]
            part.tables[name] = rows_of(
                (
                    *columns.stored(self._maker.contact_key, mask),
                    [origin.blob] * len(places),
                    [filled[place].row for place in places],
                    [kept[place][_LEAF] for place in places],
                    [origin.commit] * len(places),
                    range(first, first + len(places)),
                )
            )
            self._counts[name] += len(places)
            self.covered.add(name, part.tables[name])
        return part


def _parts(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    every = iter(records)
    while part := tuple(islice(every, PART)):
        yield part


def _whole_rows(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    part: list[Record] = []
    for record in records:
        if len(part) >= PART and record.row != part[-1].row:
            yield part
            part = []
        part.append(record)
    yield part


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


@dataclass(slots=True)
class _Maker:
    """Finds or makes the persons, and seals what is theirs.

    Attributes:
        contacts: Rows of the contacts table that nobody has taken yet.
        new_keys: Person → key, for persons seen for the first time.
    """

    workspace: Workspace
    origin: Origin
    index: People
    contacts: list[list[Value]] = field(default_factory=list)
    new_keys: dict[str, bytes] = field(default_factory=dict)
    boxes: dict[str, AESGCM] = field(default_factory=dict)
    contact_keys: dict[Contact, str] = field(default_factory=dict)

    def contact_key(self, cell: Contact) -> str:
        """The key of a contact, worked out anew where it is not at hand."""
        key = self.contact_keys.get(cell)
        if key is None:
            _make_room(self.contact_keys)
            key = self.contact_keys[cell] = self.workspace.keyring.contact_key(cell.kind, cell.value)
        return key

    def learn(self, cells: Iterable[Contact]) -> None:
        """Recognise whoever the workspace knows of these contacts."""
        self.index.learn({self.contact_key(cell) for cell in cells if cell.kind in IDENTIFYING_KINDS})

    def owner(self, row: int, cells: tuple[Contact, ...]) -> str:
        """The person whom a row with contacts is about; the contacts are kept on the way.

        A row whose e-mail belongs to one known person and whose phone to another ties the two: both get both.
        """
        keys = {cell: self.contact_key(cell) for cell in cells}
        known = self.index.having(key for cell, key in keys.items() if cell.kind in IDENTIFYING_KINDS)
        persons = known or (self._new_person(),)
        for person in persons:
            for cell, contact_key in keys.items():
                if self.index.add(person, contact_key, cell.kind):
                    self._keep_contact(person, contact_key, cell, row)
        return persons[0]

    def leaves_of(
        self, records: Sequence[Record], told: Sequence[bytes], owners: Owners
    ) -> list[list[Value]]:
        """Salt and hash each row; the salt is sealed under its owner's key. Rows of the leaves table."""
        leaves: list[list[Value]] = []
        for record, data in zip(records, told, strict=True):
            salt, owner = self.workspace.entropy(_SALT_BYTES), owners.get(record.row)
            leaf = leaf_of(salt, data)
            kept = salt.hex() if owner is None else self._sealed(owner, salt_label(leaf), salt)
            leaves.append([record.table, self.origin.blob, record.row, leaf, owner, kept])
        return leaves

    def _new_person(self) -> str:
        person = self.origin.batch[:BATCH_DIGITS] + self.workspace.entropy(_RANDOM_ID_BYTES).hex()
        self.new_keys[person] = self.workspace.keyring.new_key()
        return person

    def _keep_contact(self, person: str, contact_key: str, contact: Contact, row: int) -> None:
        label = contact_label(KnownContact(person, contact_key, contact.kind, sealed=""))
        sealed = self._sealed(person, label, contact.value.encode())
        self.contacts.append([person, contact_key, contact.kind, sealed, self.origin.blob, row])

    def _sealed(self, person: str, label: str, value: bytes) -> str:
        box = self.boxes.get(person)
        if box is None:
            _make_room(self.boxes)
            key = self.new_keys.get(person) or self.workspace.keyring.known_person_key(person)
            box = self.boxes[person] = AESGCM(key)
        return seal_value(box, label, value, nonce=new_nonce(self.workspace.entropy))


def _make_room(at_hand: dict[Any, Any]) -> None:
    """What was at hand goes when it is much: a large file has more people than there is room for."""
    if len(at_hand) >= AT_HAND:
        at_hand.clear()
