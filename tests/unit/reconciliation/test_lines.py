"""A difference against its tolerance: unrounded, with both borders inside, and never where a side is unknown."""

from fractions import Fraction

import pytest

from assay.core.reconciliation.lines import DEFAULT_TOLERANCES, Explained, Line, Pair, State, Tolerance
from tests.unit.reconciliation.saying import MARCH


def line(
    first: int | str | None, second: int | str | None, *explained: int, allowed: int | str | None = None
) -> Line:
    return Line(
        pair=Pair.CLICKS_SESSIONS,
        month=MARCH,
        measure="",
        account="",
        campaign="search",
        first_book="a",
        second_book="b",
        first=None if first is None else Fraction(first),
        second=None if second is None else Fraction(second),
        allowed=None if allowed is None else Fraction(allowed),
        explained=tuple(Explained("days_without_rows", Fraction(part), 1) for part in explained),
    )


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (100, State.AGREES),
        (90, State.WITHIN),  # 10 below: on the border
        (110, State.WITHIN),  # 10 above: on the border
        ("89.99", State.BEYOND),
        ("110.01", State.BEYOND),
        (None, State.UNKNOWN),
    ],
)
def test_the_difference_is_held_unrounded_against_what_is_allowed(
    second: int | str | None, state: State
) -> None:
    assert line(100, second, allowed=10).state is state


def test_what_is_explained_comes_off_before_the_tolerance_is_asked() -> None:
    # 60 − 100 = −40; −35 explained, −5 left, 10 allowed
    found = line(100, 60, -30, -5, allowed=10)
    assert (found.difference, found.residual, found.state) == (-40, -5, State.WITHIN)


def test_an_explanation_greater_than_the_difference_leaves_a_residual_of_the_other_sign() -> None:
    # 95 − 100 = −5; −30 explained, +25 left: more came on the other days than can be right
    found = line(100, 95, -30, allowed=10)
    assert (found.residual, found.state) == (25, State.BEYOND)


def test_figures_that_agree_only_because_two_faults_cancel_out_do_not_agree() -> None:
    """30 of the first were counted on days without the second, so the other days hold 30 too many: +30 left."""
    assert (line(100, 100, -30, allowed=10).residual, line(100, 100, -30, allowed=10).state) == (
        30,
        State.BEYOND,
    )
    assert line(100, 100, -5, allowed=10).state is State.WITHIN


def test_a_difference_that_is_explained_whole_is_within() -> None:
    assert line(100, 70, -30, allowed=0).state is State.WITHIN


@pytest.mark.parametrize(("first", "second"), [(None, 5), (5, None), (None, None)])
def test_a_side_without_a_figure_is_unknown_and_no_difference(first: int | None, second: int | None) -> None:
    found = line(first, second, allowed=10)
    assert (found.difference, found.residual, found.state) == (None, None, State.UNKNOWN)


def test_zero_is_a_figure() -> None:
    assert line(0, 0, allowed=0).state is State.AGREES
    assert line(0, 3, allowed=2).state is State.BEYOND


def test_a_tolerance_is_a_share_of_the_first_figure_or_the_least_where_that_is_more() -> None:
    tolerance = Tolerance(Fraction(20, 100), Fraction(10))
    # 20% of 40 = 8 < 10; of 50 = 10; of 51 = 10.2
    assert [tolerance.allowed(Fraction(first)) for first in (0, 40, 50, 51)] == [10, 10, 10, Fraction(51, 5)]


def test_a_negative_first_figure_has_the_tolerance_of_its_size() -> None:
    assert Tolerance(Fraction(1, 10)).allowed(Fraction(-50)) == 5


def test_every_pair_has_a_tolerance() -> None:
    assert set(DEFAULT_TOLERANCES) == set(Pair)
