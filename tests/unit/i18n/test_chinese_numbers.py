"""Amounts and ordinals as Chinese contracts write them out; every amount is written by hand by the rules of bank forms."""

import pytest

from assay.core.money import Money
from assay.i18n.chinese_numbers import NotWritableError, chinese_ordinal, cny_words

AMOUNTS = {
    "0.00": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "0.10": "壹角整",
    "0.12": "壹角贰分",
    "0.50": "伍角整",
    "0.99": "玖角玖分",
    "1.00": "壹元整",
    "1.01": "壹元零壹分",
    "1.10": "壹元壹角整",
    "1.23": "壹元贰角叁分",
    "9.00": "玖元整",
    "10.00": "壹拾元整",
    "10.05": "壹拾元零伍分",
    "10.50": "壹拾元伍角整",
    "11.00": "壹拾壹元整",
    "20.00": "贰拾元整",
    "100.00": "壹佰元整",
    "101.00": "壹佰零壹元整",
    "110.00": "壹佰壹拾元整",
    "325.04": "叁佰贰拾伍元零肆分",
    "1000.00": "壹仟元整",
    "1001.00": "壹仟零壹元整",
    "1010.00": "壹仟零壹拾元整",
    "1100.00": "壹仟壹佰元整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "4909.09": "肆仟玖佰零玖元零玖分",
    "6007.14": "陆仟零柒元壹角肆分",
    "9000.00": "玖仟元整",
    "10000.00": "壹万元整",
    "10001.00": "壹万零壹元整",
    "10010.00": "壹万零壹拾元整",
    "10100.00": "壹万零壹佰元整",
    "11000.00": "壹万壹仟元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "25090.91": "贰万伍仟零玖拾元玖角壹分",
    "30000.00": "叁万元整",
    "100000.00": "壹拾万元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "180000.00": "壹拾捌万元整",
    "310500.00": "叁拾壹万零伍佰元整",
    "1000000.00": "壹佰万元整",
    "1000001.00": "壹佰万零壹元整",
    "2003000.00": "贰佰万叁仟元整",
    "10000000.00": "壹仟万元整",
    "10020003.00": "壹仟零贰万零叁元整",
    "100000000.00": "壹亿元整",
    "100000001.00": "壹亿零壹元整",
    "100010000.00": "壹亿零壹万元整",
    "110000000.00": "壹亿壹仟万元整",
    "120034005.06": "壹亿贰仟零叁万肆仟零伍元零陆分",
    "1000000000.00": "壹拾亿元整",
    "1234567890.12": "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分",
    "1000000000000.00": "壹万亿元整",
    "1000100000000.00": "壹万零壹亿元整",
    "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


def fen(amount: str) -> int:
    return int(amount.replace(".", ""))


@pytest.mark.parametrize(("amount", "words"), AMOUNTS.items())
def test_an_amount_is_written_out(amount: str, words: str) -> None:
    assert cny_words(Money(fen(amount), "CNY")) == f"人民币{words}"


def test_different_amounts_are_never_written_alike() -> None:
    written = {cny_words(Money(minor, "CNY")) for minor in range(0, 2_000_000, 7)}
    assert len(written) == len(range(0, 2_000_000, 7))


@pytest.mark.parametrize(
    "money", [Money(-1, "CNY"), Money(100, "USD"), Money(1_000_000_000_000_000_000, "CNY")]
)
def test_what_nobody_would_write_is_refused(money: Money) -> None:
    with pytest.raises(NotWritableError, match=money.currency):
        cny_words(money)


@pytest.mark.parametrize(
    ("number", "words"),
    {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 27: "二十七", 99: "九十九"}.items(),
)
def test_articles_are_numbered_as_contracts_number_them(number: int, words: str) -> None:
    assert chinese_ordinal(number) == words
