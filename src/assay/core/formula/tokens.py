"""A formula's text as tokens: numbers, units, names, words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from assay.core.formula.errors import FormulaError, excerpt

MAX_CHARACTERS = 2_000
MAX_TOKENS = 400

_WORDS = frozenset({"x", "of", "and", "or", "not"})
_SAME = {"×": "x", "≤": "<=", "≥": ">="}
_TOKEN = re.compile(
    r"""
    [ \t\r\n]*
    (?: (?P<number> [0-9][0-9A-Za-z_.,]* )
      | (?P<name>   [A-Za-z_][A-Za-z0-9_]* (?:\.[A-Za-z_][A-Za-z0-9_]*)* )
      | (?P<sign>   <= | >= | [-+*/×()%<>=≤≥] )
    )""",
    re.VERBOSE,
)
# A unit follows its number after a blank. "CNY/lead" is one unit; "CNY / lead" divides.
_UNIT = re.compile(
    r"[ \t\r\n]+(?P<unit>(?P<first>[A-Za-z][A-Za-z_]*)(?:/(?:[A-Za-z][A-Za-z_]*|1000))?)(?![\w.])"
)


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    UNIT = auto()
    NAME = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text.

    Attributes:
        kind: What it is; the words ``x``, ``of``, ``and``, ``or``, ``not`` are signs.
        text: As written, but ``×``, ``≤`` and ``≥`` as ``x``, ``<=`` and ``>=``; empty at the end.
        column: 1-based place of its first character.
    """

    kind: Kind
    text: str
    column: int


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a formula into tokens, the last of kind END.

    Args:
        text: At most 2,000 characters; a longer one is refused unread.

    Raises:
        FormulaError: ``formula.too_long``, or ``formula.unknown_sign`` for a character outside the language.
    """
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(
            "formula.too_long", MAX_CHARACTERS + 1, characters=str(MAX_CHARACTERS), tokens=str(MAX_TOKENS)
        )
    tokens: list[Token] = []
    position, end = 0, len(text.rstrip(" \t\r\n"))
    while position < end:
        token, position = _next(text, position, after=tokens[-1].kind if tokens else Kind.END)
        if len(tokens) == MAX_TOKENS:
            raise FormulaError(
                "formula.too_long", token.column, characters=str(MAX_CHARACTERS), tokens=str(MAX_TOKENS)
            )
        tokens.append(token)
    return (*tokens, Token(Kind.END, "", end + 1))


def _next(text: str, position: int, *, after: Kind) -> tuple[Token, int]:
    """The token at a position, and the position behind it."""
    unit = _UNIT.match(text, position) if after is Kind.NUMBER else None
    if unit and unit["first"] not in _WORDS:
        return Token(Kind.UNIT, unit["unit"], unit.start("unit") + 1), unit.end()
    match = _TOKEN.match(text, position)
    if match is None:
        blanks = len(text) - len(text[position:].lstrip(" \t\r\n"))
        raise FormulaError("formula.unknown_sign", blanks + 1, found=excerpt(text[blanks]))
    group = str(match.lastgroup)
    written = match[group]
    kind = Kind.SIGN if written in _WORDS else Kind[group.upper()]
    return Token(kind, _SAME.get(written, written), match.start(group) + 1), match.end()
