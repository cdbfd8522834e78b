"""A totals row at the end of a table: not a record, but a control of the rows above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    r"(?:grand )?totals?:? *\((\d[\d,.]{0,17}) records?\)|total records: *(\d[\d,.]{0,17})(?![\d,.])",
    re.IGNORECASE,
)
_COUNTED_LINE = re.compile(
    r"(?:合计|总计|总共|一共|共计?)[:： ]*(\d[\d,]{0,17}) *(?:条|行|笔|项|个)(?:记录|数据|询盘|线索|订单)?[。.]?"
    r"|(\d[\d,]{0,17}) (?:rows|records|leads|orders|enquiries) in (?:all|total)\.?",
    re.IGNORECASE,
)
"""A line that says nothing but how many rows there are."""

_SCALES = {"count": 1, "amount": MICROS}


def split_totals(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of data, and rows whose first filled cell says that they are a total."""
    data = [row for row in rows if not is_total(row)]
    return data, [row for row in rows if is_total(row)]


class Sums:
    """What the figures of a table add up to, as its rows come."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = [field for field in fields if field.type in _SCALES]
        self._sums = dict.fromkeys((field.name for field in self._fields), 0)
        self._currencies: dict[str, set[Value]] = {field.name: set() for field in self._fields}

    def add(self, values: Mapping[str, Mapping[int, Value]]) -> None:
        """Add the next rows: field → row → value."""
        for field in self._fields:
            self._sums[field.name] += sum(
                value for value in values[field.name].values() if isinstance(value, int)
            )
            if field.type == "amount":
                currencies = values.get(field.currency or "currency", {}).values()
                self._currencies[field.name].update(filter(None, currencies))

    def of(self, field: Field) -> Fraction:
        """The sum of a column of figures, in the unit in which the file writes them."""
        return Fraction(self._sums[field.name], _SCALES[field.type])

    def has_sum(self, field: Field) -> bool:
        """Amounts of several currencies have none."""
        return len(self._currencies[field.name]) <= 1


def hold_totals(
    totals: Sequence[Row], columns: Mapping[int, tuple[Field, str]], sums: Sums, problems: Problems
) -> tuple[Control, ...]:
    """Compare each figure of a totals row with the sum of its column; they must be equal.

    Args:
        totals: The totals rows.
        columns: Index of a column → its field and header.
        sums: Of the rows. Where there is none, the total only informs.
        problems: Takes ``sources.total_disagrees``.
    """
    controls = []
    for row in totals:
        for index, (field, header) in columns.items():
            stated = _readings(row.cells[index]) if field.type in _SCALES else []
            if not stated:
                continue
            control = _control(header, stated, sums.of(field), counts=sums.has_sum(field))
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
    """Compare the number of records that a footer states, such as ``Grand Totals (12 records)`` or ``共 12 条``, with the rows read."""
    controls = []
    for row in footer:
        found = _COUNTED.search(_label(row)) or _COUNTED_LINE.fullmatch(_label(row))
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


def is_total(row: Row) -> bool:
    """Whether the first filled cell of a row says that it is a total, or its only one how many rows there are."""
    label = _label(row)
    if label.casefold().rstrip(":：") in _WORDS:
        return True
    return sum(map(bool, row.texts)) == 1 and bool(_COUNTED_LINE.fullmatch(label))


def _label(row: Row) -> str:
    return next((text for text in row.texts if text), "")
