"""The Google Analytics 4 report as a source: the one table that has day, campaign and sessions. Users are never added."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from assay.core.tables import Record
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.cells import Located, Row
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.dates import zone_said
from assay.sources.erase import table_without_rows
from assay.sources.ga4_report.held import held, is_whole
from assay.sources.ga4_report.sections import Section, has_preamble, sections_of
from assay.sources.ga4_report.totals import parsed_totals, tables_of_periods
from assay.sources.ga4_report.words import NO_CAMPAIGN, column_of, is_split
from assay.sources.numbers import bare_number
from assay.sources.problems import Problems, shown, without_contacts
from assay.sources.table import lines_of
from assay.sources.text import decode

FORMAT_ID = "ga4_report"
_LOOKED_AT = 8_192


class Ga4Report:
    """A report or an exploration of Google Analytics 4, downloaded as CSV."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the first lines decide, not the name
        head = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf")
        if head[:1] not in (b"#", b'"') and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            return False
        decoded = decode(data, Problems(""))
        return decoded is not None and has_preamble(decoded.text[:_LOOKED_AT])

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        if not options.account:
            problems.error("sources.account_missing")
        zone_said(options.zone, problems, "sources.day_zone_missing")
        decoded = decode(data, problems)
        if decoded is None:
            return Parsed(FORMAT_ID, (), problems.findings)
        facts = {"encoding": decoded.encoding, "zone": options.zone}
        sections = _sections(lines_of(decoded.text), problems)
        if sections and not any(section.is_daily for section in sections):
            tables = tables_of_periods(sections, options, problems)
            if tables:
                return parsed_totals(tables, len(sections), options, problems, facts)
        section = _section(sections, problems)
        if section is None:
            return Parsed(FORMAT_ID, (), problems.findings, (), 0, facts)
        records, controls = _read(section, options, problems)
        if section.start_on and section.last_on:
            facts["covers"] = f"{section.start_on}/{section.last_on}"
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, controls, len(section.own_rows), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, lambda _: 0, rows)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The rows of the table, column by column."""

    days: Sequence[date | None]
    campaigns: Sequence[str]
    counts: Mapping[str, Sequence[Fraction | None]]


def _sections(lines: Sequence[str], problems: Problems) -> list[Section]:
    try:
        return list(sections_of(lines))
    except csv.Error:
        problems.error("sources.broken_quotes")
        return []


def _section(sections: Sequence[Section], problems: Problems) -> Section | None:
    """The one table by day that can be imported; None after a finding when there is none, or more than one."""
    if problems.has_error():
        return None
    daily = [section for section in sections if section.is_daily]
    if len(daily) != 1:
        if daily:
            rows = ", ".join(str(section.header.number) for section in daily)
            problems.error("sources.ga4_several_tables", daily[1].header.number, found=len(daily), rows=rows)
        else:
            headers = "; ".join(", ".join(section.header.texts) for section in sections)
            problems.error(
                "sources.ga4_no_daily_sessions", found=len(sections), columns=shown(headers) or "—"
            )
        return None
    if len(sections) > 1:
        problems.report("sources.ga4_tables_left_out", found=len(sections) - 1)
    return daily[0]


def _read(
    section: Section, options: ImportOptions, problems: Problems
) -> tuple[tuple[Record, ...], tuple[Control, ...]]:
    rows = [row for row in section.own_rows if is_whole(row, section, problems)]
    known = section.places
    dropped = [header for header in section.header.texts if not column_of(header) and not is_split(header)]
    if dropped:
        columns = shown(", ".join(header or "—" for header in dropped))
        problems.report("sources.columns_dropped", section.header.number, columns=columns)
    campaigns = [row.texts[known["campaign"]] for row in rows]
    _refuse_missing(
        [Located(row.number, row.cells[known["campaign"]]) for row in rows], section, "campaign", problems
    )
    read = _Columns(
        _days(section, rows, options, problems), campaigns, _counts(section, rows, options, problems)
    )
    _check_repeats(section, rows, read, problems)
    if not rows:
        problems.warn("sources.no_rows", section.header.number)
    controls = () if problems.has_error() else held(section, section.totals, read.counts, problems)
    return _records(rows, read, options.account), controls


def _days(
    section: Section, rows: Sequence[Row], options: ImportOptions, problems: Problems
) -> list[date | None]:
    known = section.places
    name = "date" if "date" in known else "nth_day"
    header = section.header.texts[known[name]]
    cells = [Located(row.number, row.cells[known[name]]) for row in rows]
    _refuse_missing(cells, section, name, problems)
    if name == "date":
        stamps = stamps_of(cells, header, problems, order=options.date_order)
        return [stamp.day if stamp else None for stamp in stamps]
    if section.start_on is None:
        problems.error("sources.ga4_start_missing", section.header.number, header)
        return [None] * len(cells)
    return [_nth(cell, section, header, problems) for cell in cells]


def _nth(cell: Located, section: Section, header: str, problems: Problems) -> date | None:
    """The day that is so many days after the section's first."""
    text = cell.text
    if section.start_on and text.isascii() and text.isdigit() and len(text) <= 4:
        day = section.start_on + timedelta(days=int(text))
        if section.last_on is None or day <= section.last_on:
            return day
    if not cell.missing:
        problems.error("sources.not_a_date", cell.row, header, found=shown(text))
    return None


def _counts(
    section: Section, rows: Sequence[Row], options: ImportOptions, problems: Problems
) -> dict[str, Sequence[Fraction | None]]:
    counts: dict[str, Sequence[Fraction | None]] = {}
    for name in ("sessions", "engaged"):
        if name in section.places:
            cells = [Located(row.number, row.cells[section.places[name]]) for row in rows]
            header, mark = section.header.texts[section.places[name]], options.decimal_mark
            counts[name] = fractions_of(cells, header, problems, mark=mark, whole=True, grouped=True)
            _refuse_missing(cells, section, name, problems)
    for row, whole, part in zip(rows, counts["sessions"], counts.get("engaged", ()), strict=False):
        if whole is not None and part is not None and part > whole:
            problems.error("sources.part_exceeds_whole", row.number, found=part, expected=whole)
    return counts


def _refuse_missing(cells: Sequence[Located], section: Section, name: str, problems: Problems) -> None:
    for cell in cells:
        if cell.missing:
            problems.error(
                "sources.missing_value", cell.row, section.header.texts[section.places[name]], found=cell.text
            )


def _check_repeats(section: Section, rows: Sequence[Row], read: _Columns, problems: Problems) -> None:
    """One campaign on one day over several rows adds up only where they are split by something of the whole session."""
    first: dict[tuple[date | None, str], int] = {}
    others = [index for index, header in enumerate(section.header.texts) if not column_of(header)]
    dimensions = [index for index in others if any(bare_number(row.texts[index]) is None for row in rows)]
    foreign = [header for index in dimensions if not is_split(header := section.header.texts[index])]
    for row, day, campaign in zip(rows, read.days, read.campaigns, strict=True):
        if first.setdefault((day, campaign), row.number) == row.number or day is None:
            continue
        if foreign:
            problems.error(
                "sources.ga4_not_addable", section.header.number, columns=shown(", ".join(foreign))
            )
        elif not dimensions:
            problems.error("sources.repeated_row", row.number, found=f"{day}", first=first[day, campaign])


def _records(rows: Sequence[Row], read: _Columns, account: str) -> tuple[Record, ...]:
    """One row per (campaign, day). A session is judged engaged or bounced where the report says which are engaged."""
    sums: defaultdict[tuple[date, str], Fraction] = defaultdict(Fraction)
    engaged: defaultdict[tuple[date, str], Fraction] = defaultdict(Fraction)
    first: dict[tuple[date, str], int] = {}
    judged = "engaged" in read.counts
    for index, row in enumerate(rows):
        day, campaign = read.days[index], read.campaigns[index]
        count = read.counts["sessions"][index]
        if day is None or count is None:
            continue
        key = (day, "" if campaign in NO_CAMPAIGN else without_contacts(campaign))
        first.setdefault(key, row.number)
        sums[key] += count
        engaged[key] += (read.counts["engaged"][index] or 0) if judged else 0
    return tuple(
        Record(
            "sessions",
            first[key],
            {
                "source": FORMAT_ID,
                "account": account,
                "campaign": key[1] or None,
                "day": key[0],
                "sessions": total.numerator,
                "judged": total.numerator if judged else None,
                "bounced": (total - engaged[key]).numerator if judged else None,
            },
        )
        for key, total in sums.items()
    )
