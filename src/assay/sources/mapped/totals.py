"""A totals row at the end of a table: not a record, but a control of the rows above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from assay.core.money import MICROS, decimal_text
from assay.core.tables import Value
from assay.ports import Control
from assay.sources.cells import Cell, Row, text_of
from assay.sources.mapped.model import Field
from assay.sources.numbers import MARKS, bare_number
from assay.sources.problems import Problems

_WORDS = frozenset({"合计", "总计", "total", "grand total", "grand totals", "gesamt", "gesamtsumme", "summe"})
_COUNTED = re.compile(
    r"(?:grand )?totals?:? *\((\d[\d,.]*) records?\)|total records: *(\d[\d,.]*)", re.IGNORECASE
)
_SCALES = {"count": 1, "amount": MICROS}


def split_totals(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of data, and rows whose first filled cell says that they are a total."""
    data = [row for row in rows if not _is_total(row)]
    return data, [row for row in rows if _is_total(row)]


def hold_totals(
    totals: Sequence[Row],
    columns: Mapping[int, tuple[Field, str]],
    values: Mapping[str, Mapping[int, Value]],
    problems: Problems,
) -> tuple[Control, ...]:
    """Compare each figure of a totals row with the sum of its column; they must be equal.

    Args:
        totals: The totals rows.
        columns: Index of a column → its field and header.
        values: Field → row → value. Amounts of several currencies have no sum, so their total only informs.
        problems: Takes ``sources.total_disagrees``.
    """
    controls = []
    for row in totals:
        for index, (field, header) in columns.items():
            scale = _SCALES.get(field.type)
            stated = _readings(row.cells[index]) if scale else []
            if not scale or not stated:
                continue
            mixed = len(set(filter(None, values.get(field.currency or "currency", {}).values()))) > 1
            whole = [value for value in values[field.name].values() if isinstance(value, int)]
            control = _control(
                header, stated, Fraction(sum(whole), scale), counts=field.type != "amount" or not mixed
            )
            controls.append(control)
            if control.agrees is False:
                found = {
                    "total": _label(row),
                    "stated": control.stated,
                    "summed": control.summed,
                    "within": "0",
                }
                problems.error("sources.total_disagrees", row.number, header, **found)
    return tuple(controls)


def hold_footer(footer: Sequence[Row], rows: int, problems: Problems) -> tuple[Control, ...]:
    """Compare the number of records that a footer states, such as ``Grand Totals (12 records)``, with the rows read."""
    controls = []
    for row in footer:
        found = _COUNTED.search(_label(row))
        if found:
            stated = re.sub(r"\D", "", found[1] or found[2])
            agrees = int(stated) == rows
            controls.append(Control("total", "records", stated, str(rows), "0", agrees))
            if not agrees:
                params = {"total": _label(row), "stated": stated, "summed": str(rows), "within": "0"}
                problems.error("sources.total_disagrees", row.number, "", **params)
    return tuple(controls)


def _control(header: str, stated: Sequence[Fraction], summed: Fraction, *, counts: bool) -> Control:
    agrees = summed in stated
    shown = summed if agrees else stated[0]
    return Control(
        "total", header, decimal_text(shown), decimal_text(summed), "0", agrees if counts else None
    )


def _readings(cell: Cell) -> list[Fraction]:
    """What a figure may mean under either decimal mark; the column has decided, the total must fit one of them."""
    if isinstance(cell, Decimal):
        return [Fraction(cell)]
    bare = bare_number(text_of(cell))
    return [bare.value(mark) for mark in MARKS if bare.fits(mark)] if bare else []


def _is_total(row: Row) -> bool:
    return _label(row).casefold().rstrip(":") in _WORDS


def _label(row: Row) -> str:
    return next((text for text in row.texts if text), "")
