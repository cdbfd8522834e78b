"""Rows of a report as lines: entity, days, currency, what was paid, what was shown; the totals rows in the same measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.money import MICROS, decimal_text, is_currency
from assay.sources.ad_reports.report import Report
from assay.sources.ad_reports.timing import Days
from assay.sources.cells import Row, is_ruined
from assay.sources.columns import fractions_of
from assay.sources.numbers import bare_number, micros
from assay.sources.problems import rows_shown, shown
from assay.sources.spend_lines import Line

_AMOUNTS = ("cost", "cost_total", "cost_grant")
_COUNTS = ("impressions", "clicks", "results")
_IDS = ("campaign_id", "ad_group_id", "ad_id")

Figures = Mapping[str, Mapping[int, Fraction | None]]
"""Field → row number → figure, totals rows included."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Where what was paid stands.

    Attributes:
        field: Its column: ``cost``, or ``cost_total`` when the report does not part what the platform gave.
        less: A column to be taken off it; empty when none.
    """

    field: str
    less: str = ""


def read_figures(report: Report) -> Figures:
    """Every amount and count. A totals row is read with its column, so that both have one decimal mark."""
    rows = [row for row, _ in report.totals] + report.data
    return {field: _column(report, field, rows) for field in (*_AMOUNTS, *_COUNTS) if field in report.places}


def cost_of(report: Report) -> Cost:
    """Which column is money paid: cash alone, or all less what was given; all of it only with a warning."""
    places, row = report.places, report.grid.header.number
    if "cost" in places:
        return Cost("cost")
    if "cost_grant" in places:
        return Cost("cost_total", less="cost_grant")
    if report.preset.cash_apart:
        report.problems.warn("sources.grants_unknown", row, report.header("cost_total"))
    return Cost("cost_total")


def read_lines(report: Report, days: Sequence[Days | None], figures: Figures) -> list[Line]:
    """The rows of data as lines; rows with a problem are left out and have a finding."""
    cost = cost_of(report)
    _check_ids(report)
    _check_parts(report, figures)
    empty = _without_figures(report, figures)
    _check_counts(report, empty)
    lines = []
    for row, its_days in zip(report.data, days, strict=True):
        if row.number not in empty:
            line = _line(report, row, its_days, figures, cost)
            lines += [line] if line else []
    return lines


def paid(figures: Figures, cost: Cost, row: int) -> Fraction | None:
    """What was paid in a row; None when it is not stated."""
    whole = figures[cost.field].get(row)
    less = figures[cost.less].get(row) if cost.less else Fraction(0)
    return None if whole is None or less is None else whole - less


def _column(report: Report, field: str, rows: Sequence[Row]) -> dict[int, Fraction | None]:
    in_micros = report.headers[field].field == "cost_micros"
    counts = field in _COUNTS or in_micros
    cells = report.column(field, rows)
    mark = report.options.decimal_mark
    numbers = fractions_of(
        cells, report.header(field), report.problems, mark=mark, whole=counts, grouped=counts
    )
    scale = MICROS if in_micros else 1
    return {
        cell.row: None if value is None else value / scale for cell, value in zip(cells, numbers, strict=True)
    }


def _without_figures(report: Report, figures: Figures) -> set[int]:
    """Rows in which no figure at all is stated: nothing was reported of them, which is not zero."""
    measures = [field for field in (*_AMOUNTS, "impressions", "clicks") if field in figures]
    empty = {row.number for row in report.data if not any(report.text(field, row) for field in measures)}
    if empty:
        report.problems.warn("sources.rows_without_figures", min(empty), rows=rows_shown(empty))
    return empty


def _check_counts(report: Report, empty: set[int]) -> None:
    for field in ("impressions", "clicks"):
        cells = report.column(field, report.data)
        missing = [cell.row for cell in cells if cell.missing and cell.row not in empty]
        if missing:
            report.problems.warn(
                "sources.values_missing", missing[0], report.header(field), rows=rows_shown(missing)
            )


def _check_ids(report: Report) -> None:
    """An id that a spreadsheet has ruined shows that the file was saved again: what else it lost cannot be told."""
    for field in _IDS:
        for cell in report.column(field, report.data):
            if is_ruined(cell.cell):
                report.problems.error(
                    "sources.ruined_id", cell.row, report.header(field), found=shown(cell.text)
                )


def _check_parts(report: Report, figures: Figures) -> None:
    """Where all three stand, what was paid and what was given make up the whole."""
    if not all(field in figures for field in _AMOUNTS):
        return
    for row in report.data:
        cash, whole, given = (figures[field][row.number] for field in _AMOUNTS)
        if cash is not None and whole is not None and given is not None and cash + given != whole:
            params = {field: report.text(field, row) for field in _AMOUNTS}
            report.problems.error(
                "sources.cost_parts_differ", row.number, report.header("cost_total"), **params
            )


def _line(report: Report, row: Row, days: Days | None, figures: Figures, cost: Cost) -> Line | None:
    entity, currency = _entity(report, row), _currency(report, row, cost)
    amount = paid(figures, cost, row.number)
    _check_amount(report, row, figures, cost)
    if days is None or amount is None or not entity or not currency or micros(amount) is None:
        return None
    kind = report.text("result_kind", row) or None
    return Line(
        row=row.number,
        entity=entity,
        campaign=_name(report, "campaign", row) or None,
        campaign_type=report.text("campaign_type", row) or None,
        period=days.period,
        daily=days.daily,
        currency=currency,
        cost=amount,
        impressions=_count(figures, "impressions", row),
        clicks=_count(figures, "clicks", row),
        result_kind=kind,
        results=_count(figures, "results", row) if kind else None,
    )


def _check_amount(report: Report, row: Row, figures: Figures, cost: Cost) -> None:
    """A row without what was paid is refused, for missing is not zero; so is one finer than a micro."""
    for field in filter(None, (cost.field, cost.less)):
        text, value = report.text(field, row), figures[field].get(row.number)
        if not text:
            found = row.texts[report.places[field]]
            report.problems.error(
                "sources.missing_value", row.number, report.header(field), found=shown(found)
            )
        elif value is not None and micros(value) is None:
            report.problems.error("sources.too_fine", row.number, report.header(field), found=shown(text))
    whole = figures[cost.field].get(row.number)
    given = figures[cost.less].get(row.number) if cost.less else None
    if whole is not None and given is not None and given > whole:
        params = {"found": decimal_text(given), "expected": decimal_text(whole)}
        report.problems.error("sources.part_exceeds_whole", row.number, report.header(cost.less), **params)


def _entity(report: Report, row: Row) -> str:
    """The path of names; the finest may not be missing, for a row without it sums up others. An account is named by the person."""
    if report.grain == "account":
        return report.options.account
    finest = report.named_by(report.grain)
    if not report.text(finest, row):
        report.problems.error("sources.missing_value", row.number, report.header(finest), found="")
        return ""
    return " / ".join(filter(None, (_cleaned(report, field, row) for field in report.path)))


def _name(report: Report, level: str, row: Row) -> str:
    return _cleaned(report, report.named_by(level), row)


def _cleaned(report: Report, field: str, row: Row) -> str:
    """A name as exported, an id without the signs that keep spreadsheets off it: ``[138689064]``, ``'97213``."""
    text = report.text(field, row)
    return text.removeprefix("'").removeprefix("[").removesuffix("]") if field in _IDS else text


def _currency(report: Report, row: Row, cost: Cost) -> str:
    """The row's currency; empty after a finding when it is not known, or file and person speak of two."""
    header, said = report.header(cost.field), report.options.currency
    written = bare_number(report.text(cost.field, row))
    signed = written.currency if written and report.preset.signed else ""
    column, head = report.text("currency", row).upper(), report.headers[cost.field].currency
    named = [each for each in (column, head, report.preset.currency, signed, said) if each]
    code = named[0] if named else ""
    other = next((each for each in named if each != code), "")
    if other:
        report.problems.error(
            "sources.currency_differs", row.number, header, found=shown(code), expected=shown(other)
        )
    elif code and not is_currency(code):
        report.problems.error("sources.currency_unknown", row.number, "", found=shown(code))
    elif code and written and not written.may_be(code):
        report.problems.error(
            "sources.currency_differs", row.number, header, found=written.unit, expected=code
        )
    elif code:
        return code
    else:
        report.problems.error("sources.currency_missing", row.number, rows=row.number)
    return ""


def _count(figures: Figures, field: str, row: Row) -> int | None:
    value = figures.get(field, {}).get(row.number)
    return None if value is None else value.numerator
