"""The people of a market: invented, numbered, no two with one address or number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tools.world.cast import US_FIRST, US_LAST, US_PLACE, US_TRADE, slug
from tools.world.market.draws import Draws
from tools.world.market.setting import CALLING

MOST = 2_000_000
"""How many people there can be; the numbers above are second phones and people who never were."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody. The phone is ``+code rest``; one whom they cannot be reached by is empty."""

    number: int
    name: str
    company: str
    email: str
    phone: str
    country: str

    @property
    def id(self) -> str:
        """What the truth calls them."""
        return f"P{self.number:07d}"


def person(seed: str, number: int, country: str) -> Person:
    """The person of a number."""
    draws = Draws(seed, "person", number)
    first, last = draws.pick(US_FIRST), draws.pick(US_LAST)
    place, trade = draws.pick(US_PLACE), draws.pick(US_TRADE)
    company = f"{place} {trade} {number} {'GmbH' if country == 'DE' else 'Ltd'}"
    email = f"{first}.{last}{number}@{slug(place)}-{number % 97}.example".lower()
    return Person(number, f"{first} {last}", company, email, phone(number, country), country)


def phone(number: int, country: str) -> str:
    """A number for everybody: area and line after the 555 of films, so many that no two share one."""
    return f"+{CALLING[country]} {201 + number // 10_000 % 780}555{number % 10_000:04d}"


def other_mailbox(who: Person, *, keeps_phone: bool) -> Person:
    """The same person as they write from home."""
    name = who.name.replace(" ", "").lower()
    number = who.phone if keeps_phone else phone(who.number + MOST, who.country)
    return replace(who, email=f"{name}.{who.number}@mailbox.example", phone=number)


def colleague_of(who: Person, domain: str) -> Person:
    """The person if they worked for the owner of a domain."""
    return replace(who, email=f"{who.name.replace(' ', '.').lower()}.{who.number}@{domain}")


def reached_by(who: Person, ways: str) -> Person:
    """The person with the ways that they left: ``both``, ``email`` or ``phone``."""
    if ways == "both":
        return who
    return replace(who, phone="") if ways == "email" else replace(who, email="")
