"""Rows of a list to people: their identities, names, country and day, and in our own list whether we answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assay.core.comparison.records import Claim, Enquiry, Key, Listed, Trouble
from assay.sources.cells import Cell, Row, is_missing, text_of
from assay.sources.dates import LAST_YEAR, read_stamp
from assay.sources.lists.contacts import country_of, digits_of, identities
from assay.sources.lists.detect import Chosen
from assay.sources.lists.grids import Line
from assay.sources.lists.marks import marked
from assay.sources.lists.words import IDENTITIES, words

_TELLING = ("category", "status", "answered", "note")
"""Fields that may say that a person is no customer."""


def placed(columns: Sequence[Chosen]) -> Mapping[str, Sequence[int]]:
    """Field → indices of its columns."""
    at: dict[str, list[int]] = {}
    for column in columns:
        at.setdefault(column.field, []).append(column.index)
    return at


@dataclass(frozen=True, slots=True)
class People:
    """How the rows of one list are read.

    Attributes:
        at: Field → indices of its columns.
        order: Which number of a date is the day: ``dmy``, ``mdy`` or ``ymd``; empty without a column of days.
        region: ISO country of phones without ``+`` in rows that name no country.
    """

    at: Mapping[str, Sequence[int]]
    order: str
    region: str

    def listed(self, line: Line) -> Listed:
        """A row as a person."""
        row = line.row
        country = country_of(self.text(row, "country"))
        keys, trouble, digits = self._identities(row, country or self.region)
        day, unreadable = self._day(row)
        full = " ".join(filter(None, (self.text(row, "first_name"), self.text(row, "last_name"))))
        return Listed(
            line.sheet, row.number, keys, self.text(row, "name") or full, self.text(row, "company"), country,
            day, unreadable, trouble, digits, marked(self.text(row, field) for field in _TELLING),
        )  # fmt: skip

    def claim(self, one: Listed) -> Claim:
        """A person of the service provider's list."""
        return Claim(
            one.sheet, one.row, one.keys, one.name, one.company, one.country, one.day, one.day_unreadable, one.trouble,
            one.digits, one.marked,
        )  # fmt: skip

    def enquiry(self, one: Listed, row: Row) -> Enquiry:
        """A person of our own list, with what it says of our answer and of old customers."""
        known = self.text(row, "category").casefold() in words().values["known"]
        return Enquiry(
            one.sheet, one.row, one.keys, one.name, one.company, one.country, one.day, one.day_unreadable, one.trouble,
            one.digits, one.marked, self._answered(row), known,
        )  # fmt: skip

    def text(self, row: Row, field: str) -> str:
        """The first filled cell of a field, as visible text."""
        for index in self.at.get(field, ()):
            text = row.texts[index].lstrip("'")
            if not is_missing(text):
                return text
        return ""

    def _identities(self, row: Row, region: str) -> tuple[tuple[Key, ...], Trouble | None, tuple[str, ...]]:
        """The keys of a row, what is wrong with a cell that gave none, and the digits of phones of no known country."""
        keys: list[Key] = []
        troubles: list[Trouble] = []
        digits: list[str] = []
        for field in IDENTITIES:
            for cell in self._cells(row, field):
                found, trouble = identities(cell, field, region)
                keys += found
                if trouble:
                    troubles.append(trouble)
                    digits += [digits_of(cell)] if trouble is Trouble.UNREADABLE and field != "email" else []
        first = Trouble.RUINED if Trouble.RUINED in troubles else next(iter(troubles), None)
        return tuple(dict.fromkeys(keys)), first, tuple(filter(None, digits))

    def _day(self, row: Row) -> tuple[date | None, bool]:
        """The day of a row, and whether something stands there that is none."""
        for cell in self._cells(row, "time"):
            if isinstance(cell, date) and cell.year <= LAST_YEAR:
                return (cell.date() if isinstance(cell, datetime) else cell), False
            if not is_missing(text_of(cell)):
                stamp = read_stamp(cell.lstrip("'"), self.order) if isinstance(cell, str) else None
                return (stamp.day, False) if stamp else (None, True)
        return None, False

    def _answered(self, row: Row) -> bool | None:
        """A moment of reply is an answer and a blank one is none; words that we do not know say nothing."""
        said = [bool(self.text(row, "answered_at"))] if "answered_at" in self.at else []
        word = self.text(row, "answered").casefold()
        if word in words().values["answered"]:
            said.append(True)
        elif word in words().values["unanswered"]:
            said.append(False)
        elif word:
            return True if any(said) else None
        return any(said) if said else None

    def answers_unclearly(self, row: Row) -> bool:
        """Whether a word on our answer is none that we know."""
        word = self.text(row, "answered").casefold()
        values = words().values
        return bool(word) and word not in values["answered"] and word not in values["unanswered"]

    def _cells(self, row: Row, field: str) -> Iterator[Cell]:
        return (row.cells[index] for index in self.at.get(field, ()))
