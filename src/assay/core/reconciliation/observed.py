"""What a book says: one figure of one campaign on one day, or of a whole period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.core.period import Month, Span


class Measure(StrEnum):
    """What is counted. Leads are those that a paid click brought; results are leads or conversions as the platform counts them.

    ``other_leads`` are known not to come from the site's forms; ``other_clicks`` are those of a campaign of the same
    name in accounts outside the contract. ``credited`` and ``paid`` are of entries of a media ledger.
    """

    CLICKS = "clicks"
    COST = "cost"
    SESSIONS = "sessions"
    FORMS = "forms"
    LEADS = "leads"
    RESULTS = "results"
    CREDITED = "credited"
    PAID = "paid"
    OTHER_CLICKS = "other_clicks"
    OTHER_LEADS = "other_leads"


DAILY = frozenset({Measure.CLICKS, Measure.COST, Measure.SESSIONS, Measure.FORMS})
"""Measures of reports that speak of every day; a log of leads is rightly silent on a day without one."""
OF_ADS = frozenset({Measure.CLICKS, Measure.COST, Measure.RESULTS})
"""Measures of ads accounts."""
OF_LEDGERS = frozenset({Measure.CREDITED, Measure.PAID})
"""Measures of media ledgers, which know no campaigns."""


@dataclass(frozen=True, slots=True, order=True)
class Book:
    """Where figures stand: the format of the export, and the account or book given at import.

    Attributes:
        totals: Whether it states sums of periods only, never those of a day; such a book is another than the daily one.
    """

    source: str
    account: str
    totals: bool = False

    def __str__(self) -> str:
        return f"{self.source}/{self.account}" + (" · spend_totals" if self.totals else "")


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure.

    Attributes:
        book: Who says it.
        campaign: As the ads reports spell it; of a media ledger the number of the entry.
        days: The book's own day, or the days of a total; they never leave a month.
        value: None where the book has the row and not the figure.
        unit: Currency of a cost, empty for counts.
    """

    measure: Measure
    book: Book
    campaign: str
    days: Span
    value: Fraction | None
    unit: str = ""

    @property
    def month(self) -> Month:
        """The month of its days."""
        return Month.of(self.days.start_on)


def whole_sum(rows: Iterable[Observed]) -> Fraction | None:
    """The sum; None for no rows, and where one of them does not state its figure."""
    total: Fraction | None = None
    for row in rows:
        if row.value is None:
            return None
        total = row.value + (total or 0)
    return total
