"""The Search Console export as a source: figures of days as days, figures of a range as that range, never spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.period import ONE_DAY, Span
from assay.core.tables import Record, Value
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.archive import is_archive, member_names
from assay.sources.cells import Cell, Located, text_of
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.covers import covered
from assay.sources.erase import table_without_rows
from assay.sources.mapped.rows import check_keys
from assay.sources.numbers import micros
from assay.sources.periods import agreed_period
from assay.sources.problems import Problems, shown
from assay.sources.search_console.parts import Export, Part, read_export
from assay.sources.search_console.words import DIMENSIONS, header_score
from assay.sources.sheet import is_workbook
from assay.sources.table import HEADER_WITHIN, header_points

FORMAT_ID = "search_console"
_COUNTS = ("clicks", "impressions")
_WHOLE = frozenset({"country", "device"})
"""Dimensions that hold every click of the range; queries leave out the rare ones, pages count each page shown."""


class SearchConsole:
    """Performance in search results: the zip or the workbook as downloaded, or one table of it."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the tables decide, not the name
        if is_archive(data):
            return bool(member_names(data)) and bool(read_export("", data, Problems("")).parts)
        return header_points(data, header_score) > 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        export = read_export(name, data, problems)
        if not options.account:
            problems.error("sources.account_missing")
        if not export.parts:
            if not problems.has_error():
                problems.error("sources.no_header", within=HEADER_WITHIN)
            return Parsed(FORMAT_ID, (), problems.findings)
        if export.narrowed_by:
            problems.warn("sources.export_narrowed", filters=shown(", ".join(export.narrowed_by)))
        tables = tuple(_read(part, options) for part in export.parts)
        span = _range(tables, options, problems)
        controls = _controls(tables, problems)
        rows = sum(len(part.grid.rows) for part in export.parts)
        for part in export.parts:
            problems.take(part.problems)
        records = tuple(
            record for table in tables for record in _records(table, export.search_type, options, span)
        )
        check_keys(records, problems)
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, controls, rows, _facts(export, span))

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; of a zip or a workbook nothing is kept, for its tables are numbered on and share one digest."""
        if is_archive(data) or is_workbook(data):
            return b"" if rows else data
        return table_without_rows(data, header_score, rows)


@dataclass(frozen=True, slots=True)
class _Table:
    """A part with its columns read: the days of a table of days, and each measure."""

    part: Part
    days: Sequence[date | None] | None
    figures: Mapping[str, Sequence[Fraction | None]]


def _read(part: Part, options: ImportOptions) -> _Table:
    return _Table(part, _days(part, options) if part.dimension == "day" else None, _figures(part, options))


def _days(part: Part, options: ImportOptions) -> list[date | None]:
    header = part.grid.header.texts[0]
    cells = [Located(row.number, row.cells[0]) for row in part.grid.rows]
    _refuse_missing(cells, header, part.problems)
    stamps = stamps_of(cells, header, part.problems, order=options.date_order)
    return [stamp.day if stamp else None for stamp in stamps]


def _figures(part: Part, options: ImportOptions) -> dict[str, list[Fraction | None]]:
    """Measure → its column; a row without a count is refused, for missing is not zero."""
    figures = {}
    for measure, index in part.places.items():
        cells = [Located(row.number, row.cells[index]) for row in part.grid.rows]
        header, whole = part.grid.header.texts[index], measure in _COUNTS
        mark = options.decimal_mark
        figures[measure] = fractions_of(cells, header, part.problems, mark=mark, whole=whole, grouped=whole)
        if whole:
            _refuse_missing(cells, header, part.problems)
    return figures


def _refuse_missing(cells: Sequence[Located], header: str, problems: Problems) -> None:
    for cell in cells:
        if cell.missing:
            problems.error("sources.missing_value", cell.row, header, found=cell.text)


def _range(tables: Sequence[_Table], options: ImportOptions, problems: Problems) -> Span | None:
    """The days that the tables without days speak of: what the person says, else those of the table of days."""
    known = [day for table in tables for day in table.days or () if day]
    stated = Span(min(known), max(known) + ONE_DAY) if known else None
    said = covered(options.covers, problems)
    if options.covers:
        outside = stated and said and not (stated.start_on in said and stated.last_on in said)
        return agreed_period(stated if outside else None, said, 0, problems)
    if stated:
        return stated
    if any(table.days is None for table in tables):
        problems.error("sources.range_unknown")
    return None


def _controls(tables: Sequence[_Table], problems: Problems) -> tuple[Control, ...]:
    """Every table against the table of days."""
    by_day = next((table for table in tables if table.days is not None), None)
    if by_day is None:
        return ()
    controls = []
    for table in tables:
        for measure in _COUNTS:
            own, whole = _sum(table.figures[measure]), _sum(by_day.figures[measure])
            if table is by_day or own is None or whole is None:
                continue
            name, dimension = table.part.name, table.part.dimension
            agrees = True if own == whole else (False if dimension in _WHOLE else None)
            controls.append(Control(name, measure, str(whole), str(own), "0", agrees))
            if agrees is False:
                params = {"table": name, "stated": str(whole), "summed": str(own)}
                problems.warn("sources.range_totals_differ", table.part.grid.header.number, measure, **params)
    return tuple(controls)


def _sum(column: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in column if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(column) else None


def _records(table: _Table, search_type: str, options: ImportOptions, span: Span | None) -> Iterator[Record]:
    """One row per row of the table; none where its days are not known, which is a finding already."""
    positions = table.figures.get("position")
    for index, row in enumerate(table.part.grid.rows):
        day = table.days[index] if table.days is not None else None
        own = Span(day, day + ONE_DAY) if day else span if table.days is None else None
        if own is None:
            continue
        counts = {measure: _whole(table.figures[measure][index]) for measure in _COUNTS}
        position = positions[index] if positions is not None else None
        values: dict[str, Value] = {
            "source": FORMAT_ID,
            "account": options.account,
            "search_type": search_type,
            "dimension": table.part.dimension,
            "value": day.isoformat() if day else _as_exported(row.cells[0]),
            "start_on": own.start_on,
            "end_on": own.end_on,
            **counts,
            "position_micros": None if position is None else micros(position),
        }
        yield Record("rankings", table.part.first_row + row.number, values)


def _whole(count: Fraction | None) -> int | None:
    return None if count is None else count.numerator


def _as_exported(cell: Cell) -> str:
    """The text untouched: two queries that only look alike are two."""
    return cell if isinstance(cell, str) else text_of(cell)


def _facts(export: Export, span: Span | None) -> dict[str, str]:
    tables = {part.dimension: len(part.grid.rows) for part in export.parts}
    noted = {name: str(tables[name]) for name in DIMENSIONS if name in tables}
    if span is not None:
        noted["covers"] = f"{span.start_on}/{span.last_on}"
    return {**export.parts[0].grid.facts, "search_type": export.search_type, **noted}
