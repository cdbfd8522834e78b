"""Statements as one journal: transactions in order of their days, and the balances that they must leave.

A journal whose sums are not what the statements state is not made, so that no tool has to refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assay.core.findings import Finding, FindingsError, Place
from assay.core.money import Money
from assay.core.period import ONE_DAY
from assay.core.settlement.ledger import Posting
from assay.reports.ledger.accounts import BOOKS
from assay.reports.ledger.read import BookedStatement

Balances = Mapping[str, int]

PAYMENT = "payment/"
"""How the ref of a recorded payment begins."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction.

    Attributes:
        kind: ``opening``, ``statement`` or ``assumed_payment``.
        statement: The statement that it belongs to; its day is the transaction's.
        legs: They sum to zero.
    """

    kind: str
    statement: BookedStatement
    legs: tuple[Posting, ...]

    @property
    def on(self) -> date:
        """The statement's day, in its own offset."""
        return self.statement.drawn_at.date()


@dataclass(frozen=True, slots=True)
class Closing:
    """Balances of a contract at the start of a day, minor units, in the table's order; accounts used and empty stand at 0."""

    on: date
    statement: BookedStatement
    balances: Balances


@dataclass(frozen=True, slots=True)
class Journal:
    """Transactions in order of their days, and what they must leave."""

    entries: tuple[Entry, ...]
    closings: tuple[Closing, ...]

    @property
    def accounts(self) -> tuple[tuple[str, str], ...]:
        """Contract and account of each account used, in order of contract and table."""
        used = {(entry.statement.contract, leg.account) for entry in self.entries for leg in entry.legs}
        order = list(BOOKS)
        return tuple(sorted(used, key=lambda pair: (pair[0], order.index(pair[1]))))

    @property
    def currencies(self) -> Mapping[str, str]:
        """Contract → its currency."""
        return {entry.statement.contract: entry.statement.currency for entry in self.entries}


def journal_of(statements: Sequence[BookedStatement], *, assume_paid: bool = False) -> Journal:
    """The journal of statements of any contracts, given in any order.

    Args:
        statements: One per contract and month, without gaps.
        assume_paid: Add the payment of what each statement leaves to pay and no recorded payment covers.

    Raises:
        FindingsError: A month is missing or given twice, the currency changes, or balances are not what was posted.
    """
    chains: dict[str, list[BookedStatement]] = {}
    for item in sorted(statements, key=lambda item: (item.contract, item.month, item.file)):
        chains.setdefault(item.contract, []).append(item)
    findings = [finding for chain in chains.values() for finding in _chain_findings(chain)]
    if findings:
        raise FindingsError(findings)
    books = [_Books(chain, assume_paid=assume_paid) for chain in chains.values()]
    entries = [entry for book in books for entry in book.entries]
    findings = [finding for book in books for finding in book.findings]
    if findings:
        raise FindingsError(findings)
    closings = [closing for book in books for closing in book.closings]
    return Journal(tuple(sorted(entries, key=lambda entry: entry.on)), tuple(closings))


def _chain_findings(chain: Sequence[BookedStatement]) -> Iterator[Finding]:
    for before, item in pairwise(chain):
        place = Place(item.file)
        params = {"contract": item.contract, "period": str(item.month)}
        if item.month == before.month:
            yield Finding("ledger.statement_twice", place, params)
        elif item.month != before.month.next():
            params = {"contract": item.contract, "period": str(before.month.next())}
            yield Finding("ledger.month_missing", place, params)
        if item.currency != before.currency:
            found = {"found": item.currency, "expected": before.currency}
            yield Finding("ledger.currency_changed", place, params | found)


class _Books:
    """The books of one contract, month after month.

    Attributes:
        entries: Its transactions.
        closings: What they must leave; none when the last statement states no balances.
        findings: Where the sum of the postings is not what a statement states.
    """

    def __init__(self, chain: Sequence[BookedStatement], *, assume_paid: bool) -> None:
        self.entries: list[Entry] = []
        self.closings: list[Closing] = []
        self.findings: list[Finding] = []
        self._balances: Balances = {}
        self._assume_paid = assume_paid
        self._open(chain[0])
        assumed = _assumed(chain, -self._balances.get("payable", 0)) if assume_paid else [0] * len(chain)
        for item, amount in zip(chain, assumed, strict=True):
            self._enter(Entry("statement", item, item.legs))
            if amount:
                ref = f"{PAYMENT}assumed"
                legs = (Posting("payable", amount, ref), Posting("cash", -amount, ref))
                self._enter(Entry("assumed_payment", item, legs))
            self._check(item)
        self._close(chain[-1])

    def _open(self, first: BookedStatement) -> None:
        """What stood in the books before the first statement given, where that is not the contract's first."""
        if first.balances is None or first.is_first:
            return
        before = _added(first.balances, [Posting(leg.account, -leg.minor, leg.ref) for leg in first.legs])
        legs = tuple(Posting(account, minor, "opening") for account, minor in before.items() if minor)
        if legs:
            self._enter(Entry("opening", first, legs))

    def _enter(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._balances = _added(self._balances, entry.legs)

    def _check(self, item: BookedStatement) -> None:
        """Hold the sums so far against the statement; what is assumed to be paid may stand in either account."""
        if item.balances is None:
            return
        summed, stated = dict(self._balances), dict(item.balances)
        if self._assume_paid:
            for balances in (summed, stated):
                balances["cash"] = balances.get("cash", 0) + balances.pop("payable", 0)
        for account in BOOKS:
            found, expected = stated.get(account, 0), summed.get(account, 0)
            if found != expected:
                params = {
                    "period": str(item.month),
                    "account": account,
                    "found": str(Money(found, item.currency)),
                    "expected": str(Money(expected, item.currency)),
                }
                place = Place(item.file, path=f"state.balances.{account}")
                self.findings.append(Finding("ledger.balances_differ", place, params))

    def _close(self, last: BookedStatement) -> None:
        if last.balances is None:
            return
        used = self._balances.keys() | last.balances.keys()
        stated = {account: last.balances.get(account, 0) for account in BOOKS if account in used}
        still_open = min(0, stated.get("payable", 0)) if self._assume_paid else 0
        if still_open:
            stated |= {"payable": 0, "cash": stated.get("cash", 0) + still_open}
        day = max(entry.on for entry in self.entries) + ONE_DAY
        self.closings.append(Closing(day, last, stated))


def _assumed(chain: Sequence[BookedStatement], before: int) -> list[int]:
    """What is assumed to be paid with each statement: what it leaves to pay, less recorded payments, oldest first."""
    legs = [[leg for leg in item.legs if leg.account == "payable"] for item in chain]
    recorded = sum(leg.minor for group in legs for leg in group if leg.ref.startswith(PAYMENT))
    assumed = []
    for group in legs:
        due = before - sum(leg.minor for leg in group if not leg.ref.startswith(PAYMENT))
        covered = min(due, recorded)
        recorded -= covered
        assumed.append(due - covered)
        before = 0
    return assumed


def _added(balances: Balances, legs: Sequence[Posting]) -> Balances:
    result = dict(balances)
    for leg in legs:
        result[leg.account] = result.get(leg.account, 0) + leg.minor
    return result
