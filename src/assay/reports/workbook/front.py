"""The first sheet: the statement as a page, each amount beside the formula that gives it, and on top whether all agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.i18n.statement import KpiRow, MoneyRow, Rank, Sheet, value_decimals
from assay.reports.paper.page import Source, in_words
from assay.reports.paper.statement import MARKS
from assay.reports.workbook import outcomes
from assay.reports.workbook.book import BAD, GOOD, HEAD, OPEN, RULE, SECOND, Book
from assay.reports.workbook.money import Cash
from assay.reports.workbook.numbers import exact_of, quoted

Json = Mapping[str, Any]

LAST = 6
CHECK = LAST
_WIDTHS = (50, 16, 15, 14, 13, 14, 12)
_TONES = {"met": GOOD, "missed": BAD, "excluded": SECOND}
_HERE = "\0"
_SO_FAR = ("fee", "invoice_basis", "set_offs", "payable")


class Front:
    """Rows of the first sheet from the top down."""

    def __init__(self, book: Book, source: Source) -> None:
        self.book = book
        self.source = source
        self.document = source.document
        self.leaf = book.leaf("statement")
        self.row = 0
        for column, width in enumerate(_WIDTHS):
            self.leaf.sheet.set_column(column, column, width)
        self.leaf.colour_checks(CHECK)

    def heading(self, title: str, under: str) -> None:
        """Title, and beneath it the place of the verdict on all checks; both stay and are printed on every page."""
        self.leaf.across(0, 0, LAST, title, bold=True, font_size=18)
        self.leaf.sheet.set_row(0, 32)
        self.leaf.sheet.set_row(1, 26)
        self.leaf.across(2, 0, LAST, under, font_color=SECOND)
        self.leaf.sheet.freeze_panes(2, 0)
        self.leaf.sheet.repeat_rows(0, 1)
        self.row = 3

    def verdict(self, tallies: Sequence[str], checks: int, stated: int) -> None:
        """Whether all figures agree; how many are taken over is known beforehand."""
        sheet, book = self.leaf.sheet, self.book
        total = "+".join(tallies)
        taken = book.word("stated_too", n=str(stated)) if stated else ""
        good = book.word("all_agree", n=str(checks)) + taken
        before, after = book.word("some_differ", n=str(checks), differ=_HERE).split(_HERE)
        differ = f"{quoted(before)}&({checks}-({total}))&{quoted(after)}"
        look: dict[str, Any] = {"bold": True, "font_size": 13, "bg_color": HEAD, "align": "left", "indent": 1}
        sheet.merge_range(1, 0, 1, LAST, "", book.look(**look))
        self.leaf.formula(1, 0, f"IF({total}={checks},{quoted(good)},{differ})", **look)
        for mark, colour in ((good[0], GOOD), (before[0], BAD)):
            rule = {"type": "text", "criteria": "begins with", "value": mark}
            rule["format"] = book.workbook.add_format({"font_color": "#FFFFFF", "bg_color": colour})
            sheet.conditional_format(1, 0, 1, LAST, rule)

    def facts(self, facts: Sequence[Sequence[str]]) -> None:
        """Names and values."""
        for name, value in facts:
            self.leaf.words(self.row, 0, name, font_color=SECOND)
            self.leaf.across(self.row, 1, LAST, value)
            self.row += 1

    def section(self, key: str) -> None:
        """The head of a part."""
        self.row += 1
        text = self.source.say(f"word.{key}")
        self.leaf.across(
            self.row, 0, LAST, text, bold=True, font_size=12, font_color=GOOD, bottom=2, bottom_color=GOOD
        )
        self.leaf.sheet.set_row(self.row, 24)
        self.row += 1

    def head(self, cells: Mapping[int, str], *, left: Sequence[int] = (0,)) -> None:
        """The head of a table's columns."""
        for column in range(LAST + 1):
            align = "left" if column in left else "center" if column == CHECK else "right"
            look: dict[str, Any] = {
                "bold": True,
                "bg_color": HEAD,
                "bottom": 1,
                "align": align,
                "text_wrap": True,
            }
            look["indent"] = 1 if column in left and column else 0
            self.leaf.words(self.row, column, cells.get(column, ""), **look)
        self.row += 1

    def amounts(self, parts: Sequence[str], at: Mapping[str, str]) -> None:
        """The three amounts, large; the payable in Chinese also in capital figures."""
        word = self.book.word
        self.head({1: word("head.engine"), 2: word("head.figure"), CHECK: word("head.check")})
        capitals = in_words(self.document["payable"], self.document["currency"])
        for part in parts:
            look: dict[str, Any] = {"bottom": 1, "bottom_color": RULE}
            self.leaf.words(self.row, 0, self.source.say(f"amount.{part}"), bold=True, font_size=12, **look)
            self.leaf.money(self.row, 1, self.document[part], bold=True, font_size=12, **look)
            self.leaf.formula(self.row, 2, at[part], num_format=self.book.money, **look)
            text = capitals if part == "payable" and self.book.lang == "zh" else ""
            self.leaf.across(self.row, 3, LAST - 1, text, indent=1, **look)
            self._check_money(**look)
            self.leaf.sheet.set_row(self.row, 24)
            self.row += 1

    def kpis(self, sheet: Sheet) -> None:
        """Targets, values and verdicts; the check holds value and verdict against the figures beside them."""
        word = self.book.word
        name, _, target, value, state = (text[:1].upper() + text[1:] for text in sheet.kpi_head)
        parts = {3: word("head.numerator"), 4: word("head.denominator")}
        self.head({0: name, 1: target, 2: value, **parts, 5: state, CHECK: word("head.check")})
        for kpi, row in zip(self.document["kpis"], sheet.kpis, strict=True):
            self._kpi(kpi, row)
            self.row += 1

    def _kpi(self, kpi: Json, row: KpiRow) -> None:
        look: dict[str, Any] = {"bottom": 1, "bottom_color": RULE}
        self.leaf.words(self.row, 0, row.name, text_wrap=True, **look)
        self.leaf.height(self.row, row.name, _WIDTHS[0])
        shown = _kpi_format(kpi)
        for column, key in enumerate(("target", "value", "numerator", "denominator"), 1):
            if kpi[key] is None:
                self.leaf.words(self.row, column, "–" if key == "value" else "", align="right", **look)
            elif key in ("target", "value"):
                self.leaf.exact(self.row, column, kpi[key], num_format=shown, **look)
            else:
                self.leaf.exact(self.row, column, kpi[key], **look)
        verdict = f"{MARKS.get(kpi['state'], '◐')} {row.verdict}"
        tone = _TONES.get(kpi["state"], OPEN)
        self.leaf.words(self.row, 5, verdict, align="right", bold=True, font_color=tone, **look)
        self._check_kpi(kpi, look)

    def _check_kpi(self, kpi: Json, look: Mapping[str, Any]) -> None:
        goal, found, top, bottom = (self.leaf.here(self.row, column) for column in range(1, 5))
        holds = []
        if kpi["value"] is not None and kpi["numerator"] is not None:
            holds.append(f"ABS({top}/{bottom}-{found})<=1E-9+1E-12*ABS({found})")
        terms = self.source.contract.kpis.get(kpi["id"])
        if terms is not None and outcomes.decided(kpi):
            met = outcomes.is_met(terms.op, kpi["metric"], goal, found)
            holds.append(met if kpi["state"] == "met" else f"NOT({met})")
        if holds:
            self.leaf.check(self.row, CHECK, f"AND({','.join(holds)})", **look)
        else:
            self.leaf.as_stated(self.row, CHECK, **look)

    def money(self, rows: Sequence[MoneyRow], worked: Mapping[str, str]) -> Cash:
        """From the fee to the payable."""
        word = self.book.word
        label, working = (self.source.say(f"money.{key}") for key in ("label", "working"))
        amount = self.source.say("money.amount_in", currency=self.document["currency"])
        self.head(
            {0: label, 1: amount, 2: word("head.figure"), 3: working, CHECK: word("head.check")},
            left=(0, 3, 4, 5),
        )
        first = self.row
        cash = Cash(
            self.source,
            rows,
            at=lambda index: self.leaf.here(first + index, 2),
            worked=worked,
            digits=self.book.digits,
        )
        for row in rows:
            self._money(row, cash.formula(row))
            self.row += 1
        return cash

    def _money(self, row: MoneyRow, formula: str) -> None:
        total = row.rank is Rank.TOTAL
        look: dict[str, Any] = {"bold": row.rank is not Rank.PART, "bottom": 2 if total else 1}
        look["bottom_color"] = GOOD if total else RULE
        indent = 1 if row.rank is Rank.PART else 0
        self.leaf.words(self.row, 0, row.label, indent=indent, text_wrap=True, **look)
        self.leaf.height(self.row, row.label, _WIDTHS[0] - 2)
        self.leaf.money(self.row, 1, row.amount, **look)
        self.leaf.across(self.row, 3, LAST - 1, row.brief, **{**look, "bold": False, "indent": 1})
        if formula:
            self.leaf.formula(self.row, 2, formula, num_format=self.book.money, **look)
            self._check_money(**{**look, "bold": True})
        else:
            self.leaf.formula(self.row, 2, self.leaf.here(self.row, 1), num_format=self.book.money, **look)
            self.leaf.as_stated(self.row, CHECK, **look)

    def _check_money(self, **look: Any) -> None:  # noqa: ANN401  # looks of a format
        cells = (self.leaf.here(self.row, 2), self.leaf.here(self.row, 1))
        self.leaf.check_money(self.row, CHECK, *cells, **look)

    def notes(self, texts: Sequence[str]) -> None:
        """A sentence a row."""
        width = sum(_WIDTHS)
        for text in texts:
            self.leaf.across(self.row, 0, LAST, f"• {text}", text_wrap=True)
            self.leaf.height(self.row, text, width)
            self.row += 1

    def monitors(self, sheet: Sheet) -> None:
        """What is watched and moves no money, as text; what the contract says of its limit stands below its name."""
        name, days, limit, value, state = (text[:1].upper() + text[1:] for text in sheet.monitor_head)
        self.head({0: f"{name} / {limit}", 1: days, 2: value, 3: state}, left=(0, 3))
        for row in sheet.monitors:
            title = f"{row[0]}\n{row[2]}".strip()
            self.leaf.words(self.row, 0, title, text_wrap=True)
            self.leaf.height(self.row, title, _WIDTHS[0])
            for column, shown in ((1, row[1]), (2, row[3])):
                self.leaf.words(self.row, column, shown, align="right")
            self.leaf.across(self.row, 3, LAST, row[4], indent=1)
            self.row += 1

    def so_far(self, documents: Sequence[Json]) -> None:
        """The months so far, and their sums."""
        keys = ("period", *_SO_FAR)
        self.head({i: self.source.say(f"so_far.{key}") for i, key in enumerate(keys)})
        first = self.row
        for document in documents:
            self.leaf.words(self.row, 0, document["period"])
            for column, name in enumerate(_SO_FAR, 1):
                self.leaf.money(self.row, column, document[name])
            self.row += 1
        self.leaf.words(self.row, 0, self.book.word("total"), bold=True, top=1)
        for column in range(1, len(_SO_FAR) + 1):
            cells = f"{self.leaf.here(first, column)}:{self.leaf.here(self.row - 1, column)}"
            self.leaf.formula(self.row, column, f"SUM({cells})", num_format=self.book.money, bold=True, top=1)
        self.row += 1

    def seals(self) -> None:
        """Two boxes, in one high row, so that no page divides them; they say what they are, so no head can be parted from them."""
        say = self.source.say
        buyer, vendor = self.source.parties
        parties = (say("seal.buyer", name=buyer), say("seal.vendor", name=vendor))
        signed, date = say("word.signed"), say("word.date")
        look: dict[str, Any] = {
            "border": 1,
            "border_color": SECOND,
            "valign": "top",
            "text_wrap": True,
            "indent": 1,
        }
        for (first, last), party in zip(((0, 1), (3, LAST)), parties, strict=True):
            self.leaf.across(self.row, first, last, f"\n{party}\n\n\n\n\n\n{signed}\n\n{date}", **look)
        self.leaf.sheet.set_row(self.row, 190)
        self.row += 1


def _kpi_format(kpi: Json) -> str:
    """As many decimals as tell a value from its target: 34.996% is never shown as 35%."""
    decimals = value_decimals(kpi)
    scale = 100 if kpi["kind"] == "ratio" else 1
    figures = [exact_of(kpi[key]) * scale for key in ("target", "value") if kpi[key] is not None]
    is_whole = all(figure.denominator == 1 for figure in figures)
    places = "" if is_whole and scale == 1 else "." + "0" * decimals
    return f"0{places}%" if scale == 100 else f"#,##0{places}"
