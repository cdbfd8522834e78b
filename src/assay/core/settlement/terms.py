"""The calendar of a contract as grown by excluded periods: which months, which weeks, and the fee of a month.

Each excluded period adds one whole calendar month after the month in which the term ends.
"""

from __future__ import annotations

from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.period import Month, Span, weeks_of


def last_month(contract: Contract, added: int) -> Month:
    """The last month of the term, with the months that excluded periods added after it."""
    return Month.of(contract.term.span.last_on).plus(added)


def days_in_term(contract: Contract, month: Month, added: int) -> Span:
    """The days of a month in the term as grown; an added month counts whole."""
    ends_in = Month.of(contract.term.span.last_on)
    if ends_in < month <= ends_in.plus(added):
        return month.span
    return month.span.cut(contract.term.span)


def weeks_in_term(contract: Contract, month: Month) -> tuple[Span, ...]:
    """The weeks that belong to a month; an added month is a span of its own, so no week changes when the term grows."""
    term = contract.term.span
    if month > Month.of(term.last_on):
        term = month.span
    return weeks_of(month, term=term, week_starts=contract.term.week_starts)


def fee_of_month(contract: Contract, month: Month) -> Fraction:
    """The month's fee in major units, unrounded: the monthly fee × days in term ÷ days of the month; 0 outside."""
    days = month.span.cut(contract.term.span).days
    return contract.fee.monthly * Fraction(days, month.days)
