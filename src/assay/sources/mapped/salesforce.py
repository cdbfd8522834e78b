"""Salesforce ids: 15 characters that mind their case, or 18 whose last three say which of them are capitals."""

from __future__ import annotations

import re

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BASE = 15
_SHORT = re.compile(r"[A-Za-z0-9]{15}")
_LONG = re.compile(r"[A-Za-z0-9]{15}[A-Za-z0-5]{3}")


def long_id(text: str) -> str | None:
    """The id of 18 characters; None when it is none.

    A short id gets its three letters. The three of a long one restore capitals that a tool has lost; beside capitals that
    are not lost they must agree, else one of the characters is wrong.

    Example:
        >>> long_id("00Q1G00000nDnM5"), long_id("00q1g00000ndnm5uak")
        ('00Q1G00000nDnM5UAK', '00Q1G00000nDnM5UAK')
    """
    if _SHORT.fullmatch(text):
        return text + _suffix(text)
    if not _LONG.fullmatch(text):
        return None
    base, suffix = text[:_BASE], text[_BASE:].upper()
    if base in {base.lower(), base.upper()}:
        restored = _restored(base, suffix)
        return restored and restored + suffix
    return base + suffix if _suffix(base) == suffix else None


def _suffix(base: str) -> str:
    """One character for each five: bit 0 says that the first of the five is a capital."""
    fives = (base[at : at + 5] for at in range(0, _BASE, 5))
    return "".join(
        _ALPHABET[sum(1 << place for place, letter in enumerate(five) if letter.isupper())] for five in fives
    )


def _restored(base: str, suffix: str) -> str | None:
    """The base with the capitals that its suffix tells; None when it tells of a digit that is one."""
    letters = []
    for place, letter in enumerate(base):
        capital = _ALPHABET.index(suffix[place // 5]) >> (place % 5) & 1
        letters.append(letter.upper() if capital else letter.lower())
    restored = "".join(letters)
    return restored if _suffix(restored) == suffix else None
