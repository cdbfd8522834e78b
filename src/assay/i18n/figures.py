"""Numbers as a person reads them: amounts in groups of three, exact fractions in few decimals or marked as cut."""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:/0*[1-9]\d*)?")
_WHOLE = re.compile(r"^(≈?−?)(\d+)")


def fraction_of(text: str) -> Fraction:
    """An exact number as statements write it: ``-12``, ``0.35`` or ``17/61``.

    Raises:
        ValueError: It is none; an exponent would cost without end, and nothing is divided by zero.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


def grouped(amount: str) -> str:
    """A decimal amount with thousands separators and a true minus sign."""
    whole, point, digits = amount.lstrip("-").partition(".")
    text = f"{int(whole):,}{point}{digits}"
    return f"−{text}" if amount.startswith("-") else text


def short(text: str, decimals: int = 4) -> str:
    """A number in a few decimals, ``≈`` where more were cut; other text as it is."""
    try:
        value = fraction_of(text)
    except ValueError:
        return text
    scaled = value * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    digits = str(whole).rjust(decimals + 1, "0")
    shown = f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0").rstrip(".")
    sign = "−" if value < 0 and whole else ""
    return f"{'' if scaled.denominator == 1 else '≈'}{sign}{shown}"


def spelled(text: str, decimals: int = 4) -> str:
    """The same with thousands separators."""
    shown = short(text, decimals)
    return (
        _WHOLE.sub(lambda found: f"{found[1]}{int(found[2]):,}", shown) if _NUMBER.fullmatch(text) else shown
    )


def percent(text: str, decimals: int = 4) -> str:
    """A ratio in percent."""
    return f"{short(str(fraction_of(text) * 100), decimals)}%"


def equals(shown: str) -> str:
    """A figure behind its sign: ``= 42.5``, or ``≈ 41.94`` where decimals were cut."""
    return f"≈ {shown[1:]}" if shown.startswith("≈") else f"= {shown}"


def exact(text: str) -> str:
    """A figure in full: decimals where few are enough, else the fraction with its decimals behind."""
    shown = short(text)
    return f"{text.replace('-', '−')} {equals(shown)}" if shown.startswith("≈") else shown
