"""The chance of a trigger against trying every outcome, and against the figure of the literature of the trade."""

from fractions import Fraction
from itertools import product

import pytest

from assay.advice.trigger_chance import binomial_below, chance_of_streak, poisson_below, trigger_chances
from assay.core.scenarios.scenario import Assumed
from tests.unit.scenarios.contracts import contract
from tests.unit.scenarios.test_by_hand import TRIGGER


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_streak_has_the_chance_that_trying_every_outcome_gives_it(times: int) -> None:
    misses = [0.1, 0.5, 0.3, 0.9, 0.25, 0.6, 0.4]
    tried = 0.0
    for outcome in product((True, False), repeat=len(misses)):
        weight = 1.0
        for missed, chance in zip(outcome, misses, strict=True):
            weight *= chance if missed else 1 - chance
        runs = any(all(outcome[start : start + times]) for start in range(len(misses) - times + 1))
        tried += weight if runs else 0
    assert chance_of_streak(misses, times) == pytest.approx(tried, abs=1e-12)


def test_a_vendor_averaging_52_against_50_misses_twice_running_with_about_45_percent() -> None:
    assert chance_of_streak([poisson_below(52, 50)] * 6, 2) == pytest.approx(0.4547, abs=5e-5)


def test_a_count_is_poisson() -> None:
    # mean 2: e⁻² × (1 + 2) = 0.40601
    assert poisson_below(2, 2) == pytest.approx(0.40601, abs=5e-6)
    assert (poisson_below(0, 0), poisson_below(0, 1)) == (0.0, 1.0)


def test_a_ratio_is_binomial() -> None:
    # 3 records at 1/2: fewer than 2 good in 4 of 8
    assert binomial_below(3, 0.5, 2) == pytest.approx(0.5)
    assert binomial_below(3, 0.5, 4) == 1.0


def test_each_month_has_its_own_target() -> None:
    season = '{valid_leads: {metric: valid_leads, period: month, target: ">= 40 lead", season: {"02": "0.5"}, weight: "1"}}'
    (chance,) = trigger_chances(contract(kpis=season, triggers=TRIGGER), Assumed())
    assert chance.misses[1] == pytest.approx(poisson_below(20, 20))
    assert chance.misses[0] == chance.misses[5] == pytest.approx(poisson_below(40, 40))
    assert chance.fires == pytest.approx(chance_of_streak(chance.misses, 2))


def test_a_weekly_ratio_is_judged_week_by_week() -> None:
    kpis = '{form_rate: {metric: form_completion_rate, period: week, target: ">= 35%", weight: "1"}}'
    triggers = "[{id: T2, when: {kpi: form_rate, below: 25%}, for: 3 consecutive week, then: [cure_notice]}]"
    (chance,) = trigger_chances(contract(kpis=kpis, triggers=triggers), Assumed(records=40))
    # 2027-01-01 to 2027-06-30: 26 weeks that end in it and the two or three days that the term cuts off.
    assert len(chance.misses) == 27
    assert set(chance.misses) == {binomial_below(40, float(Fraction(35, 100)), 10)}


def test_it_says_nothing_where_a_target_asks_for_more_than_all_records() -> None:
    kpis = '{form_rate: {metric: form_completion_rate, period: month, target: ">= 95%", season: {"05": "1.2"}, weight: "1"}}'
    triggers = (
        "[{id: T3, when: {kpi: form_rate, below: 100% of target}, for: 2 consecutive month, then: [review]}]"
    )
    (chance,) = trigger_chances(contract(kpis=kpis, triggers=triggers), Assumed())
    assert (len(chance.misses), chance.fires) == (5, None)
