"""A workbook from rows: text that is never a formula, figures, live formulas and their checks. The same rows give the same bytes.

XlsxWriter is wrapped here alone. Beside each formula stands what it gives, for readers that show a file and do not calculate:
it is worked out from the formula itself, over the cells as they are written, once all of them are.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from assay.core.money import exponent
from assay.i18n import translate
from assay.reports.workbook.calculation import Cell, Fault, Grid, Result
from assay.reports.workbook.numbers import exact_format, exact_of, kept, literal, money_format, quoted, stored

Look: TypeAlias = "str | int | bool"

INK, SECOND, RULE, HEAD = "#1D2126", "#4A5058", "#B9B4A8", "#E6ECEB"
GOOD, BAD, OPEN, INPUT = "#0B6E69", "#A8321C", "#8A5A00", "#1F4E9E"
_BAD_FILL = "#FBE3DD"
PAGE, PAGES = "\0", "\1"
"""Where a footer has the page and the number of pages."""

_FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
_LONGEST = 32767
_LINE = 16
_FOOTER = 100


class Leaf:
    """One sheet. Rows and columns count from zero."""

    def __init__(self, book: Book, key: str) -> None:
        self.book = book
        self.name = translate(book.lang, f"book.sheet.{key}")
        self.sheet: Any = book.workbook.add_worksheet(self.name)
        self.formulas: dict[Cell, tuple[str, Any]] = {}
        self.checks: list[tuple[int, int]] = []
        self.stated = 0

    def here(self, row: int, column: int) -> str:
        """The address of a cell, for formulas of this sheet."""
        return str(xl_rowcol_to_cell(row, column))

    def there(self, cell: str) -> str:
        """The address of a cell of this sheet, for formulas of another."""
        return f"'{self.name}'!{cell}"

    def words(self, row: int, column: int, text: str, **look: Look) -> None:
        """Text, whatever it begins with.

        Raises:
            ValueError: It is longer than a cell.
        """
        if len(text) > _LONGEST:
            raise ValueError(text[:60])
        self.sheet.write_string(row, column, text, self.book.look(**look))
        self.book.grid.put((self.name, row, column), text or None)

    def across(self, row: int, first: int, last: int, text: str, **look: Look) -> None:
        """Text over several columns; the merge itself would read ``=`` as a formula, so the text is written after it."""
        self.sheet.merge_range(row, first, row, last, "", self.book.look(**look))
        self.words(row, first, text, **look)

    def height(self, row: int, text: str, width: int) -> None:
        """Make a row high enough for a text: merged cells do not grow by themselves."""
        self.sheet.set_row(row, _LINE * lines_of(text, width) + 2)

    def exact(self, row: int, column: int, text: str, **look: Look) -> None:
        """An exact number as it stands in the statement; a fraction as the division that it is."""
        value = exact_of(text)
        looks = {"num_format": exact_format(value), **look}
        if "/" in literal(value):
            self.formula(row, column, f"{value.numerator}/{value.denominator}", **looks)
        else:
            self._number(row, column, value, **looks)

    def money(self, row: int, column: int, text: str, **look: Look) -> None:
        """A posted amount, with the currency's digits."""
        self._number(row, column, exact_of(text), num_format=self.book.money, **look)

    def _number(self, row: int, column: int, value: Fraction, **look: Look) -> None:
        self.sheet.write_number(row, column, value, self.book.look(**{"align": "right", **look}))
        self.book.grid.put((self.name, row, column), kept(value))

    def formula(self, row: int, column: int, formula: str, **look: Look) -> None:
        """A live formula; it is written with what it gives, once every cell that it may need is there."""
        cell = (self.name, row, column)
        self.book.grid.formula(cell, formula)
        self.formulas[cell] = (f"={formula}", self.book.look(**{"align": "right", **look}))

    def write_formulas(self, results: Mapping[Cell, Result]) -> None:
        """Each formula, and what it gives beside it; then all of the sheet is there, and is what is printed."""
        for cell, (formula, drawn) in self.formulas.items():
            _, row, column = cell
            self.sheet.write_formula(row, column, formula, drawn, _shown(results[cell]))
        self.sheet.print_area(0, 0, self.sheet.dim_rowmax, self.sheet.dim_colmax)

    def check(self, row: int, column: int, holds: str, **look: Look) -> None:
        """Word and shape of whether a condition holds; what cannot be computed does not hold."""
        good, bad = (quoted(self.book.word(f"check.{word}")) for word in ("good", "bad"))
        formula = f"IFERROR(IF({holds},{good},{bad}),{bad})"
        self.formula(row, column, formula, **{**look, "align": "center", "bold": True})
        self.checks.append((row, column))

    def check_money(self, row: int, column: int, found: str, stated: str, **look: Look) -> None:
        """Whether two amounts are the same to the minor unit."""
        self.check(row, column, f"ROUND({found}-{stated},{self.book.digits})=0", **look)

    def check_exact(self, row: int, column: int, found: str, stated: str) -> None:
        """Whether two unrounded values are the same but for the binary dust."""
        self.check(row, column, f"ABS({found}-{stated})<=1E-9+1E-12*ABS({stated})")

    def as_stated(self, row: int, column: int, **look: Look) -> None:
        """Say that a figure is taken over from the statement."""
        self.stated += 1
        self.words(row, column, self.book.word("check.stated"), align="center", font_color=SECOND, **look)

    def colour_checks(self, column: int) -> None:
        """Colour beside word and shape."""
        good, bad = self.book.word("check.good")[0], self.book.word("check.bad")[0]
        marked: tuple[tuple[str, dict[str, Look]], ...] = (
            (good, {"font_color": GOOD}),
            (bad, {"font_color": BAD, "bg_color": _BAD_FILL, "bold": True}),
        )
        for mark, look in marked:
            rule = {"type": "text", "criteria": "begins with", "value": mark}
            rule["format"] = self.book.workbook.add_format(look)
            self.sheet.conditional_format(0, column, 1048575, column, rule)

    def tally(self) -> str:
        """A formula that counts the checks that hold."""
        good = quoted(self.book.word("check.good"))
        columns = sorted({column for _, column in self.checks})
        last = max(row for row, _ in self.checks)
        ranges = (self.there(f"{self.here(0, column)}:{self.here(last, column)}") for column in columns)
        return "+".join(f"COUNTIF({cells},{good})" for cells in ranges)


@dataclass
class Book:
    """A workbook being written.

    Attributes:
        lang: Of every word of ours.
        currency: Of every posted amount.
        number: Of the document.
        footer: Left and right of every page, with PAGE and PAGES where the numbers go.
        at: The document's date; nothing else in the file tells a time.
        grid: Its cells, over which the formulas are calculated.
    """

    lang: str
    currency: str
    number: str
    footer: tuple[str, str]
    at: datetime
    leaves: list[Leaf] = field(default_factory=list)
    grid: Grid = field(default_factory=Grid)

    def __post_init__(self) -> None:
        self._target = io.BytesIO()
        self.workbook: Any = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._looks: dict[tuple[tuple[str, Look], ...], Any] = {}
        created = self.at.astimezone(UTC).replace(tzinfo=None)
        self.workbook.set_properties({"title": self.number, "author": "Assay", "created": created})
        self.workbook.set_calc_mode("auto")
        self.money = money_format(self.currency)
        self.digits = exponent(self.currency)

    def leaf(self, key: str) -> Leaf:
        """A new sheet, with A4 pages, number, digest and page in the footer."""
        leaf = Leaf(self, key)
        sheet = leaf.sheet
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        left, right = (_plain(text[:_FOOTER]) for text in self.footer)
        right = right.replace(PAGE, "&P").replace(PAGES, "&N")
        sheet.set_footer(f"&L&8 {left}&R&8 {right}")
        sheet.hide_gridlines(2)
        sheet.set_default_row(_LINE + 2)
        self.leaves.append(leaf)
        return leaf

    def look(self, **look: Look) -> Any:  # noqa: ANN401  # XlsxWriter's own format
        """A format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            base: dict[str, Look] = {
                "font_name": _FONTS[self.lang], "font_size": 10, "font_color": INK, "valign": "vcenter",
            }  # fmt: skip
            self._looks[key] = self.workbook.add_format(base | look)
        return self._looks[key]

    def word(self, key: str, **params: str) -> str:
        """A word of the workbook."""
        return translate(self.lang, f"book.{key}", params)

    def bytes(self) -> bytes:
        """The file.

        Raises:
            UnknownFormulaError: A formula says what cannot be calculated here.
        """
        results = self.grid.results()
        for leaf in self.leaves:
            leaf.write_formulas(results)
        self.workbook.close()
        return self._target.getvalue()


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many digits: a Chinese character is as wide as two, others a bit under one."""
    lines = (sum(20 if ord(char) > 0x2E7F else 9 for char in line) for line in text.split("\n"))
    return sum(max(1, -(-tenths // (10 * width))) for tenths in lines)


def _shown(result: Result) -> str | int | float | bool:
    """What is written beside a formula; one that gives an empty cell shows zero."""
    if isinstance(result, Fraction):
        return stored(result)
    return str(result) if isinstance(result, Fault) else result or 0


def _plain(text: str) -> str:
    """Text in a footer, where ``&`` begins a command."""
    return text.replace("&", "&&")
