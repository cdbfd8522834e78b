"""Contacts that stray into text cells, such as an e-mail used as a lead's number.

Fact files are immutable, so no contact of the file may stand in them in the clear. What a source declared as an
e-mail or a phone anywhere in the file is replaced in every text cell by its key: the same value, the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from assay.core.tables import Column, Contact
from assay.store.phones import national_digits

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d(?:[ ().\-/\u00a0]{0,2}\d){5,}")
_REMEMBERED = 1 << 16
_NOT_MASKED = frozenset({"source", "account", "salesperson"})


def masker(
    contacts: Iterable[Contact], contact_key: Callable[[str, str], str]
) -> Callable[[Column, str], str]:
    """A function from a text cell to the cell without any of these contacts.

    Phones are told by their national digits, however they are written. Source, account and salesperson name our own
    side and stay.
    """
    theirs = [one for one in contacts if one.kind in ("email", "phone")]
    marks = {one: _mark(one) for one in set(theirs)}
    by_mark = {marks[one]: one for one in theirs if marks[one]}
    lengths = sorted({len(mark) for mark in by_mark if mark.isdigit()}, reverse=True)

    def found(text: str) -> Contact | None:
        if "@" in text:
            return by_mark.get(text.casefold())
        digits = "".join(filter(str.isdigit, text))
        return next((by_mark[tail] for length in lengths if (tail := digits[-length:]) in by_mark), None)

    def replaced(match: re.Match[str]) -> str:
        contact = found(match.group())
        return f"[{contact.kind}:{contact_key(contact.kind, contact.value)}]" if contact else match.group()

    @lru_cache(maxsize=_REMEMBERED)
    def masked(text: str) -> str:
        return _PHONE.sub(replaced, _EMAIL.sub(replaced, text) if "@" in text else text)

    return lambda column, text: text if not by_mark or column.name in _NOT_MASKED else masked(text)


def _mark(contact: Contact) -> str:
    return contact.value.casefold() if contact.kind == "email" else national_digits(contact.value)
