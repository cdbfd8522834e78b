"""One list, read: its columns, its rows as people, and every cell as it was for showing side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assay.core.comparison.records import Claim, Enquiry, Listed
from assay.sources.cells import is_missing, text_of
from assay.sources.dates import decide_order
from assay.sources.lists.detect import Chosen, Said, Unused, choose, unused
from assay.sources.lists.grids import Line, Table, read_table
from assay.sources.lists.people import People, placed
from assay.sources.lists.words import IDENTITIES
from assay.sources.problems import Problems, rows_shown, shown

TOLD_EVERY = 500
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a person says about a list.

    Attributes:
        side: ``claim`` or ``evidence``.
        columns: Columns that are named instead of told.
        dates: ``dmy``, ``mdy`` or ``ymd``; empty to decide by the column.
        region: ISO country of phone numbers without ``+`` in rows that name no country.
        encoding: Of a text; empty to decide by the bytes.
    """

    side: str
    columns: Said = field(default_factory=dict)
    dates: str = ""
    region: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read.

    Attributes:
        headers: Of all columns, known or not.
        columns: What those that are known were taken for.
        unused: Those that were taken for nothing.
        lines: The rows that hold somebody, with every cell.
        claims: For a claim, the rows as people, one for each line.
        enquiries: For the evidence, likewise.
        dates: Order of day and month that was found; empty without a column of days.
        totals: Rows that are totals.
        skipped: Rows that hold nothing in any known column, such as remarks.
        sheets: The sheets that were read; none for text.
        facts: How a text was read: ``encoding`` and ``delimiter``.
    """

    headers: tuple[str, ...]
    columns: tuple[Chosen, ...]
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    dates: str = ""
    totals: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()

    def has(self, *fields: str) -> bool:
        """Whether any column is one of these."""
        return any(column.field in fields for column in self.columns)


def read_list(
    data: bytes,
    options: ListOptions,
    problems: Problems,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> ReadList | None:
    """Read a list; None when a finding says why it cannot be compared.

    Args:
        data: The bytes of the file.
        options: What a person says about it.
        problems: Takes the findings; none of them shows a contact.
        progress: Told every 500 rows how many are done, of how many.
    """
    said = [name for names in options.columns.values() for name in names]
    table = read_table(data, said, problems, options.encoding)
    if table is None or problems.has_error():
        return None
    cells = [[line.row.cells[index] for line in table.lines] for index in range(len(table.headers))]
    columns = choose(table.headers, cells, options.columns, options.side, problems)
    told = any(column.field in (*IDENTITIES, "name", "company") for column in columns)
    if not told and not problems.has_error():
        known = ", ".join(shown(header) for header in table.headers if header)
        problems.error("compare.no_identity_column", row=table.header_row, known=known, side=options.side)
    order = _order(columns, table.lines, options, problems)
    if problems.has_error():
        return None
    people = People(placed(columns), order, options.region)
    listed = _listed(table, people, progress)
    kept = [(line, one) for line, one in zip(table.lines, listed, strict=True) if not one.empty]
    _report([one for _, one in kept], people, [line for line, _ in kept], problems)
    is_claim = options.side == "claim"
    return ReadList(
        headers=table.headers,
        columns=columns,
        lines=tuple(line for line, _ in kept),
        claims=tuple(people.claim(one) for _, one in kept) if is_claim else (),
        enquiries=() if is_claim else tuple(people.enquiry(one, line.row) for line, one in kept),
        dates=order,
        totals=table.totals,
        skipped=tuple(one.row for one in listed if one.empty),
        sheets=table.sheets,
        facts=table.facts,
        unused=unused(table.headers, cells, columns),
    )


def _listed(table: Table, people: People, progress: Callable[[int, int], None]) -> list[Listed]:
    """Every row of the table as a person, told on the way."""
    listed = []
    for done, line in enumerate(table.lines):
        if done % TOLD_EVERY == 0:
            progress(done, len(table.lines))
        listed.append(people.listed(line))
    progress(len(table.lines), len(table.lines))
    return listed


def _order(columns: Sequence[Chosen], lines: Sequence[Line], options: ListOptions, problems: Problems) -> str:
    """Which number is the day, for the whole column; a finding when it cannot be told."""
    index = next((column.index for column in columns if column.field == "time"), None)
    if index is None:
        return ""
    cells = [(line.row.number, line.row.cells[index]) for line in lines]
    written = [
        (row, text_of(cell)) for row, cell in cells if isinstance(cell, str) and not is_missing(text_of(cell))
    ]
    order = options.dates or decide_order([text for _, text in written])
    if not order:
        rows = rows_shown(row for row, _ in written)
        option = f"--{options.side}-dates"
        row, text = written[0]
        problems.error("compare.date_order_unknown", row, found=shown(text), rows=rows, option=option)
    return order


def _warn_ruined(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.identities_ruined", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_unreadable(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.identities_unreadable", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_days(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.days_unreadable", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_countries(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.countries_unknown", rows[0], count=len(rows), rows=rows_shown(rows))


def _warn_answers(problems: Problems, rows: Sequence[int]) -> None:
    problems.warn("compare.answers_unclear", rows[0], count=len(rows), rows=rows_shown(rows))


_NOTICES: Mapping[str, Callable[[Problems, Sequence[int]], None]] = {
    "ruined": _warn_ruined,
    "unreadable": _warn_unreadable,
    "days": _warn_days,
    "countries": _warn_countries,
    "answers": _warn_answers,
}


def _report(listed: Sequence[Listed], people: People, lines: Sequence[Line], problems: Problems) -> None:
    """What a person should look at: rows whose identity, day, country or answer cannot be read."""
    rows: dict[str, list[int]] = {name: [] for name in _NOTICES}
    for one, line in zip(listed, lines, strict=True):
        if one.trouble:
            rows[one.trouble.value].append(one.row)
        if one.day_unreadable:
            rows["days"].append(one.row)
        if people.text(line.row, "country") and not one.country:
            rows["countries"].append(one.row)
        if people.answers_unclearly(line.row):
            rows["answers"].append(one.row)
    for name, found in rows.items():
        if found:
            _NOTICES[name](problems, found)
