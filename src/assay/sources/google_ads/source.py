"""The Google Ads report as a source: which grain it has, whose money it is, and one row per entity and day or period."""

from __future__ import annotations

from collections.abc import Mapping

from assay.core.period import Span
from assay.core.tables import Record
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.covers import covered
from assay.sources.dates import ZoneError, zone_of
from assay.sources.erase import table_without_rows
from assay.sources.google_ads.lines import Report, read_lines
from assay.sources.google_ads.totals import held_against
from assay.sources.google_ads.words import field_of, grain_of_title, header_score
from assay.sources.periods import agreed_period, days_shown, period_at
from assay.sources.problems import Problems, rows_shown, shown
from assay.sources.spend_lines import GRAINS, added_up, records_of, sums_of
from assay.sources.table import Grid, header_points, read_grid

FORMAT_ID = "google_ads_report"


class GoogleAdsReport:
    """Reports by campaign, ad group, keyword, search term or ad, downloaded as .csv or Excel .csv."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the header decides, not the name
        return header_points(data, header_score) > 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        grid = read_grid(data, header_score, problems)
        if grid is None:
            return Parsed(FORMAT_ID, (), problems.findings)
        places = _places(grid, problems)
        grain = _grain(grid, places, problems)
        if "cost" not in places:
            problems.error("sources.columns_missing", grid.header.number, columns="Cost")
        _check_options(options, problems)
        period = None if "day" in places else _period(grid, places, options, problems)
        report = Report(grid, places, grain, period, options, problems)
        facts = _facts(report)
        if problems.has_error():
            return Parsed(FORMAT_ID, (), problems.findings, (), len(report.data), facts)
        records, controls = _rows(report)
        return Parsed(FORMAT_ID, records, problems.findings, controls, len(report.data), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, header_score, rows)


def _rows(report: Report) -> tuple[tuple[Record, ...], tuple[Control, ...]]:
    problems = report.problems
    if not report.data:
        problems.warn("sources.no_rows", report.grid.header.number)
    _check_one_account(report)
    _check_currency(report)
    lines, totals = read_lines(report)
    if problems.has_error():
        return (), ()
    controls = held_against(totals, sums_of(lines), len(lines), report.grain, problems)
    records = records_of(
        added_up(lines, problems),
        source=FORMAT_ID,
        account=report.options.account,
        grain=report.grain,
        problems=problems,
    )
    return (() if problems.has_error() else records), controls


def _places(grid: Grid, problems: Problems) -> dict[str, int]:
    """Field → index of its column; a needed column that occurs twice is refused."""
    places: dict[str, int] = {}
    for index, header in enumerate(grid.header.texts):
        field = field_of(header)
        if field and field in places:
            problems.error("sources.duplicate_column", grid.header.number, header)
        elif field:
            places[field] = index
    return places


def _grain(grid: Grid, places: Mapping[str, int], problems: Problems) -> str:
    """The finest entity that has a column; a known title must not name a finer one."""
    by_columns = next(grain for grain in GRAINS if grain in places)
    title = next((row.texts[0] for row in grid.preamble if row.texts and grain_of_title(row.texts[0])), "")
    by_title = grain_of_title(title)
    if by_title and by_title not in places:
        problems.error("sources.grain_column_missing", grid.header.number, title=title, grain=by_title)
    return by_title or by_columns


def _period(grid: Grid, places: Mapping[str, int], options: ImportOptions, problems: Problems) -> Span | None:
    """Without a day each row is one sum over the days that line 2 names, or the person; not known, it is refused."""
    before = len(problems.findings)
    found = [
        (row.number, period)
        for row in grid.preamble
        if row.texts and (period := period_at(row.texts[0], row.number, options.date_order, problems))
    ]
    row, stated = found[0] if found else (grid.header.number, None)
    period = agreed_period(stated, covered(options.covers, problems), row, problems)
    if period is None and len(problems.findings) == before:
        headers = ", ".join(text for text in grid.header.texts if text)
        longer = grid.header.texts[places["longer"]] if "longer" in places else shown(headers)
        problems.error("sources.aggregated_not_daily", grid.header.number, found=longer)
    return period


def _check_options(options: ImportOptions, problems: Problems) -> None:
    if not options.account:
        problems.error("sources.account_missing")
    if not options.zone:
        problems.warn("sources.account_zone_unknown")
        return
    try:
        zone_of(options.zone)
    except ZoneError:
        problems.error("sources.zone_unknown", found=options.zone)


def _check_one_account(report: Report) -> None:
    names = {cell.text: cell.row for cell in reversed(report.column("account", report.data))}
    if len(names) > 1:
        report.problems.error(
            "sources.several_accounts", max(names.values()), found=shown(", ".join(sorted(names)))
        )


def _check_currency(report: Report) -> None:
    """The currency must be said by the person or stand in every row."""
    unsaid = [row.number for row in report.data if not report.text("currency", row)]
    if unsaid and not report.options.currency:
        report.problems.error("sources.currency_missing", unsaid[0], rows=rows_shown(unsaid))


def _facts(report: Report) -> dict[str, str]:
    texts = [row.texts[0] for row in report.grid.preamble if row.texts and row.texts[0]]
    title = next((text for text in texts if grain_of_title(text)), "")
    period = texts[texts.index(title) + 1] if title in texts[:-1] else ""
    noted = {"grain": report.grain, "title": title, "period": shown(period), "zone": report.options.zone}
    if report.period is not None:
        noted["covers"] = days_shown(report.period)
    return {**report.grid.facts, **{name: text for name, text in noted.items() if text}}
