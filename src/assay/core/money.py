"""Money: an integer of minor units and a currency. Rounded once, half away from zero, never added across currencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MICROS = 1_000_000

_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"), 0),
    **dict.fromkeys(("UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYI UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)


class MoneyError(ValueError):
    """Two currencies met, or an amount does not fit its currency's minor unit."""


class AllocationError(ValueError):
    """No weight is positive, or one is negative."""


def is_currency(code: str) -> bool:
    """Whether ``code`` is an ISO 4217 currency in circulation."""
    return code in _CURRENCIES


def exponent(currency: str) -> int:
    """Digits of the minor unit (ISO 4217): 2 for CNY, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def round_half_away(value: Fraction) -> int:
    """Round to an integer, halves away from zero: 2.5 → 3, −2.5 → −3."""
    return _rounded(value.numerator, value.denominator)


def minor_units(amount: Fraction | int, currency: str) -> int:
    """A major-unit amount in minor units, rounded once, half away from zero."""
    return _rounded(amount.numerator * 10 ** exponent(currency), amount.denominator)


def _rounded(numerator: int, denominator: int) -> int:
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount that can be posted.

    Attributes:
        minor: Minor units (fen, cents), any sign.
        currency: ISO 4217 code.

    Example:
        >>> str(Money.of(Fraction(54000, 11), "CNY"))
        '4909.09 CNY'
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Fraction | int, currency: str) -> Money:
        """Round a major-unit amount once, half away from zero."""
        return cls(minor_units(amount, currency), currency)

    @classmethod
    def exactly(cls, amount: Fraction, currency: str) -> Money:
        """An amount that must already be whole minor units.

        Raises:
            MoneyError: It has more digits than the currency's minor unit.
        """
        scaled = amount * 10 ** exponent(currency)
        if scaled.denominator != 1:
            raise MoneyError(f"{amount} {currency} is finer than the minor unit")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Fraction:
        """The amount in major units."""
        return Fraction(self.minor, 10 ** exponent(self.currency))

    @property
    def decimal(self) -> str:
        """The amount in major units with the currency's digits, such as ``-4909.09``."""
        digits = exponent(self.currency)
        text = str(abs(self.minor)).rjust(digits + 1, "0")
        sign = "-" if self.minor < 0 else ""
        return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MoneyError(f"cannot add {other.currency} to {self.currency}")


def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return Money(0, currency)


def total(parts: Iterable[Money], currency: str) -> Money:
    """The sum of parts of one currency; nothing when there is none."""
    return sum(parts, zero(currency))


def allocate(whole: Money, weights: Sequence[Fraction]) -> tuple[Money, ...]:
    """Split a total across weights without losing or inventing a minor unit.

    Largest remainder; ties go to the earlier weight, so the result is stable.

    Args:
        whole: Amount to split, of either sign.
        weights: One share per part, all >= 0, in one unit.

    Returns:
        One amount per weight, same order and currency, summing exactly to ``whole``.

    Raises:
        AllocationError: No weight is positive, or one is negative.

    Example:
        >>> [str(part) for part in allocate(Money(10000, "CNY"), [Fraction(1)] * 3)]
        ['33.34 CNY', '33.33 CNY', '33.33 CNY']
    """
    scale = sum(weights, Fraction(0))
    if scale <= 0 or any(weight < 0 for weight in weights):
        raise AllocationError("weights must be >= 0 and one of them positive")
    sign = -1 if whole.minor < 0 else 1
    ideal = [abs(whole.minor) * weight / scale for weight in weights]
    parts = [share.numerator // share.denominator for share in ideal]
    by_remainder = sorted(range(len(ideal)), key=lambda i: (parts[i] - ideal[i], i))
    for index in by_remainder[: abs(whole.minor) - sum(parts)]:
        parts[index] += 1
    return tuple(Money(sign * part, whole.currency) for part in parts)


def decimal_text(value: Fraction) -> str:
    """A finite decimal as people write it (``0.6``), else the fraction (``54000/11``)."""
    rest, digits = value.denominator, 0
    if rest == 1:
        return str(value.numerator)
    while rest % 10 == 0:
        rest, digits = rest // 10, digits + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits += max(twos, fives)
    scaled = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    text = f"{scaled[:-digits]}.{scaled[-digits:]}" if digits else scaled
    return f"-{text}" if value < 0 else text
