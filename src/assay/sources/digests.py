"""Keys told apart without holding them: four bytes for each, so that those of a large file have room."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from itertools import pairwise

_SHELVES = 1 << 16
_SHELF_BITS = 16
_REST = (1 << 32) - 1


class Digests:
    """Digests of 48 bits. Equal keys have equal ones; that two others share one is rare, and whoever needs certainty looks again."""

    def __init__(self) -> None:
        self._shelves: dict[int, array[int]] = {}
        self._is_sorted = False

    def __bool__(self) -> bool:
        return bool(self._shelves)

    def __contains__(self, key: Hashable) -> bool:
        self._sort()
        digest = hash(key)
        shelf = self._shelves.get(digest % _SHELVES)
        if shelf is None:
            return False
        rest = digest >> _SHELF_BITS & _REST
        at = bisect_left(shelf, rest)
        return at < len(shelf) and shelf[at] == rest

    def add(self, key: Hashable) -> None:
        """Note a key."""
        digest = hash(key)
        shelf = self._shelves.get(digest % _SHELVES)
        if shelf is None:
            shelf = self._shelves[digest % _SHELVES] = array("I")
        shelf.append(digest >> _SHELF_BITS & _REST)
        self._is_sorted = False

    def leave_repeated(self) -> None:
        """Forget what was noted once only."""
        for number, shelf in tuple(self._shelves.items()):
            if repeated := array("I", _repeated(sorted(shelf))):
                self._shelves[number] = repeated
            else:
                del self._shelves[number]
        self._is_sorted = True

    def _sort(self) -> None:
        if not self._is_sorted:
            self._shelves = {number: array("I", sorted(shelf)) for number, shelf in self._shelves.items()}
            self._is_sorted = True


def _repeated(ordered: list[int]) -> Iterator[int]:
    for before, after in pairwise(ordered):
        if before == after:
            yield after
