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
from assay.core.settlement.month import NewLine, _as_posted, _bonus_waits, _clawed_back, head_of, settle_again
from assay.core.settlement.postings import Amount, Draft, Posted
from assay.core.settlement.remedies import MonthCase
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
        "K2/C2": Posted("K2/C2", "K2", Head.DAMAGES, ONE, cuts="C2", by_cause={"fraud": ONE}),
        "C5": Posted("C5", "C5", Head.BONUS, ONE),
        "C9": Posted("C9", "C9", Head.INTEREST, ONE),
    }
    figures = PeriodFigures(MARCH, datetime(2027, 4, 5, tzinfo=UTC), {})
    assert _as_posted(contract, MonthRecord(figures, posted=posted, closed=True)) == {
        "C1/valid_leads": (Draft("C1/valid_leads", "C1", Head.FEE_REDUCTION, ONE.exact), ONE),
        "K1/C2": (Draft("K1/C2", "K1", Head.DAMAGES, ONE.exact, cuts="C2", cause="fraud"), ONE),
        "K2/C2": (Draft("K2/C2", "K2", Head.DAMAGES, ONE.exact, cuts="C2", by_cause={"fraud": ONE}), ONE),
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


AS_OF = datetime(2027, 5, 5, 1, tzinfo=UTC)


def counted(leads: int, qualified: int) -> tuple[Outcome, Outcome]:
    zero = Fraction(0)
    fifty = Target(Fraction(50), Fraction(50), Fraction(1), 31, 31, zero)
    met = Outcome("valid_leads", MARCH, MARCH.span, KpiState.MET, fifty, Fraction(leads), zero, zero)
    ten = replace(fifty, base=Fraction(10), value=Fraction(10))
    return met, replace(met, kpi="qualified", target=ten, value=Fraction(qualified))


def settled_anew(record: MonthRecord) -> tuple[list[tuple[str, str, int]], MonthRecord]:
    """March with 70 leads, 20 of them qualified: 20 x 360.00, cut to 6,000.00."""
    case = MonthCase(loaded("bonus"), MARCH, counted(70, 20), (), record.posted, {})
    found = settle_again(case, record, AS_OF)
    return [(line.draft.id, line.version, line.amount.minor) for line in found.new_lines], found.record


def test_a_month_settled_anew_gives_back_what_changed_and_posts_it_whole_under_the_next_version() -> None:
    # 10 more than 50 had earned 3,600.00; a line that came to nothing now is given back alone
    before = datetime(2027, 4, 5, 1, tzinfo=UTC)
    posted = {
        "C1/valid_leads": Posted("C1/valid_leads", "C1", Head.FEE_REDUCTION, Amount(Fraction(-9), -900)),
        "C5": Posted("C5", "C5", Head.BONUS, Amount(Fraction(3600), 360_000)),
    }
    figures = PeriodFigures(MARCH, before, {})
    record = MonthRecord(figures, posted=posted, bonus_at={"C5": before}, version=2)
    lines, after = settled_anew(record)
    assert lines == [
        ("C1/valid_leads", "v2", 900),
        ("C5", "v2", -360_000),
        ("C5", "v3", 720_000),
        ("C5/cap", "v3", -120_000),
    ]
    assert after.version == 3
    assert after.closed
    assert {name: line.amount.minor for name, line in after.posted.items()} == {
        "C5": 720_000,
        "C5/cap": -120_000,
    }
    assert after.bonus_at == {"C5": before}


def test_a_month_settled_anew_leaves_what_stands_and_dates_a_bonus_that_it_earns_first() -> None:
    figures = PeriodFigures(MARCH, datetime(2027, 4, 5, 1, tzinfo=UTC), {})
    lines, after = settled_anew(MonthRecord(figures))
    assert lines == [("C5", "v2", 720_000), ("C5/cap", "v2", -120_000)]
    assert after.bonus_at == {"C5": AS_OF}
    again, _ = settled_anew(replace(after, bonus_at={}))
    assert again == []
