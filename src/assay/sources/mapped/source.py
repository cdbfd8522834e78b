"""One mapping as a source: find the header, read the columns, give the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from assay.core.money import is_currency
from assay.core.tables import Value
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.cells import Located, Row, header_key
from assay.sources.dates import zone_said
from assay.sources.erase import table_without_rows
from assay.sources.mapped.column import Column
from assay.sources.mapped.model import Field
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.rows import check_columns, check_filled, check_keys, records_of
from assay.sources.mapped.running import hold_balances
from assay.sources.mapped.totals import hold_footer, hold_totals, split_totals
from assay.sources.mapped.values import values_of
from assay.sources.problems import Problems, rows_shown, shown
from assay.sources.table import Grid, header_points, read_grid

_BESIDE = frozenset({"country", "currency"})
"""Types that other columns are read with; they come first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A field and where it stands in the file."""

    field: Field
    header: str
    index: int


class MappedTable:
    """Any CSV or workbook whose headers a mapping knows."""

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping
        self.format_id = mapping.id

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the header decides, not the name
        return self.points(data) > 0

    def points(self, data: bytes) -> int:
        """How many of the mapping's fields the best header row of a file names; 0 when a required one is missing."""
        return header_points(data, self.mapping.score, self.mapping.encoding)

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        grid = read_grid(data, self._likely, problems, self.mapping.encoding, footer=self.mapping.footer)
        if grid is None:
            return Parsed(self.format_id, (), problems.findings)
        return read_table(self.mapping, grid, options, problems)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, self._likely, rows, self.mapping.encoding)

    def _likely(self, headers: Sequence[str]) -> int:
        """Like the mapping's score, but a missing required column is left to a finding that names it."""
        known = {field.name for field in map(self.mapping.field_of, headers) if field}
        return self.mapping.score(headers) or (len(known) if len(known) >= 2 else 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: its grid without totals, the columns that the mapping knows, and what was said about it."""

    mapping: TableMapping
    rows: Sequence[Row]
    found: Sequence[Found]
    options: ImportOptions
    zone: ZoneInfo | None
    problems: Problems


def read_table(mapping: TableMapping, grid: Grid, options: ImportOptions, problems: Problems) -> Parsed:
    """The records of a table whose header has been found."""
    if mapping.account and not options.account:
        problems.error("sources.account_missing")
    rows, totals = split_totals(grid.rows)
    found = _find(mapping, grid, problems)
    reading = Reading(
        mapping, rows, found, options, zone_said(options.zone or mapping.zone, problems), problems
    )
    values = _values(reading)
    headers = {each.field.name: each.header for each in found}
    check_columns(mapping.fields, headers, values, problems)
    if not problems.has_error():
        check_filled(mapping, headers, [row.number for row in rows], values, problems)
    controls: tuple[Control, ...] = ()
    if not problems.has_error():
        unsummed = mapping.running.balance if mapping.running else ""
        columns = {each.index: (each.field, each.header) for each in found if each.field.name != unsummed}
        controls = (
            *hold_totals(totals, columns, values, problems),
            *hold_footer(grid.footer, len(rows), problems),
        )
    if not rows:
        problems.warn("sources.no_rows", grid.header.number)
    numbers = [row.number for row in rows]
    if mapping.running and not problems.has_error():
        controls += hold_balances(mapping.running, numbers, values, headers, problems)
    records = tuple(records_of(mapping, numbers, values, options.account or mapping.id))
    check_keys(records, problems)
    facts = {**grid.facts, "mapping": f"{mapping.id}@{mapping.version}"}
    if reading.zone:
        facts["zone"] = reading.zone.key
    if not mapping.seen:
        facts["seen"] = "no"
    return Parsed(
        mapping.id, () if problems.has_error() else records, problems.findings, controls, len(rows), facts
    )


def _find(mapping: TableMapping, grid: Grid, problems: Problems) -> list[Found]:
    """The columns that the mapping knows; the others are dropped, and the drop is reported."""
    found: dict[str, Found] = {}
    dropped = []
    end = _end(mapping, grid.header.texts)
    for index, header in enumerate(grid.header.texts):
        field = mapping.field_of(header) if index < end else None
        if field is None or field.type == "drop":
            dropped.append(header or "—")
        elif field.name in found:
            problems.error("sources.duplicate_column", grid.header.number, header)
        else:
            found[field.name] = Found(field, header, index)
    if dropped:
        problems.report("sources.columns_dropped", grid.header.number, columns=shown(", ".join(dropped)))
    absent = [
        field
        for field in mapping.fields
        if field.name not in found and field.type not in ("drop", "currency")
    ]
    empty = [field.headers[0] for field in absent if not field.required]
    if empty:
        problems.warn("sources.columns_absent", grid.header.number, columns=", ".join(empty))
    missing = [field.headers[0] for field in absent if field.required]
    if missing:
        problems.error("sources.columns_missing", grid.header.number, columns=", ".join(missing))
    return list(found.values())


def _end(mapping: TableMapping, headers: Sequence[str]) -> int:
    """Index of the first column that belongs to another thing; the number of columns when none does."""
    keys = [header_key(header) for header in headers]
    return next((index for index, key in enumerate(keys) if key in mapping.stops_at), len(keys))


def _values(reading: Reading) -> dict[str, dict[int, Value]]:
    """Field → row → value; country and currency come first, because phones and amounts are read with them."""
    values: dict[str, dict[int, Value]] = {}
    beside: dict[str, dict[int, Value]] = {"country": {}, "currency": _currency_said(reading, values)}
    beside |= values
    for each in sorted(reading.found, key=lambda each: each.field.type not in _BESIDE):
        at = each.index
        cells = [Located(row.number, row.cells[at], row.texts[at]) for row in reading.rows]
        column = Column(
            each.field, each.header, cells, reading.options, reading.zone, beside, reading.problems
        )
        values[each.field.name] = values_of(column)
        if each.field.type in _BESIDE:
            beside[each.field.type] = beside[each.field.name] = values[each.field.name]
        _check_missing(column)
    _check_currency(reading, values, beside)
    return values


def _currency_said(reading: Reading, values: dict[str, dict[int, Value]]) -> dict[int, Value]:
    """The currency that was said at import stands in every row for the first currency column that the file lacks."""
    found = [each.field for each in reading.found]
    lacking = (field for field in reading.mapping.fields if field.type == "currency" and field not in found)
    field, said = next(lacking, None), reading.options.currency
    if field is None or not is_currency(said):
        return {}
    values[field.name] = dict.fromkeys((row.number for row in reading.rows), said)
    return values[field.name]


def _check_missing(column: Column) -> None:
    """A blank or ``--`` where a value must be; a ``--`` among numbers is worth a look, for it is not zero."""
    missing = [cell for cell in column.cells if cell.missing]
    if column.field.filled:
        for cell in missing:
            column.problems.error("sources.missing_value", cell.row, column.header, found=cell.text)
    elif column.field.type in {"count", "amount", "micros"}:
        dashes = [cell.row for cell in missing if cell.text]
        if dashes:
            column.problems.warn("sources.values_missing", dashes[0], column.header, rows=rows_shown(dashes))


def _check_currency(
    reading: Reading, values: dict[str, dict[int, Value]], beside: Mapping[str, Mapping[int, Value]]
) -> None:
    unsaid = [
        row
        for each in reading.found
        if each.field.type == "amount"
        for row, amount in values[each.field.name].items()
        if amount is not None and beside.get(each.field.currency or "currency", {}).get(row) is None
    ]
    if unsaid and not reading.problems.has_error():
        reading.problems.error("sources.currency_missing", unsaid[0], rows=rows_shown(unsaid))
