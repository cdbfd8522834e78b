"""The algebra of units: ``CNY/lead × lead = CNY``. A unit is ``""``, one word, or one word per another (or per 1000)."""

from __future__ import annotations


def product_unit(left: str, right: str) -> str | None:
    """The unit of a product; None when it is more than one word per one other.

    Example:
        >>> product_unit("CNY/lead", "lead"), product_unit("", "lead"), product_unit("CNY", "lead")
        ('CNY', 'lead', None)
    """
    (left_over, left_under), (right_over, right_under) = _split(left), _split(right)
    return _reduced([*left_over, *right_over], [*left_under, *right_under])


def quotient_unit(left: str, right: str) -> str | None:
    """The unit of a quotient; None when it is more than one word per one other.

    Example:
        >>> quotient_unit("CNY", "lead"), quotient_unit("lead", "lead"), quotient_unit("", "lead")
        ('CNY/lead', '', None)
    """
    (left_over, left_under), (right_over, right_under) = _split(left), _split(right)
    return _reduced([*left_over, *right_under], [*left_under, *right_over])


def _split(unit: str) -> tuple[list[str], list[str]]:
    over, _, under = unit.partition("/")
    return [over] if over else [], [under] if under else []


def _reduced(over: list[str], under: list[str]) -> str | None:
    for word in tuple(over):
        if word in under:
            over.remove(word)
            under.remove(word)
    match over, under:
        case [], []:
            return ""
        case [word], [] if not word.isdecimal():
            return word
        case [word], [per] if not word.isdecimal():
            return f"{word}/{per}"
        case _:
            return None
