"""Erase: remove every trace of a person's contact; counts, money and statements stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assay.core.findings import Finding, FindingsError, Place
from assay.core.leads.identity import normalise_email, normalise_phone
from assay.core.tables import Contact
from assay.parsing.parser import parser_with
from assay.ports import Limits
from assay.services.workspace import Workspace
from assay.store import Erased, ErasureResult, Leaves, Search


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
    who = _identified(contact)
    without_rows = parser_with(Limits()).without_rows
    return workspace.store.erase(
        who.kind, who.value, known_at=known_at, without_rows=without_rows, dry_run=dry_run
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """What may be given to the person who asked, or to an auditor: no contact is in it.

    Attributes:
        commits: How many commits the log has, and with ``digest`` where it ends.
        digest: SHA-256 of the last commit, empty for none.
        erasures: Every erasure of the workspace.
        leaves: Which rows still prove that they are as received.
        search: The search for the contact that was given, None for none.
        findings: What is not as it should be; empty when the erasure is complete.
    """

    commits: int
    digest: str
    erasures: tuple[Erased, ...]
    leaves: Leaves
    search: Search | None
    findings: tuple[Finding, ...]


def prove(workspace: Workspace, contact: str | None) -> Proof:
    """Hold every erasure against the disk, and look for a contact in every byte.

    Raises:
        FindingsError: The text is neither an e-mail nor a phone.
    """
    who = None if contact is None else _identified(contact)
    erasures, leaves, search = workspace.store.prove_erasures(who)
    log = workspace.store.log()
    findings = (*_not_gone(erasures), *_not_proved(leaves), *_left(search))
    return Proof(len(log), log[-1].digest if log else "", erasures, leaves, search, findings)


def _identified(contact: str) -> Contact:
    kind = "email" if "@" in contact else "phone"
    value = normalise_email(contact) if kind == "email" else normalise_phone(contact)
    if value is None:
        raise FindingsError([Finding("cli.bad_contact")])
    return Contact(kind, value)


def _not_gone(erasures: tuple[Erased, ...]) -> list[Finding]:
    return [
        Finding("erase.not_gone", Place(f"log/{one.commit:09d}.json"), {"commit": str(one.commit)})
        for one in erasures
        if not (one.are_keys_gone and one.is_as_said and all(file.is_old_gone for file in one.files))
    ]


def _not_proved(leaves: Leaves) -> list[Finding]:
    return [
        Finding("erase.leaf_wrong", Place(f"facts/{table}"), {"table": table, "blob": blob[:12]})
        for table, blob in dict.fromkeys((table, blob) for table, blob, _ in leaves.wrong)
    ]


def _left(search: Search | None) -> list[Finding]:
    if search is None:
        return []
    known = [Finding("erase.still_known")] if search.is_known else []
    return [*known, *(Finding("erase.trace_left", Place(name), {"file": name}) for name in search.found)]
