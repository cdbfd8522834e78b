"""Contacts that stray into text cells, such as an e-mail used as a lead's number.

Fact files are immutable, so no contact of the file may stand in them in the clear. What a source declared as an
e-mail or a phone anywhere in the file is replaced in every text cell by its key: the same value, the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from assay.core.tables import Column, Contact
from assay.store.phones import national_digits

_EAST = r"[\u2e80-\uffdc]"
_LATIN_DOMAIN = rf"[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?:(?={_EAST})|(?!\.?[\w-]))"
_DOMAIN = r"[\w-]+(?:\.[\w-]+)+"
_WORD = re.compile(rf"[^\s@<>\"(),:;\[\]\\]+(?:@(?:{_LATIN_DOMAIN}|{_DOMAIN}))?")
"""A word, with the domain that follows it: taken whole, so that a long one is not tried from every letter on."""

_LONGEST_LOCAL = 64
_BEGINS_AFTER = re.compile(rf"[^\w.+%-]|{_EAST}")
_ENDS_BEFORE = re.compile(rf"\.?{_EAST}")
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

    def written(contact: Contact) -> str:
        return f"[{contact.kind}:{contact_key(contact.kind, contact.value)}]"

    def without_email(match: re.Match[str]) -> str:
        word = match.group()
        for start, end in _places(word):
            contact = by_mark.get(word[start:end].casefold())
            if contact:
                return f"{word[:start]}{written(contact)}{word[end:]}"
        return word

    def without_phone(match: re.Match[str]) -> str:
        digits = "".join(filter(str.isdigit, match.group()))
        tails = (digits[-length:] for length in lengths)
        contact = next((by_mark[tail] for tail in tails if tail in by_mark), None)
        return written(contact) if contact else match.group()

    @lru_cache(maxsize=_REMEMBERED)
    def masked(text: str) -> str:
        return _PHONE.sub(without_phone, _WORD.sub(without_email, text) if "@" in text else text)

    return lambda column, text: text if not by_mark or column.name in _NOT_MASKED else masked(text)


def _places(word: str) -> Iterator[tuple[int, int]]:
    """Where an address may begin and end in a word: the whole, and what follows a mark or stands between Chinese text."""
    at = word.find("@")
    if at < 0:
        return
    least = max(0, at - _LONGEST_LOCAL)
    starts = [0, *(least + found.end() for found in _BEGINS_AFTER.finditer(word[least:at]))]
    east = _ENDS_BEFORE.search(word, at)
    for start in starts:
        yield start, len(word)
        if east:
            yield start, east.start()


def _mark(contact: Contact) -> str:
    return contact.value.casefold() if contact.kind == "email" else national_digits(contact.value)
