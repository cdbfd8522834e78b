"""Seeded chance: the same seed draws the same contracts and lives on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from one seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311  # test data, no secret

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def whole(self, least: int, most: int) -> int:
        """A whole number; both ends are possible."""
        return self._random.randint(least, most)

    def pick(self, items: Sequence[T]) -> T:
        return self._random.choice(items)

    def some(self, items: Sequence[T]) -> list[T]:
        """One or more of the items, in their order."""
        drawn = set(self._random.sample(range(len(items)), self.whole(1, len(items))))
        return [item for index, item in enumerate(items) if index in drawn]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(items, len(items))

    def money(self, least: int, most: int, currency: str = "CNY") -> str:
        """An amount between two whole amounts, to the fen: ``1234.56 CNY``."""
        minor = self.whole(least * 100, most * 100)
        return f"{minor // 100}.{minor % 100:02d} {currency}"
