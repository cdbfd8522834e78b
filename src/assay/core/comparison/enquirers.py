"""The people behind the rows of the log: rows that share an identity are one enquirer, unless names contradict it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.core.comparison.names import contradict, name_form
from assay.core.comparison.records import Enquiry, Key, by_key

NAMES_OF_AN_OFFICE = 8
"""An identity that rows of more than this many different names carry belongs to nobody in particular."""


@dataclass(frozen=True, slots=True)
class Enquirers:
    """The log by person.

    Attributes:
        of: Index of a row → number of its enquirer.
        rows: Number of an enquirer → indices of the rows, in order.
        rows_with: Key → indices of the rows that carry it.
        shared: Keys that belong to nobody in particular; they prove nothing.
    """

    of: Sequence[int]
    rows: Mapping[int, Sequence[int]]
    rows_with: Mapping[Key, Sequence[int]]
    shared: frozenset[Key]


def enquirers_of(log: Sequence[Enquiry]) -> Enquirers:
    """Who is who in the log."""
    rows_with = by_key(log)
    shared = frozenset(key for key, rows in rows_with.items() if _is_of_an_office(log, rows))
    parents = list(range(len(log)))
    for key, rows in rows_with.items():
        if key not in shared:
            _join(log, rows, parents)
    of = [_root(parents, index) for index in range(len(log))]
    people: dict[int, list[int]] = {}
    for index, person in enumerate(of):
        people.setdefault(person, []).append(index)
    return Enquirers(of, people, rows_with, shared)


def _is_of_an_office(log: Sequence[Enquiry], rows: Sequence[int]) -> bool:
    if len(rows) <= NAMES_OF_AN_OFFICE:
        return False
    return len({name_form(log[row].name) for row in rows} - {""}) > NAMES_OF_AN_OFFICE


def _join(log: Sequence[Enquiry], rows: Sequence[int], parents: list[int]) -> None:
    """Put each row of one key to the first earlier one that it does not contradict; else it begins a person."""
    first_of: list[int] = []
    for row in rows:
        same = next((first for first in first_of if not contradict(log[first], log[row])), None)
        if same is None:
            first_of.append(row)
        else:
            parents[_root(parents, row)] = _root(parents, same)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
