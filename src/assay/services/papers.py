"""Paper: documents of stored statements as files. Nothing is computed again, every figure is the statement's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rfc8785

from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.reports.paper import statement_pdf
from assay.services.paper_file import Paper
from assay.services.workspace import Workspace


def stored_statements(workspace: Workspace, contract_id: str) -> tuple[Mapping[str, Any], ...]:
    """Every statement that a workspace has released for a contract, versions included."""
    found = (item for item in workspace.store.statements() if item.contract_id == contract_id)
    return tuple(json.loads(item.data) for item in found)


def statement_paper(
    statements: Sequence[Mapping[str, Any]],
    amended: Amended,
    month: Month,
    lang: str,
    version: int | None = None,
) -> Paper:
    """The settlement statement of a month as PDF.

    Args:
        statements: Statements in any order; those of other contracts, and those drawn later than this one, are left
            aside.
        amended: The contract with its versions.
        month: The month.
        lang: ``zh`` or ``en``.
        version: Of the month's statement; the latest when None.

    Raises:
        FindingsError: ``paper.no_statement``, ``paper.two_statements``, ``paper.months_missing``, ``paper.other_text`` when the contract is another than the
            one it was drawn on, ``paper.unprintable`` or ``paper.no_fonts``.
    """
    contract = amended.for_month(month)
    mine = [one for one in statements if one["contract"]["id"] == contract.id]
    document = _chosen(mine, str(month), version)
    _check_text(document, contract)
    data = statement_pdf(document, digest_of(document), contract, _earlier(mine, document), lang)
    return Paper(f"statement-{month}-v{document['version']}.{lang}.pdf", data)


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of a statement's canonical bytes (RFC 8785), as the store keeps them."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def _chosen(statements: Sequence[Mapping[str, Any]], period: str, version: int | None) -> Mapping[str, Any]:
    of_month = [one for one in statements if one["period"] == period and version in (None, one["version"])]
    if not of_month:
        settled = sorted({one["period"] for one in statements})
        params = {"period": period, "expected": ", ".join(settled) or "–"}
        raise FindingsError([Finding("paper.no_statement", params=params)])
    newest = max(map(_version, of_month))
    found = {digest_of(one): one for one in of_month if _version(one) == newest}
    if len(found) > 1:
        params = {"period": period, "version": str(newest)}
        raise FindingsError([Finding("paper.two_statements", params=params)])
    return next(iter(found.values()))


def _earlier(statements: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The months settled before, each as it stood when the statement was drawn; without one the page would be another."""
    drawn = _drawn(document)
    known = [one for one in statements if one["period"] < document["period"] and _drawn(one) <= drawn]
    latest = {one["period"]: one for one in sorted(known, key=_version)}
    settled = (record["figures"]["period"] for record in document["state"]["records"])
    months = sorted(period for period in settled if period < document["period"])
    missing = [period for period in months if period not in latest]
    if missing:
        params = {"period": document["period"], "missing": ", ".join(missing)}
        raise FindingsError([Finding("paper.months_missing", params=params)])
    return [latest[period] for period in months]


def _check_text(document: Mapping[str, Any], contract: Contract) -> None:
    if document["contract"]["digest"] != contract.digest:
        raise FindingsError([Finding("paper.other_text", params={"contract": contract.id})])


def _version(document: Mapping[str, Any]) -> int:
    return int(document["version"])


def _drawn(document: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(document["as_of"])
