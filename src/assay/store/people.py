"""Who the contacts belong to. A person is a random id with a key of their own; e-mail and phone tie rows to it.

Internal tables, both immutable like all facts:

* ``contacts``: one row per (person, contact): the contact's key, and its clear value sealed under the person's key.
* ``leaves``: one row per stored row: its leaf, the person it is about, and its salt, sealed under the person's key
  (in the clear when the row is about nobody).

Destroying a person's key therefore destroys the contacts and the salts, and no file changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from assay.core.tables import Column, ColumnType, Contact
from assay.store.log import Commit
from assay.store.seal import open_value
from assay.store.view import erased_persons, table_files
from assay.store.workspace import Workspace

IDENTIFYING_KINDS = frozenset({"email", "phone"})
CONTACTS = "contacts"
LEAVES = "leaves"


def _text(name: str, zh: str, en: str, meaning: str) -> Column:
    return Column(name, ColumnType.TEXT, zh, en, meaning)


_BLOB = _text("blob", "原始文件摘要", "blob", "SHA-256 of the file as received")
_ROW = Column("row", ColumnType.COUNT, "行号", "row", "1-based row in that file")
CONTACT_COLUMNS = (
    _text("person", "联系人", "person", "random id"),
    _text("contact_key", "联系键", "contact key", "keyed hash of the normalised value"),
    _text("kind", "类型", "kind", "email, phone, name or company"),
    _text("sealed", "密文", "sealed", "the clear value under the person's key"),
    _BLOB,
    _ROW,
)
LEAF_COLUMNS = (
    _text("of_table", "表", "table", "table of the row"),
    _BLOB,
    _ROW,
    _text("row_leaf", "行叶", "row leaf", "SHA-256(salt ‖ row in the clear)"),
    _text("person", "联系人", "person", "whom the row is about, null when nobody"),
    _text("salt", "盐", "salt", "sealed under the person's key, or hex when nobody"),
)


@dataclass(frozen=True, slots=True)
class KnownContact:
    """One row of the contacts table."""

    person: str
    contact_key: str
    kind: str
    sealed: str


def _nobody(_keys: AbstractSet[str]) -> Iterable[KnownContact]:
    return ()


@dataclass(slots=True)
class People:
    """Persons known so far and what identifies them; grows while a file is imported.

    Attributes:
        by_key: E-mail or phone key → persons who have it, in the order in which they came.
        pairs: Every (person, contact key) there is.
        ask: Gives all contacts of whoever the workspace knows with one of these e-mail or phone keys.
        asked: Keys that were asked for.
    """

    by_key: dict[str, list[str]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    ask: Callable[[AbstractSet[str]], Iterable[KnownContact]] = _nobody
    asked: set[str] = field(default_factory=set)

    def learn(self, keys: AbstractSet[str]) -> None:
        """Take in whoever the workspace knows with one of these keys, before anybody new is given one of them."""
        new = keys - self.asked
        if new:
            self.asked |= new
            for contact in self.ask(new):
                self.add(contact.person, contact.contact_key, contact.kind)
            for key in new & self.by_key.keys():
                self.by_key[key].sort()

    def add(self, person: str, contact_key: str, kind: str) -> bool:
        """Note that a person has a contact; False when that was known."""
        if (person, contact_key) in self.pairs:
            return False
        self.pairs.add((person, contact_key))
        if kind in IDENTIFYING_KINDS:
            self.by_key.setdefault(contact_key, []).append(person)
        return True

    def having(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Persons who have any of the keys, each once, in the order of the keys."""
        return tuple(dict.fromkeys(person for key in keys for person in self.by_key.get(key, ())))

    def linked(self, key: str) -> frozenset[str]:
        """Persons reached from an e-mail or phone key, over every e-mail and phone that they share."""
        keys_of: dict[str, list[str]] = {}
        for shared, persons in self.by_key.items():
            for person in persons:
                keys_of.setdefault(person, []).append(shared)
        found: set[str] = set()
        waiting = list(self.by_key.get(key, ()))
        while waiting:
            person = waiting.pop()
            if person not in found:
                found.add(person)
                waiting.extend(self.having(keys_of[person]))
        return frozenset(found)


def known_contacts(workspace: Workspace, commits: Sequence[Commit]) -> tuple[KnownContact, ...]:
    """All contacts of persons who were not erased, in the order in which they came."""
    files = table_files(commits).get(CONTACTS, ())
    if not files:
        return ()
    gone = erased_persons(commits)
    rows = workspace.query(
        'SELECT "person", "contact_key", "kind", "sealed" FROM contacts ORDER BY "person", "contact_key"',
        {CONTACTS: files},
    )
    return tuple(
        KnownContact(str(row["person"]), str(row["contact_key"]), str(row["kind"]), str(row["sealed"]))
        for row in rows
        if row["person"] not in gone
    )


def people_as_asked(workspace: Workspace, commits: Sequence[Commit]) -> People:
    """The index over known contacts, which reads of them what is asked for: a file is about few of all persons."""
    files = table_files(commits).get(CONTACTS, ())
    gone = erased_persons(commits)

    def ask(keys: AbstractSet[str]) -> Iterator[KnownContact]:
        rows = workspace.query(_THEIRS, {CONTACTS: files}, keys=" ".join(sorted(keys))) if files else ()
        found = (KnownContact(*(str(row[name]) for name in _CONTACT)) for row in rows)
        return (contact for contact in found if contact.person not in gone)

    return People(ask=ask)


_CONTACT = ("person", "contact_key", "kind", "sealed")
_THEIRS = (
    'SELECT "person", "contact_key", "kind", "sealed" FROM contacts WHERE "person" IN ('
    'SELECT "person" FROM contacts WHERE "contact_key" IN (SELECT unnest(string_split($keys, \' \')))'
    ') ORDER BY "person", "contact_key"'
)


def people(contacts: Iterable[KnownContact]) -> People:
    """The index over known contacts."""
    index = People()
    for contact in contacts:
        index.add(contact.person, contact.contact_key, contact.kind)
    return index


def clear_contact(workspace: Workspace, contact: KnownContact) -> Contact | None:
    """The contact in the clear, or None when the person's key is gone.

    Raises:
        SealBrokenError: The sealed value or the key was altered.
    """
    key = workspace.keyring.person_key(contact.person)
    if key is None:
        return None
    return Contact(contact.kind, open_value(key, contact_label(contact), contact.sealed).decode())


def contact_label(contact: KnownContact) -> str:
    """What a sealed contact is bound to."""
    return f"contact/{contact.person}/{contact.contact_key}/{contact.kind}"


def salt_label(leaf: str) -> str:
    """What a sealed salt is bound to."""
    return f"salt/{leaf}"


def salts(workspace: Workspace, commits: Sequence[Commit]) -> Mapping[str, bytes | None]:
    """Leaf → salt of every stored row; None where the person was erased."""
    files = table_files(commits).get(LEAVES, ())
    if not files:
        return {}
    rows = workspace.query(
        'SELECT "row_leaf", "person", "salt" FROM leaves ORDER BY "row_leaf"', {LEAVES: files}
    )
    return {str(row["row_leaf"]): _salt(workspace, row) for row in rows}


def _salt(workspace: Workspace, row: Mapping[str, object]) -> bytes | None:
    if row["person"] is None:
        return bytes.fromhex(str(row["salt"]))
    key = workspace.keyring.person_key(str(row["person"]))
    return None if key is None else open_value(key, salt_label(str(row["row_leaf"])), str(row["salt"]))
