"""Explain: a stored statement, and under each spend lot the leads that hang on it, with file and row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assay.core.findings import Finding, FindingsError
from assay.core.leads.credit import Owner
from assay.core.leads.frozen import verdicts_from_document
from assay.core.period import parse_instant
from assay.services.settle import VERDICTS
from assay.services.workspace import Workspace


def find_statement(workspace: Workspace, period: str, contract_id: str = "") -> dict[str, Any]:
    """The latest statement of a period, as JSON.

    Args:
        workspace: The open workspace.
        period: ``YYYY-MM``.
        contract_id: Which contract; needed only when several have one.

    Raises:
        FindingsError: There is none, or there are several.
    """
    stored = [item for item in workspace.store.statements() if item.period == period]
    contracts = sorted({item.contract_id for item in stored})
    chosen = [contract_id] if contract_id else contracts
    if len(chosen) > 1:
        params = {"period": period, "expected": ", ".join(contracts)}
        raise FindingsError([Finding("cli.several_contracts", params=params)])
    if not chosen or chosen[0] not in contracts:
        raise FindingsError([Finding("cli.not_settled", params={"period": period})])
    latest = max((item for item in stored if item.contract_id == chosen[0]), key=lambda item: item.version)
    document: dict[str, Any] = json.loads(latest.data)
    return document


def evidence_of(workspace: Workspace, statement: Mapping[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """Leads as the statement saw them, by spend lot, and by month for those that are the contract's.

    Each is number, day, verdict, reason, file as received, row. Erased names are shown as such.
    """
    prefix = f"{statement['contract']['id']}/"
    drawn_at = parse_instant(statement["as_of"])
    kept = {
        record.key: record.payload
        for record in workspace.store.records(VERDICTS)
        if record.key.startswith(prefix) and record.known_at <= drawn_at
    }
    rows: dict[str, list[tuple[str, ...]]] = {}
    names = workspace.file_names()
    for key in sorted(kept):
        for verdict in verdicts_from_document(json.loads(kept[key])):
            params = verdict.node.params
            row = (
                verdict.id,
                verdict.created_on.isoformat(),
                verdict.verdict.value,
                verdict.reason,
                names.get(params.get("blob", ""), ""),
                params.get("row", ""),
            )
            if verdict.lot:
                rows.setdefault(verdict.lot, []).append(row)
            if verdict.owner is Owner.CONTRACT:
                rows.setdefault(key.removeprefix(prefix), []).append(row)
    return rows
