"""Seeded choices that depend on their label alone, so that editing one part of a world leaves the others as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """A source of repeatable choices. The same seed and label always give the same answer, on any Python."""

    seed: str

    def number(self, low: int, high: int, *label: object) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self._draw(label) % (high - low + 1)

    def pick(self, items: Sequence[T], *label: object) -> T:
        """One of the items; an item listed twice is twice as likely."""
        return items[self._draw(label) % len(items)]

    def shuffled(self, items: Sequence[T], *label: object) -> list[T]:
        """The items in another order."""
        order = sorted(range(len(items)), key=lambda index: (self._draw((*label, index)), index))
        return [items[index] for index in order]

    def token(self, length: int, *label: object) -> str:
        """Letters and digits that mean nothing, such as a click id; at most 40."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return "".join(
            alphabet[byte % 64] for byte in self._digest((*label, "token"))[:length].ljust(length, b"0")
        )

    def _draw(self, label: tuple[object, ...]) -> int:
        return int.from_bytes(self._digest(label)[:8], "big")

    def _digest(self, label: tuple[object, ...]) -> bytes:
        return hashlib.sha512("|".join((self.seed, *map(str, label))).encode()).digest()
