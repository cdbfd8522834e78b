"""Short ways for the tests to say what a book says."""

from datetime import date
from fractions import Fraction

from assay.core.period import ONE_DAY, Month, Span
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.top_ups import Account, Entry, Kind

MARCH = Month(2027, 3)
APRIL = Month(2027, 4)
ADS = Book("google_ads_report", "google_ads/lumora")
SITE = Book("web_sessions", "site/lumora")
LOG = Book("enquiry_log", "crm/lumora")


def say(
    measure: Measure, book: Book, value: int | str | None, day: int = 1, *, campaign: str = "search",
    month: int = 3, unit: str = "", last: int | None = None,
) -> Observed:  # fmt: skip
    """A figure of one day, or of the days until ``last``."""
    days = Span(date(2027, month, day), date(2027, month, last or day) + ONE_DAY)
    return Observed(measure, book, campaign, days, None if value is None else Fraction(value), unit)


def clicks(value: int | None, day: int = 1, *, book: Book = ADS, campaign: str = "search") -> Observed:
    return say(Measure.CLICKS, book, value, day, campaign=campaign)


def sessions(value: int | None, day: int = 1, *, book: Book = SITE, campaign: str = "search") -> Observed:
    return say(Measure.SESSIONS, book, value, day, campaign=campaign)


def entry(
    day: int, kind: Kind, moved: int | str, *, paid: int | str | None = None, balance: int | str | None = None,
    month: int = 3, currency: str = "CNY",
) -> Entry:  # fmt: skip
    return Entry(
        id=f"{month:02}{day:02}-{kind.value}",
        day=date(2027, month, day),
        kind=kind,
        moved=Fraction(moved),
        balance=None if balance is None else Fraction(balance),
        paid=None if paid is None else Fraction(paid),
        paid_currency="" if paid is None else currency,
    )


def ledger(*statements: tuple[Entry, ...]) -> Account:
    return Account(ADS.account, "USD", statements)
