"""A line of a reconciliation: two figures of one thing, their difference, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.core.period import Month


class Pair(StrEnum):
    """Which two figures count the same thing; also the name of the tolerance between them."""

    CLICKS_SESSIONS = "clicks_sessions"
    FORMS_LEADS = "forms_leads"
    RESULTS_LEADS = "results_leads"
    SPEND_LEDGER = "spend_ledger"
    COST_PAID = "cost_paid"
    AGENCY_COUNTS = "agency_counts"
    AGENCY_COST = "agency_cost"
    EXPORTS_COUNTS = "exports_counts"
    EXPORTS_COST = "exports_cost"
    FILE_TOTALS = "file_totals"


class State(StrEnum):
    """What became of a difference. ``unknown``: a side has no figure; that is never a difference."""

    AGREES = "agrees"
    WITHIN = "within"
    BEYOND = "beyond"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two figures may lie apart: a share of the first, or ``least`` where that is more. Both bounds are inside."""

    share: Fraction
    least: Fraction = Fraction(0)

    def allowed(self, first: Fraction) -> Fraction:
        """In the unit of the figures."""
        return max(self.least, self.share * abs(first))


DEFAULT_TOLERANCES = {
    Pair.CLICKS_SESSIONS: Tolerance(Fraction(20, 100), Fraction(10)),
    Pair.FORMS_LEADS: Tolerance(Fraction(5, 100), Fraction(2)),
    Pair.RESULTS_LEADS: Tolerance(Fraction(10, 100), Fraction(2)),
    Pair.SPEND_LEDGER: Tolerance(Fraction(1, 1000), Fraction(1)),
    Pair.COST_PAID: Tolerance(Fraction(1, 100)),
    Pair.AGENCY_COUNTS: Tolerance(Fraction(2, 100), Fraction(1)),
    Pair.AGENCY_COST: Tolerance(Fraction(1, 1000), Fraction(1)),
    Pair.EXPORTS_COUNTS: Tolerance(Fraction(2, 100), Fraction(1)),
    Pair.EXPORTS_COST: Tolerance(Fraction(1, 1000), Fraction(1)),
    Pair.FILE_TOTALS: Tolerance(Fraction(0)),
}
"""What two honest books may differ by; ``docs/reconcile.md`` gives the reason of each."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A part of the difference that is known: why, how much of it (with its sign), and on how many days or records."""

    why: str
    amount: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """Two figures of one thing in a month.

    Attributes:
        measure: What the figures are, such as ``clicks`` on both sides of an agency's copy; else the pair's own name.
        account: Ads account where it is known, else empty.
        campaign: Empty for figures of a whole account or file.
        first_book: Who says the first figure; empty where nobody does.
        unit: Currency, empty for counts.
        allowed: By the tolerance, in the unit; None without a first figure.
    """

    pair: Pair
    month: Month
    measure: str
    account: str
    campaign: str
    first_book: str
    second_book: str
    first: Fraction | None
    second: Fraction | None
    unit: str = ""
    allowed: Fraction | None = None
    explained: tuple[Explained, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is of a whole account, whoever's campaigns run in it."""
        return self.pair in (Pair.SPEND_LEDGER, Pair.FILE_TOTALS)

    @property
    def difference(self) -> Fraction | None:
        """Second less first; None while a side is unknown."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def explained_amount(self) -> Fraction | None:
        """What of the difference is explained; None while there is no difference."""
        if self.difference is None:
            return None
        return sum((part.amount for part in self.explained), Fraction(0))

    @property
    def residual(self) -> Fraction | None:
        """What of the difference nothing explains."""
        if self.difference is None or self.explained_amount is None:
            return None
        return self.difference - self.explained_amount

    @property
    def state(self) -> State:
        """The residual, unrounded, against what is allowed. Equal figures of which a part should not be there do not agree."""
        if self.residual is None or self.allowed is None:
            return State.UNKNOWN
        if not self.difference and not self.residual:
            return State.AGREES
        return State.WITHIN if abs(self.residual) <= self.allowed else State.BEYOND

    @property
    def order(self) -> tuple[str, ...]:
        """Month, pair, account, campaign, measure, books: a total order."""
        return (
            str(self.month), self.pair.value, self.account, self.campaign, self.measure, self.unit,
            self.first_book, self.second_book,
        )  # fmt: skip
