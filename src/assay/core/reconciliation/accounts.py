"""Whole accounts: reported spend against the media ledger, and its price by the contract against what was really paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.period import Month
from assay.core.reconciliation.lines import Line, Pair, Tolerance
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.top_ups import Account, Bought, Cost, bought, costs_of, spent_by_ledger

Priced = Callable[[Fraction, str, date], Fraction | None]
"""Amount, currency and day → the amount in the contract's currency, None without a rate."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Reported spend of an account in one currency, by day, and the book that says it."""

    book: Book
    currency: str
    days: Mapping[date, Fraction]

    def of(self, month: Month) -> Fraction | None:
        """The sum of a month; None where the book has no day of it."""
        inside = [cost for day, cost in self.days.items() if day in month.span]
        return sum(inside, Fraction(0)) if inside else None


@dataclass(frozen=True, slots=True)
class TopUps:
    """What an account's credit cost in a month: what came in, and what was spent of it (None without spend)."""

    month: Month
    account: str
    currency: str
    bought: Bought
    cost: Cost | None


def reported(observed: Iterable[Observed], agency: Collection[str]) -> tuple[Reported, ...]:
    """Spend by account and currency, all campaigns together; of two exports of one account the first by name counts."""
    days: defaultdict[tuple[str, str, Book], defaultdict[date, Fraction]]
    days = defaultdict(lambda: defaultdict(Fraction))
    for row in observed:
        if row.measure is Measure.COST and row.book.account not in agency and row.value is not None:
            days[row.book.account, row.unit, row.book][row.day] += row.value
    first: dict[tuple[str, str], Reported] = {}
    for account, currency, book in sorted(days):
        first.setdefault((account, currency), Reported(book, currency, dict(days[account, currency, book])))
    return tuple(first.values())


def ledger_lines(
    accounts: Sequence[Account], spend: Sequence[Reported], months: Sequence[Month], tolerance: Tolerance
) -> tuple[Line, ...]:
    """Reported spend of each account with a ledger against the spend of that ledger."""
    lines = (
        _line(Pair.SPEND_LEDGER, month, account, spend, spent_by_ledger(account, month), tolerance)
        for account in accounts
        for month in months
    )
    return tuple(line for line in lines if line.first is not None or line.second is not None)


def paid_lines(
    top_ups: Iterable[TopUps], spend: Sequence[Reported], tolerance: Tolerance, currency: str, priced: Priced
) -> Iterator[Line]:
    """Spend at the contract's agreed rate against what the buyer had paid for that credit, in the contract's currency."""
    for one in top_ups:
        said = _said(spend, one.account, one.currency)
        inside = {day: cost for day, cost in said.days.items() if day in one.month.span} if said else {}
        if said is None or not inside:
            continue
        values = [priced(cost, one.currency, day) for day, cost in inside.items()]
        agreed = None if None in values else sum((value or Fraction(0) for value in values), Fraction(0))
        known = one.cost if one.cost is not None and one.cost.currency in ("", currency) else None
        yield Line(
            pair=Pair.COST_PAID,
            month=one.month,
            measure="",
            account=one.account,
            campaign="",
            first_book=str(said.book),
            second_book=_name(one.account),
            first=agreed,
            second=known.paid if known else None,
            unit=currency,
            allowed=None if agreed is None else tolerance.allowed(agreed),
        )


def top_ups_of(
    accounts: Sequence[Account], spend: Sequence[Reported], months: Sequence[Month]
) -> tuple[TopUps, ...]:
    """The price of the credit of each account and month."""
    found: list[TopUps] = []
    for account in accounts:
        said = _said(spend, account.name, account.currency)
        costs = costs_of(account, said.days if said else {}, months)
        found += [
            TopUps(month, account.name, account.currency, bought(account, month), costs.get(month))
            for month in months
        ]
    return tuple(found)


def _line(
    pair: Pair,
    month: Month,
    account: Account,
    spend: Sequence[Reported],
    second: Fraction | None,
    tolerance: Tolerance,
) -> Line:
    said = _said(spend, account.name, account.currency)
    first = said.of(month) if said else None
    return Line(
        pair=pair,
        month=month,
        measure="",
        account=account.name,
        campaign="",
        first_book=str(said.book) if said and first is not None else "",
        second_book=_name(account.name) if second is not None else "",
        first=first,
        second=second,
        unit=account.currency,
        allowed=None if first is None else tolerance.allowed(first),
    )


def _said(spend: Sequence[Reported], account: str, currency: str) -> Reported | None:
    return next((one for one in spend if (one.book.account, one.currency) == (account, currency)), None)


def _name(account: str) -> str:
    return f"media_ledger/{account}"
