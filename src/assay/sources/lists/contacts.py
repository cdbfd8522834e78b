"""Cells to identities: e-mail addresses, phone numbers and messenger names, as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from assay.core.comparison.chinese import simplified
from assay.core.comparison.records import TAIL, Key, Trouble
from assay.core.leads.identity import normalise_email, normalise_phone, visible
from assay.sources.cells import Cell, is_missing, text_of
from assay.sources.countries import country_code
from assay.sources.numbers import is_ruined_id

LONGEST_EXACT = Decimal(10) ** 15
"""A spreadsheet keeps fifteen digits of a number; an id that is longer has lost its last ones."""

_BETWEEN = re.compile(r"[;,|\n]|(?<=[a-zA-Z])\s*/\s*|\s*/\s*(?=\+|00\d|\S*@)|\s+(?=\+\d)")
"""What stands between two identities; a slash inside a phone does not."""

_SHORTEST = len("+1234567")
_LABEL = re.compile(
    r"^(?:tel(?:ephone|efon)?|phone|mobile|mob|cell|whatsapp|wa|手机|电话|固话|座机|微信)\s*[.:]?\s*(?=[+\d(])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\s*(?:ext\.?|extension|x|转|分机)\s*:?\s*\d{1,6}$", re.IGNORECASE)
_INTERNATIONAL = re.compile(r"[^\d]*(?:\+|00)")
_HANDLE = re.compile(r"[\w.@+\-]{4,60}")
_HANDLE_LABEL = re.compile(
    r"^(?:wechat|weixin|wx|微信|微信号|line|telegram|skype|qq)\s*(?:id)?\s*:\s*", re.IGNORECASE
)


def identities(cell: Cell, field: str, region: str) -> tuple[tuple[Key, ...], Trouble | None]:
    """The identities of a cell, and what is wrong with it when there are none.

    Args:
        cell: A cell of a column of identities; several values may stand in it.
        field: The column: in ``messenger`` and ``contact`` what is neither address nor number is a name.
        region: ISO country that reads a number without ``+``; empty when unknown.
    """
    text = _plain(cell)
    if is_missing(text):
        return (), None
    if is_ruined_id(text) or (isinstance(cell, Decimal) and abs(cell) >= LONGEST_EXACT):
        return (), Trouble.RUINED
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    found = [key for part in parts if (key := _identity(part, field, region))]
    return tuple(dict.fromkeys(found)), None if found else Trouble.UNREADABLE


def phone_of(text: str, region: str = "") -> str | None:
    """A phone number as E.164, also when a spreadsheet has taken its ``+`` away; None when it cannot be known.

    Without a country only numbers of twelve digits and more are read so: eleven may be national, as Chinese ones are.

    Example:
        >>> phone_of("4930901820000"), phone_of("13800138000"), phone_of("Tel. 030 901820 ext. 12", "DE")
        ('+4930901820000', None, '+4930901820')
    """
    bare = _LABEL.sub("", _EXTENSION.sub("", text.strip().lstrip("'")))
    found = normalise_phone(bare, region)
    if found and len(found) < _SHORTEST:
        return None
    if found or not bare.isdigit() or len(bare) < 12 or bare.startswith("0"):
        return found
    international = normalise_phone(f"+{bare}")
    return international if international and _exists(international) else None


def digits_of(cell: Cell) -> str:
    """The digits of a phone whose country is not known, without leading zeros; empty when they are too few or too many.

    Example:
        >>> digits_of("030 / 901820"), digits_of("call 12")
        ('30901820', '')
    """
    digits = "".join(mark for mark in _EXTENSION.sub("", text_of(cell)) if mark.isdigit()).lstrip("0")
    return digits if TAIL <= len(digits) < _SHORTEST + TAIL else ""


def country_of(text: str) -> str:
    """The ISO code of a country as a list writes it, such as ``Germany (DE)``; empty when it is not known.

    Example:
        >>> [country_of(text) for text in ("Germany (DE)", "US / United States", "美國", "Berlin")]
        ['DE', 'US', 'US', '']
    """
    shown = simplified(visible(text))
    whole = country_code(shown)
    if whole:
        return whole
    codes = {country_code(part) for part in re.split(r"[()/,\-–]", shown) if part.strip()} - {None}
    return str(codes.pop()) if len(codes) == 1 else ""


def _plain(cell: Cell) -> str:
    """Visible text with its line breaks kept, for several values may stand below each other."""
    if isinstance(cell, str):
        return "\n".join(visible(line) for line in cell.split("\n")).strip().lstrip("'")
    return text_of(cell)


def _identity(part: str, field: str, region: str) -> Key | None:
    if "@" in part:
        address = normalise_email(part)
        if address:
            return Key("email", address)
    number = phone_of(part, region) if any(mark.isdigit() for mark in part) else None
    if number and (field != "messenger" or _INTERNATIONAL.match(part) or _exists(number)):
        return Key("phone", number)
    if field in ("messenger", "contact"):
        handle = _HANDLE_LABEL.sub("", part).casefold().lstrip("@")
        return Key("messenger", handle) if _HANDLE.fullmatch(handle) else None
    return None


def _exists(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - its tables are large and most commands need no phone

    return phonenumbers.is_valid_number(phonenumbers.parse(number))
