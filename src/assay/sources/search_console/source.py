"""The Search Console export as a source: figures of days as days, figures of a range as that range, never spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from assay.core.period import Span
from assay.core.tables import Record, Value
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.archive import is_archive, member_names
from assay.sources.cells import Located, Row
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.covers import covered
from assay.sources.erase import table_without_rows
from assay.sources.numbers import micros
from assay.sources.problems import Problems, rows_shown
from assay.sources.search_console.parts import Export, Part, read_export
from assay.sources.search_console.words import DIMENSIONS, header_score
from assay.sources.table import header_points

FORMAT_ID = "search_console"
_COUNTS = ("clicks", "impressions")
_DAY = timedelta(days=1)
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
                problems.error("sources.no_header", within=40)
            return Parsed(FORMAT_ID, (), problems.findings)
        days = {part.name: _days(part, options) for part in export.parts if part.dimension == "day"}
        span = _range(export, days, options, problems)
        figures = {part.name: _figures(part, options) for part in export.parts}
        controls = _controls(export, figures, problems)
        rows = sum(len(part.grid.rows) for part in export.parts)
        facts = _facts(export, span)
        for part in export.parts:
            problems.take(part.problems)
        if problems.has_error():
            return Parsed(FORMAT_ID, (), problems.findings, controls, rows, facts)
        records = [
            record
            for part in export.parts
            for record in _records(part, export, options, figures[part.name], days.get(part.name), span)
        ]
        return Parsed(FORMAT_ID, tuple(records), problems.findings, controls, rows, facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; of an archive nothing is kept, for its members bear one digest together."""
        if is_archive(data):
            return b"" if rows else data
        return table_without_rows(data, header_score, rows)


def _days(part: Part, options: ImportOptions) -> list[date | None]:
    header = part.grid.header.texts[0]
    cells = [Located(row.number, row.cells[0]) for row in part.grid.rows]
    stamps = stamps_of(cells, header, part.problems, order=options.date_order)
    for cell in cells:
        if cell.missing:
            part.problems.error("sources.missing_value", cell.row, header, found="")
    return [stamp.day if stamp else None for stamp in stamps]


def _range(
    export: Export, days: Mapping[str, Sequence[date | None]], options: ImportOptions, problems: Problems
) -> Span | None:
    """The days that the tables without days speak of: those of the table of days, or what the person says."""
    known = [day for column in days.values() for day in column if day]
    said = covered(options.covers, problems)
    if said is None and known:
        return Span(min(known), max(known) + _DAY)
    if said is None and not options.covers and any(part.dimension != "day" for part in export.parts):
        problems.error("sources.range_unknown")
    return said


def _figures(part: Part, options: ImportOptions) -> dict[str, list[Fraction | None]]:
    """Measure → its column; a row without a count is refused, for missing is not zero."""
    figures = {}
    for measure, index in part.places.items():
        if measure == "ctr":
            continue
        cells = [Located(row.number, row.cells[index]) for row in part.grid.rows]
        header, whole = part.grid.header.texts[index], measure in _COUNTS
        mark = options.decimal_mark
        figures[measure] = fractions_of(cells, header, part.problems, mark=mark, whole=whole, grouped=whole)
        missing = [cell for cell in cells if cell.missing]
        if whole and missing:
            rows = rows_shown(cell.row for cell in missing)
            part.problems.error("sources.missing_value", missing[0].row, header, found=rows)
    return figures


def _controls(
    export: Export, figures: Mapping[str, Mapping[str, list[Fraction | None]]], problems: Problems
) -> tuple[Control, ...]:
    """Every table against the table of days."""
    by_day = next((part for part in export.parts if part.dimension == "day"), None)
    if by_day is None:
        return ()
    controls = []
    for part in export.parts:
        for measure in _COUNTS:
            own, whole = _sum(figures[part.name][measure]), _sum(figures[by_day.name][measure])
            if part is by_day or own is None or whole is None:
                continue
            agrees = True if own == whole else (False if part.dimension in _WHOLE else None)
            controls.append(Control(part.name, measure, str(whole), str(own), "0", agrees))
            if agrees is False:
                params = {"table": part.name, "stated": str(whole), "summed": str(own)}
                problems.warn("sources.range_totals_differ", part.grid.header.number, measure, **params)
    return tuple(controls)


def _sum(column: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in column if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(column) else None


def _records(
    part: Part,
    export: Export,
    options: ImportOptions,
    figures: Mapping[str, list[Fraction | None]],
    days: Sequence[date | None] | None,
    span: Span | None,
) -> list[Record]:
    records = []
    for index, row in enumerate(part.grid.rows):
        day = days[index] if days else None
        own = Span(day, day + _DAY) if day else span
        if own is None:
            continue
        values: dict[str, Value] = {
            "source": FORMAT_ID,
            "account": options.account,
            "search_type": export.search_type,
            "dimension": part.dimension,
            "value": day.isoformat() if day else _value(row),
            "start_on": own.start_on,
            "end_on": own.end_on,
        }
        for measure in _COUNTS:
            count = figures[measure][index]
            values[measure] = None if count is None else count.numerator
        position = figures.get("position", [None] * (index + 1))[index]
        values["position_micros"] = None if position is None else micros(position)
        records.append(Record("rankings", part.first_row + row.number, values))
    return records


def _value(row: Row) -> str:
    return row.texts[0]


def _facts(export: Export, span: Span | None) -> dict[str, str]:
    tables = {part.dimension: len(part.grid.rows) for part in export.parts}
    noted = {name: str(tables[name]) for name in DIMENSIONS if name in tables}
    if span is not None:
        noted["covers"] = f"{span.start_on}/{span.last_on}"
    return {**export.parts[0].grid.facts, "search_type": export.search_type, **noted}
