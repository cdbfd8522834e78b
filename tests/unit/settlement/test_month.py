"""One month in one statement: what its lines are in the books, what stands as posted, and what a bonus gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.period import Month
from assay.core.settlement.bonus import BonusCase
from assay.core.settlement.month import NewLine, _as_posted, _bonus_waits, _clawed_back, head_of
from assay.core.settlement.postings import Amount, Draft, Posted
from assay.core.settlement.state import MonthRecord
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
ONE = Amount(Fraction("1.004"), 100)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """C1 lowers the fee, C5 is a bonus; added here: C2 of damages and C9 of interest."""
    first, bonus = loaded("bonus").clauses
    damages = replace(first, id="C2", kind="data_repair", head=Head.DAMAGES)
    interest = replace(first, id="C9", kind="interest", head=Head.INTEREST)
    return replace(loaded("bonus"), clauses=(first, bonus, damages, interest))


@pytest.mark.parametrize(
    ("line_id", "head"),
    [
        ("C2", Head.DAMAGES),
        ("C2/valid_leads", Head.DAMAGES),
        ("C2/valid_leads/2027-03-01", Head.DAMAGES),
        ("K1/C2", Head.DAMAGES),  # a cap's line is what the clause is that it cuts
        ("K1/C5", Head.BONUS),
        ("force_majeure", Head.FEE_REDUCTION),
    ],
)
def test_a_line_is_in_the_books_what_its_clause_is(contract: Contract, line_id: str, head: Head) -> None:
    assert head_of(contract, line_id) is head


def test_of_a_closed_month_all_stands_but_its_bonus_and_its_interest(contract: Contract) -> None:
    posted = {
        "C1/valid_leads": Posted("C1/valid_leads", "C1", Head.FEE_REDUCTION, ONE),
        "K1/C2": Posted("K1/C2", "K1", Head.DAMAGES, ONE, cuts="C2", cause="fraud"),
        "C5": Posted("C5", "C5", Head.BONUS, ONE),
        "C9": Posted("C9", "C9", Head.INTEREST, ONE),
    }
    figures = PeriodFigures(MARCH, datetime(2027, 4, 5, tzinfo=UTC), {})
    assert _as_posted(contract, MonthRecord(figures, posted=posted, closed=True)) == {
        "C1/valid_leads": (Draft("C1/valid_leads", "C1", Head.FEE_REDUCTION, ONE.exact), ONE),
        "K1/C2": (Draft("K1/C2", "K1", Head.DAMAGES, ONE.exact, cuts="C2", cause="fraud"), ONE),
    }


@pytest.mark.parametrize("state", [KpiState.MET, KpiState.PROVISIONAL])
def test_a_bonus_waits_for_a_figure_that_is_open(contract: Contract, state: KpiState) -> None:
    zero, ten = Fraction(0), Fraction(10)
    target = Target(ten, ten, Fraction(1), 31, 31, zero)
    met = Outcome("valid_leads", MARCH, MARCH.span, KpiState.MET, target, Fraction(60), zero, zero)
    outcomes = (met, replace(met, kpi="qualified", value=Fraction(15), state=state))
    case = BonusCase(contract, MARCH, outcomes, {}, {}, ())
    assert _bonus_waits(contract, case) is (state is KpiState.PROVISIONAL)


def test_a_bonus_judged_again_is_one_line_with_its_cap_and_leaves_the_others() -> None:
    reduction = NewLine(
        Draft("C1/valid_leads", "C1", Head.FEE_REDUCTION, Fraction(-3)), Amount(Fraction(-3), -300)
    )
    bonus = NewLine(Draft("C5", "C5", Head.BONUS, Fraction(9)), Amount(Fraction(-7), -700))
    cut = NewLine(Draft("C5/cap", "C5", Head.BONUS, Fraction(-2)), Amount(Fraction(2), 200))
    net = NewLine(Draft("C5", "C5", Head.BONUS, Fraction(-2)), Amount(Fraction(-5), -500))
    assert _clawed_back((reduction, bonus, cut), {"C5"}) == (reduction, net)
    assert _clawed_back((reduction, bonus, cut), set()) == (reduction, bonus, cut)
