"""Deadlines and workdays of 2027: 1 January is a Friday, 1 February a Monday, 1 March a Monday."""

from datetime import date
from fractions import Fraction

import pytest

from assay.core.deadlines import Deadline, WorkdayRow, Workdays, parse_bound, parse_deadline
from assay.core.findings import FindingsError, Place
from assay.core.quantity import QuantityError

SPRING_FESTIVAL = frozenset(date(2027, 2, day) for day in range(8, 13))
CN = Workdays(
    "cn",
    (
        WorkdayRow(
            from_on=date(2027, 1, 1),
            rest=frozenset((5, 6)),
            holidays=SPRING_FESTIVAL | {date(2027, 1, 1)},
            work=frozenset((date(2027, 2, 14),)),
        ),
        WorkdayRow(from_on=date(2027, 6, 1), rest=frozenset((4, 5))),
    ),
    Place("contract.yaml", 7),
)


def day(text: str) -> date:
    return date.fromisoformat(f"2027-{text}")


@pytest.mark.parametrize(
    ("text", "is_workday"),
    [
        ("01-01", False),  # a Friday, but a holiday
        ("01-04", True),  # a Monday
        ("01-09", False),  # a Saturday
        ("02-12", False),  # the last day off of the festival, a Friday
        ("02-14", True),  # a Sunday that is worked
        ("02-15", True),
        ("05-29", False),  # a Saturday under the first row
        ("06-04", False),  # a Friday: the second row rests on Friday and Saturday
        ("06-06", True),  # a Sunday: the second row works
    ],
)
def test_the_row_in_force_says_which_days_are_worked(text: str, is_workday: bool) -> None:
    assert CN.is_workday(day(text)) is is_workday


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("01-04", 1, "01-05"),
        ("01-04", 0, "01-04"),  # the day itself never counts
        ("01-08", 1, "01-11"),  # from Friday over the weekend
        ("01-09", 1, "01-11"),  # from Saturday to the same Monday
        ("02-05", 1, "02-14"),  # over five days off to the Sunday that is worked
        ("02-05", 2, "02-15"),
        ("02-05", 10, "02-25"),  # 14, 15–19 make 6, then 22, 23, 24, 25
        ("05-28", 3, "06-02"),  # Monday 31 under the first row, 1 and 2 June under the second
        ("06-02", 2, "06-06"),  # Thursday 3, then over Friday and Saturday to Sunday
    ],
)
def test_workdays_are_counted_over_holidays_worked_weekends_and_rows(
    start: str, count: int, end: str
) -> None:
    assert CN.after(day(start), count) == day(end)
    assert Deadline(Fraction(count), "workday").last_day(day(start), CN) == day(end)


@pytest.mark.parametrize(
    ("due", "if_holiday", "moved"),
    [
        ("02-06", "next_workday", "02-14"),
        ("02-06", "previous_workday", "02-05"),
        ("02-06", "keep", "02-06"),
        ("02-14", "next_workday", "02-14"),  # a workday stays
        ("02-14", "previous_workday", "02-14"),
    ],
)
def test_a_due_date_moves_as_agreed(due: str, if_holiday: str, moved: str) -> None:
    assert CN.moved(day(due), if_holiday) == day(moved)


def test_a_day_before_the_first_row_is_named_with_its_table() -> None:
    with pytest.raises(FindingsError) as refused:
        CN.moved(day("01-01"), "previous_workday")
    (finding,) = refused.value.findings
    assert (finding.code, finding.place) == ("settlement.no_workday_row", Place("contract.yaml", 7))
    assert finding.params == {"day": "2026-12-31", "table": "cn"}


@pytest.mark.parametrize(
    ("written", "start", "last"),
    [
        ("30 day", "03-01", "03-31"),
        ("2 week", "03-01", "03-15"),
        ("week", "03-01", "03-08"),  # a unit alone means one
        ("24 h", "03-01", "03-02"),
        ("36 h", "03-01", "03-03"),  # hours round up to whole days
        ("1 month", "01-31", "02-28"),  # the last day of a shorter month
        ("1 month", "02-28", "03-28"),
        ("month", "03-31", "04-30"),
    ],
)
def test_calendar_deadlines_end_on_their_day(written: str, start: str, last: str) -> None:
    assert parse_deadline(written).last_day(day(start), None) == day(last)


def test_years_end_on_the_day_before_a_day_that_does_not_exist() -> None:
    assert Deadline(Fraction(1), "year").last_day(date(2028, 2, 29), None) == date(2029, 2, 28)
    assert Deadline(Fraction(4), "year").last_day(date(2028, 2, 29), None) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("72 h", Fraction(72)),
        ("3 day", Fraction(72)),
        ("1 week", Fraction(168)),
        ("5 workday", None),
        ("1 month", None),
    ],
)
def test_only_hours_days_and_weeks_have_a_fixed_length(written: str, hours: Fraction | None) -> None:
    assert parse_deadline(written).hours == hours


@pytest.mark.parametrize(
    "written", ["", "ten day", "10", "1.5 day", "-1 day", "10 days", "101 year", "9999 month", "h"]
)
def test_other_forms_and_more_than_a_hundred_years_are_refused(written: str) -> None:
    with pytest.raises(QuantityError):
        parse_deadline(written)


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        (">= 3", (">=", Fraction(3), "")),
        ("≥ 3", (">=", Fraction(3), "")),
        ("3", (">=", Fraction(3), "")),
        ("= 100%", ("=", Fraction(1), "")),
        (">= 24 month", (">=", Fraction(24), "month")),
        ("≤ 98%", ("<=", Fraction(49, 50), "")),
    ],
)
def test_a_bound_has_a_sign_a_value_and_a_unit(written: str, bound: tuple[str, Fraction, str]) -> None:
    assert parse_bound(written) == bound


def test_a_bound_without_a_number_is_refused() -> None:
    with pytest.raises(QuantityError):
        parse_bound(">= many")
