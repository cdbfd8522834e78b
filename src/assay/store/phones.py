"""The digits by which a phone is told in running text, where country codes and leading zeros come and go."""

from __future__ import annotations

_FEWEST_DIGITS = 6


def national_digits(phone: str) -> str:
    """The digits of an E.164 number that every way of writing it shares: the national significant number.

    Of a number that is not valid E.164, all its digits. Empty when there are so few that chance would find them.
    """
    import phonenumbers  # noqa: PLC0415 - its tables are large and most commands need no phone

    try:
        digits = phonenumbers.national_significant_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        digits = "".join(filter(str.isdigit, phone))
    return digits if len(digits) >= _FEWEST_DIGITS else ""
