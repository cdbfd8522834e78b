"""Choices that depend on a label alone, one by one or by the thousand."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A run of choices for one label. The n-th choice of a run is the same whatever the others were used for."""

    __slots__ = ("_left",)

    def __init__(self, *label: object) -> None:
        self._left = int.from_bytes(_digest(label), "big")

    def below(self, limit: int) -> int:
        """A whole number from 0 to before ``limit``. A run holds 512 bits, enough for some forty choices."""
        self._left, drawn = divmod(self._left, limit)
        return drawn

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items; an item listed twice is twice as likely."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """One of the items, as likely as its weight."""
        drawn = self.below(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            drawn -= weight
            if drawn < 0:
                return item
        raise ValueError("weights of nothing")


def words(count: int, *label: object) -> tuple[int, ...]:
    """So many numbers of 64 bits, at once."""
    raw = hashlib.shake_128(_text(label)).digest(8 * count)
    return struct.unpack(f">{count}Q", raw)


def _digest(label: tuple[object, ...]) -> bytes:
    return hashlib.sha512(_text(label)).digest()


def _text(label: tuple[object, ...]) -> bytes:
    return "|".join(map(str, label)).encode()
