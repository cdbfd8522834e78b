"""What a rule is, and the list of all: each module beside this one adds its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.reports.pdf_a.file import File

Find = Callable[[File], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """A demand on a file.

    One that forbids a kind of object altogether answers every test that reads such objects, so it may have several ids.
    """

    ids: tuple[str, ...]
    says: str
    places: Find


RULES: dict[tuple[str, tuple[str, ...]], Rule] = {}
"""By name and ids: a module that is loaded twice, as doctests do, adds nothing twice."""


def rule(*ids: str) -> Callable[[Find], Find]:
    """Put a function in the list: it yields the places that break what its docstring demands.

    Args:
        ids: Clause of ISO 19005-2 and, after the hyphen, the number of a test in veraPDF's profile of level B;
            a clause without such a number is looked at beyond that profile.
    """

    def listed(find: Find) -> Find:
        RULES[find.__qualname__, ids] = Rule(ids, " ".join((find.__doc__ or "").split()), find)
        return find

    return listed


def forbid(ids: Iterable[str], says: str, places: Find) -> None:
    """Put a row of a table in the list."""
    numbers = tuple(ids)
    RULES["", numbers] = Rule(numbers, says, places)


PROFILE = {
    "6.1.2": (1, 2),
    "6.1.3": (1, 2, 3),
    "6.1.4": (2,),
    "6.1.6": (1, 2),
    "6.1.7.1": (1, 2, 3),
    "6.1.7.2": (1,),
    "6.1.8": (1,),
    "6.1.9": (1,),
    "6.1.10": (1,),
    "6.1.12": (1, 2),
    "6.1.13": (1, 2, 3, 4, 5, 7, 8, 9, 10, 11),
    "6.2.2": (1, 2),
    "6.2.3": (1, 2, 3),
    "6.2.4.2": (1, 2),
    "6.2.4.3": (2, 3, 4),
    "6.2.4.4": (1, 2),
    "6.2.5": (1, 2, 3, 4, 5, 6),
    "6.2.6": (1,),
    "6.2.8": (1, 2, 3, 4, 5),
    "6.2.8.3": (1, 2, 3, 4, 5),
    "6.2.9": (1, 2, 3),
    "6.2.10": (1, 2),
    "6.2.11.2": (1, 2, 3, 4, 5, 6, 7),
    "6.2.11.3.1": (1,),
    "6.2.11.3.2": (1,),
    "6.2.11.3.3": (1, 2, 3),
    "6.2.11.4.1": (1, 2),
    "6.2.11.4.2": (1, 2),
    "6.2.11.5": (1,),
    "6.2.11.6": (1, 2, 3, 4),
    "6.2.11.8": (1,),
    "6.3.1": (1,),
    "6.3.2": (1, 2),
    "6.3.3": (1, 2, 3, 4),
    "6.4.1": (1, 2, 3),
    "6.4.2": (1, 2),
    "6.4.3": (1, 2, 3),
    "6.5.1": (1, 2),
    "6.5.2": (1, 2),
    "6.6.2.1": (1, 2, 3, 4, 5),
    "6.6.2.3.1": (1, 2),
    "6.6.2.3.2": (1,),
    "6.6.2.3.3": tuple(range(1, 19)),
    "6.6.4": (1, 2, 3, 4, 5, 6, 7),
    "6.8": (2, 5),
    "6.9": (1, 2, 3, 4),
    "6.10": (1, 2),
    "6.11": (1,),
}
"""The tests of veraPDF's profile of PDF/A-2b, by clause: what has to be answered."""

PROFILE_IDS = frozenset(f"{clause}-{number}" for clause, numbers in PROFILE.items() for number in numbers)
