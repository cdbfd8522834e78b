"""The calendar of a contract as grown by excluded periods: which months, which weeks, and the fee of a month.

Each excluded period adds one whole calendar month after the month in which the term ends.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from assay.core.contract.model import Contract
from assay.core.period import ONE_DAY, Month, Span, weeks_of


@lru_cache
def last_day(contract: Contract, added: int) -> date:
    """The last day of the term, with the months that excluded periods added after it; a termination cuts both."""
    written = contract.term.span.last_on
    grown = Month.of(written).plus(added).span.last_on if added else written
    return min(grown, contract.term.ended_on or grown)


@lru_cache
def last_month(contract: Contract, added: int) -> Month:
    """The month of :func:`last_day`."""
    return Month.of(last_day(contract, added))


def ended_on(contract: Contract, added: int) -> date | None:
    """The last day of service where a termination cut the term as grown; None where it ran, or runs, as agreed."""
    day = contract.term.ended_on
    return day if day == last_day(contract, added) else None


@lru_cache(maxsize=1024)
def days_in_term(contract: Contract, month: Month, added: int) -> Span:
    """The days of a month in the term as grown; an added month counts whole unless a termination cuts it."""
    ends_in = Month.of(contract.term.span.last_on)
    if ends_in < month <= last_month(contract, added):
        return month.span.cut(Span(month.first_on, last_day(contract, added) + ONE_DAY))
    return month.span.cut(contract.term.span)


@lru_cache(maxsize=1024)
def weeks_in_term(contract: Contract, month: Month) -> tuple[Span, ...]:
    """The weeks that belong to a month; an added month is a span of its own, so no week changes when the term grows."""
    term = contract.term.span
    if month > Month.of(term.last_on):
        term = month.span
    return weeks_of(month, term=term, week_starts=contract.term.week_starts)


@lru_cache(maxsize=1024)
def fee_of_month(contract: Contract, month: Month) -> Fraction:
    """The month's fee in major units, unrounded: the monthly fee × days in term ÷ days of the month; 0 outside."""
    days = month.span.cut(contract.term.span).days
    return contract.fee.monthly * Fraction(days, month.days)
