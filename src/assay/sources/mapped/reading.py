"""A table on its way through a mapping, whole or part by part: the values of its rows, and what is wrong with its columns.

Findings are kept column by column until the last part, so that they are the same, and of very many of a kind the same are
listed, in however many parts the table came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from zoneinfo import ZoneInfo

from assay.core.money import is_currency
from assay.core.tables import Value
from assay.ports import ImportOptions
from assay.sources.cells import Located, Row
from assay.sources.mapped.column import Column
from assay.sources.mapped.model import Field
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.rows import Values, check_columns, check_filled
from assay.sources.mapped.totals import Sums
from assay.sources.mapped.values import values_of
from assay.sources.problems import FirstRows, Problems, rows_shown

_BESIDE = frozenset({"country", "currency"})
"""Types that other columns are read with; they come first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A field and where it stands in the file."""

    field: Field
    header: str
    index: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is needed to read the columns of a file, besides their cells.

    Attributes:
        mapping: The mapping.
        found: The columns that it knows.
        options: What the importing person said.
        zone: Zone of times without one; None when nobody said.
        problems: Takes every finding, those of the columns at the end.
    """

    mapping: TableMapping
    found: Sequence[Found]
    options: ImportOptions
    zone: ZoneInfo | None
    problems: Problems

    @property
    def headers(self) -> dict[str, str]:
        """Field → header as exported."""
        return {each.field.name: each.header for each in self.found}


@dataclass(frozen=True, slots=True)
class Decided:
    """How a column is to be read where the whole column has decided, before its parts are read.

    Attributes:
        field: The field, its further words included.
        options: What a person said, with what the column says about order and decimal mark.
    """

    field: Field
    options: ImportOptions


class Reading:
    """One table being read.

    Args:
        told: What there is to know.
        decided: Field → what its column has decided, None where it cannot be read. A field that is not named decides
            by the part that it is given; so a table is either given whole, or everything is decided.
    """

    def __init__(self, told: Told, decided: Mapping[str, Decided | None] | None = None) -> None:
        self.told = told
        self.rows = 0
        self.sums = Sums([each.field for each in told.found])
        self._decided = decided or {}
        file = told.problems.file
        found = sorted(told.found, key=lambda each: each.field.type not in _BESIDE)
        self._columns = [_Column(each, _OfColumn(file)) for each in found]
        self._between = [(field, Problems(file)) for field in told.mapping.fields]
        self._lacking = [(each, Problems(file)) for each in told.mapping.yields if each.filled]
        self._unsaid = {each.field.name: FirstRows() for each in told.found if each.field.type == "amount"}

    def part(self, rows: Sequence[Row]) -> dict[str, dict[int, Value]]:
        """Field → row → value of the next rows; country and currency come first, because phones and amounts are read with them."""
        self.rows += len(rows)
        values = self._currency_said(rows)
        beside: dict[str, dict[int, Value]] = {"country": {}, "currency": next(iter(values.values()), {})}
        beside |= values
        for each in self._columns:
            field = each.found.field
            values[field.name] = self._values(each, rows, beside)
            if field.type in _BESIDE:
                beside[field.type] = beside[field.name] = values[field.name]
        self._look_for_unsaid(values, beside)
        headers, numbers = self.told.headers, [row.number for row in rows]
        for field, problems in self._between:
            check_columns(field, headers, values, problems)
        for given, problems in self._lacking:
            check_filled(given, headers, numbers, values, problems)
        self.sums.add(values)
        return values

    def has_error(self) -> bool:
        """Whether the rows read so far hold an error, or something before them did."""
        return self.told.problems.has_error() or any(problems.has_error() for problems in self._all())

    def hand_over(self) -> None:
        """Hand over what was found in all parts."""
        problems = self.told.problems
        for each in self._columns:
            each.hand_over(problems)
        unsaid = [row for rows in self._unsaid.values() for row in rows.found]
        if unsaid and not problems.has_error():
            problems.error("sources.currency_missing", unsaid[0], rows=rows_shown(unsaid))
        for _, found in self._between:
            problems.absorb(found)
        if not problems.has_error():
            for _, found in self._lacking:
                problems.absorb(found)

    def _all(self) -> Iterator[Problems]:
        yield from (each.problems for each in self._columns)
        yield from (problems for _, problems in (*self._between, *self._lacking))

    def _currency_said(self, rows: Sequence[Row]) -> dict[str, dict[int, Value]]:
        """The currency that was said at import stands in every row for the first currency column that the file lacks."""
        found = [each.field for each in self.told.found]
        fields = self.told.mapping.fields
        lacking = (field for field in fields if field.type == "currency" and field not in found)
        field, said = next(lacking, None), self.told.options.currency
        if field is None or not is_currency(said):
            return {}
        return {field.name: dict.fromkeys((row.number for row in rows), said)}

    def _values(
        self, each: _Column, rows: Sequence[Row], beside: Mapping[str, Mapping[int, Value]]
    ) -> dict[int, Value]:
        at, field = each.found.index, each.found.field
        cells = [Located(row.number, row.cells[at], row.texts[at]) for row in rows]
        decided = self._decided.get(field.name, Decided(field, self.told.options))
        each.look_for_missing(cells)
        if decided is None:
            return dict.fromkeys((row.number for row in rows), None)
        read = Column(
            decided.field,
            each.found.header,
            cells,
            decided.options,
            self.told.zone,
            beside,
            each.problems,
        )
        return values_of(read)

    def _look_for_unsaid(self, values: Values, beside: Mapping[str, Mapping[int, Value]]) -> None:
        for each in self.told.found:
            if each.field.type == "amount":
                said = beside.get(each.field.currency or "currency", {})
                for row, amount in values[each.field.name].items():
                    if amount is not None and said.get(row) is None:
                        self._unsaid[each.field.name].add(row)


class _OfColumn(Problems):
    """Findings of one column; what is only a warning, because the field is lenient, is weighed as one at the end."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._lenient = Problems(file)

    def warn_of(self, others: Problems) -> None:
        self._lenient.absorb(others)

    def hand_over(self, problems: Problems) -> None:
        """Hand over what was found."""
        problems.warn_of(self._lenient)
        problems.absorb(self)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column, and what is wrong with it."""

    found: Found
    problems: _OfColumn
    dashes: FirstRows = dataclass_field(default_factory=FirstRows)

    def look_for_missing(self, cells: Sequence[Located]) -> None:
        """A blank or ``--`` where a value must be; a ``--`` among numbers is worth a look, for it is not zero."""
        field = self.found.field
        if field.filled:
            for cell in cells:
                if cell.missing:
                    self.problems.error("sources.missing_value", cell.row, self.found.header, found=cell.text)
        elif field.type in {"count", "amount", "micros"}:
            for cell in cells:
                if cell.missing and cell.text:
                    self.dashes.add(cell.row)

    def hand_over(self, problems: Problems) -> None:
        """Hand over what was found."""
        self.problems.hand_over(problems)
        if rows := self.dashes.found:
            problems.warn("sources.values_missing", rows[0], self.found.header, rows=rows_shown(rows))
