"""A file that says the same rows over and over: refused by its beginning, for reading it to its end would take minutes."""

from __future__ import annotations

from itertools import takewhile

from assay.core.findings import Finding
from assay.ports import ImportOptions
from assay.sources.cells import Row
from assay.sources.lines import Rows
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.table import read_table
from assay.sources.problems import Problems
from assay.sources.table import Grid

FIRST_ROWS = 10_000
"""Different rows that are remembered; those that come again are counted."""

MOST_AGAIN = 10_000


class RepeatingError(Exception):
    """So many rows are ones that came before that nobody would read on.

    Attributes:
        row: The last one taken.
    """

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class Repeats:
    """Counts rows that say to the letter what one of the first said."""

    def __init__(self) -> None:
        self._first: set[tuple[str, ...]] = set()
        self._again = 0

    def look(self, row: Row) -> None:
        """Look at the next row. Raises RepeatingError when too many have come again."""
        if row.texts in self._first:
            self._again += 1
            if self._again > MOST_AGAIN:
                raise RepeatingError(row.number)
        elif len(self._first) < FIRST_ROWS:
            self._first.add(row.texts)


def repeated_until(
    last: int, mapping: TableMapping, table: Rows, options: ImportOptions, file: str
) -> tuple[tuple[Finding, ...], int]:
    """What is repeated up to a row, that nothing below was read, and how many rows were; nothing where equal rows are no repeated records.

    Args:
        last: The row.
        mapping: Of the table.
        table: The table from its beginning.
        options: What the importing person said.
        file: Its label.
    """
    rows = tuple(row for row, _ in takewhile(lambda each: each[0].number <= last, table.rows))
    problems = Problems(file)
    read = read_table(mapping, Grid((), table.header, rows, table.facts), options, problems).rows_read
    repeated = [finding for finding in problems.findings if finding.code == "sources.repeated_row"]
    if not repeated:
        return (), 0
    told = Problems(file)
    told.error("sources.not_read_on", last, most=MOST_AGAIN)
    return (*repeated, *told.findings), read
