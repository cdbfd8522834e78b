"""The days of each row: its own day, its own first and last day, or those of the whole report. Never spread, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assay.core.period import ONE_DAY, Span
from assay.sources.ad_reports.report import Report, spoken
from assay.sources.columns import stamps_of
from assay.sources.covers import covered
from assay.sources.periods import agreed_period, days_shown, period_at
from assay.sources.problems import shown


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a row's figures, and whether they are figures of one day."""

    period: Span
    daily: bool


def days_of(report: Report) -> list[Days | None]:
    """The days of each row of data; None after a finding."""
    before = len(report.problems.findings)
    unit_row, unit = report.said("unit")
    by_day = "day" in report.places and (not unit or unit in report.preset.daily_units)
    if not by_day and {"start", "end"} <= report.places.keys():
        return _by_ends(report)
    row, stated = stated_period(report)
    if not by_day:
        period = _whole_period(report, row or unit_row, stated)
        if period is None and len(report.problems.findings) == before:
            headers = ", ".join(text for text in report.grid.header.texts if text)
            report.problems.error(
                "sources.aggregated_not_daily", report.grid.header.number, found=unit or shown(headers)
            )
        one_day = report.preset.one_day and not unit
        return [_days(period, one_day=one_day) if period else None for _ in report.data]
    days = _column(report, "day")
    if report.preset.start_only and not unit and stated and _may_be_starts(days, stated):
        return _of_starts(report, row, stated, days)
    _check_inside(report, days, stated)
    return [Days(Span(day, day + ONE_DAY), daily=True) if day else None for day in days]


def stated_period(report: Report) -> tuple[int, Span | None]:
    """Row and days of the period that a title line or the name of the file says; 0 and None when none does."""
    row, text = report.said("period")
    if not text and (found := report.preset.file_name.search(report.name)):
        text = spoken(found)
    order = report.options.date_order or report.preset.date_order
    return row, period_at(text, row, order, report.problems) if text else None


def _whole_period(report: Report, row: int, stated: Span | None) -> Span | None:
    """The days that every row sums up, said by the file or by the person."""
    said = covered(report.options.covers, report.problems)
    return agreed_period(stated, said, row or report.grid.header.number, report.problems)


def _by_ends(report: Report) -> list[Days | None]:
    found: list[Days | None] = []
    starts, ends = _column(report, "start"), _column(report, "end")
    for row, first, last in zip(report.data, starts, ends, strict=True):
        if first and last and last < first:
            params = {"found": last.isoformat(), "start": first.isoformat()}
            report.problems.error("sources.ends_before_start", row.number, report.header("end"), **params)
        known = first and last and first <= last
        period = Span(first, last + ONE_DAY) if known and first and last else None
        found.append(_days(period, one_day=report.preset.one_day) if period else None)
    return found


def _days(period: Span, *, one_day: bool) -> Days:
    return Days(period, daily=one_day and period.days == 1)


def _column(report: Report, field: str) -> list[date | None]:
    cells = report.column(field, report.data)
    order = report.options.date_order or report.preset.date_order
    header = report.header(field)
    for cell in cells:
        if cell.missing:
            report.problems.error("sources.missing_value", cell.row, header, found=shown(cell.text))
    return [stamp.day if stamp else None for stamp in stamps_of(cells, header, report.problems, order=order)]


def _may_be_starts(days: Sequence[date | None], stated: Span) -> bool:
    """Whether the rows stand only where the report, its weeks or its months begin: then they may be sums of those."""
    known = sorted({day for day in days if day})
    if not all(day in stated for day in known) or not 0 < len(known) < stated.days:
        return False
    rest = known[1:] if known[0] == stated.start_on else known
    return _weeks_apart(known) or _weeks_apart(rest) or all(day.day == 1 for day in rest)


def _weeks_apart(days: Sequence[date]) -> bool:
    """Whether several days stand whole weeks apart; a week without figures may lie between two of them."""
    return len(days) > 1 and all((later - earlier).days % 7 == 0 for earlier, later in pairwise(days))


def _of_starts(report: Report, row: int, stated: Span, days: Sequence[date | None]) -> list[Days | None]:
    """Rows that may be sums: kept as totals when the person says the report's days, else asked for."""
    if report.options.covers:
        period = _whole_period(report, row, stated)
        return [Days(period, daily=False) if period else None for _ in report.data]
    stands = ", ".join(sorted({day.isoformat() for day in days if day}))
    params = {"days": shown(stands), "found": days_shown(stated)}
    header = report.grid.header.number
    report.problems.error("sources.day_may_be_start", header, report.header("day"), **params)
    return [None] * len(report.data)


def _check_inside(report: Report, days: Sequence[date | None], stated: Span | None) -> None:
    for row, day in zip(report.data, days, strict=True):
        if stated is not None and day is not None and day not in stated:
            params = {"found": day.isoformat(), "period": days_shown(stated)}
            report.problems.error("sources.day_outside_report", row.number, report.header("day"), **params)
