"""Text for CSV that people open in a spreadsheet: nothing runs, and no digit is lost."""

from __future__ import annotations

import re

_LIVE = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,10})(?:[.,]\d+)?%?|[-+]")
"""Numbers that a spreadsheet shows as they stand, and signs that stand alone."""
_LOSING = re.compile(r"\d+|0\d+[.,]\d+|\d+(?:[.,]\d+)?[eE][+-]?\d+")
"""What it would take for a number and show otherwise: leading zeros, twelve digits and more, an ``e`` among digits."""


def quiet(text: str) -> str:
    """A text with an apostrophe before what a spreadsheet would take for a formula or whose digits it would lose.

    A plain number stays one, a negative amount too; a phone with ``+`` or a leading zero, and an id of twelve digits and
    more, are kept as text.

    Example:
        >>> [quiet(text) for text in ("=1+1", "+49 30 901820", "030901820", "120213456789", "-120.50", "Max")]
        ["'=1+1", "'+49 30 901820", "'030901820", "'120213456789", '-120.50', 'Max']
    """
    if _PLAIN.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(_LIVE) or _LOSING.fullmatch(text) else text
