from fractions import Fraction

import pytest

from assay.sources.cells import Located, is_missing
from assay.sources.columns import fractions_of
from assay.sources.numbers import bare_number, is_ruined_id, micros
from assay.sources.problems import Problems


def column(
    *texts: str, mark: str = "", whole: bool = False, grouped: bool = False
) -> list[Fraction | None] | str:
    problems = Problems("f.csv")
    cells = [Located(row, text) for row, text in enumerate(texts, 2)]
    numbers = fractions_of(cells, "Cost", problems, mark=mark, whole=whole, grouped=grouped)
    return problems.findings[0].code if problems.findings else numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.56", "123456/100"),
        ("1.234,56", "123456/100"),
        ("1 234,56", "123456/100"),
        ("1\u00a0234,56", "123456/100"),
        ("1\u202f234,56", "123456/100"),
        ("1'234.56", "123456/100"),
        ("12,34,567.50", "123456750/100"),
        ("$412.30", "41230/100"),
        ("US$50.00", "50"),
        ("¥1,200.50", "120050/100"),
        ("\uffe51,200.50", "120050/100"),
        ("12,50 €", "1250/100"),
        ("EUR 12,50", "1250/100"),
        ("-3.5", "-35/10"),
        ("\u22123,5", "-35/10"),
        ("12.34%", "1234/10000"),
        ("0.105", "105/1000"),
        ("0,105", "105/1000"),
        ("１２.5", "125/10"),
        (".5", "5/10"),
        ("1234", "1234"),
    ],
)
def test_a_number_is_read_as_it_was_meant(text: str, expected: str) -> None:
    assert column(text) == [Fraction(expected)]


@pytest.mark.parametrize(
    "text", ["1.20253E+17", "< 10%", "12 apples", "1,23,4", "1.2.3", "$1,117.10K", "0x10", "١٢", "--5"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert column(text, mark=".") == "sources.not_a_number"


@pytest.mark.parametrize("text", ["", "--", " --", "-", "—", "nan", "N/A", "#N/A"])
def test_missing_is_not_zero(text: str) -> None:
    assert is_missing(text)
    assert column(text, "1.5") == [None, Fraction(3, 2)]


def test_a_failed_formula_is_not_missing() -> None:
    assert column("#REF!", mark=".") == "sources.cell_error"


def test_one_clear_value_decides_its_column() -> None:
    assert column("1,234", "12.50") == [Fraction(1234), Fraction(25, 2)]
    assert column("1,234", "12,50") == [Fraction(1234, 1000), Fraction(25, 2)]


def test_a_column_that_could_be_both_is_refused_unless_the_mark_is_named() -> None:
    assert column("1,234", "5,678") == "sources.decimal_mark_unknown"
    assert column("1,234", "5,678", mark=".") == [Fraction(1234), Fraction(5678)]
    assert column("1,234", "5,678", mark=",") == [Fraction(1234, 1000), Fraction(5678, 1000)]


def test_a_column_with_two_marks_is_refused() -> None:
    assert column("1,50", "2.50") == "sources.mixed_decimal_marks"


def test_a_count_cannot_be_a_fraction_so_its_mark_groups() -> None:
    assert column("1,042", "7", whole=True) == [Fraction(1042), Fraction(7)]
    assert column("1.042", "7", whole=True) == [Fraction(1042), Fraction(7)]


def test_a_round_thousand_alone_is_clear_only_from_a_platform() -> None:
    assert column("1,000", whole=True) == "sources.decimal_mark_unknown"
    assert column("1,000", whole=True, grouped=True) == [Fraction(1000)]


@pytest.mark.parametrize("text", ["1.5", "-3"])
def test_a_count_is_whole_and_not_negative(text: str) -> None:
    assert column(text, mark=".", whole=True) == "sources.not_a_count"


def test_a_sign_allows_only_its_currencies() -> None:
    written = bare_number("¥1,200.50")
    assert written is not None
    assert [written.may_be(code) for code in ("CNY", "JPY", "USD")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "ruined"),
    [
        ("1.20253E+17", True),
        ("1,20253E+17", True),
        ("9E3", True),
        ("120253000000000017", False),
        ("E-17", False),
    ],
)
def test_a_rounded_id_is_seen(text: str, ruined: bool) -> None:
    assert is_ruined_id(text) is ruined


def test_micros_are_exact_or_none() -> None:
    assert micros(Fraction("28.73")) == 28_730_000
    assert micros(Fraction(1, 3)) is None
