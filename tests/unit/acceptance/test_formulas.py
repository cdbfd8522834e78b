"""KPIs by formula: a ratio of two counts, while they are open, missing, or nothing to divide by."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.formulas import formula_outcome
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.period import Month
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)
ONE = Fraction(1)


@pytest.fixture(scope="module")
def contract() -> Contract:
    share = {"formula": "qualified / valid_leads", "period": "month", "target": ">= 20%", "weight": "0.2"}
    changes = {"kpis.valid_leads.weight": "0.5", "kpis.qualified.weight": "0.3", "kpis.share": share}
    measurements = {"opening": "none", "periods": []}
    amended, _, findings = read_case(
        {"base": "monthly-basic", "changes": changes, "measurements": measurements}
    )
    assert amended is not None, findings
    return amended.first


def count(kpi: str, value: int | None, state: State = State.MET, best: int | None = None) -> Outcome:
    target = Target(Fraction(10), Fraction(10), ONE, 31, 31, Fraction(0))
    certain, possible = (None if number is None else Fraction(number) for number in (value, best))
    return Outcome(kpi, MARCH, MARCH.span, state, target, certain, Fraction(0), Fraction(0), best=possible)


def share(contract: Contract, top: Outcome, bottom: Outcome, *, op: str = ">=") -> Outcome:
    kpi: Kpi = replace(contract.kpis["share"], op=op)
    found = formula_outcome(kpi, {"qualified": top, "valid_leads": bottom}, contract.missing, ONE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("qualified", "valid", "state", "lost"),
    [
        (10, 50, State.MET, "0"),
        (9, 50, State.MISSED, "1/10"),
        (0, 50, State.MISSED, "1"),
        (11, 50, State.MET, "0"),
    ],
)
def test_it_is_the_one_count_by_the_other(
    contract: Contract, qualified: int, valid: int, state: State, lost: str
) -> None:
    # 9 ÷ 50 = 18%: (20 - 18) ÷ 20 = 1/10
    found = share(contract, count("qualified", qualified), count("valid_leads", valid))
    assert (found.kpi, found.month, found.span) == ("share", MARCH, MARCH.span)
    assert (found.state, found.value) == (state, Fraction(qualified, valid))
    assert (found.shortfall, found.worst) == (Fraction(lost), Fraction(lost))
    assert (found.numerator, found.denominator) == (qualified, valid)
    assert found.target.value == Fraction(1, 5)


@pytest.mark.parametrize("which", ["top", "bottom"])
def test_an_open_count_leaves_it_open(contract: Contract, which: str) -> None:
    # 8 to 12 qualified of 50 to 80 leads
    top = count("qualified", 8, State.PROVISIONAL, 12) if which == "top" else count("qualified", 8)
    bottom = (
        count("valid_leads", 50, State.PROVISIONAL, 80) if which == "bottom" else count("valid_leads", 50)
    )
    found = share(contract, top, bottom)
    assert (found.state, found.value) == (State.PROVISIONAL, Fraction(8, 50))
    # at best 12 ÷ 50 = 24%, or 8 ÷ 50 = 16%; at worst 8 ÷ 50 = 16%, or 8 ÷ 80 = 10%
    best, worst = (Fraction(0), Fraction(1, 5)) if which == "top" else (Fraction(1, 5), Fraction(1, 2))
    assert (found.shortfall, found.worst) == (best, worst)
    assert found.best == (Fraction(12, 50) if which == "top" else Fraction(8, 50))


def test_a_count_that_may_not_grow_is_at_best_what_it_is(contract: Contract) -> None:
    top, bottom = count("qualified", 0), count("valid_leads", 50, State.PROVISIONAL, 80)
    assert (share(contract, top, bottom).best, share(contract, top, bottom).shortfall) == (0, 1)


def test_for_a_share_that_is_to_stay_low_the_fewest_are_best(contract: Contract) -> None:
    top, bottom = count("qualified", 12), count("valid_leads", 50, State.PROVISIONAL, 60)
    found = share(contract, top, bottom, op="<=")
    # 12 ÷ 60 = 20% at best, 12 ÷ 50 = 24% at worst: 4 ÷ 20 above
    assert (found.best, found.shortfall, found.worst) == (Fraction(1, 5), 0, Fraction(1, 5))


def test_a_part_without_a_value_hands_on_its_state(contract: Contract) -> None:
    missed = replace(count("qualified", None, State.MISSED), shortfall=ONE, worst=ONE, deemed=True)
    found = share(contract, missed, count("valid_leads", 50))
    assert (found.kpi, found.state, found.value) == ("share", State.MISSED, None)
    assert (found.shortfall, found.worst, found.deemed) == (1, 1, True)
    assert (found.month, found.span, found.target.value) == (MARCH, MARCH.span, Fraction(1, 5))
    held = replace(count("valid_leads", None, State.HELD), worst=ONE)
    found = share(contract, count("qualified", 9), held)
    assert (found.state, found.shortfall, found.worst, found.deemed) == (State.HELD, 0, 1, False)


def test_of_no_lead_at_all_it_is_missing_by_neither_side(contract: Contract) -> None:
    found = share(contract, count("qualified", 0), count("valid_leads", 0))
    assert (found.state, found.value, found.worst) == (State.HELD, None, 1)
    assert (found.month, found.span, found.target.value) == (MARCH, MARCH.span, Fraction(1, 5))


@pytest.mark.parametrize(("certain", "most"), [(0, 5), (0, 0)])
def test_of_no_lead_yet_it_is_open_while_a_part_is(contract: Contract, certain: int, most: int) -> None:
    open_count = count("valid_leads", certain, State.PROVISIONAL, most)
    found = share(contract, count("qualified", 0), open_count)
    assert (found.kpi, found.month, found.span) == ("share", MARCH, MARCH.span)
    assert (found.state, found.value, found.shortfall, found.worst) == (State.PROVISIONAL, None, 0, 1)
    assert found.target.value == Fraction(1, 5)
    top = count("qualified", 0, State.PROVISIONAL, 3)
    assert share(contract, top, count("valid_leads", 0)).state is State.PROVISIONAL


def test_what_may_come_without_being_open_moves_nothing(contract: Contract) -> None:
    # both counts are final: 8 ÷ 50 = 16% is 4 of 20 short, whatever their best
    found = share(contract, count("qualified", 8, best=12), count("valid_leads", 50, best=60))
    assert (found.state, found.shortfall, found.worst) == (State.MISSED, Fraction(1, 5), Fraction(1, 5))


def test_a_floor_of_zero_is_met_by_a_share_of_zero_and_missed_below_it(contract: Contract) -> None:
    # no count: below a target of zero it is missed whole
    kpi = replace(contract.kpis["share"], base=Fraction(0))
    told = []
    for qualified in (0, -1):
        parts = {"qualified": count("qualified", qualified), "valid_leads": count("valid_leads", 50)}
        found = formula_outcome(kpi, parts, contract.missing, ONE)
        assert found is not None
        told.append((found.shortfall, found.worst))
    assert told == [(0, 0), (1, 1)]


def test_each_count_is_whole_with_the_baseline_that_was_taken_off(contract: Contract) -> None:
    # 8 + 2 of 40 + 10 are 20%; at best 12 + 2 of 50
    top, bottom = count("qualified", 8, State.PROVISIONAL, 12), count("valid_leads", 40)
    top = replace(top, target=replace(top.target, baseline=Fraction(2)))
    bottom = replace(bottom, target=replace(bottom.target, baseline=Fraction(10)))
    found = share(contract, top, bottom)
    assert (found.value, found.best) == (Fraction(1, 5), Fraction(14, 50))


def test_a_revision_moves_its_target(contract: Contract) -> None:
    parts = {"qualified": count("qualified", 8), "valid_leads": count("valid_leads", 50)}
    found = formula_outcome(contract.kpis["share"], parts, contract.missing, Fraction(4, 5))
    assert found is not None
    # 20% × 0.8 = 16% = 8 ÷ 50
    assert (found.target.value, found.target.revision, found.state) == (
        Fraction(4, 25),
        Fraction(4, 5),
        State.MET,
    )


def test_before_its_parts_have_an_outcome_it_has_none(contract: Contract) -> None:
    kpi, leads = contract.kpis["share"], count("valid_leads", 50)
    assert formula_outcome(kpi, {"valid_leads": leads}, contract.missing, ONE) is None
    plain = contract.kpis["valid_leads"]
    assert formula_outcome(plain, {"valid_leads": leads}, contract.missing, ONE) is None
