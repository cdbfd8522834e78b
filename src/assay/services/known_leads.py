"""What the workspace knows of leads besides their verdicts, fit to be shown outside: contacts are masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from assay.core.contract.model import Contract
from assay.core.period import Month
from assay.core.tables import Contact, Value
from assay.queries.leads import LEAD_ROWS
from assay.services.gather import Desk, Tables
from assay.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace knows of a lead besides its verdict, fit for the other side: its contact is masked."""

    channel: str
    country: str
    contact: str


def known_leads(
    workspace: Workspace, tables: Tables, contract: Contract, month: Month
) -> Mapping[str, Known]:
    """Book and number of each lead of a month, as ``book|number`` → what is known of it in these tables."""
    zone, span = contract.term.zone, month.span
    created: dict[str, Value] = {
        "from_at": datetime.combine(span.start_on, time(), zone),
        "to_at": datetime.combine(span.end_on, time(), zone),
    }
    rows = Desk(workspace.engine, tables).ask(LEAD_ROWS, ["leads"], created)
    keys = {str(row[name]) for row in rows for name in ("email_key", "phone_key") if row[name]}
    return dict(_known(rows, workspace.store.contacts(sorted(keys))))


def masked(contact: Contact | None) -> str:
    """As much of a contact as tells a lead from another: the ends of an e-mail, the last digits of a phone.

    Example:
        >>> masked(Contact("email", "anna.muster@buyer.example"))
        'a***@b***.example'
        >>> masked(Contact("phone", "+4915112345678"))
        '***5678'
    """
    if contact is None or not contact.value:
        return ""
    if contact.kind == "email":
        local, _, domain = contact.value.partition("@")
        return f"{local[:1]}***@{domain[:1]}***.{domain.rpartition('.')[2]}"
    return f"***{contact.value[-4:]}"


def _known(
    rows: Sequence[Mapping[str, Value]], contacts: Mapping[str, Contact | None]
) -> Iterator[tuple[str, Known]]:
    for row in rows:
        own = (contacts.get(str(row[name])) for name in ("email_key", "phone_key") if row[name])
        contact = next((masked(one) for one in own if one is not None), "")
        name = f"{row['source']}/{row['account']}|{row['lead_id']}"
        yield name, Known(str(row["channel"] or ""), str(row["country"] or ""), contact)
