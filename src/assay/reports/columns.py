"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

import re
import unicodedata

from assay.reports.blocks import Table, plain

_WIDE = "WF"
_MOST = 40
_WORD = 22
_BESIDE = 6
_WHOLE = re.compile(r"[A-Z]{3} [0-9,.]+|[!-~]+|[^\s!-~]")
"""What is read as one: an amount with its currency, a Latin word, a Chinese character."""


def column_weights(table: Table) -> tuple[int, ...]:
    """Shares of the width: room for the longest word of a column, and some more where its texts are long, which can break, both up to a limit."""
    cells = [table.head, *table.rows]
    return tuple(max(_weight(plain(row[column])) for row in cells) for column in range(len(table.head)))


def _weight(text: str) -> int:
    """Measured in Latin letters; a Chinese character takes two."""
    longest = min(_WORD, max((_width(word) for word in _WHOLE.findall(text)), default=0))
    return _BESIDE + longest + max(0, min(_MOST, _width(text)) - longest) * 2 // 3


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)
