"""Numbers as people and platforms write them. The decimal mark is decided for a whole column, or asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from assay.core.leads.identity import visible

MARKS = (".", ",")
_LONGEST = 100
"""No amount and no count is written with more characters."""

_OPEN_ROWS = 6
"""Rows that are told of a column which could be read both ways: five, and whether there are more."""

_NUMBER = re.compile(
    r"(?P<sign>[-+\u2212]?) ?(?P<before>US\$|A\$|C\$|HK\$|R\$|[$€£¥₹]|[A-Z]{3})? ?(?P<sign2>[-+\u2212]?)"
    r"(?P<body>\d(?:[\d.,' \u2019]*\d)?|[.,]\d+) ?(?P<after>[$€£¥₹元%]|[A-Z]{3})?",
    re.ASCII,
)
_GROUP = {".": ",", ",": "."}
_SHAPES = {
    mark: re.compile(
        rf"(?:[1-9]\d{{0,2}}(?:[{group}'\u2019 ]\d{{2,3}})*[{group}'\u2019 ]\d{{3}}|\d+)?(?:[{mark}]\d+)?"
    )
    for mark, group in _GROUP.items()
}
_RUINED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_SIGNS = {
    "US$": {"USD"}, "A$": {"AUD"}, "C$": {"CAD"}, "HK$": {"HKD"}, "R$": {"BRL"}, "€": {"EUR"}, "£": {"GBP"},
    "$": {"USD", "AUD", "CAD", "HKD", "SGD", "NZD", "MXN", "TWD"}, "¥": {"CNY", "JPY"}, "元": {"CNY"}, "₹": {"INR"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bare:
    """A number without its surroundings.

    Attributes:
        body: Digits and separators.
        negative: Whether a minus sign stood before it.
        unit: Currency sign or code as written, ``%``, or empty.
    """

    body: str
    negative: bool
    unit: str

    def fits(self, mark: str) -> bool:
        """Whether the body is well formed when ``mark`` is the decimal mark."""
        return self.body.isdecimal() or bool(_SHAPES[mark].fullmatch(self.body))

    def value(self, mark: str) -> Fraction:
        """The exact value under a decimal mark that fits; a percentage as its ratio."""
        value = Fraction(int(self.body)) if self.body.isdecimal() else self._written(mark)
        if self.negative:
            value = -value
        return value / 100 if self.unit == "%" else value

    def _written(self, mark: str) -> Fraction:
        digits = re.sub(rf"[{_GROUP[mark]}'\u2019 ]", "", self.body).replace(mark, ".")
        return Fraction(f"0{digits}")

    def may_be(self, currency: str) -> bool:
        """Whether the written sign or code allows this currency; a bare number allows every one."""
        return self.unit in {"", currency} or currency in _SIGNS.get(self.unit, set())

    @property
    def currency(self) -> str:
        """The one currency that the written sign or code names; empty when none or several could be meant."""
        named = _SIGNS.get(self.unit, set())
        return (
            next(iter(named))
            if len(named) == 1
            else self.unit
            if len(self.unit) == 3 and self.unit.isalpha()
            else ""
        )


@dataclass(frozen=True, slots=True)
class MarkDecision:
    """The decimal mark of a column, or why there is none.

    Attributes:
        mark: ``.`` or ``,``; empty when undecided.
        against: The first row that speaks for each mark when both have some; else the first rows that could be read both ways.
        mixed: Whether the column speaks for both marks.
    """

    mark: str
    against: tuple[int, ...] = ()
    mixed: bool = False


def bare_number(text: str) -> Bare | None:
    """The number in a text that is nothing else; None for bounds (``< 10%``), exponents and words."""
    found = _NUMBER.fullmatch(visible(text)) if len(text) <= _LONGEST else None
    if not found or (found["sign"] and found["sign2"]):
        return None
    if found["before"] and found["after"] and found["after"] != found["before"]:
        return None
    negative = (found["sign"] or found["sign2"]) in {"-", "\u2212"}
    return Bare(found["body"], negative, found["before"] or found["after"] or "")


def is_ruined_id(text: str) -> bool:
    """Whether a spreadsheet has turned a long id into ``1.20253E+17``: the last digits are lost for ever."""
    return ("E" in text or "e" in text or not text.isascii()) and bool(_RUINED.fullmatch(visible(text)))


class MarkSought:
    """The decimal mark of a column, sought number by number in row order.

    A number speaks for a mark when it fits that one alone, such as ``1.234,56`` or ``12.5``; ``1,234`` fits both and
    says nothing, unless the column counts things: then it can only be a thousand and more. What fits neither is ignored
    here and refused one by one.

    Args:
        whole: Whether the column counts things.
        grouped: Whether it comes from a platform that writes counts without decimals, so that even ``1,000`` is clear.

    Attributes:
        against: Mark → the first row that speaks for it.
        open: The first rows that could be read both ways.
    """

    def __init__(self, *, whole: bool, grouped: bool = False) -> None:
        self.against: dict[str, int] = {}
        self.open: list[int] = []
        self._whole, self._grouped = whole, grouped

    def look(self, row: int, number: Bare) -> None:
        """Look at the next number of the column."""
        if number.body.isdigit():
            return
        fitting = [mark for mark in MARKS if _fits(number, mark, whole=self._whole, grouped=self._grouped)]
        if len(fitting) == 1:
            self.against.setdefault(fitting[0], row)
        elif len(fitting) == 2 and len(self.open) < _OPEN_ROWS and number.value(".") != number.value(","):
            self.open.append(row)

    def decision(self) -> MarkDecision:
        """The mark, or why there is none."""
        if len(self.against) > 1:
            return MarkDecision("", tuple(self.against[mark] for mark in MARKS), mixed=True)
        if self.against:
            return MarkDecision(next(iter(self.against)))
        return MarkDecision("", tuple(self.open)) if self.open else MarkDecision(".")


def _fits(number: Bare, mark: str, *, whole: bool, grouped: bool) -> bool:
    if not number.fits(mark) or (grouped and mark in number.body):
        return False
    return not whole or number.value(mark).denominator == 1


def micros(value: Fraction) -> int | None:
    """An amount in major units as micros; None when it is finer than one micro."""
    scaled = value * 1_000_000
    return scaled.numerator if scaled.denominator == 1 else None
