"""Plain-text tables that line up in a terminal, Chinese characters counted as two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text
    )


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """A text filled with blanks to a number of columns."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def table(
    rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), head: bool = True
) -> list[str]:
    """Lines of a table; the first row is its head, underlined. ``right`` names the columns set to the right."""
    if not rows:
        return []
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(pad(cell, widths[i], right=i in right) for i, cell in enumerate(row)).rstrip()
        for row in rows
    ]
    if head:
        lines.insert(1, "  ".join("─" * columns for columns in widths))
    return lines
