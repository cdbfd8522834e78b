"""Rows of a report as figures: day, entity, cost, impressions, clicks, and the totals rows in the same measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from assay.core.money import is_currency
from assay.core.period import ONE_DAY, Span
from assay.ports import ImportOptions
from assay.sources.cells import Row, is_ruined
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.google_ads.totals import Total
from assay.sources.google_ads.words import total_label
from assay.sources.numbers import bare_number, micros
from assay.sources.problems import Problems, rows_shown, shown
from assay.sources.spend_lines import MEASURES, Line
from assay.sources.table import Fields

_PATHS = {
    "campaign": ("campaign",),
    "ad_group": ("campaign", "ad_group"),
    "keyword": ("campaign", "ad_group", "keyword", "match_type"),
    "search_term": ("campaign", "ad_group", "search_term", "match_type"),
    "ad": ("campaign", "ad_group", "ad"),
}


@dataclass(frozen=True)
class Report(Fields):
    """A report with its columns found; its grid holds the totals rows too.

    Attributes:
        grain: The finest entity of a row.
        period: The days that every row sums up; None when each row has its own day, or they are not known.
        options: What the importing person said.
        problems: Takes every finding.
    """

    grain: str
    period: Span | None
    options: ImportOptions
    problems: Problems

    @cached_property
    def data(self) -> list[Row]:
        """The rows that are not totals."""
        return [row for row in self.grid.rows if not self.total_label(row)]

    def total_label(self, row: Row) -> str:
        """The label of a totals row; empty for a row of data, whose search term or campaign may be the word alone."""
        label = total_label(row.texts)
        names = [self.text(field, row) for field in _PATHS[self.grain] if field != "match_type"]
        bare = ":" not in label and all(names) and set(names) != {label}
        return "" if bare else label


def read_lines(report: Report) -> tuple[list[Line], list[Total]]:
    """The data rows and the totals rows; rows with a problem are left out and have a finding."""
    figures = {measure: _figures(report, measure) for measure in MEASURES if measure in report.places}
    for cell in report.column("ad", report.data):
        if is_ruined(cell.cell):
            report.problems.error("sources.ruined_id", cell.row, report.header("ad"), found=shown(cell.text))
    days = dict(zip((row.number for row in report.data), _periods(report), strict=True))
    kind = report.header("results") if "results" in report.places else None
    results = _results(report)
    lines = [
        replace(line, result_kind=kind, results=results.get(row.number))
        for row in report.data
        if (line := _line(report, row, days[row.number], figures))
    ]
    totals = [
        Total(row.number, label, {name: column[row.number] for name, column in figures.items()})
        for row in report.grid.rows
        if (label := report.total_label(row))
    ]
    return lines, totals


def _periods(report: Report) -> list[Span | None]:
    """The days of each row: its own day, or those of the report."""
    if report.period is not None:
        return [report.period] * len(report.data)
    return [Span(day, day + ONE_DAY) if day else None for day in _days(report)]


def _days(report: Report) -> list[date | None]:
    cells = report.column("day", report.data)
    stamps = stamps_of(cells, report.header("day"), report.problems, order=report.options.date_order)
    for cell in cells:
        if cell.missing:
            report.problems.error(
                "sources.missing_value", cell.row, report.header("day"), found=shown(cell.text)
            )
    return [stamp.day if stamp else None for stamp in stamps]


def _figures(report: Report, measure: str) -> dict[int, Fraction | None]:
    """Row number → figure. Totals are read with the rows, so that both have one decimal mark."""
    cells = report.column(measure, report.grid.rows)
    header, counts = report.header(measure), measure != "cost"
    mark = report.options.decimal_mark
    numbers = fractions_of(cells, header, report.problems, mark=mark, whole=counts, grouped=counts)
    _check_missing(report, measure)
    return {cell.row: value for cell, value in zip(cells, numbers, strict=True)}


def _check_missing(report: Report, measure: str) -> None:
    """A row without a cost is refused, for missing is not zero; a missing count is only noted."""
    missing = [cell for cell in report.column(measure, report.data) if cell.missing]
    header = report.header(measure)
    if measure == "cost":
        for cell in missing:
            report.problems.error("sources.missing_value", cell.row, header, found=shown(cell.text))
    elif missing:
        rows = rows_shown(cell.row for cell in missing)
        report.problems.warn("sources.values_missing", missing[0].row, header, rows=rows)


def _results(report: Report) -> dict[int, int]:
    """Row number → conversions, where the column can be read and the number is whole; no file is refused for it."""
    cells, unsaid = report.column("results", report.data), Problems("")
    numbers = fractions_of(cells, "", unsaid, mark=report.options.decimal_mark)
    return {
        cell.row: value.numerator
        for cell, value in zip(cells, numbers, strict=True)
        if value is not None and value.denominator == 1 and not unsaid.has_error()
    }


def _line(
    report: Report, row: Row, period: Span | None, figures: Mapping[str, Mapping[int, Fraction | None]]
) -> Line | None:
    campaign, currency = report.text("campaign", row), _currency(report, row)
    if not campaign:
        report.problems.error("sources.missing_value", row.number, report.header("campaign"), found="")
    cost = figures["cost"][row.number]
    if period is None or cost is None or not campaign or not currency:
        return None
    if micros(cost) is None:
        found = shown(report.text("cost", row))
        report.problems.error("sources.too_fine", row.number, report.header("cost"), found=found)
        return None
    return Line(
        row=row.number,
        entity=" / ".join(filter(None, (report.text(field, row) for field in _PATHS[report.grain]))),
        campaign=campaign,
        campaign_type=report.text("campaign_type", row) or None,
        period=period,
        daily=report.period is None,
        currency=currency,
        cost=cost,
        impressions=_count(figures, "impressions", row),
        clicks=_count(figures, "clicks", row),
    )


def _currency(report: Report, row: Row) -> str:
    """The row's currency; empty after a finding when it is not known or the cost carries another one's sign."""
    code = report.text("currency", row) or report.options.currency
    if not is_currency(code):
        if code:
            report.problems.error("sources.currency_unknown", row.number, "", found=shown(code))
        return ""
    written = bare_number(report.text("cost", row))
    if written and not written.may_be(code):
        header = report.header("cost")
        report.problems.error(
            "sources.currency_differs", row.number, header, found=written.unit, expected=code
        )
        return ""
    return code


def _count(figures: Mapping[str, Mapping[int, Fraction | None]], measure: str, row: Row) -> int | None:
    value = figures.get(measure, {}).get(row.number)
    return None if value is None else value.numerator
