"""How one e-mail, phone or name comes to be written in many ways, all of them meaning the same."""

from __future__ import annotations

from tools.world.dice import Dice

_FULL_WIDTH = str.maketrans("0123456789+", "０１２３４５６７８９＋")  # as a Chinese keyboard types them
_NATIONAL = {"49": "0", "44": "0", "91": "0", "1": ""}
"""Calling code → what a number begins with at home."""


def spelled_email(email: str, dice: Dice, *label: object) -> str:
    """The address as forms, mail programs and hurried people write it."""
    name = email.partition("@")[0].replace(".", " ").title()
    ways = (
        email,
        email,
        email.upper(),
        email.capitalize(),
        f"mailto:{email}",
        f"{name} <{email}>",
        f" {email} ",
    )
    return dice.pick(ways, *label, "email")


def spelled_phone(phone: str, dice: Dice, *label: object) -> str:
    """The number as platforms and people write it; one at home form in seven, which needs the country beside it.

    Args:
        phone: ``+``, calling code, a blank, the rest: ``+49 3023125001``.
        dice: Decides the way.
        label: Of the dice.
    """
    code, rest = phone[1:].split(" ")
    grouped = f"{rest[:3]} {rest[3:6]}-{rest[6:]}"
    ways = (
        f"+{code} {grouped}",
        f"+{code}{rest}",
        f"00{code} {grouped}",
        f"p:+{code}{rest}",
        f"'+{code} {rest}",
        f"+{code} ({rest[:3]}) {rest[3:]}".translate(_FULL_WIDTH),
        f"{_NATIONAL[code]}{grouped}",
    )
    return dice.pick(ways, *label, "phone")


def spelled_name(name: str, dice: Dice, *label: object) -> str:
    """First name first, last name first, or in capitals."""
    first, last = name.split(" ")
    return dice.pick((name, name, f"{last}, {first}", name.upper(), f"Mr {name}"), *label, "name")


def spelled_company(company: str, dice: Dice, *label: object) -> str:
    """With its legal form, without it, or in lower case."""
    short = company.rsplit(" ", 1)[0]
    return dice.pick((company, company, short, company.lower()), *label, "company")


def mistyped(email: str, dice: Dice, *label: object) -> str:
    """The address with two neighbouring letters exchanged: nobody can tell whose it is."""
    at = dice.number(1, email.index("@") - 2, *label, "slip")
    return email[:at] + email[at + 1] + email[at] + email[at + 2 :]
