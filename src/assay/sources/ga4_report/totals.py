"""Tables of a report that is not by day: kept as totals of its period, never spread over days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.period import ONE_DAY, Span
from assay.core.tables import Record
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.cells import Located, Row
from assay.sources.columns import fractions_of
from assay.sources.covers import covered
from assay.sources.ga4_report.held import held, is_whole
from assay.sources.ga4_report.sections import Section
from assay.sources.periods import agreed_period, days_shown
from assay.sources.problems import Problems, shown, without_contacts

FORMAT_ID = "ga4_report"

Counts = Mapping[str, Sequence[Fraction | None]]


@dataclass(frozen=True, slots=True)
class Totals:
    """One table that splits the sessions of a period.

    Attributes:
        section: The table.
        splits: Index of a column → by what it splits sessions.
        period: The days of its figures.
        rows: Its rows that are no totals, each as wide as its header.
        sums: Its rows that add up the others.
    """

    section: Section
    splits: Mapping[int, str]
    period: Span
    rows: tuple[Row, ...]
    sums: tuple[Row, ...]

    @property
    def dimension(self) -> str:
        """By what the sessions are split."""
        return " / ".join(self.splits.values())

    def value(self, row: Row) -> str:
        """What the sessions of a row have in common."""
        return " / ".join(without_contacts(row.texts[index]) for index in self.splits)


def tables_of_periods(
    sections: Sequence[Section], options: ImportOptions, problems: Problems
) -> list[Totals]:
    """The tables that split sessions by something of the whole session; of two that split alike none, with a finding."""
    said = covered(options.covers, problems)
    found: dict[str, Totals] = {}
    for section in sections:
        splits = section.splits
        if splits is None:
            continue
        period = _period(section, said, problems)
        if period is None:
            continue
        each = _totals(section, splits, period, problems)
        if each.dimension in found:
            rows = f"{found[each.dimension].section.header.number}, {section.header.number}"
            problems.error("sources.ga4_several_tables", section.header.number, found=2, rows=rows)
        found.setdefault(each.dimension, each)
    return list(found.values())


def parsed_totals(
    tables: Sequence[Totals],
    sections: int,
    options: ImportOptions,
    problems: Problems,
    facts: Mapping[str, str],
) -> Parsed:
    """The records of all tables, each table's own total held against its rows."""
    read = [_read(table, options, problems) for table in tables]
    records = tuple(record for some, _ in read for record in some)
    controls = tuple(control for _, some in read for control in some)
    if sections > len(tables):
        problems.report("sources.ga4_tables_left_out", found=sections - len(tables))
    first = min(table.period.start_on for table in tables)
    last = max(table.period.last_on for table in tables)
    split = ", ".join(table.dimension for table in tables)
    row = tables[0].section.header.number
    problems.warn(
        "sources.sessions_kept_as_totals", row, rows=len(records), split=split, first=first, last=last
    )
    noted = {**facts, "covers": days_shown(tables[0].period), "split": split}
    kept = () if problems.has_error() else records
    return Parsed(
        FORMAT_ID, kept, problems.findings, controls, sum(len(table.rows) for table in tables), noted
    )


def _period(section: Section, said: Span | None, problems: Problems) -> Span | None:
    """The days that a table sums up, said by its lines or by the person."""
    first, last = section.start_on, section.last_on
    stated = Span(first, last + ONE_DAY) if first and last and first <= last else None
    row, before = section.header.number, problems.has_error()
    period = agreed_period(stated, said, row, problems)
    if period is None and problems.has_error() == before:
        problems.error("sources.aggregated_not_daily", row, found=shown(", ".join(section.header.texts)))
    return period


def _totals(section: Section, splits: Mapping[int, str], period: Span, problems: Problems) -> Totals:
    sums = tuple(row for row in section.rows if section.is_sum(row, list(splits)))
    rows = tuple(row for row in section.rows if row not in sums and is_whole(row, section, problems))
    return Totals(section, splits, period, rows, sums)


def _read(
    table: Totals, options: ImportOptions, problems: Problems
) -> tuple[tuple[Record, ...], tuple[Control, ...]]:
    counts = {
        name: _counts(table, name, options, problems)
        for name in ("sessions", "engaged")
        if name in table.section.places
    }
    for row, whole, part in zip(table.rows, counts["sessions"], counts.get("engaged", ()), strict=False):
        if whole is not None and part is not None and part > whole:
            problems.error("sources.part_exceeds_whole", row.number, found=part, expected=whole)
    controls = () if problems.has_error() else held(table.section, table.sums, counts, problems)
    return _records(table, counts, options.account), controls


def _counts(table: Totals, name: str, options: ImportOptions, problems: Problems) -> list[Fraction | None]:
    at = table.section.places[name]
    cells = [Located(row.number, row.cells[at]) for row in table.rows]
    header = table.section.header.texts[at]
    for cell in cells:
        if cell.missing:
            problems.error("sources.missing_value", cell.row, header, found=cell.text)
    return fractions_of(cells, header, problems, mark=options.decimal_mark, whole=True, grouped=True)


def _records(table: Totals, counts: Counts, account: str) -> tuple[Record, ...]:
    """Rows of one value are added up at the first of them."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(table.rows):
        places[table.value(row)].append(index)
    return tuple(
        Record(
            "session_totals",
            table.rows[some[0]].number,
            {
                "source": FORMAT_ID,
                "account": account,
                "dimension": table.dimension,
                "value": value,
                "start_on": table.period.start_on,
                "end_on": table.period.end_on,
                **_figures(counts, some),
            },
        )
        for value, some in places.items()
    )


def _figures(counts: Counts, places: Sequence[int]) -> dict[str, int | None]:
    """Sessions, and how many bounced where the report says which were engaged."""
    sums = {
        name: sum((column[index] or Fraction(0) for index in places), Fraction(0)).numerator
        for name, column in counts.items()
    }
    judged = sums["sessions"] if "engaged" in sums else None
    bounced = sums["sessions"] - sums["engaged"] if "engaged" in sums else None
    return {"sessions": sums["sessions"], "judged": judged, "bounced": bounced}
