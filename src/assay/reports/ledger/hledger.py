"""A journal in hledger's syntax, strict: every account and commodity is declared, balances are asserted."""

from __future__ import annotations

from collections.abc import Iterator

from assay.core.money import Money, exponent
from assay.i18n import translate
from assay.reports.ledger.accounts import ledger_account
from assay.reports.ledger.journal import Closing, Entry, Journal
from assay.reports.ledger.words import metadata, narration

# In a comment a colon makes a tag, a comma ends it, and brackets are a date that would move the posting.
_IN_A_TAG = str.maketrans({":": "-", ",": " ", "[": "(", "]": ")"})
_IN_A_DESCRIPTION = str.maketrans({";": ",", "|": "/"})


def hledger_text(journal: Journal, lang: str) -> str:
    """The journal as one file: commodities, accounts, transactions, balance assertions."""
    lines = [f"; {translate(lang, 'ledger.title')}", "decimal-mark ."]
    lines += [_commodity(currency) for currency in sorted(set(journal.currencies.values()))]
    if journal.entries:
        lines += [""]
    for contract, account in journal.accounts:
        name = _tag("name", translate(lang, f"ledger.account.{account}"))
        lines.append(f"account {ledger_account(account, contract)}  ; {name}")
    for entry in journal.entries:
        lines += ["", *_transaction(entry, lang)]
    for closing in journal.closings:
        lines += ["", *_assertions(closing, lang)]
    return "\n".join(lines) + "\n"


def _commodity(currency: str) -> str:
    """By example: the decimal mark stands there even when no digit follows it."""
    digits = exponent(currency)
    return f"commodity 1000.{'0' * digits} {currency}"


def _transaction(entry: Entry, lang: str) -> Iterator[str]:
    contract, currency = entry.statement.contract, entry.statement.currency
    period = str(entry.statement.month)
    yield f"{entry.on} * ({period}) {_described(contract)} | {_described(narration(entry, lang))}"
    for key, value in metadata(entry).items():
        yield f"    ; {_tag(key, value)}"
    for leg in entry.legs:
        amount = Money(leg.minor, currency)
        yield f"    {ledger_account(leg.account, contract)}  {amount}  ; {_tag('ref', leg.ref)}"


def _assertions(closing: Closing, lang: str) -> Iterator[str]:
    contract, currency = closing.statement.contract, closing.statement.currency
    period = str(closing.statement.month)
    said = translate(lang, "ledger.entry.closing", {"period": period})
    yield f"{closing.on} * ({period}) {_described(contract)} | {_described(said)}"
    for account, minor in closing.balances.items():
        name = ledger_account(account, contract)
        yield f"    {name}  {Money(0, currency)} = {Money(minor, currency)}"


def _tag(name: str, value: str) -> str:
    return f"{name}:{_line(value.translate(_IN_A_TAG))}"


def _described(text: str) -> str:
    return _line(text.translate(_IN_A_DESCRIPTION))


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
