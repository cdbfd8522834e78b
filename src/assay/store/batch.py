"""One file's rows on their way into the workspace: persons found or made, contacts sealed, rows in stored form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from assay.core.tables import TABLES, Contact, Record, Value
from assay.store.masking import masker
from assay.store.people import (
    BATCH_DIGITS,
    IDENTIFYING_KINDS,
    KnownContact,
    People,
    contact_label,
    salt_label,
)
from assay.store.rows import check_record, contacts_of, row_leaf, stored_values
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
    by_row: dict[int, dict[Contact, None]] = {}
    for record in filled:
        check_record(record)
        by_row.setdefault(record.row, {}).update(dict.fromkeys(contacts_of(record)))
    batch = Batch()
    owners = {
        row: _owner(workspace, origin, batch, index, row, tuple(cells)) for row, cells in by_row.items()
    }
    contact_key = workspace.keyring.contact_key
    mask = masker((cell for cells in by_row.values() for cell in cells), contact_key)
    for record in filled:
        leaf = _keep_leaf(workspace, origin, batch, record, owners[record.row])
        rows = batch.tables.setdefault(record.table, [])
        stored = stored_values(record, contact_key, mask)
        rows.append([*stored, origin.blob, record.row, leaf, origin.commit, len(rows)])
    return batch


def _with_origin(record: Record, origin: Origin) -> Record:
    """Source and account are filled in where the record leaves them out."""
    given = {name: value for name, value in record.values.items() if value is not None}
    return Record(record.table, record.row, {"source": origin.format_id, "account": origin.account, **given})


def _owner(
    workspace: Workspace, origin: Origin, batch: Batch, index: People, row: int, cells: tuple[Contact, ...]
) -> str | None:
    """The person whom a row is about, None for a row without contacts; its contacts are kept on the way.

    A row whose e-mail belongs to one known person and whose phone to another ties the two: both get both.
    """
    if not cells:
        return None
    keys = {cell: workspace.keyring.contact_key(cell.kind, cell.value) for cell in cells}
    known = index.having(key for cell, key in keys.items() if cell.kind in IDENTIFYING_KINDS)
    persons = known or (_new_person(workspace, origin, batch),)
    for person in persons:
        key = batch.new_keys.get(person) or workspace.keyring.known_person_key(person)
        for cell, contact_key in keys.items():
            if index.add(person, contact_key, cell.kind):
                contact = KnownContact(person, contact_key, cell.kind, sealed="")
                sealed = seal_value(
                    key, contact_label(contact), cell.value.encode(), nonce=new_nonce(workspace.entropy)
                )
                batch.contacts.append([person, contact_key, cell.kind, sealed, origin.blob, row])
    return persons[0]


def _new_person(workspace: Workspace, origin: Origin, batch: Batch) -> str:
    person = origin.batch[:BATCH_DIGITS] + workspace.entropy(_RANDOM_ID_BYTES).hex()
    batch.new_keys[person] = workspace.keyring.new_key()
    return person


def _keep_leaf(workspace: Workspace, origin: Origin, batch: Batch, record: Record, owner: str | None) -> str:
    salt = workspace.entropy(_SALT_BYTES)
    leaf = row_leaf(salt, record)
    kept = salt.hex()
    if owner is not None:
        key = batch.new_keys.get(owner) or workspace.keyring.known_person_key(owner)
        kept = seal_value(key, salt_label(leaf), salt, nonce=new_nonce(workspace.entropy))
    batch.leaves.append([record.table, origin.blob, record.row, leaf, owner, kept])
    return leaf


def covered_days(batch: Batch) -> list[Mapping[str, str]]:
    """For each daily table the days that the batch speaks about, per source and account, half-open."""
    covered: list[Mapping[str, str]] = []
    for name, rows in sorted(batch.tables.items()):
        columns = [column.name for column in TABLES[name].columns]
        if "day" not in columns:
            continue
        places = [columns.index(column) for column in ("source", "account", "day")]
        days: dict[tuple[str, str], list[Value]] = {}
        for row in rows:
            source, account, day = (row[place] for place in places)
            days.setdefault((str(source), str(account)), []).append(day)
        covered.extend(
            _range(name, source, account, seen) for (source, account), seen in sorted(days.items())
        )
    return covered


def _range(table: str, source: str, account: str, days: list[Value]) -> Mapping[str, str]:
    known = [day for day in days if isinstance(day, date)]
    last_on = max(known, default=None)
    return {
        "table": table,
        "source": source,
        "account": account,
        "start_on": min(known).isoformat() if known else "",
        "end_on": (last_on + timedelta(days=1)).isoformat() if last_on else "",
    }
