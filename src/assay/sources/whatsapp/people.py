"""Who speaks in a chat: our side, the other side, and the other side's number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assay.core.leads.identity import normalise_phone, visible
from assay.sources.problems import Problems
from assay.sources.whatsapp.words import partner_of

_NUMBER_IN_NAME = re.compile(r"\+\d[\d \-().\u2010-\u2015]{6,20}\d")


@dataclass(frozen=True, slots=True)
class People:
    """The two sides.

    Attributes:
        us: Our display name, as the chat shows it.
        phone: The other side's number, E.164.
    """

    us: str
    phone: str


def our_names(account: str) -> tuple[str, ...]:
    """Our display names from an account such as ``whatsapp/Li Na; Li Na (work)``."""
    names = account.removeprefix("whatsapp/").split(";")
    return tuple(name for name in map(visible, names) if name)


def sender_of(rest: str, known: Sequence[str]) -> str:
    """The sender of a message; empty for a note of the app.

    A name may itself hold ``: ``, so known names are tried first.
    """
    for name in sorted(known, key=len, reverse=True):
        if name and rest.startswith(f"{name}:"):
            return name
    sender, colon, _ = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1]
    return sender if colon else ""


def people_of(senders: Sequence[str], file_name: str, account: str, problems: Problems) -> People | None:
    """The two sides of a chat; None after a finding when they cannot be told. No finding holds a name or number.

    Args:
        senders: The distinct senders, in order of appearance.
        file_name: Name of the file, which often holds the other side's name or number.
        account: Says which sender is us; when empty, whoever is not the chat's partner.
        problems: Takes the finding.
    """
    ours = [name for name in senders if name in our_names(account)]
    partner = visible(partner_of(file_name))
    others = [name for name in senders if name not in ours]
    if not our_names(account):
        others = [name for name in senders if name == partner or _phone(name) == _phone(partner) != ""]
        ours = [name for name in senders if name not in others]
        if not partner or not others or not ours:
            problems.error("sources.whatsapp_side_unknown", found=len(senders))
            return None
    if len(others) > 1 and not ours:
        problems.error("sources.whatsapp_account_absent", found=len(senders))
        return None
    if len(others) > 1 or len(ours) > max(1, len(our_names(account))):
        problems.error("sources.whatsapp_group", found=len(senders))
        return None
    phone = next(filter(None, (_phone(others[0]) if others else "", _phone(partner), _phone(file_name))), "")
    if not phone:
        problems.error("sources.whatsapp_phone_unknown")
        return None
    return People(ours[0] if ours else our_names(account)[0], phone)


def _phone(text: str) -> str:
    found = _NUMBER_IN_NAME.search(visible(text))
    return (normalise_phone(found[0]) or "") if found else ""
