"""The sheet of workings: a row per figure put in and per step, each step a live formula beside the statement's own value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.money import decimal_text
from assay.i18n import translate, translate_or
from assay.reports.paper.page import Source
from assay.reports.paper.spoken import node_words
from assay.reports.workbook.book import GOOD, HEAD, INPUT, RULE, SECOND, Book, lines_of
from assay.reports.workbook.numbers import exact_format, exact_of, literal, rounding

LABEL, FIGURE, STATED, CHECK, HOW = range(5)
_WIDTHS = (44, 20, 20, 15, 62)
_WIDTH = sum(_WIDTHS)
_TOP: Mapping[str, Any] = {"top": 1, "top_color": RULE}


class Page:
    """Rows from the top down; methods return the address on this sheet of the figure they wrote, for the formulas below."""

    def __init__(self, book: Book, source: Source) -> None:
        self.book = book
        self.source = source
        self.line: Mapping[str, Any] = {"id": "", "period": source.document["period"]}
        self.leaf = book.leaf("working")
        self.row = 0
        self._lines = 1
        for column, width in enumerate(_WIDTHS):
            self.leaf.sheet.set_column(column, column, width)
        self.leaf.sheet.set_landscape()

    def top(self) -> None:
        """The note on colours, and the head of the columns, which stays and is printed on every page."""
        note = self.book.word("working_note")
        self.leaf.across(self.row, LABEL, HOW, note, text_wrap=True)
        self.leaf.height(self.row, note, _WIDTH)
        self.row += 1
        for column, key in enumerate(("step", "figure", "stated", "check", "how")):
            align = "right" if column in (FIGURE, STATED) else "center" if column == CHECK else "left"
            look: dict[str, Any] = {"bold": True, "bg_color": HEAD, "bottom": 1, "align": align}
            self.leaf.words(self.row, column, self.book.word(f"head.{key}"), **look)
        self.leaf.sheet.freeze_panes(self.row + 1, 1)
        self.leaf.sheet.repeat_rows(self.row)
        self.leaf.colour_checks(CHECK)
        self.row += 1

    def title(self, text: str, under: str = "") -> None:
        """The head of a line's working."""
        self.row += 1
        look: dict[str, Any] = {
            "bold": True,
            "font_size": 11,
            "bottom": 1,
            "bottom_color": GOOD,
            "font_color": GOOD,
        }
        self.leaf.across(self.row, LABEL, CHECK, text, **look)
        self.leaf.words(self.row, HOW, under, bottom=1, bottom_color=GOOD)
        self.row += 1

    def sentence(self, node: Mapping[str, Any], depth: int = 0) -> None:
        """What a node says, in words."""
        text = node_words(node, self.line, self.source)
        self.leaf.across(self.row, LABEL, HOW, text, text_wrap=True, indent=depth, font_color=SECOND)
        self.leaf.height(self.row, text, _WIDTH - 2 * depth)
        self.row += 1

    def given(self, key: str, text: str, **params: str) -> str:
        """A figure of the contract or of the month, as the statement holds it."""
        self._label(key, params, indent=2)
        self.leaf.exact(self.row, FIGURE, text, font_color=INPUT)
        return self._next()

    def taken(self, key: str, text: str, **params: str) -> str:
        """A result that nothing in the statement lets be computed again: taken over, and said so."""
        self._label(key, params, indent=1)
        self.leaf.exact(self.row, FIGURE, text, font_color=INPUT)
        self.leaf.exact(self.row, STATED, text)
        self.leaf.as_stated(self.row, CHECK)
        return self._next()

    def step(self, key: str, formula: str, stated: str, **params: str) -> str:
        """A step computed here, beside the value that the statement holds for it."""
        self._label(key, params, indent=1)
        value = exact_of(stated)
        self.leaf.formula(self.row, FIGURE, formula, num_format=exact_format(value))
        self.leaf.exact(self.row, STATED, stated)
        self.leaf.check_exact(self.row, CHECK, *self._both())
        how = self._how(key, params)
        if "/" in literal(value):
            how = f"{how} = {decimal_text(value).replace('-', '−')}".strip()
        self._words_how(how)
        return self._next()

    def computed(self, key: str, formula: str) -> str:
        """A step for which the statement holds no value of its own."""
        self._label(key, {}, indent=1)
        self.leaf.formula(self.row, FIGURE, formula, num_format="#,##0.00######")
        self._words_how(self._how(key, {}))
        return self._next()

    def amount(self, exact: str, stated: str) -> str:
        """A line's amount: its exact value rounded once."""
        return self._posted("amount", rounding(exact, self.book.digits), stated)

    def posted(self, key: str, formula: str, stated: str, **params: str) -> str:
        """An amount that is a sum of rounded ones."""
        return self._posted(key, formula, stated, **params)

    def taken_amount(self, stated: str) -> str:
        """A posted amount that nothing in the statement lets be computed again."""
        self._label("amount", {}, bold=True, **_TOP)
        self.leaf.money(self.row, FIGURE, stated, bold=True, font_color=INPUT, **_TOP)
        self.leaf.money(self.row, STATED, stated, **_TOP)
        self.leaf.as_stated(self.row, CHECK, **_TOP)
        self._words_how("", **_TOP)
        return self._next()

    def _posted(self, key: str, formula: str, stated: str, **params: str) -> str:
        self._label(key, params, bold=True, **_TOP)
        self.leaf.formula(self.row, FIGURE, formula, num_format=self.book.money, bold=True, **_TOP)
        self.leaf.money(self.row, STATED, stated, **_TOP)
        self.leaf.check_money(self.row, CHECK, *self._both(), **_TOP)
        self._words_how(self._how(key, params), **_TOP)
        return self._next()

    def _label(self, key: str, params: Mapping[str, str], **look: Any) -> None:  # noqa: ANN401  # looks of a format
        text = translate(self.book.lang, f"book.step.{key}", params)
        self.leaf.words(self.row, LABEL, text, text_wrap=True, **look)
        self._grow(text, _WIDTHS[LABEL] - 4)

    def _how(self, key: str, params: Mapping[str, str]) -> str:
        return translate_or(self.book.lang, f"book.how.{key}", "").format_map(params)

    def _words_how(self, text: str, **look: Any) -> None:  # noqa: ANN401  # same
        self.leaf.words(self.row, HOW, text, text_wrap=True, indent=1, **look)
        self._grow(text, _WIDTHS[HOW] - 2)

    def _grow(self, text: str, width: int) -> None:
        """Make the row high enough for a text of it, beside those before."""
        needed = lines_of(text, width)
        if needed > self._lines:
            self._lines = needed
            self.leaf.height(self.row, text, width)

    def _both(self) -> Sequence[str]:
        return [self.leaf.here(self.row, column) for column in (FIGURE, STATED)]

    def _next(self) -> str:
        self._lines = 1
        self.row += 1
        return self.leaf.here(self.row - 1, FIGURE)
