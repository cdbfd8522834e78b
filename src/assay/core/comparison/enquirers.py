"""The people behind the rows of the log: rows that share an identity are one enquirer, unless names contradict it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assay.core.comparison.names import contradict, name_form, names_agree
from assay.core.comparison.records import Enquiry, Key, by_key

NAMES_OF_AN_OFFICE = 8
"""An identity that rows of more than this many different names carry belongs to nobody in particular."""

WAYS_OF_AN_OFFICE = 64
"""Likewise one that stands beside more than this many different names and contacts."""


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
    ways = {(name_form(log[row].name), log[row].keys) for row in rows}
    named = {(name, keys) for name, keys in ways if name}
    return len({name for name, _ in named}) > NAMES_OF_AN_OFFICE or len(named) > WAYS_OF_AN_OFFICE


def _join(log: Sequence[Enquiry], rows: Sequence[int], parents: list[int]) -> None:
    """Make the rows of one key one person; where two of them contradict, only those whose names agree."""
    ways = {(name_form(log[row].name), log[row].keys): row for row in reversed(rows)}
    firsts = sorted(ways.values())
    named = [row for row in firsts if log[row].name]
    apart = any(contradict(log[one], log[other]) for one, other in combinations(named, 2))
    for one, other in combinations(named, 2) if apart else ():
        if names_agree(log[one].name, log[other].name):
            _unite(parents, one, other)
    for row in rows:
        first = ways[name_form(log[row].name), log[row].keys] if apart else rows[0]
        _unite(parents, first, row)


def _unite(parents: list[int], one: int, other: int) -> None:
    """Put two rows together; the earlier row names the person."""
    roots = sorted((_root(parents, one), _root(parents, other)))
    parents[roots[1]] = roots[0]


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
