"""A table that is not held: gone through once to decide how its columns are read, and once more for its records.

Dates, decimal marks and unnamed choices are decided over the whole column before the first value is read, so what is
read is what :func:`~assay.sources.mapped.table.read_table` reads. Repeated keys are told by short digests; only when
some agree is the file gone through a third time, and those keys are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from assay.core.tables import Record
from assay.ports import ImportOptions, Parsed
from assay.sources.cells import Located, Row, is_missing, text_of
from assay.sources.columns import MarkOfColumn, OrderOfColumn
from assay.sources.digests import Digests
from assay.sources.lines import NotByLinesError, Rows
from assay.sources.mapped.model import Field
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.moments import days_told, has_clock
from assay.sources.mapped.reading import Decided, Found, Reading, Told
from assay.sources.mapped.repeating import RepeatingError, Repeats, repeated_until
from assay.sources.mapped.rows import check_keys, key_of, records_of
from assay.sources.mapped.table import facts_of, hold_sums, told_of
from assay.sources.mapped.totals import is_total, split_totals
from assay.sources.mapped.values import Others, without_unit
from assay.sources.numbers import bare_number
from assay.sources.problems import Problems

PART = 1_000
"""Rows that are held at a time; no more than are listed of one kind of finding."""

MOST_TOTALS = 1_000
MOST_OTHERS = 5_000
"""What is held of a column or a table until its end; a file with more is read as a whole, or not at all."""

MOST_REPEATED = 500_000
"""Repeated keys that are held; of records with further ones nothing is told, for the file is refused by those."""

Begin = Callable[[Problems], Rows]
"""Begins the table at its beginning; its findings go into the problems."""

Give = Callable[[Sequence[Record]], None]


def read_pieces(
    mapping: TableMapping, begin: Begin, options: ImportOptions, problems: Problems, give: Give
) -> Parsed:
    """The findings of a table whose records are given part by part; they count when no finding is an error.

    Raises:
        NotByLinesError: Before the first records are given: the table is to be read as a whole.
    """
    first = begin(Problems(problems.file))
    told = told_of(mapping, first.header, options, problems)
    try:
        decided = _decided(told, first, Repeats())
    except RepeatingError as met:
        beginning = begin(Problems(problems.file))
        found, read = repeated_until(met.row, mapping, beginning, options, problems.file)
        if found:
            for finding in found:
                problems.keep(finding)
            return Parsed(mapping.id, (), problems.findings, (), read, facts_of(told, first.facts))
        decided = _decided(told, begin(Problems(problems.file)))
    return _read(told, decided, begin, give)


def _read(told: Told, decided: Mapping[str, Decided | None], begin: Begin, give: Give) -> Parsed:
    """Give the records part by part, and compare the keys that may stand twice."""
    problems = told.problems
    table = begin(problems)
    reading, totals, keys = Reading(told, decided), list[Row](), Digests()
    for records in _records(reading, table, totals):
        for record in records:
            keys.add(key_of(record))
        if not reading.has_error():
            give(records)
    reading.hand_over()
    controls = hold_sums(reading, totals, table.footer)
    if not reading.rows:
        problems.warn("sources.no_rows", table.header.number)
    keys.leave_repeated()
    if keys:
        quiet = replace(told, problems=Problems(problems.file))
        again = chain.from_iterable(_records(Reading(quiet, decided), begin(quiet.problems), []))
        repeated = (record for record in again if key_of(record) in keys)
        check_keys(repeated, problems, most=MOST_REPEATED)
    return Parsed(told.mapping.id, (), problems.findings, controls, reading.rows, facts_of(told, table.facts))


def _records(reading: Reading, table: Rows, totals: list[Row]) -> Iterator[tuple[Record, ...]]:
    """The records of a table part by part; its totals rows are put aside."""
    mapping, account = reading.told.mapping, reading.told.options.account
    for part in _parts(table):
        rows, sums = split_totals(part)
        totals += sums
        numbers = [row.number for row in rows]
        yield tuple(records_of(mapping, numbers, reading.part(rows), account or mapping.id))


def _parts(table: Rows) -> Iterator[list[Row]]:
    rows = (row for row, _ in table.rows)
    while part := list(islice(rows, PART)):
        yield part


def _decided(told: Told, table: Rows, repeats: Repeats | None = None) -> dict[str, Decided | None]:
    """Field → what its column decides; None after a finding, where it cannot be read. Rows that come again are counted."""
    sought = [(each.index, seeker) for each in told.found if (seeker := _seeker(each, told.options))]
    totals = 0
    for row, _ in table.rows:
        if is_total(row):
            totals += 1
            if totals > MOST_TOTALS:
                raise NotByLinesError
            continue
        if repeats is not None:
            repeats.look(row)
        for at, seeker in sought:
            text = row.texts[at]
            if not is_missing(text):
                seeker.look(row.number, text)
    return {seeker.found.field.name: seeker.settled(told) for _, seeker in sought}


def _seeker(found: Found, options: ImportOptions) -> _Order | _Days | _Mark | _Rest | None:
    """What looks at a column before it is read; nothing where its cells are read one by one."""
    match found.field:
        case Field(day_column=True):
            return _Days(found, OrderOfColumn())
        case Field(type="day" | "instant"):
            return None if options.date_order else _Order(found, OrderOfColumn())
        case Field(type="count" | "amount" | "micros" as kind):
            whole = kind != "amount"
            return None if options.decimal_mark else _Mark(found, MarkOfColumn(whole=whole))
        case Field(rest=True):
            if found.field.type != "choice":
                raise NotByLinesError
            return _Rest(found, Others(found.field))
    return None


@dataclass(frozen=True, slots=True)
class _Order:
    """Seeks the order of day and month."""

    found: Found
    column: OrderOfColumn

    def look(self, row: int, text: str) -> None:
        self.column.look(row, text)

    def settled(self, told: Told) -> Decided | None:
        order = self.column.settled(self.found.header, told.problems)
        return Decided(self.found.field, replace(told.options, date_order=order)) if order else None


@dataclass(slots=True)
class _Days:
    """Seeks the order of day and month, and whether any cell of the column has a time of day."""

    found: Found
    column: OrderOfColumn
    first: int = 0
    timed: bool = False

    def look(self, row: int, text: str) -> None:
        self.column.look(row, text)
        self.first = self.first or row
        self.timed = self.timed or has_clock(text)

    def settled(self, told: Told) -> Decided | None:
        said = told.options.date_order
        order = said or self.column.settled(self.found.header, told.problems)
        if not order:
            return None
        field = replace(self.found.field, day_column=False)
        if self.first and not self.timed:
            days_told(told.problems, self.first, self.found.header, told.zone)
            field = replace(field, day_only=True)
        return Decided(field, replace(told.options, date_order=order))


@dataclass(frozen=True, slots=True)
class _Mark:
    """Seeks the decimal mark."""

    found: Found
    column: MarkOfColumn

    def look(self, row: int, text: str) -> None:
        if text.isdigit():
            return
        if self.found.field.units and self.found.field.type != "amount":
            text = text_of(without_unit(Located(row, text, text), self.found.field.units))
        number = bare_number(text)
        if number:
            self.column.look(row, text, number)

    def settled(self, told: Told) -> Decided | None:
        problems = Problems(told.problems.file) if self.found.field.lenient else told.problems
        mark = self.column.settled(self.found.header, problems)
        if problems is not told.problems:
            told.problems.warn_of(problems)
        return Decided(self.found.field, replace(told.options, decimal_mark=mark)) if mark else None


@dataclass(frozen=True, slots=True)
class _Rest:
    """Seeks what a choice does not name: it means none."""

    found: Found
    others: Others

    def look(self, row: int, text: str) -> None:
        self.others.look(row, text, missing=False)
        if len(self.others.found) > MOST_OTHERS:
            raise NotByLinesError

    def settled(self, told: Told) -> Decided:
        self.others.report(self.found.header, told.problems)
        field = self.found.field
        values: Mapping[str, tuple[str, ...]] = {
            **field.values,
            "": (*field.values.get("", ()), *self.others.found),
        }
        return Decided(replace(field, rest=False, values=values), told.options)
