"""An ad platform's report as a source: one row per entity and day, or per entity and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.tables import Record
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.ad_reports.detect import preset_of, preset_of_member
from assay.sources.ad_reports.lines import Figures, cost_of, paid, read_figures, read_lines
from assay.sources.ad_reports.preset import Header, Preset, bare_key, preset
from assay.sources.ad_reports.report import Report, mended
from assay.sources.ad_reports.timing import days_of, stated_period
from assay.sources.archive import Member, is_archive, read_members
from assay.sources.cells import Row
from assay.sources.dates import ZoneError, zone_of
from assay.sources.erase import table_without_rows
from assay.sources.periods import days_shown
from assay.sources.problems import Problems, shown
from assay.sources.spend_lines import (
    MEASURES,
    Line,
    added_up,
    control_of,
    control_params,
    records_of,
    sums_of,
)
from assay.sources.table import HEADER_WITHIN, Grid, read_grid


class AdReport:
    """Reports of one platform."""

    def __init__(self, name: str) -> None:
        self.format_id = name

    @property
    def preset(self) -> Preset:
        """The platform's preset."""
        return preset(self.format_id)

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - headers decide, not the name
        return preset_of(data) == self.format_id

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        member = self._unpacked(name, data, problems) if is_archive(data) else Member(name, data, 0, name)
        grid = self._grid(member.data, problems) if member is not None else None
        if member is None or grid is None:
            return Parsed(self.format_id, (), problems.findings)
        report = _report(self.preset, member.bare_name, grid, options, problems)
        _check_options(report)
        _check_one_account(report)
        records, controls = _rows(report)
        facts = _facts(report)
        kept = () if problems.has_error() else records
        return Parsed(self.format_id, kept, problems.findings, controls, len(report.data), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; of a zip nothing is kept."""
        if is_archive(data):
            return b"" if rows else data
        return table_without_rows(data, self.preset.header_score, rows)

    def _unpacked(self, name: str, data: bytes, problems: Problems) -> Member | None:
        """The one report of a zip under its own name and that of the zip; None after a finding when there is none or more."""
        members = read_members(data, problems)
        mine = [member for member in members if preset_of_member(member.data) == self.format_id]
        if len(mine) == 1:
            if len(members) > 1:
                problems.warn("sources.members_left_out", found=len(members) - 1)
            return replace(mine[0], bare_name=f"{mine[0].bare_name} {name}")
        if not problems.has_error():
            if mine:
                problems.error("sources.several_reports", found=len(mine))
            else:
                problems.error("sources.no_header", within=HEADER_WITHIN)
        return None

    def _grid(self, data: bytes, problems: Problems) -> Grid | None:
        each = self.preset
        return read_grid(data, each.header_score, problems, mend=lambda row, width: mended(each, row, width))


def _report(each: Preset, name: str, grid: Grid, options: ImportOptions, problems: Problems) -> Report:
    """The report with its columns found; a needed column that occurs twice is refused."""
    places: dict[str, int] = {}
    headers: dict[str, Header] = {}
    each = each.of(list(map(bare_key, grid.header.texts)))
    for index, text in enumerate(grid.header.texts):
        header = each.header(text)
        if header is None or not header.field:
            continue
        field = "cost" if header.field == "cost_micros" else header.field
        if field in places:
            problems.error("sources.duplicate_column", grid.header.number, text)
            continue
        places[field], headers[field] = index, header
    absent = [field for field in ("impressions", "clicks") if field not in places]
    if absent:
        problems.warn("sources.columns_absent", grid.header.number, columns=", ".join(absent))
    return Report(grid, places, each, name, headers, options, problems)


def _rows(report: Report) -> tuple[tuple[Record, ...], tuple[Control, ...]]:
    problems = report.problems
    if not report.data:
        problems.warn("sources.no_rows", report.grid.header.number)
    days = days_of(report)
    figures = read_figures(report)
    lines = read_lines(report, days, figures)
    if problems.has_error():
        return (), ()
    controls = _controls(report, figures, lines)
    account, grain = report.options.account, report.grain
    added = added_up(lines, problems)
    records = records_of(added, source=report.preset.id, account=account, grain=grain, problems=problems)
    return records, controls


def _controls(report: Report, figures: Figures, lines: Sequence[Line]) -> tuple[Control, ...]:
    """Every totals row against the rows: cost, impressions and clicks. Reach and results are no sums and are not compared."""
    sums, controls = sums_of(lines), []
    for row, label in report.totals:
        for measure, stated in _stated(report, figures, row).items():
            if stated is None or measure not in sums:
                continue
            control = control_of(label, measure, stated, sums[measure], len(lines), covers=True)
            controls.append(control)
            if control.agrees is False:
                report.problems.error(
                    "sources.total_disagrees", row.number, measure, **control_params(control)
                )
    return tuple(controls)


def _stated(report: Report, figures: Figures, row: Row) -> dict[str, Fraction | None]:
    cost = cost_of(report)
    counts = {measure: figures[measure].get(row.number) for measure in MEASURES[1:] if measure in figures}
    return {"cost": paid(figures, cost, row.number), **counts}


def _check_options(report: Report) -> None:
    options, problems = report.options, report.problems
    if not options.account:
        problems.error("sources.account_missing")
    if not options.zone and not _zone(report):
        problems.warn("sources.account_zone_unknown")
        return
    try:
        zone_of(options.zone or _zone(report))
    except ZoneError:
        problems.error("sources.zone_unknown", found=options.zone)


def _zone(report: Report) -> str:
    """The zone that the person says, else UTC when a header or a title names it."""
    named = {header.zone for header in report.headers.values()} | {report.said("zone")[1].strip().casefold()}
    return report.options.zone or ("UTC" if "utc" in named else "")


def _check_one_account(report: Report) -> None:
    cells = report.column("account", report.data)
    names = {cell.text: cell.row for cell in reversed(cells) if not cell.missing}
    if len(names) > 1:
        found = shown(", ".join(sorted(names)))
        report.problems.error("sources.several_accounts", max(names.values()), found=found)


def _facts(report: Report) -> dict[str, str]:
    _, period = stated_period(report)
    noted = {
        "preset": f"{report.preset.id}@{report.preset.version}",
        "seen": "yes" if report.preset.seen else "no",
        "grain": report.grain,
        "zone": _zone(report),
        "zone_in_file": shown(report.said("zone")[1]),
        "account_in_file": shown(report.said("account")[1]),
        "unit": report.said("unit")[1],
        "period": days_shown(period) if period else "",
    }
    return {**report.grid.facts, **{name: text for name, text in noted.items() if text}}
