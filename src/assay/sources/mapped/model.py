"""A mapping: a format as data. Everything that differs between two tables is here, nothing of it in code."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field

from assay.core.tables import ColumnType
from assay.sources.cells import header_key

FIELD_TYPES: Dictionary[str, ColumnType | None] = {
    "id": ColumnType.TEXT,
    "salesforce_id": ColumnType.TEXT,
    "text": ColumnType.TEXT,
    "choice": ColumnType.TEXT,
    "choices": ColumnType.TEXT,
    "country": ColumnType.TEXT,
    "currency": ColumnType.TEXT,
    "count": ColumnType.COUNT,
    "amount": ColumnType.MICROS,
    "micros": ColumnType.MICROS,
    "day": ColumnType.DAY,
    "instant": ColumnType.INSTANT,
    "flag": ColumnType.FLAG,
    "email": ColumnType.CONTACT,
    "phone": ColumnType.CONTACT,
    "name": ColumnType.CONTACT,
    "company": ColumnType.CONTACT,
    "drop": None,
}
"""What a column of the file may hold → what it may become."""

CONTACT_TYPES = frozenset(name for name, kind in FIELD_TYPES.items() if kind is ColumnType.CONTACT)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the file.

    Attributes:
        name: How the yields call it.
        type: One of :data:`FIELD_TYPES`.
        headers: What the column may be called; compared without case and blanks.
        required: Whether the file must have the column.
        filled: Whether every row must have a value.
        day_only: For an instant: a day without a time of day counts as its midnight.
        day_column: For an instant: where no cell of the column has a time of day, each counts as its midnight, and this is told.
        lenient: A value that cannot be read becomes null with a warning, instead of refusing the file.
        not_before: Name of an instant that this one should not precede.
        at_most: Name of a count that this one cannot exceed, because it is a part of it.
        currency: For an amount: the column of its currency, where there are several.
        units: For a count: words that may follow the number.
        prefixes: For an id: marks that may stand before it and are no part of it.
        single: For an id: several joined by ``;`` are none, with a warning.
        rest: For a choice: a value that is not named is null, and named once for the whole column.
        aside: No verdict and no figure rests on it: nobody is warned where the column is absent.
        values: For choice, choices, flag and currency: value → how files write it; the value ```` is null.
    """

    name: str
    type: str
    headers: tuple[str, ...]
    required: bool = False
    filled: bool = False
    day_only: bool = False
    day_column: bool = False
    lenient: bool = False
    not_before: str = ""
    at_most: str = ""
    currency: str = ""
    units: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    single: bool = False
    rest: bool = False
    aside: bool = False
    values: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cast:
    """Where one value of a record comes from: fields, a pattern, or a constant; a constant beside fields stands in for them.

    Attributes:
        fields: The first of these fields that has a value.
        text: A pattern with ``{field}`` placeholders; null when one of them is.
        const: The same text in every record, or where none of the fields has a value.
        join: Parts of a name, put together with blanks.
        numbered: Where none of the fields has a value: these, joined by ``/``, and how many rows have said the same so far.
    """

    fields: tuple[str, ...] = ()
    text: str = ""
    const: str = ""
    join: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The fields that stand by themselves, not inside a pattern."""
        return (*self.fields, *self.join)


@dataclass(frozen=True, slots=True)
class Yield:
    """One record that a row gives.

    Attributes:
        table: Canonical table.
        values: Column → where its value comes from.
        needs: Fields that the file must have, else it gives no such records.
        when: Fields that the row must have a value for, else it gives no such record.
        needs_one: The file must have one of these fields, else it gives no such records.
        when_one: The row must have a value for one of these fields, else it gives no such record.
        unless: Fields of which the row must have no value, else it gives no such record.
        filled: Fields that every row which gives this record must have a value for, else the file is refused.
    """

    table: str
    values: Dictionary[str, Cast]
    needs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    needs_one: tuple[str, ...] = ()
    when_one: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """Which fields make a running balance.

    Attributes:
        kind: What a row is.
        day: Its day; a statement whose days descend is read from its end.
        amount: What it moves.
        balance: What the balance then is.
        currency: Of both; every currency has its own balance.
        out: Kinds that lower the balance where the statement writes all amounts without a sign.
        stated: Kinds that state a balance and move nothing.
    """

    kind: str
    day: str
    amount: str
    balance: str
    currency: str
    out: tuple[str, ...]
    stated: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names that must be columns of the mapping."""
        return (self.kind, self.day, self.amount, self.balance, self.currency)


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """Which mails a website form sends. The fields of the mapping are then labels in the mail.

    Attributes:
        senders: Addresses or domains that send them; empty means any.
        subjects: Patterns of their subjects with ``*``; empty means any.
    """

    senders: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One format.

    Attributes:
        id: Format id; becomes the ``source`` of every row.
        version: Raised with every change.
        fields: The columns of the file.
        yields: The records of a row.
        running: The balance that the rows move; None where they move none.
        zone: IANA zone of times without one; empty means that the importing person says it.
        encoding: Named encoding, for files whose bytes do not tell; empty means decide.
        account: Whether the importing person must say the account.
        seen: Whether a real file of this format has been read.
        footer: Whether lines of one cell may end the file, such as those of Salesforce.
        stops_at: Headers from which on the columns belong to another thing, such as the contact's company.
        mail: For mails of a form, which ones they are.
        by_header: Header as it is compared → its field.
    """

    id: str
    version: str
    fields: tuple[Field, ...]
    yields: tuple[Yield, ...]
    running: Running | None = None
    zone: str = ""
    encoding: str = ""
    account: bool = False
    seen: bool = True
    footer: bool = False
    stops_at: tuple[str, ...] = ()
    mail: MailTemplate | None = None
    by_header: Dictionary[str, Field] = field(default_factory=dict, repr=False)

    @property
    def is_ordered(self) -> bool:
        """Whether what a row says depends on the rows before it."""
        return bool(self.running) or any(
            cast.numbered for each in self.yields for cast in each.values.values()
        )

    def field_of(self, header: str) -> Field | None:
        """The field of a column header; None when the mapping does not know it."""
        return self.by_header.get(header_key(header))

    def score(self, headers: Sequence[str]) -> int:
        """How many fields a row of headers names; 0 unless every required one is there."""
        names = {field.name for field in map(self.field_of, headers) if field}
        return len(names) if all(field.name in names for field in self.fields if field.required) else 0


class MappingError(ValueError):
    """The mapping file cannot be used.

    Attributes:
        at: Where in the file, such as ``columns[3].type``.
        reason: Code of the reason: ``syntax``, ``missing``, ``unknown``, ``wrong_type``, ``twice`` or ``mismatch``.
        found: The offending text.
    """

    def __init__(self, at: str, reason: str, found: str = "") -> None:
        self.at = at
        self.reason = reason
        self.found = found
        super().__init__(f"{at}: {reason} {found}".rstrip())
