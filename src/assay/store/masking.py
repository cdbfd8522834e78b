"""Contacts that stray into text cells, such as an e-mail used as a lead's number.

Fact files are immutable, so no contact of the file may stand in them in the clear. What a source declared as an
e-mail or a phone anywhere in the file is replaced in every text cell by its key: the same value, the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assay.core.tables import Column, Contact

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d(?:[ ().\-/\u00a0]{0,2}\d){6,}")
_NOT_MASKED = frozenset({"source", "account", "salesperson"})
_TAIL_DIGITS = 8


def masker(
    contacts: Iterable[Contact], contact_key: Callable[[str, str], str]
) -> Callable[[Column, str], str]:
    """A function from a text cell to the cell without any of these contacts.

    Phones are told by their last eight digits, however they are written. Source, account and salesperson name our
    own side and stay.
    """
    by_mark = {_mark(contact): contact for contact in contacts if contact.kind in ("email", "phone")}

    def replaced(found: re.Match[str]) -> str:
        text = found.group()
        contact = by_mark.get(text.casefold() if "@" in text else _tail(text))
        return f"[{contact.kind}:{contact_key(contact.kind, contact.value)}]" if contact else text

    def mask(column: Column, text: str) -> str:
        if not by_mark or column.name in _NOT_MASKED:
            return text
        return _PHONE.sub(replaced, _EMAIL.sub(replaced, text))

    return mask


def _mark(contact: Contact) -> str:
    return contact.value.casefold() if contact.kind == "email" else _tail(contact.value)


def _tail(text: str) -> str:
    return "".join(character for character in text if character.isdigit())[-_TAIL_DIGITS:]
