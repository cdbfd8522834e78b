"""A reconciliation as rows for spreadsheets: the lines with numbers one can add, and what is beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from assay.core.money import Money, decimal_text
from assay.core.reconciliation.lines import Line
from assay.core.reconciliation.observed import Measure
from assay.i18n import translate
from assay.services.compare_rows import csv_cell
from assay.services.reconcile import Reconciled
from assay.sources.cells import Cell
from assay.sources.workbook import Page, book_bytes

COLUMNS = (
    "month", "vendor", "pair", "measure", "account", "campaign", "unit", "first_book", "first", "second_book", "second",
    "difference", "explained", "residual", "allowed", "state",
)  # fmt: skip
_TWO_DIGITS = "CNY"
"""A currency with two digits, to round what has none."""

_WIDE = {"B": 24, "C": 28, "E": 26, "F": 28, "H": 34, "J": 34}


def rows_of(done: Reconciled, lang: str) -> list[list[Cell]]:
    """A header and one row per line, without a service provider where an account also holds what is another's.

    Money is rounded to the currency's digits; what cannot be said stays blank.
    """
    head: list[Cell] = [translate(lang, f"reconciliation.head.{name}") for name in COLUMNS]
    vendor = (done.vendor.zh if lang == "zh" else done.vendor.en) if done.vendor else ""
    return [
        head,
        *(
            _row(line, "" if line.whole and line.account in done.shared else vendor, lang)
            for line in done.lines
        ),
    ]


def csv_text(done: Reconciled, lang: str) -> str:
    """The rows as CSV; nothing in it is a formula to a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([csv_cell(cell) for cell in row] for row in rows_of(done, lang))
    return buffer.getvalue()


def workbook(done: Reconciled, lang: str) -> bytes:
    """Excel: the lines, then the silent days, the altered figures and the price of credit, each on a sheet of its own."""
    pages = [
        Page(translate(lang, "reconciliation.sheet.lines"), rows_of(done, lang), _WIDE, 1, filtered=True)
    ]
    for name, rows in (
        ("gaps", _gaps(done)),
        ("restated", _restated(done, lang)),
        ("top_ups", _top_ups(done)),
    ):
        head = translate(lang, f"reconciliation.columns.{name}").split("|")
        sheet = translate(lang, f"reconciliation.sheet.{name}")
        pages.append(Page(sheet, [head, *rows], dict.fromkeys("BCDE", 24), 1))
    return book_bytes(pages)


def measure_name(measure: str, lang: str) -> str:
    """What is measured; the column of a file as it is called."""
    return translate(lang, f"reconciliation.measure.{measure}") if measure in set(Measure) else measure


def number_text(value: Fraction | None, unit: str) -> str:
    """A figure for people: money at its currency's digits, a count exact or to two digits; empty when unknown."""
    if value is None:
        return ""
    if unit:
        return Money.of(value, unit).decimal
    return decimal_text(value) if value.denominator == 1 else Money.of(value, _TWO_DIGITS).decimal


def _row(line: Line, vendor: str, lang: str) -> list[Cell]:
    return [
        str(line.month),
        vendor,
        translate(lang, f"reconciliation.pair.{line.pair.value}"),
        measure_name(line.measure, lang),
        line.account,
        line.campaign,
        line.unit,
        line.first_book,
        _cell(line.first, line.unit),
        line.second_book,
        _cell(line.second, line.unit),
        _cell(line.difference, line.unit),
        _cell(line.explained_amount, line.unit),
        _cell(line.residual, line.unit),
        _cell(line.allowed, line.unit),
        translate(lang, f"reconciliation.state.{line.state.value}"),
    ]


def _gaps(done: Reconciled) -> list[Sequence[Cell]]:
    return [
        [str(gap.month), str(gap.book), one.start_on, one.last_on, Decimal(one.days)]
        for gap in done.gaps
        for one in gap.stretches
    ]


def _restated(done: Reconciled, lang: str) -> list[Sequence[Cell]]:
    return [
        [
            str(one.month), str(one.book), one.campaign, measure_name(one.measure, lang), ", ".join(one.files), one.unit,
            _cell(one.then, one.unit), _cell(one.now, one.unit), Decimal(one.days), one.day,
        ]
        for one in done.restated
    ]  # fmt: skip


def _top_ups(done: Reconciled) -> list[Sequence[Cell]]:
    return [
        [
            str(one.month), one.account.name, one.account.currency,
            _cell(one.bought.topped_up, one.account.currency), _cell(one.bought.free, one.account.currency), one.bought.currency, _cell(one.bought.paid, one.bought.currency),
            _exact(one.bought.rate), _cell(one.cost.spent if one.cost else None, one.account.currency),
            _cell(one.cost.paid if one.cost else None, one.cost.currency if one.cost else ""),
            _exact(one.cost.rate if one.cost else None),
        ]
        for one in done.top_ups
    ]  # fmt: skip


def _cell(value: Fraction | None, unit: str) -> Cell:
    text = number_text(value, unit)
    return Decimal(text) if text else ""


def _exact(value: Fraction | None) -> str:
    return "" if value is None else decimal_text(value)
