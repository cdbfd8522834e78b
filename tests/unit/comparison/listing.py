"""Rows of both lists, made short: who, how to reach them, when."""

from __future__ import annotations

from datetime import date

from assay.core.comparison.judge import compare
from assay.core.comparison.records import Claim, Comparison, Enquiry, Group, Judged, Key, Terms, Trouble

MAX = Key("email", "max@lichthof.example")
MAX_PHONE = Key("phone", "+4930901820")
ANN = Key("email", "ann@harbor.example")
DESK = Key("phone", "+4930901800")
"""The switchboard of a company."""


def march(day: int) -> date:
    return date(2027, 3, day)


def claim(
    *keys: Key, on: date | None = None, name: str = "", company: str = "", country: str = "", blurred: bool = False,
    trouble: Trouble | None = None, digits: str = "",
) -> Claim:  # fmt: skip
    """A row of the list; ``blurred`` means that its date cannot be read."""
    return Claim("", 0, keys, name, company, country, on, blurred, trouble, (digits,) if digits else ())


def enquiry(
    *keys: Key, on: date | None = None, name: str = "", company: str = "", country: str = "",
    answered: bool | None = None, known: bool = False, digits: str = "",
) -> Enquiry:  # fmt: skip
    """A row of our own log."""
    loose = (digits,) if digits else ()
    return Enquiry("", 0, keys, name, company, country, on, digits=loose, answered=answered, known=known)


def compared(claims: list[Claim], log: list[Enquiry], terms: Terms | None = None) -> Comparison:
    return compare(claims, log, terms or Terms())


def only(given: Claim, log: list[Enquiry], terms: Terms | None = None) -> Judged:
    """What becomes of the one claim of a list."""
    (judged,) = compared([given], log, terms).judged
    return judged


def groups(claims: list[Claim], log: list[Enquiry], terms: Terms | None = None) -> list[Group]:
    return [one.group for one in compared(claims, log, terms).judged]
