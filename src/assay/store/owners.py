"""Whom each row of a file is about, in four bytes a row: a large file has more rows than there is room for names."""

from __future__ import annotations

from array import array

_PAGE = 1 << 12


class Owners:
    """Row → person, for the rows that are about one."""

    def __init__(self) -> None:
        self._persons: list[str | None] = [None]
        self._numbers: dict[str, int] = {}
        self._pages: dict[int, array[int]] = {}

    def put(self, row: int, person: str) -> None:
        """Note the person of a row."""
        number = self._numbers.setdefault(person, len(self._persons))
        if number == len(self._persons):
            self._persons.append(person)
        page = self._pages.get(row // _PAGE)
        if page is None:
            page = self._pages[row // _PAGE] = array("I", bytes(4 * _PAGE))
        page[row % _PAGE] = number

    def get(self, row: int) -> str | None:
        """The person of a row; None where it is about nobody."""
        page = self._pages.get(row // _PAGE)
        return self._persons[page[row % _PAGE]] if page else None
