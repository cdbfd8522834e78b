"""Marketing qualification: points halved by whole half-lives, and what the logs do not hold."""

from datetime import date
from fractions import Fraction

import pytest

from assay.core.contract.judged import Scoring
from assay.core.leads.scoring import Marketing, marketing_state, score
from tests.unit.leads.givens import ZONE, earlier, lead

HELD = {"enquiry": Fraction(10), "leave_details": Fraction(15)}


def scoring(points: dict[str, Fraction], *, threshold: int = 25, **caps: int) -> Scoring:
    return Scoring(points, caps, Fraction(threshold), half_life_days=30)


@pytest.mark.parametrize(
    ("days_before", "points"),
    [
        (0, "10"),
        (29, "10"),
        (30, "5"),
        (59, "5"),
        (60, "5/2"),
        (300, "5/512"),
    ],  # 10 ÷ 2 for each whole 30 days
)
def test_points_halve_by_whole_half_lives_exactly(days_before: int, points: str) -> None:
    on = date(2027, 12, 1)
    acted = {"enquiry": [date.fromordinal(on.toordinal() - days_before)]}
    assert score(acted, scoring(HELD), on=on) == Fraction(points)


def test_of_a_capped_act_the_newest_count() -> None:
    # Of 1 January (31 + 28 + 31 = 90 days, three halvings), 1 March and 31 March only the last two: 5 + 10.
    acted = {"enquiry": [date(2027, 1, 1), date(2027, 3, 1), date(2027, 3, 31)]}
    assert score(acted, scoring(HELD, enquiry=2), on=date(2027, 3, 31)) == 15


def test_points_without_decay_keep() -> None:
    kept = Scoring(HELD, {}, Fraction(25), half_life_days=None)
    assert score({"enquiry": [date(2020, 1, 1), date(2027, 1, 1)]}, kept, on=date(2027, 1, 1)) == 20


def test_an_enquiry_that_left_details_reaches_the_threshold_exactly() -> None:
    assert marketing_state(lead(), scoring(HELD), ZONE) is Marketing.QUALIFIED
    assert marketing_state(lead(), scoring(HELD, threshold=26), ZONE) is Marketing.NOT_QUALIFIED
    assert marketing_state(lead(action=None), scoring(HELD), ZONE) is Marketing.NOT_QUALIFIED


def test_earlier_enquiries_count_once_each_and_halved() -> None:
    # 10 now, 10 two days ago, 5 of 1 February (32 days): 25. The same earlier enquiry is found by two keys.
    before = (
        earlier("03-03 10:00", id="A"),
        earlier("03-03 10:00", id="A", through="phone"),
        earlier("02-01 10:00", id="B"),
    )
    asked = scoring({"enquiry": Fraction(10)})
    assert marketing_state(lead(earlier_leads=before), asked, ZONE) is Marketing.QUALIFIED
    assert marketing_state(lead(earlier_leads=before[:2]), asked, ZONE) is Marketing.NOT_QUALIFIED


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        ({}, Marketing.UNKNOWN),  # nobody knows how many pages were seen
        ({"page_view": 3}, Marketing.UNKNOWN),  # 10 + 3 × 5 would reach 25
        ({"page_view": 2}, Marketing.NOT_QUALIFIED),  # 10 + 2 × 5 would not
    ],
)
def test_acts_that_no_log_holds_leave_a_range(caps: dict[str, int], expected: Marketing) -> None:
    seen = scoring({"enquiry": Fraction(10), "page_view": Fraction(5)}, **caps)
    assert marketing_state(lead(), seen, ZONE) is expected


def test_unknown_acts_do_not_matter_once_the_threshold_is_reached_unless_they_take_points_away() -> None:
    more = scoring({**HELD, "booked_demo": Fraction(25)})
    assert marketing_state(lead(), more, ZONE) is Marketing.QUALIFIED
    less = scoring({**HELD, "unsubscribed": Fraction(-20)})
    assert marketing_state(lead(), less, ZONE) is Marketing.UNKNOWN


def test_what_an_earlier_enquiry_did_is_not_kept_and_so_not_known() -> None:
    before = (earlier("03-03 10:00"),)
    asked = scoring({"enquiry": Fraction(1), "consult": Fraction(15)}, threshold=15)
    assert marketing_state(lead(), asked, ZONE) is Marketing.NOT_QUALIFIED
    assert marketing_state(lead(earlier_leads=before), asked, ZONE) is Marketing.UNKNOWN
