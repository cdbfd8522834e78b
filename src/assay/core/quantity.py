"""Quantities: an exact number with a unit, as contracts write them (``50 lead``, ``35%``, ``72 h``, ``360.00 CNY/lead``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assay.core.money import decimal_text, is_currency

_NUMBER = re.compile(r"[+-]?([0-9]{1,30})(\.[0-9]{1,18})?")
_UNIT = re.compile(r"[A-Za-z][A-Za-z_]*(/[A-Za-z_0-9]+)?")
_HOURS = {"h": 1, "hour": 1, "day": 24, "week": 168}
_LONGEST_HOURS = 100 * 366 * 24


class QuantityError(ValueError):
    """The text is not a number with a unit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact value and its unit.

    Attributes:
        value: The number; a percentage is its ratio (``35%`` is 7/20 with unit ````).
        unit: ``""`` for a pure number, else as written: ``lead``, ``day``, ``CNY``, ``CNY/lead``, ``CNY/1000``.
    """

    value: Fraction
    unit: str = ""

    def __str__(self) -> str:
        return f"{decimal_text(self.value)} {self.unit}".rstrip()


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Fraction:
    """A plain decimal number: digits, one optional point, optional sign. No exponent, no separators.

    Raises:
        QuantityError: Anything else, ``1e5``, ``1,234`` and ``nan`` among it.
    """
    if not _NUMBER.fullmatch(text):
        raise QuantityError(text)
    return Fraction(text)


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity:
    """A number, a percentage, or a number and a unit separated by a blank.

    Raises:
        QuantityError: The text is none of these.

    Example:
        >>> parse_quantity("35%"), str(parse_quantity("360.00 CNY/lead"))
        (Quantity(value=Fraction(7, 20), unit=''), '360 CNY/lead')
    """
    text = text.strip()
    if text.endswith("%"):
        return Quantity(parse_number(text[:-1].rstrip()) / 100)
    number, _, unit = text.partition(" ")
    unit = unit.strip()
    if unit and not _UNIT.fullmatch(unit):
        raise QuantityError(text)
    return Quantity(parse_number(number), unit)


def parse_ratio(text: str) -> Fraction:
    """A pure number or a percentage.

    Raises:
        QuantityError: It has a unit, or is no number.
    """
    quantity = parse_quantity(text)
    if quantity.unit:
        raise QuantityError(text)
    return quantity.value


def parse_money(text: str) -> tuple[Fraction, str]:
    """An amount in major units and its currency, such as ``30000.00 CNY``.

    Raises:
        QuantityError: No ISO currency follows the number.
    """
    quantity = parse_quantity(text)
    if not is_currency(quantity.unit):
        raise QuantityError(text)
    return quantity.value, quantity.unit


def parse_hours(text: str) -> Fraction:
    """A length of time in hours from ``72 h``, ``3 day`` or ``2 week`` (calendar time).

    Raises:
        QuantityError: Another unit, less than nothing, or more than a hundred years.
    """
    quantity = parse_quantity(text)
    if quantity.unit not in _HOURS:
        raise QuantityError(text)
    hours = quantity.value * _HOURS[quantity.unit]
    if not 0 <= hours <= _LONGEST_HOURS:
        raise QuantityError(text)
    return hours
