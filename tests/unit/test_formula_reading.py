"""What a formula's text means, and which texts are refused where."""

from fractions import Fraction

import pytest

from assay.core import formula
from assay.core.findings import Finding, Place
from assay.core.formula import Comparison, FormulaError, Relation
from assay.core.formula.tree import (
    All,
    Chain,
    Either,
    Minus,
    Name,
    Not,
    Number,
    Operator,
    Share,
    Step,
)
from assay.core.quantity import Quantity
from assay.i18n import catalogue, languages


def number(value: str, unit: str = "") -> Number:
    return Number(Quantity(Fraction(value), unit))


def percent(points: int) -> Number:
    return Number(Quantity(Fraction(points, 100)), is_percent=True)


def refusal(text: str) -> tuple[str, int]:
    with pytest.raises(FormulaError) as refused:
        formula.parse(text)
    return refused.value.code.removeprefix("formula."), refused.value.column


def test_a_target_leaves_its_left_side_to_the_field() -> None:
    assert formula.parse(">= 50 lead") == Comparison(None, Relation.AT_LEAST, number("50", "lead"))


def test_it_reads_a_multiple_of_a_benchmark() -> None:
    product = Chain(number("6/5"), (Step(Operator.MULTIPLY, Name("benchmark_cpc")),))
    assert formula.parse("<= 1.2 x benchmark_cpc") == Comparison(None, Relation.AT_MOST, product)


def test_it_reads_a_percentage_of_a_dotted_name() -> None:
    assert formula.parse("20% of fee.month") == Share(percent(20), Name("fee.month"))


def test_of_binds_tighter_than_divide() -> None:
    share = Share(percent(20), Name("fee"))
    assert formula.parse("20% of fee / 2") == Chain(share, (Step(Operator.DIVIDE, number("2")),))


def test_multiply_binds_tighter_than_add_and_minus_tighter_than_multiply() -> None:
    product = Chain(Minus(Name("b")), (Step(Operator.MULTIPLY, Name("c")),))
    assert formula.parse("a + -b x c") == Chain(Name("a"), (Step(Operator.ADD, product),))


def test_and_binds_tighter_than_or_and_not_tighter_than_and() -> None:
    assert formula.parse("a or not b and c") == Either((Name("a"), All((Not(Name("b")), Name("c")))))


def test_brackets_come_first() -> None:
    inner = Chain(Name("a"), (Step(Operator.SUBTRACT, Name("b")),))
    assert formula.parse("a - (a - b)") == Chain(Name("a"), (Step(Operator.SUBTRACT, inner),))


def test_a_unit_per_another_is_written_without_blanks() -> None:
    assert formula.parse("360.00 CNY/lead") == number("360", "CNY/lead")
    assert formula.parse("80 CNY/1000") == number("80", "CNY/1000")
    assert formula.parse("50 lead / leads") == Chain(
        number("50", "lead"), (Step(Operator.DIVIDE, Name("leads")),)
    )


def test_a_number_under_the_stroke_divides() -> None:
    assert formula.parse("50 lead/2") == Chain(number("50", "lead"), (Step(Operator.DIVIDE, number("2")),))


@pytest.mark.parametrize(
    ("written", "plain"),
    [("a×b", "a x b"), ("a*b", "a x b"), ("a≤b", "a <= b"), ("a≥b", "a >= b"), (" a\t+\nb ", "a + b")],
)
def test_signs_have_other_spellings(written: str, plain: str) -> None:
    assert formula.parse(written) == formula.parse(plain)


@pytest.mark.parametrize("name", ["x_ray", "offer", "android", "fee.x", "_draft", "lpr_1y"])
def test_a_name_may_contain_a_word_of_the_language(name: str) -> None:
    assert formula.parse(name) == Name(name)


def test_the_names_of_a_formula_are_those_it_needs_values_for() -> None:
    expression = formula.parse("not kpi.a.met or 20% of -fee + 3 lead >= min_n and min_n > 0")
    assert formula.names(expression) == {"kpi.a.met", "fee", "min_n"}


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "unfinished", 1),
        ("   ", "unfinished", 1),
        ("a +", "unfinished", 4),
        ("(a + b", "unfinished", 7),
        (">=", "unfinished", 3),
        ("a b", "unexpected", 3),
        ("(a b)", "unexpected", 4),
        ("a)", "unexpected", 2),
        ("a < b < c", "unexpected", 7),
        ("3 of target", "unexpected", 3),
        ("50 lead lead", "unexpected", 9),
        ("50 lpr_1y", "unexpected", 4),
        ("20% lead", "unexpected", 5),
        ("max(a)", "unexpected", 4),
        ("* a", "operand_expected", 1),
        ("a + )", "operand_expected", 5),
        ("x", "operand_expected", 1),
        ("a; b", "unknown_sign", 2),
        ("a  # b", "unknown_sign", 4),
        ("a.", "unknown_sign", 2),
        (".5", "unknown_sign", 1),
        ("a != b", "unknown_sign", 3),
        ("\uff15", "unknown_sign", 1),
        ("1,234", "bad_number", 1),
        ("a + 1e5", "bad_number", 5),
        ("5.", "bad_number", 1),
        ("1.2.3", "bad_number", 1),
        ("50lead", "bad_number", 1),
        ("9" * 31, "bad_number", 1),
        ("(a < b) + 1", "needs_number", 2),
        ("1 + (not a)", "needs_number", 6),
        ("a and 3", "needs_condition", 7),
        ("not (a + b)", "needs_condition", 6),
    ],
)
def test_it_says_what_is_wrong_and_where(text: str, code: str, column: int) -> None:
    assert refusal(text) == (code, column)


def test_a_text_of_two_thousand_characters_is_read_and_one_more_is_not() -> None:
    assert formula.parse("a".ljust(2000)) == Name("a")
    assert refusal("a".ljust(2001)) == ("too_long", 2001)


def test_four_hundred_tokens_are_read_and_one_more_is_not() -> None:
    assert formula.parse("a+" * 199 + "-a") == formula.parse("a + " * 199 + "-a")
    assert refusal("a+" * 200 + "a") == ("too_long", 401)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("-", ""), ("1% of ", "")])
def test_thirty_two_levels_are_read_and_one_more_is_not(opening: str, closing: str) -> None:
    deepest = opening * 32 + "a" + closing * 32
    assert formula.names(formula.parse(deepest)) == {"a"}
    assert refusal(opening + deepest + closing) == ("too_deep", len(opening) * 33 + 1)


def test_a_message_shows_a_short_excerpt_with_invisible_characters_named() -> None:
    with pytest.raises(FormulaError) as invisible:
        formula.parse("a \u200b")
    with pytest.raises(FormulaError) as endless:
        formula.parse("a " + "b" * 1000)
    assert invisible.value.params == {"column": "3", "found": "U+200B"}
    assert endless.value.params["found"] == "b" * 40 + "…"


def test_an_error_becomes_a_finding_at_its_field() -> None:
    place = Place("contract.yaml", 7, "clauses.C5.cap")
    with pytest.raises(FormulaError, match=r"formula\.unexpected at column 3") as refused:
        formula.parse("a b")
    assert refused.value.finding(place) == Finding("formula.unexpected", place, {"column": "3", "found": "b"})


FAULTY = [
    "a b",
    "a + )",
    "a +",
    "a ; b",
    "1e5",
    "(a < b) + 1",
    "a and 3",
    "a" * 2001,
    "(" * 40,
    "unknown",
    ">= 50 lead",
    "50 lead + 3",
    "1 / 0",
]


def error_of(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as refused:
        formula.evaluate(formula.parse(text), {"known": True})
    return refused.value


def test_every_message_has_a_formula_that_causes_it() -> None:
    assert {error_of(text).code for text in FAULTY} == {
        key for key in catalogue("en") if key.startswith("formula.")
    }


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("text", FAULTY)
def test_every_error_can_be_said_in_both_languages(text: str, lang: str) -> None:
    error = error_of(text)
    sentence = catalogue(lang)[error.code].format_map(error.params)
    assert str(error.column) in sentence
    assert error.params.get("found", "") in sentence
