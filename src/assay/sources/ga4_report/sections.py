"""One file, many tables: each below its own ``#`` lines, or below a blank line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assay.sources.cells import Row, is_missing
from assay.sources.ga4_report.words import column_of, dimension_of, is_total
from assay.sources.numbers import bare_number
from assay.sources.table import DELIMITERS

_DAY = re.compile(r"(?<!\d)20\d{6}(?!\d)")
_DAILY = ("date", "nth_day")


@dataclass(frozen=True, slots=True)
class Section:
    """One table.

    Attributes:
        start_on: First day of the report; None when its ``#`` lines do not say.
        last_on: Last day; None likewise.
        header: The row of headers.
        rows: Rows below it, totals among them.
    """

    start_on: date | None
    last_on: date | None
    header: Row
    rows: tuple[Row, ...]

    @property
    def places(self) -> Mapping[str, int]:
        """Our column → its index; the first of two of one name."""
        found: dict[str, int] = {}
        for index, header in enumerate(self.header.texts):
            if column_of(header):
                found.setdefault(column_of(header), index)
        return found

    @property
    def is_daily(self) -> bool:
        """Whether it holds sessions by campaign and day."""
        return {"campaign", "sessions"} <= set(self.places) and any(name in self.places for name in _DAILY)

    @property
    def splits(self) -> dict[int, str] | None:
        """Index of a column → by what it splits whole sessions; None for a table by day, without sessions, or split otherwise."""
        names = [dimension_of(header) for header in self.header.texts]
        found = {index: name for index, name in enumerate(names) if name}
        if not found or "sessions" not in self.places or any(name in self.places for name in _DAILY):
            return None
        others = [index for index in range(len(names)) if index not in found]
        foreign = any(
            index < len(row.cells)
            and not is_missing(row.texts[index])
            and bare_number(row.texts[index]) is None
            for row in self.rows
            for index in others
        )
        return None if foreign else found

    @property
    def totals(self) -> tuple[Row, ...]:
        """Rows that add up the others."""
        return tuple(row for row in self.rows if self._adds_up(row))

    @property
    def own_rows(self) -> tuple[Row, ...]:
        """The other rows."""
        return tuple(row for row in self.rows if not self._adds_up(row))

    def _adds_up(self, row: Row) -> bool:
        """A word for the total at the end or where the day should be; or neither day nor campaign."""
        return self.is_sum(row, [self.places[name] for name in (*_DAILY, "campaign") if name in self.places])

    def is_sum(self, row: Row, keys: Sequence[int]) -> bool:
        """Whether a row adds up the others, in a table whose rows are told apart by these columns."""
        texts = row.texts
        held = [texts[index] for index in keys if index < len(texts)]
        beyond = texts[len(self.header.cells) :]
        marked = [text for text in (*held[:1], *beyond) if is_total(text)]
        return bool(keys) and (bool(marked) or not any(held))


def sections_of(lines: Sequence[str]) -> Iterator[Section]:
    """The tables of a file that have any header, in their order.

    Raises:
        csv.Error: A quote is not closed.
    """
    days: list[date] = []
    table: list[Row] = []
    in_preamble = False
    for row in _rows(lines):
        first = row.texts[0] if row.texts else ""
        filled = sum(bool(text) for text in row.texts)
        is_mark = first.startswith("#") and not (table and filled == len(table[0].cells) > 1)
        if table and (is_mark or not filled):
            yield _section(days, table)
            table = []
        if is_mark:
            days = _days(" ".join(row.texts)) if not in_preamble else days + _days(" ".join(row.texts))
        elif filled:
            table.append(row if table else _header(row))
        in_preamble = is_mark or (in_preamble and not filled)
    if table:
        yield _section(days, table)


def has_preamble(head: str) -> bool:
    """Whether a text begins with ``#`` lines that name a day as 20270301."""
    marked = []
    for line in head.lstrip("\ufeff").splitlines():
        if line.strip(' ",;\t') and not line.lstrip('"').startswith("#"):
            break
        marked.append(line)
    return any(map(_days, marked))


def _section(days: Sequence[date], table: Sequence[Row]) -> Section:
    start, last = (days[0] if days else None), (days[1] if len(days) > 1 else None)
    return Section(start, last, table[0], tuple(table[1:]))


def _header(row: Row) -> Row:
    """The header without the blank cells that a spreadsheet adds at its end."""
    end = max(index for index, text in enumerate(row.texts, 1) if text)
    return Row(row.number, row.cells[:end])


def _rows(lines: Sequence[str]) -> Iterator[Row]:
    delimiter = _delimiter(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    for cells in reader:
        yield Row(start, tuple(cells))
        start = reader.line_num + 1


def _delimiter(lines: Sequence[str]) -> str:
    """Decided on the first line with a header that we know; a comma where there is none."""
    for line in lines:
        if not line.lstrip('"').startswith("#"):
            for delimiter in DELIMITERS:
                if sum(bool(column_of(cell.strip('"'))) for cell in line.strip().split(delimiter)) > 1:
                    return delimiter
    return ","


def _days(text: str) -> list[date]:
    found = []
    for written in _DAY.findall(text):
        try:
            found.append(date(int(written[:4]), int(written[4:6]), int(written[6:])))
        except ValueError:
            continue
    return found
