"""What a book says: one figure of one campaign on one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Measure(StrEnum):
    """What is counted. Leads are those that a paid click brought."""

    CLICKS = "clicks"
    COST = "cost"
    SESSIONS = "sessions"
    FORMS = "forms"
    LEADS = "leads"
    OTHER_LEADS = "other_leads"


DAILY = frozenset({Measure.CLICKS, Measure.COST, Measure.SESSIONS, Measure.FORMS})
"""Measures of reports that speak of every day; a log of leads is rightly silent on a day without one."""


@dataclass(frozen=True, slots=True, order=True)
class Book:
    """Where figures stand: the format of the export, and the account or book given at import."""

    source: str
    account: str

    def __str__(self) -> str:
        return f"{self.source}/{self.account}"


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure.

    Attributes:
        book: Who says it.
        campaign: As the ads reports spell it.
        day: The book's own day.
        value: None where the book has the row and not the figure.
        unit: Currency of a cost, empty for counts.
    """

    measure: Measure
    book: Book
    campaign: str
    day: date
    value: Fraction | None
    unit: str = ""


def whole_sum(rows: Iterable[Observed]) -> Fraction | None:
    """The sum; None for no rows, and where one of them does not state its figure."""
    total: Fraction | None = None
    for row in rows:
        if row.value is None:
            return None
        total = row.value + (total or 0)
    return total
