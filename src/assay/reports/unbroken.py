"""Dates that are never parted by the end of a line: the day stays with its month, a Chinese number with its 年, 月 or 日."""

from __future__ import annotations

import re

from assay.i18n import translate

_MONTHS = "|".join(translate("en", f"plain.month.{number}") for number in range(1, 13))
_PARTED = re.compile(
    rf"(?<=\d) (?=(?:{_MONTHS})\b)"
    r"|(?<=\d) (?=[年月日])"
    r"|(?<=月) (?=\d{1,2} 日)"
)


def unbroken(text: str) -> str:
    """The text with blanks inside dates that do not break."""
    return _PARTED.sub("\N{NO-BREAK SPACE}", text)
