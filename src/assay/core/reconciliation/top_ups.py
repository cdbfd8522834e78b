"""What the credit of an ads account cost: top-ups in the order in which they came, spent first in, first out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from assay.core.period import ONE_DAY, Month, Span

T = TypeVar("T")


class Kind(StrEnum):
    """What an entry of a media ledger is."""

    TOP_UP = "top_up"
    GRANT = "grant"
    REBATE = "rebate"
    REFUND = "refund"
    SPEND = "spend"
    BALANCE = "balance"
    OTHER = "other"


FREE = frozenset({Kind.GRANT, Kind.REBATE})
"""Credit for which nothing was paid."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an account in one currency.

    Attributes:
        moved: What it adds to the balance; negative where it lowers it.
        paid: What the buyer paid for it, or got back, whichever sign the statement gives it; None where nobody says.
        balance: After it; None where the statement does not say.
    """

    id: str
    day: date
    kind: Kind
    moved: Fraction
    balance: Fraction | None = None
    paid: Fraction | None = None
    paid_currency: str = ""

    @property
    def paid_out(self) -> Fraction | None:
        """What the buyer paid; negative where credit was taken back and money came in."""
        if self.paid is None:
            return None
        return abs(self.paid) if self.moved >= 0 else -abs(self.paid)


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of one account in one currency.

    Attributes:
        source: Format of its statements.
        statements: The entries of each statement in the order of time; statements by their first day.
    """

    name: str
    currency: str
    statements: tuple[tuple[Entry, ...], ...]
    source: str = "media_ledger"

    @property
    def book(self) -> str:
        """Who says it."""
        return f"{self.source}/{self.name}"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries by day; of one day as they stand."""
        every = (entry for statement in self.statements for entry in statement)
        return tuple(sorted(every, key=lambda entry: entry.day))


@dataclass(frozen=True, slots=True)
class Break:
    """A statement that does not begin with the balance with which the one before ended."""

    entry: Entry
    opening: Fraction
    closing: Fraction


@dataclass(frozen=True, slots=True)
class Cost:
    """What was spent and what the buyer had paid for it.

    Attributes:
        spent: In the account's currency.
        paid: In ``currency``; None where the credit has no known price, or prices in two currencies. Nothing but free
            credit costs 0, in no currency.
    """

    spent: Fraction
    paid: Fraction | None
    currency: str

    @property
    def rate(self) -> Fraction | None:
        """Paid per unit spent; None while nothing is spent or the price is unknown."""
        return self.paid / self.spent if self.paid is not None and self.spent else None


@dataclass(frozen=True, slots=True)
class Piece:
    """Credit at one price: per unit, None when unknown; ``currency`` is empty where the price is nothing or unknown."""

    amount: Fraction
    price: Fraction | None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Bought:
    """What came in during a month: credited for money, credited for nothing, and what was paid."""

    topped_up: Fraction
    free: Fraction
    paid: Fraction | None
    currency: str

    @property
    def rate(self) -> Fraction | None:
        """Paid per unit credited for money."""
        return self.paid / self.topped_up if self.paid is not None and self.topped_up else None


def oldest_first(entries: Sequence[T], days: Iterable[date | None]) -> tuple[T, ...]:
    """A statement from its oldest entry on: one whose days fall and never rise is turned round; rows of one day keep together.

    Args:
        entries: In the order of the file.
        days: Their days, None where a row has none.
    """
    known = [day for day in days if day is not None]
    falls = any(later < earlier for earlier, later in pairwise(known))
    rises = any(later > earlier for earlier, later in pairwise(known))
    return tuple(reversed(entries)) if falls and not rises else tuple(entries)


def breaks(account: Account) -> Iterator[Break]:
    """Where a statement begins otherwise than the one before it ended; statements that overlap are not compared."""
    closing: Fraction | None = None
    until: date | None = None
    for statement in account.statements:
        opening = opening_of(statement)
        apart = until is None or statement[0].day >= until
        if apart and closing is not None and opening is not None and opening != closing:
            yield Break(statement[0], opening, closing)
        closing, until = closing_of(statement), statement[-1].day


def opening_of(entries: Sequence[Entry]) -> Fraction | None:
    """The balance before the first entry, None where it does not state one."""
    first = entries[0]
    return None if first.balance is None else first.balance - first.moved


def closing_of(entries: Sequence[Entry]) -> Fraction | None:
    """The balance after the last entry, None where none is stated at all."""
    stated = max((at for at, entry in enumerate(entries) if entry.balance is not None), default=None)
    if stated is None:
        return None
    return (entries[stated].balance or Fraction(0)) + sum(
        (entry.moved for entry in entries[stated + 1 :]), Fraction(0)
    )


def spent_by_ledger(account: Account, month: Month) -> Fraction | None:
    """What the ledger says was spent in a month.

    Its own spend entries; without any, the opening and closing balance of the month with what came in and went back.
    None where the ledger holds neither: unknown, not nothing.
    """
    entries = account.entries
    inside = [entry for entry in entries if entry.day in month.span]
    if any(entry.kind is Kind.SPEND for entry in entries):
        lowered = (-entry.moved for entry in inside if entry.kind is Kind.SPEND)
        return sum(lowered, Fraction(0)) if inside else None
    opening = _stated_on(entries, (month.first_on - ONE_DAY, month.first_on))
    closing = _stated_on(entries, (month.span.last_on, month.span.end_on))
    if opening is None or closing is None:
        return None
    return opening + sum((entry.moved for entry in inside), Fraction(0)) - closing


def bought(account: Account, month: Month) -> Bought:
    """What came into the account in a month, refunds taken off."""
    inside = [entry for entry in account.entries if entry.day in month.span]
    paying = [entry for entry in inside if entry.kind in (Kind.TOP_UP, Kind.REFUND)]
    currencies = {entry.paid_currency for entry in paying}
    known = all(entry.paid is not None for entry in paying) and len(currencies) == 1
    signed = (entry.paid_out or Fraction(0) for entry in paying)
    return Bought(
        topped_up=sum((entry.moved for entry in paying), Fraction(0)),
        free=sum((entry.moved for entry in inside if entry.kind in FREE), Fraction(0)),
        paid=sum(signed, Fraction(0)) if known else None,
        currency=currencies.pop() if len(currencies) == 1 else "",
    )


def used(account: Account, spent: Mapping[Span, Fraction]) -> dict[Span, tuple[Piece, ...]]:
    """The credit that each day's spend, or each total's, used up: first in, first out.

    Args:
        account: Its entries from the first on; its own spend entries are not read.
        spent: Days → spend in the account's currency; before the ledger begins it has no price. A total is spent on its
            last day. On one day credit comes first. What is given back goes back to where it was taken last.
    """
    shelf = _Shelf(account)
    return {
        days: tuple(shelf.take(days, spent[days])) for days in sorted(spent, key=lambda days: days.last_on)
    }


def cost_of(pieces: Iterable[Piece]) -> Cost:
    """What some credit cost."""
    parts = tuple(pieces)
    currencies = {piece.currency for piece in parts if piece.price}
    paid: Fraction | None = Fraction(0)
    for piece in parts:
        paid = None if paid is None or piece.price is None else paid + piece.amount * piece.price
    spent = sum((piece.amount for piece in parts), Fraction(0))
    if len(currencies) > 1:
        return Cost(spent, None, "")
    return Cost(spent, paid, "".join(currencies))


class _Shelf:
    """Credit not yet spent, oldest first, and credit spent, newest last."""

    def __init__(self, account: Account) -> None:
        opening = opening_of(account.entries)
        self._begins_on = account.entries[0].day
        self._waiting = deque(account.entries)
        self._pieces = deque([Piece(opening, None)] if opening else [])
        self._spent: list[Piece] = []

    def take(self, days: Span, amount: Fraction) -> list[Piece]:
        """The oldest credit that came until the last of these days; what is missing has no price."""
        while self._waiting and self._waiting[0].day <= days.last_on:
            self._put(self._waiting.popleft())
        if days.start_on < self._begins_on:
            return [Piece(amount, None)]
        if amount < 0:
            return self._give_back(-amount)
        taken = self._oldest(amount)
        self._spent += taken
        return taken

    def _put(self, entry: Entry) -> None:
        if entry.kind in (Kind.SPEND, Kind.BALANCE):
            return
        if entry.moved < 0:
            self._oldest(-entry.moved)
        elif entry.kind in FREE:
            self._pieces.append(Piece(entry.moved, Fraction(0)))
        elif entry.moved:
            price = None if entry.paid_out is None else entry.paid_out / entry.moved
            self._pieces.append(Piece(entry.moved, price, entry.paid_currency))

    def _oldest(self, amount: Fraction) -> list[Piece]:
        taken: list[Piece] = []
        while amount > 0 and self._pieces:
            piece = self._pieces.popleft()
            part = min(piece.amount, amount)
            taken.append(replace(piece, amount=part))
            if piece.amount > part:
                self._pieces.appendleft(replace(piece, amount=piece.amount - part))
            amount -= part
        return [*taken, Piece(amount, None)] if amount > 0 else taken

    def _give_back(self, amount: Fraction) -> list[Piece]:
        given: list[Piece] = []
        while amount > 0 and self._spent:
            piece = self._spent.pop()
            part = min(piece.amount, amount)
            given.append(replace(piece, amount=-part))
            self._pieces.appendleft(replace(piece, amount=part))
            if piece.amount > part:
                self._spent.append(replace(piece, amount=piece.amount - part))
            amount -= part
        return [*given, Piece(-amount, None)] if amount > 0 else given


def _stated_on(entries: Sequence[Entry], days: tuple[date, date]) -> Fraction | None:
    """A balance that the ledger states between two months: at the end of the first day or the start of the second."""
    stated = [entry.balance for entry in entries if entry.kind is Kind.BALANCE and entry.day in days]
    return stated[0] if stated else None
