"""Numbers as Chinese contracts write them out: 第十二条, and amounts in renminbi, 人民币叁拾壹万零伍佰元整.

In an amount one 零 stands for any run of zeros between two figures; none stands where the unit before it says enough, as before
仟 of 元 or before 角. What ends at 元 or 角 ends in 整, so that nothing can be added behind it.
"""

from __future__ import annotations

from assay.core.money import Money

_ORDINALS = "零一二三四五六七八九十"
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000
TOO_MUCH = _HUNDRED_MILLION**2


class NotWritableError(ValueError):
    """The amount is not in CNY, is below zero, or is too great to be read aloud."""


def cny_words(amount: Money) -> str:
    """An amount of CNY in capital figures.

    Raises:
        NotWritableError: Another currency, an amount below zero, or 10^16 yuan and more.

    Example:
        >>> cny_words(Money(31050000, "CNY")), cny_words(Money(490909, "CNY"))
        ('人民币叁拾壹万零伍佰元整', '人民币肆仟玖佰零玖元零玖分')
    """
    yuan, cents = divmod(amount.minor, 100)
    if amount.currency != "CNY" or amount.minor < 0 or yuan >= TOO_MUCH:
        raise NotWritableError(str(amount))
    tenths, hundredths = divmod(cents, 10)
    whole = f"{_whole(yuan)}元" if yuan or not cents else ""
    if not cents:
        return f"人民币{whole}整"
    if not hundredths:
        return f"人民币{whole}{_DIGITS[tenths]}角整"
    if tenths:
        return f"人民币{whole}{_DIGITS[tenths]}角{_DIGITS[hundredths]}分"
    return f"人民币{whole}{'零' if whole else ''}{_DIGITS[hundredths]}分"


def _whole(value: int) -> str:
    """A whole number below 10^16."""
    if value < _TEN_THOUSAND:
        return _below_ten_thousand(value)
    unit, sign = (_HUNDRED_MILLION, "亿") if value >= _HUNDRED_MILLION else (_TEN_THOUSAND, "万")
    high, low = divmod(value, unit)
    if not low:
        return f"{_whole(high)}{sign}"
    return f"{_whole(high)}{sign}{'零' if low < unit // 10 else ''}{_whole(low)}"


def _below_ten_thousand(value: int) -> str:
    digits = f"{value}"
    text = ""
    skipped = False
    for place, digit in zip(reversed(range(len(digits))), map(int, digits), strict=True):
        if not digit:
            skipped = True
            continue
        text += ("零" if skipped and text else "") + _DIGITS[digit] + _PLACES[place]
        skipped = False
    return text or _DIGITS[0]


def chinese_ordinal(number: int) -> str:
    """A number from 1 to 99 as articles are numbered.

    Example:
        >>> chinese_ordinal(7), chinese_ordinal(10), chinese_ordinal(12), chinese_ordinal(30)
        ('七', '十', '十二', '三十')
    """
    tens, ones = divmod(number, 10)
    return (
        (_ORDINALS[tens] if tens > 1 else "")
        + (_ORDINALS[10] if tens else "")
        + (_ORDINALS[ones] if ones else "")
    )
