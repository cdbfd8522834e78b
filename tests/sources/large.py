"""Files of more than a megabyte, and contents that come in pieces, for the tests of what is read line by line."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tools.bench_large import LINES

ODD = 100_003
"""Bytes of a piece: no line ends where a piece does."""


@dataclass(frozen=True)
class Pieces:
    """A content that comes in odd pieces."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def pieces(self) -> Iterator[bytes]:
        return (self.data[start : start + ODD] for start in range(0, len(self.data), ODD))


def large(name: str, lines: int = 8_000) -> bytes:
    """So many lines of a format, always the same."""
    return "".join(islice(LINES[name](random.Random(1)), lines)).encode()  # noqa: S311 - a seed, not a secret
