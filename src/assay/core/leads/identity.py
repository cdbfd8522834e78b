"""Identity keys: two spellings of one e-mail or phone become the same text, so that they become the same key.

Nothing here guesses. A value that cannot be brought to its normal form is None, and the row keeps no key for it.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_BEFORE_PHONE = re.compile(r"(?:p:|tel:|phone:|whatsapp:|wa:|')\s*", re.IGNORECASE)
_BETWEEN_PHONES = re.compile(r"[;,|、\n]|\s*/\s*(?=\+)")
_HYPHENS = dict.fromkeys(range(0x2010, 0x2016), "-")
_PHONE_CHARACTERS = re.compile(r"\+?[\d\s().\-/]{5,30}")


def visible(text: str) -> str:
    """The text in Unicode form NFKC without invisible marks, outer blanks removed and inner ones single."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def normalise_email(text: str) -> str | None:
    """The address in lower case, without ``mailto:`` or a display name; None when it is no address.

    No provider's private rules (dots, plus signs) are applied: two such addresses stay two.

    Example:
        >>> normalise_email("Max Muster <Max.Muster@Lichthof.example>")
        'max.muster@lichthof.example'
    """
    shown = visible(text)
    if shown.endswith(">") and "<" in shown:
        shown = shown[shown.rindex("<") + 1 : -1]
    shown = shown.removeprefix("mailto:").strip().lower()
    return shown if _EMAIL.fullmatch(shown) else None


def normalise_phone(text: str, region: str = "") -> str | None:
    """The first number of the text as E.164; None when it is none, or national and the country is unknown.

    Args:
        text: As typed, such as ``0049 (0)30 / 123456`` or ``p:+1 555 0100``.
        region: ISO country that reads a number without ``+``; empty when unknown.

    Example:
        >>> normalise_phone("030 / 2345678", "DE"), normalise_phone("030 / 2345678")
        ('+49302345678', None)
    """
    for part in _BETWEEN_PHONES.split(visible_lines(text)):
        number = _one_phone(part, region)
        if number:
            return number
    return None


def trim_name(text: str) -> str | None:
    """A person's or company's name with single blanks, case kept; None when nothing is left."""
    return visible(text) or None


def visible_lines(text: str) -> str:
    """Like :func:`visible`, but line breaks stay."""
    return "\n".join(visible(line) for line in text.split("\n"))


def _one_phone(text: str, region: str) -> str | None:
    import phonenumbers  # noqa: PLC0415 - its tables are large and most commands need no phone

    bare = _BEFORE_PHONE.sub("", text.translate(_HYPHENS)).strip()
    if not _PHONE_CHARACTERS.fullmatch(bare):
        return None
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    bare = re.sub(r"^(\+\d{1,3}[\s.\-]*)\(0\)", r"\1", bare)
    try:
        number = phonenumbers.parse(bare, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
