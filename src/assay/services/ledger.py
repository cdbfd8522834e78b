"""Ledger: released statements as a journal for Beancount or hledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from assay.core.findings import Finding, FindingsError
from assay.reports.ledger import WRITERS, BookedStatement, Journal, journal_of, read_statement
from assay.services.workspace import Workspace


def journal_of_documents(documents: Iterable[tuple[str, object]], *, assume_paid: bool = False) -> Journal:
    """The journal of statements in files.

    Args:
        documents: File name, and a statement as JSON gave it.
        assume_paid: See :func:`~assay.reports.ledger.journal.journal_of`.

    Raises:
        FindingsError: What is not right with any of them, or with all of them together.
    """
    read = [(document, name, "") for name, document in documents]
    return journal_of(_read_all(read), assume_paid=assume_paid)


def journal_of_contract(workspace: Workspace, contract_id: str = "", *, assume_paid: bool = False) -> Journal:
    """The journal of every month that a workspace has settled for a contract, each by its latest statement.

    Args:
        workspace: The open workspace.
        contract_id: Which contract; needed only when several have statements.
        assume_paid: See :func:`~assay.reports.ledger.journal.journal_of`.

    Raises:
        FindingsError: The contract has no statements, or several have.
    """
    stored = list(workspace.store.statements())
    contracts = sorted({item.contract_id for item in stored})
    chosen = contract_id or (contracts[0] if len(contracts) == 1 else "")
    if chosen not in contracts:
        code = "several_contracts" if contracts and not contract_id else "no_statements"
        params = {"found": contract_id, "expected": ", ".join(contracts)}
        raise FindingsError([Finding(f"ledger.{code}", params=params)])
    mine = sorted((item for item in stored if item.contract_id == chosen), key=lambda item: item.version)
    latest = {item.period: item for item in mine}
    read = [(json.loads(item.data), item.period, item.digest) for item in latest.values()]
    return journal_of(_read_all(read), assume_paid=assume_paid)


def journal_text(journal: Journal, syntax: str, lang: str) -> str:
    """A journal in ``beancount`` or ``hledger`` syntax."""
    writers: Mapping[str, Callable[[Journal, str], str]] = WRITERS
    return writers[syntax](journal, lang)


def _read_all(documents: Iterable[tuple[object, str, str]]) -> list[BookedStatement]:
    read: list[BookedStatement] = []
    findings: list[Finding] = []
    for document, name, digest in documents:
        try:
            read.append(read_statement(document, name, digest))
        except FindingsError as error:
            findings += error.findings
    if findings:
        raise FindingsError(findings)
    return read
