"""Runs are repeatable, stay inside their ranges, and agree with what can be reckoned."""

from fractions import Fraction

from assay.advice.monte_carlo import Runs, drawn, monte_carlo
from assay.core.scenarios.ranges import Range, Ranges
from assay.core.scenarios.scenario import Assumed
from tests.unit.scenarios.contracts import contract
from tests.unit.scenarios.test_by_hand import TRIGGER

NONE = Range(Fraction(0), Fraction(0), Fraction(0))


def ranges(low: str, mode: str, high: str) -> Ranges:
    return Ranges({"*": Range(Fraction(low), Fraction(mode), Fraction(high))}, NONE, NONE)


def test_the_same_seed_gives_the_same_figures_however_many_processes_share_the_runs() -> None:
    amended, drawn_from = contract(triggers=TRIGGER), ranges("0.7", "1", "1.2")
    alone = monte_carlo(amended, Assumed(), drawn_from, Runs(300, 7, processes=1))
    shared = monte_carlo(amended, Assumed(), drawn_from, Runs(300, 7, processes=2))
    other = monte_carlo(amended, Assumed(), drawn_from, Runs(300, 8, processes=1))
    assert alone == shared != other
    assert alone.runs == 300
    assert alone.least <= alone.low <= alone.middle <= alone.high <= alone.most


def test_a_range_of_one_point_is_that_scenario() -> None:
    found = monte_carlo(contract(triggers=TRIGGER), Assumed(), ranges("0.7", "0.7", "0.7"), Runs(3, 1))
    # 28 of 40 in each month: 12 × 375 × 6 = 27,000 short, and the trigger always fires.
    assert found.least == found.most == found.mean == found.middle == 153_000_00
    assert found.fired == (("T1", 1.0),)


def test_each_month_and_kpi_is_drawn_inside_its_range() -> None:
    scenario = drawn(contract(), ranges("0.8", "0.9", "1.1"), "1/1")
    factors = [level.factor for level in scenario.levels]
    assert [level.months for level in scenario.levels] == [(number,) for number in range(1, 7)]
    assert all(Fraction(8, 10) <= factor <= Fraction(11, 10) for factor in factors)
    assert len(set(factors)) > 1


def test_progress_is_told_in_runs_done() -> None:
    told: list[int] = []
    monte_carlo(contract(), Assumed(), ranges("1", "1", "1"), Runs(510, 1, processes=1), told.append)
    assert told == [250, 500, 510]
