"""Outcomes: shortfalls, figures after relief, and what decides while records are open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, Relieved, Status
from assay.core.acceptance.outcomes import (
    Outcome,
    Score,
    State,
    between,
    judge,
    lacks_units,
    missing_outcome,
    records_behind,
    score,
    shortfall,
    waiting_outcome,
)
from assay.core.acceptance.targets import Target
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, Party
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
METRICS = {  # one of each kind
    Kind.COUNT: CATALOGUE["valid_leads"],
    Kind.RATIO: CATALOGUE["form_completion_rate"],
    Kind.COST_PER_UNIT: CATALOGUE["cost_per_valid_lead"],
}
RELIEVED = Relieved(deemed_valid=Fraction(2), exclude_record=Fraction(3))


@pytest.fixture(scope="module")
def contract() -> Contract:
    return loaded("monthly-basic")


@pytest.mark.parametrize(
    ("op", "target", "value", "is_count", "lost"),
    [
        (">=", "50", "40", True, "1/5"),
        (">=", "50", "50", True, "0"),
        (">=", "50", "60", True, "0"),
        (">=", "0", "0", True, "0"),
        (">=", "0", "-1", True, "0"),
        (">=", "0", "-1", False, "1"),
        (">=", "0", "0", False, "0"),
        (">=", "1", "0", False, "1"),
        (">=", "1", "0", True, "1"),
        ("<=", "40", "50", False, "1/4"),
        ("<=", "40", "40", False, "0"),
        ("<=", "40", "30", False, "0"),
        ("<=", "40", "90", False, "1"),
        ("<=", "1", "1.5", False, "1/2"),
        ("<=", "0", "0", False, "0"),
        ("<=", "0", "1", False, "1"),
        ("<=", "0", "-1", False, "1"),
    ],
)
def test_a_value_falls_short_by_a_share_of_the_target(
    op: str, target: str, value: str, is_count: bool, lost: str
) -> None:
    assert shortfall(op, Fraction(target), Fraction(value), is_count=is_count) == Fraction(lost)


@pytest.mark.parametrize(
    ("kind", "value", "numerator", "denominator"),
    [
        (Kind.COUNT, "45", None, None),  # 40 + 2 deemed + 3 open
        (Kind.RATIO, "15/47", "15", "47"),  # (10 + 2 + 3) ÷ (50 - 3)
        (Kind.COST_PER_UNIT, "10/55", "10", "55"),  # 10 ÷ (50 + 2 + 3)
    ],
)
def test_reliefs_and_open_records_count_where_they_help(
    kind: Kind, value: str, numerator: str | None, denominator: str | None
) -> None:
    figure = Figure(value=Fraction(40), numerator=Fraction(10), denominator=Fraction(50), relieved=RELIEVED)
    found = score(METRICS[kind], figure, Fraction(3))
    assert found.value == Fraction(value)
    assert (found.numerator, found.denominator) == (
        numerator and Fraction(numerator),
        denominator and Fraction(denominator),
    )


def test_without_a_denominator_there_is_no_value() -> None:
    assert score(METRICS[Kind.RATIO], Figure()).value is None
    assert score(METRICS[Kind.COUNT], Figure()).value == 0
    one = Figure(numerator=Fraction(1), denominator=Fraction(1))
    assert score(METRICS[Kind.RATIO], one).value == 1


@pytest.mark.parametrize(
    ("kind", "figure", "records"),
    [
        (Kind.COUNT, Figure(value=Fraction(40), n=Fraction(90), relieved=RELIEVED), 90),
        (Kind.COUNT, Figure(value=Fraction(40), relieved=RELIEVED), 40),
        (Kind.COUNT, Figure(), 0),
        (Kind.RATIO, Figure(denominator=Fraction(50), n=Fraction(60), relieved=RELIEVED), 57),
        (Kind.RATIO, Figure(denominator=Fraction(50), relieved=RELIEVED), 47),
        (Kind.COST_PER_UNIT, Figure(denominator=Fraction(50), n=Fraction(60), relieved=RELIEVED), 60),
        (Kind.COST_PER_UNIT, Figure(denominator=Fraction(50), relieved=RELIEVED), 52),
        (Kind.RATIO, Figure(), 0),
    ],
)
def test_the_records_behind_a_figure(kind: Kind, figure: Figure, records: int) -> None:
    assert records_behind(METRICS[kind], figure) == records


def test_a_cost_per_thousand_has_as_many_records_as_were_counted() -> None:
    figure = Figure(numerator=Fraction(40), denominator=Fraction(5000))
    assert score(CATALOGUE["cpm"], figure) == Score(Fraction(8), Fraction(40), Fraction(5))
    assert records_behind(CATALOGUE["cpm"], figure) == 5000


@pytest.mark.parametrize(
    ("kind", "units", "excluded", "lacks"),
    [
        (Kind.RATIO, 0, 0, True),
        (Kind.RATIO, 3, 3, True),
        (Kind.RATIO, 4, 3, False),
        (Kind.RATIO, 1, 0, False),
        (Kind.COST_PER_UNIT, 0, 0, False),
    ],
)
def test_a_ratio_of_what_is_all_excluded_is_of_nothing(
    kind: Kind, units: int, excluded: int, lacks: bool
) -> None:
    relieved = Relieved(exclude_record=Fraction(excluded))
    assert lacks_units(kind, Figure(denominator=Fraction(units), relieved=relieved)) is lacks


def a_target(value: str) -> Target:
    """A target of March as written: no season, no relief."""
    return Target(Fraction(value), Fraction(value), Fraction(1), 31, 31, Fraction(0))


def judged(kpi: Kpi, figure: Figure, target: str) -> Outcome:
    return judge(kpi, MARCH, MARCH.span, figure, a_target(target))


def a_kpi(contract: Contract, metric: str, op: str) -> Kpi:
    return replace(next(iter(contract.kpis.values())), metric=metric, op=op)


def test_open_records_decide_between_best_and_worst(contract: Contract) -> None:
    figure = Figure(status=Status.PROVISIONAL, value=Fraction(40), open=Fraction(5))
    found = judged(a_kpi(contract, "valid_leads", ">="), figure, "50")
    # 40 for sure: 10 of 50 short; 45 at best: 5 of 50
    assert (found.state, found.value, found.best) == (State.PROVISIONAL, 40, 45)
    assert (found.shortfall, found.worst) == (Fraction(1, 10), Fraction(1, 5))


@pytest.mark.parametrize(
    ("op", "best", "certain", "worst"), [(">=", "15/50", "0", "1/3"), ("<=", "10/50", "0", "0")]
)
def test_open_records_of_a_ratio_are_good_or_bad_as_its_target_says(
    contract: Contract, op: str, best: str, certain: str, worst: str
) -> None:
    # 10 to 15 of 50; at least 30% is reached at best and 20% is a third below; at most 30% holds either way
    figure = Figure(
        status=Status.PROVISIONAL, numerator=Fraction(10), denominator=Fraction(50), open=Fraction(5)
    )
    found = judged(a_kpi(contract, "form_completion_rate", op), figure, "0.3")
    assert (found.best, found.shortfall, found.worst) == (
        Fraction(best),
        Fraction(certain),
        Fraction(worst),
    )


def test_a_count_below_zero_meets_a_target_of_zero_open_or_not(contract: Contract) -> None:
    # five fewer leads than the baseline, one still open
    kpi = a_kpi(contract, "valid_leads", ">=")
    figure = Figure(status=Status.PROVISIONAL, value=Fraction(-5), open=Fraction(1))
    found = judged(kpi, figure, "0")
    assert (found.value, found.best, found.shortfall, found.worst) == (-5, -4, 0, 0)
    assert judged(kpi, replace(figure, status=Status.FINAL), "0").state is State.MET


def test_final_figures_leave_no_worst(contract: Contract) -> None:
    figure = Figure(status=Status.FINAL, value=Fraction(40), open=Fraction(5))
    found = judged(a_kpi(contract, "valid_leads", ">="), figure, "50")
    assert (found.state, found.shortfall, found.worst) == (State.MISSED, Fraction(1, 5), Fraction(1, 5))
    assert judged(a_kpi(contract, "valid_leads", ">="), figure, "40").state is State.MET


def test_a_provisional_ratio_of_nothing_may_still_be_missed_whole(contract: Contract) -> None:
    figure = Figure(status=Status.PROVISIONAL, numerator=Fraction(0), denominator=Fraction(0))
    found = judged(a_kpi(contract, "form_completion_rate", ">="), figure, "0.2")
    assert (found.value, found.shortfall, found.worst) == (None, 0, 1)


@pytest.mark.parametrize(("spent", "lost"), [("100", 1), ("0", 0)])
def test_money_spent_on_no_lead_at_all_misses_whole(contract: Contract, spent: str, lost: int) -> None:
    figure = Figure(status=Status.FINAL, numerator=Fraction(spent), denominator=Fraction(0))
    found = judged(a_kpi(contract, "cost_per_valid_lead", "<="), figure, "200")
    assert (found.value, found.shortfall, found.worst) == (None, lost, lost)


def test_an_open_lead_may_still_share_the_cost(contract: Contract) -> None:
    # 600 ÷ 2 = 300: half above 200; with one more 600 ÷ 3 = 200: met
    figure = Figure(
        status=Status.PROVISIONAL, numerator=Fraction(600), denominator=Fraction(2), open=Fraction(1)
    )
    found = judged(a_kpi(contract, "cost_per_valid_lead", "<="), figure, "200")
    assert (found.value, found.best, found.shortfall, found.worst) == (300, 200, 0, Fraction(1, 2))


def test_a_missing_figure_is_never_zero_and_never_met(contract: Contract) -> None:
    kpi = a_kpi(contract, "valid_leads", ">=")
    target = a_target("50")
    found = {
        party: missing_outcome(kpi, MARCH, MARCH.span, target=target, fault=party, terms=contract.missing)
        for party in (Party.VENDOR, Party.BUYER, Party.NEITHER)
    }
    told = {
        party: (item.state, item.value, item.shortfall, item.worst, item.deemed, item.is_undecided)
        for party, item in found.items()
    }
    assert told == {
        Party.VENDOR: (State.MISSED, None, 1, 1, True, False),
        Party.BUYER: (State.EXCLUDED, None, 0, 0, False, False),
        Party.NEITHER: (State.HELD, None, 0, 1, False, True),
    }


def test_what_waits_shows_its_value_and_may_lose_all(contract: Contract) -> None:
    kpi = a_kpi(contract, "valid_leads", ">=")
    target = a_target("50")
    found = waiting_outcome(kpi, MARCH, MARCH.span, Figure(value=Fraction(4)), target)
    assert (found.state, found.value, found.shortfall, found.worst) == (State.WAITING, 4, 0, 1)
    missing = waiting_outcome(kpi, MARCH, MARCH.span, Figure(status=Status.MISSING), target)
    assert missing.value is None


def test_a_dispute_that_changes_no_figure_changes_nothing(contract: Contract) -> None:
    kpi = a_kpi(contract, "valid_leads", ">=")
    vendor = judged(kpi, Figure(status=Status.FINAL, value=Fraction(50)), "50")
    assert between(vendor, replace(vendor, worst=Fraction(1))) is vendor
    buyer = judged(kpi, Figure(status=Status.FINAL, value=Fraction(40)), "50")
    found = between(vendor, buyer)
    assert (found.state, found.value, found.undisputed, found.worst) == (
        State.DISPUTED,
        50,
        40,
        Fraction(1, 5),
    )
    still_open = between(replace(vendor, state=State.WAITING), buyer)
    assert still_open.state is State.WAITING
