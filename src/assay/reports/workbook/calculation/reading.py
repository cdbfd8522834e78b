"""Reading a formula: its references are taken out, and what is left, its shape, becomes a tree once for all formulas that share it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from assay.reports.workbook.calculation.tree import (
    Call,
    Chain,
    Minus,
    Node,
    Number,
    Place,
    Text,
    UnknownFormulaError,
)

_REFERENCE: Final = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?:'(?P<sheet>(?:[^']|'')+)'!|(?<![0-9A-Z.]))"""
    r"""(?P<left>[A-Z]{1,3})(?P<top>[1-9][0-9]*)(?::(?P<right>[A-Z]{1,3})(?P<bottom>[1-9][0-9]*))?"""
)
_TOKEN: Final = re.compile(
    r"""(?P<number>[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?)|(?P<text>"(?:[^"]|"")*")|(?P<name>[A-Z]+)(?=\()"""
    r"""|(?P<sign><=|>=|<>|[-+*/&=<>(),#])"""
)
_RANKS: Final = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"))
_PLACE: Final = "#"
_LETTERS = 26


class Area(NamedTuple):
    """Cells of one sheet, the last included; a single cell is an area too. Rows and columns count from zero."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


def read(formula: str, sheet: str) -> tuple[Node, tuple[Area, ...]]:
    """Tree and references of a formula that stands on a sheet.

    Raises:
        UnknownFormulaError: It is not written as ours are.

    Example:
        >>> read("SUM(B2:B4)-'Lots'!C1", "Working")[1]
        (Area(sheet='Working', top=1, left=1, bottom=3, right=1), Area(sheet='Lots', top=0, left=2, bottom=0, right=2))
    """
    areas: list[Area] = []

    def out(found: re.Match[str]) -> str:
        if found["text"]:
            return found[0]
        areas.append(_area(found, sheet))
        return _PLACE

    return _tree(_REFERENCE.sub(out, formula)), tuple(areas)


def _area(found: re.Match[str], sheet: str) -> Area:
    name = found["sheet"].replace("''", "'") if found["sheet"] else sheet
    top, left = int(found["top"]) - 1, _column(found["left"])
    if found["right"] is None:
        return Area(name, top, left, top, left)
    return Area(name, top, left, int(found["bottom"]) - 1, _column(found["right"]))


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


@lru_cache(maxsize=4096)
def _tree(shape: str) -> Node:
    return _Parser(shape).whole()


class _Parser:
    """A place in the tokens, and how many references went by."""

    def __init__(self, shape: str) -> None:
        self._shape = shape
        self._tokens = [*_tokens(shape), ("end", "")]
        self._index = 0
        self._places = 0

    def whole(self) -> Node:
        node = self._joined(0)
        if self._tokens[self._index][0] != "end":
            raise UnknownFormulaError(self._shape)
        return node

    def _joined(self, rank: int) -> Node:
        """Values joined by operators of a rank; each may hold operators that bind closer."""
        if rank == len(_RANKS):
            return self._signed()
        first = self._joined(rank + 1)
        steps = []
        while sign := self._take(*_RANKS[rank]):
            steps.append((sign, self._joined(rank + 1)))
        return Chain(first, tuple(steps)) if steps else first

    def _signed(self) -> Node:
        return Minus(self._signed()) if self._take("-") else self._single()

    def _single(self) -> Node:
        kind, text = self._tokens[self._index]
        self._index += 1
        if kind == "number":
            return Number(Fraction(text))
        if kind == "text":
            return Text(text[1:-1].replace('""', '"'))
        if kind == "name":
            return self._call(text)
        if text == _PLACE:
            self._places += 1
            return Place(self._places - 1)
        if text != "(":
            raise UnknownFormulaError(self._shape)
        node = self._joined(0)
        self._need(")")
        return node

    def _call(self, name: str) -> Node:
        self._need("(")
        given = [self._joined(0)]
        while self._take(","):
            given.append(self._joined(0))
        self._need(")")
        return Call(name, tuple(given))

    def _take(self, *signs: str) -> str:
        kind, text = self._tokens[self._index]
        if kind != "sign" or text not in signs:
            return ""
        self._index += 1
        return text

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise UnknownFormulaError(self._shape)


def _tokens(shape: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(shape):
        found = _TOKEN.match(shape, at)
        if found is None:
            raise UnknownFormulaError(shape)
        yield str(found.lastgroup), found[0]
        at = found.end()
