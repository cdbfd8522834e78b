"""The ledger of a life, held to Beancount's own loader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount import loader
from beancount.core.data import Transaction

from assay.core.findings import FindingsError
from assay.core.settlement.statement_json import statement_document
from assay.reports.ledger.accounts import BOOKS
from assay.services.ledger import journal_of_documents, journal_text
from tests.lives.story import Seen


def broken_books(steps: Sequence[Seen]) -> str:
    """What is wrong with the journal of a life; empty when Beancount takes it and has the balances of the state."""
    documents = [(f"{seen.statement.month}.json", _document(seen)) for seen in steps]
    try:
        text = journal_text(journal_of_documents(documents), "beancount", "en")
    except FindingsError as refused:
        return f"the journal is refused: {refused}"
    entries, errors, _ = loader.load_string(text)
    if errors:
        return f"Beancount finds errors: {errors[:3]}"
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    if _balances(transactions) != dict(steps[-1].after.balances):
        return "Beancount's balances are not those of the state"
    return ""


def _document(seen: Seen) -> dict[str, Any]:
    """The statement with what a journal reads of its state: how many months it knows, and its balances."""
    balances = {account: str(minor) for account, minor in seen.after.balances.items()}
    state = {"records": [{} for _ in seen.after.records], "balances": balances}
    return statement_document(seen.statement) | {"state": state}


def _balances(transactions: Sequence[Transaction]) -> Mapping[str, int]:
    """Account of the books → minor units, as the entries that Beancount read add up."""
    of_leaf = {name.rpartition(":")[2]: account for account, name in BOOKS.items()}
    sums: dict[str, Decimal] = {}
    for entry in transactions:
        for posting in entry.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            account = of_leaf[posting.account.rpartition(":")[2]]
            sums[account] = sums.get(account, Decimal(0)) + posting.units.number
    return {account: int(total * 100) for account, total in sums.items() if total}
