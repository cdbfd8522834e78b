"""Erase: remove every trace of a person's contact; counts, money and statements stay."""

from __future__ import annotations

from datetime import datetime

from assay.core.findings import Finding, FindingsError
from assay.core.leads.identity import normalise_email, normalise_phone
from assay.parsing.parser import parser_with
from assay.ports import Limits
from assay.services.workspace import Workspace
from assay.store import ErasureResult


def erase_person(
    workspace: Workspace, contact: str, *, known_at: datetime, dry_run: bool = False
) -> ErasureResult:
    """Erase whoever has an e-mail or a phone.

    Args:
        workspace: The open workspace.
        contact: E-mail, or phone with its country code.
        known_at: When the request arrived.
        dry_run: Report what would go, and change nothing.

    Raises:
        FindingsError: The text is neither.
    """
    kind = "email" if "@" in contact else "phone"
    value = normalise_email(contact) if kind == "email" else normalise_phone(contact)
    if value is None:
        raise FindingsError([Finding("cli.bad_contact")])
    without_rows = parser_with(Limits()).without_rows
    return workspace.store.erase(kind, value, known_at=known_at, without_rows=without_rows, dry_run=dry_run)
