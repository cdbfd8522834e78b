"""One column at a time: cells to numbers and days, with the decisions that need the whole column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from assay.sources.cells import Located, is_cell_error
from assay.sources.dates import LAST_YEAR, Stamp, decide_order, read_stamp
from assay.sources.numbers import Bare, MarkDecision, bare_number, decide_mark
from assay.sources.problems import Problems, rows_shown, shown


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
        written = [(cell.row, bare) for cell, bare in zip(cells, bares, strict=True) if bare]
        decision = decide_mark(written, whole=whole, grouped=grouped)
        if not decision.mark:
            _refuse_mark(decision, cells, column, problems)
            return [None] * len(cells)
        mark = decision.mark
    return [
        _number(cell, bare, mark, column, problems, whole=whole)
        for cell, bare in zip(cells, bares, strict=True)
    ]


def _refuse_mark(decision: MarkDecision, cells: Sequence[Located], column: str, problems: Problems) -> None:
    texts = {cell.row: shown(cell.text) for cell in cells}
    first, last = decision.against[0], decision.against[-1]
    if decision.mixed:
        found = {"first": texts[first], "second": texts[last], "other": last}
        problems.error("sources.mixed_decimal_marks", first, column, **found)
    else:
        rows = rows_shown(decision.against)
        problems.error("sources.decimal_mark_unknown", first, column, found=texts[first], rows=rows)


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
    written = [cell for cell in cells if isinstance(cell.cell, str) and not cell.missing]
    order = order or decide_order([cell.text for cell in written])
    if not order:
        rows = rows_shown(cell.row for cell in written)
        first = written[0]
        problems.error("sources.date_order_unknown", first.row, column, found=shown(first.text), rows=rows)
        return [None] * len(cells)
    return [_stamp(cell, order, column, problems) for cell in cells]


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
