"""A segment of traffic fails above the agreed rate, never at it and never on too few sessions."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.contract.judged import SegmentRule
from assay.core.findings import Place
from assay.core.traffic.segments import Traffic, failed_lots, has_failed, lower_bound_exceeds

RULE = SegmentRule(
    "bounce", "bounce_rate", Fraction(7, 10), "campaign x day", Fraction(30), "value", "A", Place()
)


def traffic(day: int, judged: int, bounced: int, campaign: str = "display", month: int = 3) -> Traffic:
    return Traffic(campaign, date(2027, month, day), sessions=judged + 5, judged=judged, bounced=bounced)


@pytest.mark.parametrize(
    ("judged", "bounced", "fails"),
    [(100, 70, False), (100, 71, True), (30, 22, True), (29, 29, False), (0, 0, False)],
)
def test_it_fails_above_the_rate_and_from_the_agreed_number_on(
    judged: int, bounced: int, fails: bool
) -> None:
    assert has_failed(RULE, bounced=bounced, judged=judged) is fails


# Clopper-Pearson by hand, one-sided 95%, limit 1/2: P(all n) = 2^-n, below 5% from n = 5 on (1/32 = 3.125%).
# For 9 of 10: (10 + 1)/1024 = 1.07%; for 8 of 10: 56/1024 = 5.47%.
@pytest.mark.parametrize(
    ("successes", "n", "exceeds"),
    [(4, 4, False), (5, 5, True), (9, 10, True), (8, 10, False), (5, 10, False)],
)
def test_the_lower_bound_is_the_exact_binomial_one(successes: int, n: int, exceeds: bool) -> None:
    assert lower_bound_exceeds(Fraction(1, 2), successes=successes, n=n) is exceeds


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 20))
def test_stopping_early_changes_no_answer(n: int, successes: int, twentieths: int) -> None:
    successes, limit = min(successes, n), Fraction(twentieths, 20)
    tail = sum(comb(n, k) * limit**k * (1 - limit) ** (n - k) for k in range(successes, n + 1))
    expected = Fraction(successes, n) > limit and tail < Fraction(1, 20)
    assert lower_bound_exceeds(limit, successes=successes, n=n) is expected


def test_the_lower_bound_of_a_large_segment_is_found_at_once() -> None:
    assert lower_bound_exceeds(Fraction(7, 10), successes=71_000, n=100_000)
    assert not lower_bound_exceeds(Fraction(7, 10), successes=70_100, n=100_000)


def test_the_lower_bound_asks_for_more_than_the_value() -> None:
    strict = replace(RULE, judge="lower_bound")
    assert has_failed(RULE, bounced=24, judged=33)
    assert not has_failed(strict, bounced=24, judged=33)


def test_a_rule_per_day_fails_the_lots_of_that_day() -> None:
    rows = [traffic(13, 100, 90), traffic(14, 100, 20), traffic(13, 100, 20, "search")]
    assert failed_lots(rows, [RULE]) == {"display/2027-03-13": "bounce"}


def test_a_rule_per_month_judges_the_sum_and_fails_every_lot_of_the_month() -> None:
    # March: 150 of 200 bounced, 75%; April: 60 of 100.
    monthly = replace(RULE, per="campaign x month", id="monthly")
    rows = [traffic(13, 100, 90), traffic(14, 100, 60), traffic(1, 100, 60, month=4)]
    assert failed_lots(rows, [monthly]) == {"display/2027-03-13": "monthly", "display/2027-03-14": "monthly"}


def test_the_first_rule_that_fails_gives_the_name() -> None:
    second = replace(RULE, id="strict", over=Fraction(1, 10))
    rows = [traffic(13, 100, 90), traffic(14, 100, 20)]
    assert failed_lots(rows, [RULE, second]) == {
        "display/2027-03-13": "bounce",
        "display/2027-03-14": "strict",
    }


def test_a_day_on_which_bounces_are_unknown_neither_fails_nor_hides_the_others() -> None:
    monthly = replace(RULE, per="campaign x month")
    known, silent = traffic(5, 40, 30), replace(traffic(6, 60, 0), bounced=None)
    # 30 of 40 bounced; with the silent day taken as zero it would be 30 of 100.
    assert failed_lots([known, silent], [monthly]) == {known.lot: "bounce"}
    assert failed_lots([replace(known, judged=None)], [RULE]) == {}
