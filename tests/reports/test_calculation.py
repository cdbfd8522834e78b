"""The calculator of workbooks gives what a formula says, exactly, and refuses what our formulas never say."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.reports.workbook.calculation import Fault, Grid, Result, UnknownFormulaError
from assay.reports.workbook.numbers import kept, stored

HERE = "Sheet"
Cells = Mapping[str, str | int | Fraction]


def result(formula: str, cells: Cells | None = None) -> Result:
    """What a formula in Z99 gives; cells that begin with ``=`` are formulas too, other texts are texts."""
    grid = Grid()
    for name, content in (cells or {}).items():
        sheet, _, address = name.rpartition("!")
        cell = (sheet or HERE, int(address[1:]) - 1, ord(address[0]) - ord("A"))
        if isinstance(content, str) and content.startswith("="):
            grid.formula(cell, content[1:])
        else:
            grid.put(cell, content if isinstance(content, str) else Fraction(content))
    last = (HERE, 98, 25)
    grid.formula(last, formula)
    return grid.results()[last]


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("1+2*3", Fraction(7)),
        ("(1+2)*3", Fraction(9)),
        ("7-2-1", Fraction(4)),  # from the left: 5 − 1
        ("12/3/2", Fraction(2)),
        ("-2-3", Fraction(-5)),
        ("-(2-3)", Fraction(1)),
        ("2*-3", Fraction(-6)),
        ("1/3+1/3+1/3", Fraction(1)),  # doubles give 1 as well; thirds are none of them
        ("0.1+0.2", Fraction(3, 10)),  # doubles give 0.30000000000000004
        ("1E-9+1E-12*2", Fraction(1002, 10**12)),
        ("2.5E+3", Fraction(2500)),
        ("ROUND(2.5,0)", Fraction(3)),  # halves away from zero
        ("ROUND(-2.5,0)", Fraction(-3)),
        ("ROUND(1.005,2)", Fraction(101, 100)),  # the double of 1.005 lies below the half
        ("ROUND(ROUND(2.00499999999,8),2)", Fraction(201, 100)),  # 2.005 after the first
        ("ROUND(1250,-2)", Fraction(1300)),
        ("MAX(0,-3)", Fraction(0)),
        ("MIN(2,1/2,7)", Fraction(1, 2)),
        ("ABS(3-5)", Fraction(2)),
        ('IF(2>=2,"yes","no")', "yes"),
        ("IF(2<>2,1,0)", Fraction(0)),
        ("IF(1<=0,1/0,5)", Fraction(5)),  # what is not taken is not worked out
        ('IFERROR(1/0,"none")', "none"),
        ('IFERROR(IF(1/0>1,1,2),"none")', "none"),
        ("IF(AND(1=1,2>1),1,0)", Fraction(1)),
        ("IF(AND(1=1,2<1),1,0)", Fraction(0)),
        ("IF(OR(1>1,2>1),1,0)", Fraction(1)),
        ("IF(NOT(1=1),1,0)", Fraction(0)),
        ('"✗ "&(7-4)&" differ"', "✗ 3 differ"),
        ('"say ""A1"" "&2', 'say "A1" 2'),  # a reference inside text is text
    ],
)
def test_a_formula_gives_what_it_says(formula: str, wanted: Result) -> None:
    assert result(formula) == wanted


def test_references_reach_cells_ranges_and_other_sheets() -> None:
    cells: Cells = {
        "A1": Fraction(1, 3), "A2": Fraction(2, 3), "A3": "words", "B1": "=A1*6", "My sheet!C7": 10, "It's!A1": 4,
    }  # fmt: skip
    assert result("SUM(A1:A4)", cells) == 1  # text and what is empty are passed over
    assert result("SUM(A1:B2)", cells) == 3  # 1/3 + 2/3 + 2
    assert result("B1-A4", cells) == 2  # an empty cell counts as zero
    assert result("'My sheet'!C7*B1", cells) == 20
    assert result("SUM('My sheet'!C1:C9)+'It''s'!A1", cells) == 14
    assert result('COUNTIF(A1:A9,"WORDS")', cells) == 1  # as spreadsheets do, whatever the case
    assert result("MAX(A1:A3)", cells) == Fraction(2, 3)
    assert result("MIN(-5,A4)", cells) == -5


def test_a_cell_may_need_one_that_is_written_after_it() -> None:
    assert result("A1+1", {"A1": "=A2*2", "A2": "=A3+B3", "A3": 1, "B3": 2}) == 7


def test_a_fault_goes_through_what_needs_it_until_something_catches_it() -> None:
    cells: Cells = {"A1": 0, "A2": "=1/A1", "A3": "=A2+1", "A4": '=IFERROR(A3,"caught")', "A5": "=SUM(A1:A3)"}
    faults = [result(name, cells) for name in ("A2", "A3", "A5")]
    assert [str(fault) for fault in faults] == ["#DIV/0!"] * 3
    assert all(isinstance(fault, Fault) for fault in faults)
    assert result("A4", cells) == "caught"
    assert result('COUNTIF(A1:A4,"caught")', cells) == 1


@pytest.mark.parametrize("cells", [{"A1": "=A1"}, {"A1": "=A2+1", "A2": "=SUM(A1:A3)"}])
def test_formulas_that_wait_for_each_other_are_refused(cells: Mapping[str, str]) -> None:
    with pytest.raises(CycleError):
        result("1", cells)


@pytest.mark.parametrize(
    "formula",
    [
        "AVERAGE(1,2)", "1+", "(1", "1)", "1 + 2", "2^3", "5%", "SUM(", "A1:B2", "$A$1", "Sheet!A1", "TRUE", "1,2", "",
        '"open', "IF(1,2,3)", '"a"+1', '1/3&"x"', 'COUNTIF(A1:A2,"a*")', 'COUNTIF(A1:A2,">1")', "NOT(1)", '"a"="a"',
    ],
)  # fmt: skip
def test_what_our_formulas_never_say_is_refused(formula: str) -> None:
    with pytest.raises(UnknownFormulaError):
        result(formula)


@pytest.mark.parametrize("formula", ["IF(1=1,2)", "IFERROR(1)", "ROUND(1)", "ABS(1,2)"])
def test_too_few_or_too_many_for_a_function_are_refused(formula: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        result(formula)


Terms = st.recursive(
    st.integers(0, 10**6).map(lambda n: (f"{n}", Fraction(n)))
    | st.integers(0, 10**6).map(lambda n: (f"{n // 100}.{n % 100:02d}", Fraction(n, 100))),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: (f"({t[0][0]}{t[1]}{t[2][0]})", _joined(*t))),
        inner.map(lambda t: (f"-{t[0]}", -t[1])),
        inner.map(lambda t: (f"ABS({t[0]})", abs(t[1]))),
        st.tuples(inner, inner).map(lambda t: (f"MAX({t[0][0]},{t[1][0]})", max(t[0][1], t[1][1]))),
        st.tuples(inner, inner).map(
            lambda t: (f"IF({t[0][0]}<{t[1][0]},1,{t[0][0]})", Fraction(1) if t[0][1] < t[1][1] else t[0][1])
        ),
    ),
    max_leaves=12,
)  # fmt: skip
Term = tuple[str, Fraction]


def _joined(one: Term, sign: str, two: Term) -> Fraction:
    return {"+": one[1] + two[1], "-": one[1] - two[1], "*": one[1] * two[1]}[sign]


@given(Terms)
def test_any_formula_gives_the_exact_value_of_its_parts(term: Term) -> None:
    text, wanted = term
    assert result(text) == wanted


@given(st.lists(st.fractions(max_denominator=10**6), max_size=8))
def test_a_sum_over_cells_is_exact_and_does_not_ask_for_their_order(numbers: list[Fraction]) -> None:
    cells = {f"A{row}": number for row, number in enumerate(numbers, 1)}
    turned = {f"A{row}": number for row, number in enumerate(reversed(numbers), 1)}
    assert result("SUM(A1:A9)", cells) == result("SUM(A1:A9)", turned) == sum(numbers)


@given(st.fractions(min_value=-(10**12), max_value=10**12))
def test_a_stored_number_is_the_nearest_double_and_reads_back_as_it(value: Fraction) -> None:
    told = stored(value)
    assert float(str(told)) == value.numerator / value.denominator
    assert len(str(told).strip("-").replace(".", "").partition("e")[0].strip("0")) <= 17


def test_a_whole_number_is_stored_without_a_point() -> None:
    assert [str(stored(Fraction(n))) for n in (42000, -7, 0)] == ["42000", "-7", "0"]
    assert [str(stored(Fraction(n, 100))) for n in (2222671, -5)] == ["22226.71", "-0.05"]
    assert str(stored(Fraction(1, 3))) == "0.3333333333333333"


def test_a_figure_of_fifteen_digits_is_kept_whole() -> None:
    assert kept(Fraction("9.95")) == Fraction(
        "9.95"
    )  # although sixteen digits of its double are 9.949999999999999
    assert kept(Fraction("123456789012.345")) == Fraction("123456789012.345")
    assert kept(Fraction("0.12345678901234567")) == Fraction("0.1234567890123457")
