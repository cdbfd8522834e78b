"""Whole accounts: reported spend against the media ledger, and its price by the contract against what was really paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assay.core.period import Month, Span, months_of
from assay.core.reconciliation.lines import Line, Pair, Tolerance
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.pairs import one_of_each
from assay.core.reconciliation.top_ups import (
    Account,
    Bought,
    Cost,
    Piece,
    bought,
    cost_of,
    spent_by_ledger,
    used,
)

Priced = Callable[[Fraction, str, date], Fraction | None]
"""Amount, currency and day → the amount in the contract's currency, None without a rate."""
_Spent = defaultdict[Span, Fraction]


@dataclass(frozen=True, slots=True)
class Reported:
    """Reported spend of an account in one currency, by day, or by total where the book of a month states only that.

    Attributes:
        books: Month → the book that says it.
    """

    account: str
    currency: str
    books: Mapping[Month, Book]
    days: Mapping[Span, Fraction]

    def of(self, month: Month) -> Fraction | None:
        """The sum of a month; None where no book has a day of it."""
        if month not in self.books:
            return None
        return sum((cost for days, cost in self.days.items() if days.start_on in month.span), Fraction(0))


@dataclass(frozen=True, slots=True)
class TopUps:
    """What an account's credit cost in a month: what came in, and what was spent of it.

    Attributes:
        cost: None without spend.
        pieces: Days, or a total → the credit that its spend used up.
    """

    month: Month
    account: Account
    bought: Bought
    cost: Cost | None
    pieces: Mapping[Span, tuple[Piece, ...]]


def reported(observed: Iterable[Observed], agency: Collection[str]) -> tuple[Reported, ...]:
    """Spend by account and currency, all campaigns together; of two exports of an account one counts in each month.

    A day whose cost somebody leaves unsaid makes its book's month unknown: it is left out.
    """
    months: defaultdict[tuple[str, str, Month], defaultdict[Book, _Spent]]
    months = defaultdict(lambda: defaultdict(lambda: defaultdict(Fraction)))
    unsaid: set[tuple[Book, Month]] = set()
    for row in observed:
        if row.measure is not Measure.COST or row.book.account in agency:
            continue
        if row.value is None:
            unsaid.add((row.book, row.month))
        else:
            months[row.book.account, row.unit, row.month][row.book][row.days] += row.value
    found: dict[tuple[str, str], Reported] = {}
    for (account, currency, month), books in sorted(months.items()):
        spoken = {book: _days(spent) for book, spent in books.items() if (book, month) not in unsaid}
        for book in one_of_each(spoken, spoken):
            one = found.get((account, currency), Reported(account, currency, {}, {}))
            found[account, currency] = replace(
                one, books={**one.books, month: book}, days={**one.days, **books[book]}
            )
    return tuple(found.values())


def within(whole: Iterable[Reported], inside: Iterable[Observed]) -> tuple[Reported, ...]:
    """The part of reported spend that some rows make up, by the same books."""
    parts: defaultdict[tuple[str, str, Book, Month], _Spent] = defaultdict(lambda: defaultdict(Fraction))
    for row in inside:
        if row.measure is Measure.COST and row.value is not None:
            parts[row.book.account, row.unit, row.book, row.month][row.days] += row.value
    return tuple(
        replace(
            one,
            days={
                days: cost
                for month, book in one.books.items()
                for days, cost in parts[one.account, one.currency, book, month].items()
            },
        )
        for one in whole
    )


def ledger_lines(
    accounts: Sequence[Account], spend: Sequence[Reported], months: Sequence[Month], tolerance: Tolerance
) -> tuple[Line, ...]:
    """Reported spend of each account with a ledger against the spend of that ledger."""
    lines = (_ledger_line(account, spend, month, tolerance) for account in accounts for month in months)
    return tuple(line for line in lines if line.first is not None or line.second is not None)


def paid_lines(
    top_ups: Iterable[TopUps],
    mine: Sequence[Reported],
    tolerance: Tolerance,
    currency: str,
    priced: Priced,
) -> Iterator[Line]:
    """Spend at the contract's agreed rate against what the buyer had paid for that credit, in the contract's currency.

    Args:
        top_ups: Of whole accounts.
        mine: The part of their spend that is in the contract's scope; of each day's credit it has the same part.
        tolerance: Between the two.
        currency: The contract's.
        priced: The contract's rates.
    """
    for one in top_ups:
        said = _said(mine, one.account)
        inside = said.days.items() if said else ()
        days = {days: cost for days, cost in inside if days.start_on in one.month.span}
        if said is None or not days:
            continue
        agreed = _sum(_agreed(cost, one.account.currency, span, priced) for span, cost in days.items())
        cost = cost_of(piece for span, amount in days.items() for piece in _share(one, span, amount))
        yield Line(
            pair=Pair.COST_PAID,
            month=one.month,
            measure="",
            account=one.account.name,
            campaign="",
            first_book=str(said.books[one.month]),
            second_book=one.account.book,
            first=agreed,
            second=cost.paid if cost.currency in ("", currency) else None,
            unit=currency,
            allowed=None if agreed is None else tolerance.allowed(agreed),
        )


def top_ups_of(
    accounts: Sequence[Account], spend: Sequence[Reported], months: Sequence[Month]
) -> tuple[TopUps, ...]:
    """The price of the credit of each account and month."""
    found: list[TopUps] = []
    for account in accounts:
        said = _said(spend, account)
        taken = used(account, said.days if said else {})
        unsaid = _first_unsaid(account, said, months[-1])
        for month in months:
            pieces = {days: parts for days, parts in taken.items() if days.start_on in month.span}
            if unsaid is not None and unsaid < month:
                pieces = {
                    days: tuple(Piece(part.amount, None) for part in parts) for days, parts in pieces.items()
                }
            cost = cost_of(piece for parts in pieces.values() for piece in parts) if pieces else None
            found.append(TopUps(month, account, bought(account, month), cost, pieces))
    return tuple(found)


def _first_unsaid(account: Account, said: Reported | None, last: Month) -> Month | None:
    """The first month since the ledger began whose spend nobody reports, unless the ledger says that it was nothing.

    How much credit it used up is unknown, and so is the price of what was spent after it.
    """
    since = months_of(Span(account.entries[0].day, last.span.end_on))
    books = said.books if said else {}
    return next(
        (month for month in since if month not in books and spent_by_ledger(account, month) != 0), None
    )


def _ledger_line(account: Account, spend: Sequence[Reported], month: Month, tolerance: Tolerance) -> Line:
    said = _said(spend, account)
    first, second = said.of(month) if said else None, spent_by_ledger(account, month)
    return Line(
        pair=Pair.SPEND_LEDGER,
        month=month,
        measure="",
        account=account.name,
        campaign="",
        first_book=str(said.books[month]) if said and first is not None else "",
        second_book=account.book if second is not None else "",
        first=first,
        second=second,
        unit=account.currency,
        allowed=None if first is None else tolerance.allowed(first),
    )


def _said(spend: Sequence[Reported], account: Account) -> Reported | None:
    key = account.name, account.currency
    return next((one for one in spend if (one.account, one.currency) == key), None)


def _days(spent: Iterable[Span]) -> set[date]:
    return {day for days in spent for day in days.each_day()}


def _agreed(amount: Fraction, currency: str, days: Span, priced: Priced) -> Fraction | None:
    """At the agreed rate; None where it changes within a total, for nobody knows how much was spent before."""
    values = {priced(amount, currency, day) for day in days.each_day()}
    return values.pop() if len(values) == 1 else None


def _share(one: TopUps, days: Span, amount: Fraction) -> Iterator[Piece]:
    """The part of some days' credit that an amount of their spend has; no price where the whole is not known or nothing."""
    pieces = one.pieces.get(days, ())
    whole = sum((piece.amount for piece in pieces), Fraction(0))
    if not whole:
        yield Piece(amount, None if amount else Fraction(0))
        return
    for piece in pieces:
        yield replace(piece, amount=piece.amount * amount / whole)


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total
