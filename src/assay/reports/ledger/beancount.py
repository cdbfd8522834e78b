"""A journal in Beancount's syntax (version 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assay.core.money import Money
from assay.i18n import translate
from assay.reports.ledger.accounts import ledger_account
from assay.reports.ledger.journal import Closing, Entry, Journal
from assay.reports.ledger.words import metadata, narration


def beancount_text(journal: Journal, lang: str) -> str:
    """The journal as one file: options, currencies, accounts, transactions, balances."""
    currencies = sorted(set(journal.currencies.values()))
    lines = [f'option "title" {_quoted(translate(lang, "ledger.title"))}']
    for currency in currencies:
        lines += [
            f'option "operating_currency" "{currency}"',
            f'option "display_precision" "{currency}:{Money(1, currency).decimal}"',
        ]
    if journal.entries:
        lines += ["", *_declared(journal, journal.entries[0].on, lang)]
    for entry in journal.entries:
        lines += ["", *_transaction(entry, lang)]
    for closing in journal.closings:
        lines += ["", *_balances(closing)]
    return "\n".join(lines) + "\n"


def _declared(journal: Journal, since: date, lang: str) -> Iterator[str]:
    for currency in sorted(set(journal.currencies.values())):
        yield f"{since} commodity {currency}"
    for contract, account in journal.accounts:
        yield f"{since} open {ledger_account(account, contract)} {journal.currencies[contract]}"
        yield f"  name: {_quoted(translate(lang, f'ledger.account.{account}'))}"


def _transaction(entry: Entry, lang: str) -> Iterator[str]:
    contract, currency = entry.statement.contract, entry.statement.currency
    yield f"{entry.on} * {_quoted(contract)} {_quoted(narration(entry, lang))}"
    for key, value in metadata(entry).items():
        yield f"  {key}: {_quoted(value)}"
    for leg in entry.legs:
        yield f"  {ledger_account(leg.account, contract)}  {Money(leg.minor, currency)}"
        yield f"    ref: {_quoted(leg.ref)}"


def _balances(closing: Closing) -> Iterator[str]:
    """At the start of the day, to the minor unit."""
    contract, currency = closing.statement.contract, closing.statement.currency
    nothing = Money(0, currency).decimal
    for account, minor in closing.balances.items():
        amount = Money(minor, currency).decimal
        yield f"{closing.on} balance {ledger_account(account, contract)}  {amount} ~ {nothing} {currency}"


def _quoted(text: str) -> str:
    """One line of text as a Beancount string."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
