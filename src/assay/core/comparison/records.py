"""The rows of both lists as they are compared, and what is said of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from assay.core.period import Span

TAIL = 7
"""Digits that two phones must at least have in common at their end to look alike."""


class Key(NamedTuple):
    """One exact identity: ``email`` (normal form), ``phone`` (E.164) or ``messenger`` (a name, lower case)."""

    kind: str
    value: str


class Trouble(StrEnum):
    """Why an identity that stands in a row gives no key."""

    RUINED = "ruined"
    """A spreadsheet has rounded the number away."""
    UNREADABLE = "unreadable"
    """It is no address, or a national number whose country nobody said."""


class Excluded(StrEnum):
    """Who enquires without wanting to buy, by the words that a contract has for them."""

    COMPETITOR = "competitor"
    EMPLOYEE = "employee"
    JOB_SEEKER = "job_seeker"
    SOLICITATION = "solicitation"


@dataclass(frozen=True, slots=True)
class Marked:
    """A row that calls its person no customer: as what, and whether a cell says nothing else.

    A word among others, as in a note, may be about somebody else: it is a question for a person.
    """

    who: Excluded
    alone: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """What both lists may say of a person.

    Attributes:
        sheet: Sheet of a workbook; empty for text.
        row: 1-based row of that sheet or line of the file.
        keys: Exact identities, without repetition.
        name: Of the person, as written; empty when it is not given.
        company: As written; empty when it is not given.
        country: ISO 3166-1 alpha-2; empty when unknown.
        day: The day as written in the list; None when it is blank or cannot be read.
        day_unreadable: Whether something stands there that is no day.
        trouble: What is wrong with an identity that gave no key; None when every identity gave one.
        digits: Digits of phones whose country is not known, without leading zeros; they prove nothing.
        marked: What the row says of a person who is no customer; None when it says nothing of the kind.
    """

    sheet: str
    row: int
    keys: tuple[Key, ...] = ()
    name: str = ""
    company: str = ""
    country: str = ""
    day: date | None = None
    day_unreadable: bool = False
    trouble: Trouble | None = None
    digits: tuple[str, ...] = ()
    marked: Marked | None = None

    @property
    def empty(self) -> bool:
        """Whether the row says nothing of anybody, as a remark does."""
        return not (self.keys or self.trouble or self.name or self.company or self.day)


@dataclass(frozen=True, slots=True)
class Claim(Listed):
    """One row of the service provider's list."""


@dataclass(frozen=True, slots=True)
class Enquiry(Listed):
    """One row of the buyer's log.

    Attributes:
        answered: Whether somebody of ours replied; None when the log does not say.
        known: Whether the log itself says that this is an old customer.
    """

    answered: bool | None = None
    known: bool = False


class Group(StrEnum):
    """What a claim is; every claim is in exactly one group."""

    PROVEN = "proven"
    UNANSWERED = "unanswered"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    NO_CUSTOMER = "no_customer"
    KNOWN_BEFORE = "known_before"
    OUT_OF_MARKET = "out_of_market"
    UNDECIDED = "undecided"

    @property
    def counts(self) -> bool:
        """Whether the claim is proven, answered by us or not."""
        return self in (Group.PROVEN, Group.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed about the comparison.

    Attributes:
        market: ISO countries that count; empty when every country does.
        period: Days that the claims are for; None when nobody said.
        tolerance_days: How many days before a claim an enquiry may lie and still belong to it.
        window_days: How many days after a claim its enquiry may lie; and how far a row of the same name and company
            may lie from it.
    """

    market: frozenset[str] = frozenset()
    period: Span | None = None
    tolerance_days: int = 3
    window_days: int = 30


@dataclass(frozen=True, slots=True)
class Why:
    """The first reason: a code below the group, and the values of its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one claim.

    Attributes:
        claim: Its index in the list.
        group: Its one group.
        why: The one first reason.
        enquiries: Indices of the rows of the log to be shown beside it, the telling one first.
        earlier: Index of the earlier claim of the same person; None when this is the first.
        country_unknown: Whether a market was given and neither list says the country.
    """

    claim: int
    group: Group
    why: Why
    enquiries: tuple[int, ...] = ()
    earlier: int | None = None
    country_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every claim with its group, in the order of the list; and the days that they were judged by.

    Attributes:
        judged: One for each claim.
        period: As given, else from the first to the last day in the list; None when no claim has a day.
        shared: How many identities of the log belong to nobody in particular, because many people carry them.
    """

    judged: tuple[Judged, ...]
    period: Span | None
    shared: int = 0

    def of(self, group: Group) -> tuple[Judged, ...]:
        """The claims of a group."""
        return tuple(one for one in self.judged if one.group is group)

    @property
    def proven(self) -> int:
        """How many are proven, those that we never answered included."""
        return sum(one.group.counts for one in self.judged)


def by_key(rows: Iterable[Listed]) -> dict[Key, list[int]]:
    """Key → indices of the rows that carry it, in order."""
    found: dict[Key, list[int]] = {}
    for index, row in enumerate(rows):
        for key in row.keys:
            found.setdefault(key, []).append(index)
    return found
