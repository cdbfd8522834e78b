"""One column at a time: cells to numbers and days, with the decisions that need the whole column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from assay.sources.cells import Located, is_cell_error
from assay.sources.dates import LAST_YEAR, OrderSought, Stamp, read_stamp
from assay.sources.numbers import Bare, MarkSought, bare_number
from assay.sources.problems import FirstRows, Problems, rows_shown, shown


def fractions_of(
    cells: Sequence[Located],
    column: str,
    problems: Problems,
    *,
    mark: str = "",
    whole: bool = False,
    grouped: bool = False,
) -> list[Fraction | None]:
    """The numbers of a column, exact; None where a cell is missing or refused.

    Args:
        cells: The column, in row order.
        column: Its header, for findings.
        problems: Takes cells that are no number, and a column whose decimal mark cannot be told.
        mark: Decimal mark that a person has named; empty to decide by the column.
        whole: Whether the column counts things, so that a fraction is refused.
        grouped: Whether a platform wrote the counts, always without decimals.
    """
    bares = [
        None if cell.missing or isinstance(cell.cell, Decimal) else bare_number(cell.text) for cell in cells
    ]
    if not mark:
        sought = MarkOfColumn(whole=whole, grouped=grouped)
        for cell, bare in zip(cells, bares, strict=True):
            if bare:
                sought.look(cell.row, cell.text, bare)
        mark = sought.settled(column, problems)
        if not mark:
            return [None] * len(cells)
    return [
        _number(cell, bare, mark, column, problems, whole=whole)
        for cell, bare in zip(cells, bares, strict=True)
    ]


class MarkOfColumn:
    """Which decimal mark a column writes, told by all its numbers, which may come part by part in row order."""

    def __init__(self, *, whole: bool, grouped: bool = False) -> None:
        self._sought = MarkSought(whole=whole, grouped=grouped)
        self._texts: dict[int, str] = {}

    def look(self, row: int, text: str, number: Bare) -> None:
        """Look at the next number."""
        self._sought.look(row, number)
        if row in self._sought.open or row in self._sought.against.values():
            self._texts.setdefault(row, text)

    def settled(self, column: str, problems: Problems) -> str:
        """The mark; empty after a finding when it cannot be told."""
        decision = self._sought.decision()
        if decision.mark:
            return decision.mark
        first, last = decision.against[0], decision.against[-1]
        texts = {row: shown(self._texts[row]) for row in (first, last)}
        if decision.mixed:
            found = {"first": texts[first], "second": texts[last], "other": last}
            problems.error("sources.mixed_decimal_marks", first, column, **found)
        else:
            rows = rows_shown(decision.against)
            problems.error("sources.decimal_mark_unknown", first, column, found=texts[first], rows=rows)
        return ""


def _number(
    cell: Located, bare: Bare | None, mark: str, column: str, problems: Problems, *, whole: bool
) -> Fraction | None:
    if cell.missing:
        return None
    value = Fraction(cell.cell) if isinstance(cell.cell, Decimal) else None
    if bare is not None and bare.fits(mark):
        value = bare.value(mark)
    if value is None:
        if is_cell_error(cell.text):
            problems.error("sources.cell_error", cell.row, column, found=shown(cell.text))
        else:
            problems.error("sources.not_a_number", cell.row, column, found=shown(cell.text))
        return None
    if whole and (value.denominator != 1 or value < 0):
        problems.error("sources.not_a_count", cell.row, column, found=shown(cell.text))
        return None
    return value


def stamps_of(
    cells: Sequence[Located], column: str, problems: Problems, *, order: str = ""
) -> list[Stamp | None]:
    """Day and time of each cell of a column; None where a cell is missing or refused.

    Args:
        cells: The column, in row order. Days and moments of a workbook need no order.
        column: Its header, for findings.
        problems: Takes cells that are no date, and a column whose order of day and month cannot be told.
        order: ``dmy``, ``mdy`` or ``ymd`` when a person has named it.
    """
    if not order:
        sought = OrderOfColumn()
        for cell in cells:
            if isinstance(cell.cell, str) and not cell.missing:
                sought.look(cell.row, cell.text)
        order = sought.settled(column, problems)
        if not order:
            return [None] * len(cells)
    return [_stamp(cell, order, column, problems) for cell in cells]


class OrderOfColumn:
    """Which number of a column's days is the day, told by all its texts, which may come part by part in row order."""

    def __init__(self) -> None:
        self._sought = OrderSought()
        self._first = ""
        self._rows = FirstRows()

    def look(self, row: int, text: str) -> None:
        """Look at the next text that is not missing."""
        self._first = self._first or text
        self._rows.add(row)
        self._sought.look(text)

    def settled(self, column: str, problems: Problems) -> str:
        """The order; empty after a finding when it cannot be told."""
        order = self._sought.found()
        if not order:
            rows = self._rows.found
            found = {"found": shown(self._first), "rows": rows_shown(rows)}
            problems.error("sources.date_order_unknown", rows[0], column, **found)
        return order


def _stamp(cell: Located, order: str, column: str, problems: Problems) -> Stamp | None:
    match cell.cell:
        case _ if cell.missing:
            return None
        case datetime() as moment if moment.year <= LAST_YEAR:
            return Stamp(moment.date(), moment.time())
        case date() as day if day.year <= LAST_YEAR:
            return Stamp(day)
    stamp = read_stamp(cell.text, order)
    if stamp is None:
        problems.error("sources.not_a_date", cell.row, column, found=shown(cell.text))
    return stamp
