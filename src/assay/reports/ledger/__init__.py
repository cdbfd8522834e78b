"""The books of statements as a journal for Beancount or hledger.

A statement's document is read into a :class:`BookedStatement`, statements become a :class:`Journal` whose sums are held
against the balances that the statements state, and a journal becomes text.
"""

from __future__ import annotations

from assay.reports.ledger.beancount import beancount_text
from assay.reports.ledger.hledger import hledger_text
from assay.reports.ledger.journal import Journal, journal_of
from assay.reports.ledger.read import BookedStatement, read_statement

WRITERS = {"beancount": beancount_text, "hledger": hledger_text}

__all__ = ["WRITERS", "BookedStatement", "Journal", "journal_of", "read_statement"]
