"""Numbers of a statement as a spreadsheet takes them: literals, formats, what a cell keeps of one, and what it could not hold.

A cell holds a double. A figure is written with sixteen significant digits. What a formula gives is computed exactly, rounded
once to the nearest double and written as the shortest decimal that reads back as this double: at most seventeen digits, and
a whole number without a point. No two doubles are written alike, and the same statement gives the same digits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assay.core.findings import Finding, FindingsError
from assay.core.money import decimal_text, exponent
from assay.i18n.figures import fraction_of

GUARD = 8
"""Decimals to which a computed amount is cleaned of the binary dust before its one rounding."""

_DIGITS = 15
_WHOLE = 2**53
_EXACT = "0." + "0" * 2 + "#" * 6


def exact_of(text: str) -> Fraction:
    """An exact number of a statement, a currency behind it left aside.

    Raises:
        ValueError: It is none.
    """
    return fraction_of(text.partition(" ")[0])


def holds(value: Fraction) -> bool:
    """Whether a cell holds a decimal to its last digit: fifteen of them, or numerator and denominator of that size."""
    if value.denominator == 1 and abs(value.numerator) < 10**_DIGITS:
        return True
    text = decimal_text(value)
    if "/" in text:
        return max(abs(value.numerator), value.denominator) < _WHOLE
    return len(text.strip("-0.").replace(".", "")) <= _DIGITS


def check_amounts(amounts: Iterator[str]) -> None:
    """Refuse amounts of which a spreadsheet would change the last digits.

    Raises:
        FindingsError: ``paper.too_long_for_a_cell`` for each.
    """
    long = [text for text in amounts if not holds(exact_of(text))]
    if long:
        raise FindingsError(
            [Finding("paper.too_long_for_a_cell", params={"found": text}) for text in dict.fromkeys(long)]
        )


def literal(value: Fraction) -> str:
    """A number inside a formula: a decimal, or a division where none is finite."""
    text = decimal_text(value)
    return f"({text})" if "/" in text or value < 0 else text


def quoted(text: str) -> str:
    """Text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def kept(value: Fraction) -> Fraction:
    """What the cell of a figure keeps of it: all of fifteen digits, of longer ones as many as are written."""
    return value if holds(value) else Fraction(f"{value.numerator / value.denominator:.16G}")


def stored(value: Fraction) -> int | float:
    """What is written beside a formula that gives a value; as text it is the number that stands in the file."""
    if value.denominator == 1 and abs(value.numerator) < _WHOLE:
        return value.numerator
    return value.numerator / value.denominator


def money_format(currency: str) -> str:
    """Groups of three and the currency's digits."""
    digits = exponent(currency)
    return "#,##0" + ("." + "0" * digits if digits else "")


def exact_format(value: Fraction) -> str:
    """A whole number as such, others with two to eight decimals."""
    return "#,##0" if value.denominator == 1 else f"#,##{_EXACT}"


def rounding(cell: str, digits: int) -> str:
    """A formula that rounds once, half away from zero, as postings are; the inner step takes off the binary dust."""
    return f"ROUND(ROUND({cell},{GUARD}),{digits})"
