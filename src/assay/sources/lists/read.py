"""One list, read: its columns, its rows as people, and every cell as it was for showing side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assay.core.comparison.records import Claim, Enquiry, Key, Trouble
from assay.sources.cells import Cell, Row, is_missing, text_of
from assay.sources.dates import decide_order, read_stamp
from assay.sources.lists.contacts import country_of, identities
from assay.sources.lists.detect import Chosen, Said, choose
from assay.sources.lists.grids import Line, Table, read_table
from assay.sources.lists.words import IDENTITIES, words
from assay.sources.problems import Problems, rows_shown, shown

TOLD_EVERY = 500
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a person says about a list.

    Attributes:
        side: ``claim`` or ``evidence``.
        columns: Columns that are named instead of told.
        dates: ``dmy``, ``mdy`` or ``ymd``; empty to decide by the column.
        region: ISO country of phone numbers without ``+`` in rows that name no country.
        encoding: Of a text; empty to decide by the bytes.
    """

    side: str
    columns: Said = field(default_factory=dict)
    dates: str = ""
    region: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read.

    Attributes:
        headers: Of all columns, known or not.
        columns: What those that are known were taken for.
        lines: The rows that hold somebody, with every cell.
        claims: For a claim, the rows as people, one for each line.
        enquiries: For the evidence, likewise.
        dates: Order of day and month that was found; empty without a column of days.
        totals: Rows that are totals.
        skipped: Rows that hold nothing in any known column, such as remarks.
        sheets: The sheets that were read; none for text.
        facts: How a text was read: ``encoding`` and ``delimiter``.
    """

    headers: tuple[str, ...]
    columns: tuple[Chosen, ...]
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    dates: str = ""
    totals: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def has(self, *fields: str) -> bool:
        """Whether any column is one of these."""
        return any(column.field in fields for column in self.columns)


def read_list(
    data: bytes,
    options: ListOptions,
    problems: Problems,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> ReadList | None:
    """Read a list; None when a finding says why it cannot be compared.

    Args:
        data: The bytes of the file.
        options: What a person says about it.
        problems: Takes the findings; none of them shows a contact.
        progress: Told every 500 rows how many are done, of how many.
    """
    said = [name for names in options.columns.values() for name in names]
    table = read_table(data, said, problems, options.encoding)
    if table is None or problems.has_error():
        return None
    cells = [[line.row.cells[index] for line in table.lines] for index in range(len(table.headers))]
    columns = choose(table.headers, cells, options.columns, options.side, problems)
    told = any(column.field in (*IDENTITIES, "name", "company") for column in columns)
    if not told and not problems.has_error():
        known = ", ".join(shown(header) for header in table.headers if header)
        problems.error("compare.no_identity_column", row=table.header_row, known=known, side=options.side)
    order = _order(columns, table.lines, options, problems)
    if problems.has_error():
        return None
    at: dict[str, list[int]] = {}
    for column in columns:
        at.setdefault(column.field, []).append(column.index)
    return _Reader(table, columns, order, options, at).read(problems, progress)


def _order(columns: Sequence[Chosen], lines: Sequence[Line], options: ListOptions, problems: Problems) -> str:
    """Which number is the day, for the whole column; a finding when it cannot be told."""
    index = next((column.index for column in columns if column.field == "time"), None)
    if index is None:
        return ""
    cells = [(line.row.number, line.row.cells[index]) for line in lines]
    written = [
        (row, text_of(cell)) for row, cell in cells if isinstance(cell, str) and not is_missing(text_of(cell))
    ]
    order = options.dates or decide_order([text for _, text in written])
    if not order:
        rows = rows_shown(row for row, _ in written)
        option = f"--{options.side}-dates"
        row, text = written[0]
        problems.error("compare.date_order_unknown", row, found=shown(text), rows=rows, option=option)
    return order


def _warn_ruined(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.identities_ruined", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_unreadable(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.identities_unreadable", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_days(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.days_unreadable", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_countries(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.countries_unknown", rows[0], count=len(rows), rows=rows_shown(rows))


_NOTICES: Mapping[str, Callable[[Problems, Sequence[int]], None]] = {
    "ruined": _warn_ruined,
    "unreadable": _warn_unreadable,
    "days": _warn_days,
    "countries": _warn_countries,
}


@dataclass(frozen=True, slots=True)
class _Person:
    """What a row says of a person, before it is a claim or an enquiry."""

    keys: tuple[Key, ...]
    trouble: Trouble | None
    name: str
    company: str
    country: str
    day: date | None
    day_unreadable: bool

    @property
    def empty(self) -> bool:
        return not (self.keys or self.trouble or self.name or self.company or self.day)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A table with its columns decided; ``at`` says where the columns of a field stand."""

    table: Table
    columns: Sequence[Chosen]
    order: str
    options: ListOptions
    at: Mapping[str, Sequence[int]]

    def read(self, problems: Problems, progress: Callable[[int, int], None]) -> ReadList:
        lines, people, skipped = [], [], []
        for done, line in enumerate(self.table.lines):
            if done % TOLD_EVERY == 0:
                progress(done, len(self.table.lines))
            person = self._person(line.row)
            if person.empty:
                skipped.append(line.row.number)
            else:
                lines.append(line)
                people.append(person)
        progress(len(self.table.lines), len(self.table.lines))
        self._report(lines, people, problems)
        is_claim = self.options.side == "claim"
        pairs = list(zip(lines, people, strict=True))
        return ReadList(
            headers=self.table.headers,
            columns=tuple(self.columns),
            lines=tuple(lines),
            claims=tuple(self._claim(*pair) for pair in pairs) if is_claim else (),
            enquiries=() if is_claim else tuple(self._enquiry(*pair) for pair in pairs),
            dates=self.order,
            totals=self.table.totals,
            skipped=tuple(skipped),
            sheets=self.table.sheets,
            facts=self.table.facts,
        )

    def _person(self, row: Row) -> _Person:
        country = country_of(self._text(row, "country"))
        keys, trouble = self._keys(row, country or self.options.region)
        day, unreadable = self._day(row)
        full = " ".join(filter(None, (self._text(row, "first_name"), self._text(row, "last_name"))))
        return _Person(
            keys,
            trouble,
            self._text(row, "name") or full,
            self._text(row, "company"),
            country,
            day,
            unreadable,
        )

    def _keys(self, row: Row, region: str) -> tuple[tuple[Key, ...], Trouble | None]:
        keys: list[Key] = []
        troubles: list[Trouble] = []
        for column in self.columns:
            if column.field in IDENTITIES:
                found, trouble = identities(row.cells[column.index], column.field, region)
                keys += found
                troubles += [trouble] if trouble else []
        ruined = Trouble.RUINED in troubles
        return tuple(dict.fromkeys(keys)), Trouble.RUINED if ruined else next(iter(troubles), None)

    def _day(self, row: Row) -> tuple[date | None, bool]:
        for cell in self._cells(row, "time"):
            if isinstance(cell, datetime):
                return cell.date(), False
            if isinstance(cell, date):
                return cell, False
            if is_missing(text_of(cell)):
                return None, False
            stamp = read_stamp(cell.lstrip("'"), self.order) if isinstance(cell, str) else None
            return (stamp.day, False) if stamp else (None, True)
        return None, False

    def _claim(self, line: Line, person: _Person) -> Claim:
        return Claim(
            line.sheet, line.row.number, person.keys, person.name, person.company, person.country,
            person.day, person.day_unreadable, person.trouble,
        )  # fmt: skip

    def _enquiry(self, line: Line, person: _Person) -> Enquiry:
        known = self._text(line.row, "category").casefold() in words().values["known"]
        return Enquiry(
            line.sheet, line.row.number, person.keys, person.name, person.company, person.country,
            person.day, person.day_unreadable, person.trouble, self._answered(line.row), known,
        )  # fmt: skip

    def _answered(self, row: Row) -> bool | None:
        """A moment of reply is an answer and a blank one is none; words that we do not know say nothing."""
        said = [bool(self._text(row, "answered_at"))] if self._has("answered_at") else []
        word = self._text(row, "answered").casefold()
        if word in words().values["answered"]:
            said.append(True)
        elif word in words().values["unanswered"]:
            said.append(False)
        return any(said) if said else None

    def _report(self, lines: Sequence[Line], people: Sequence[_Person], problems: Problems) -> None:
        """What a person should look at: rows whose identity, day or country cannot be read."""
        rows: dict[str, list[int]] = {"ruined": [], "unreadable": [], "days": [], "countries": []}
        for line, person in zip(lines, people, strict=True):
            if person.trouble:
                rows[person.trouble.value].append(line.row.number)
            if person.day_unreadable:
                rows["days"].append(line.row.number)
            if self._text(line.row, "country") and not person.country:
                rows["countries"].append(line.row.number)
        for name, found in rows.items():
            if found:
                _NOTICES[name](problems, found)

    def _has(self, field_: str) -> bool:
        return field_ in self.at

    def _cells(self, row: Row, field_: str) -> Iterator[Cell]:
        return (row.cells[index] for index in self.at.get(field_, ()))

    def _text(self, row: Row, field_: str) -> str:
        """The first filled cell of a field, as visible text."""
        for index in self.at.get(field_, ()):
            text = row.texts[index].lstrip("'")
            if not is_missing(text):
                return text
        return ""
