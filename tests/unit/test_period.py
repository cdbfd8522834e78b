"""Days, weeks and months of a contract. 1 March 2027 is a Monday."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.period import (
    WEEKDAYS,
    Month,
    Span,
    day_of,
    months_of,
    parse_day,
    parse_instant,
    stretches_of,
    weeks_of,
)

TERM = Span(date(2027, 1, 1), date(2027, 7, 1))
MONTHS = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def spans_of(text: str) -> tuple[Span, ...]:
    """Spans from ``03-01..03-07`` (both days inside) of 2027."""
    pairs = (pair.split("..") for pair in text.split())
    return tuple(
        Span(date.fromisoformat(f"2027-{first}"), date.fromisoformat(f"2027-{last}") + timedelta(days=1))
        for first, last in pairs
    )


def test_a_span_holds_its_first_day_and_not_its_end() -> None:
    span = Span(date(2027, 3, 1), date(2027, 3, 4))
    assert span.days == 3
    assert span.last_on == date(2027, 3, 3)
    assert span.each_day() == (date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3))
    assert date(2027, 3, 1) in span
    assert date(2027, 3, 4) not in span


def test_a_reversed_span_has_no_days() -> None:
    assert Span(date(2027, 3, 4), date(2027, 3, 1)).days == 0


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_cut_holds_exactly_the_days_in_both(a: date, b: date, c: date, d: date) -> None:
    left, right = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    common = sorted(set(left.each_day()) & set(right.each_day()))
    assert list(left.cut(right).each_day()) == common == list(right.cut(left).each_day())


def test_a_month_is_read_and_written() -> None:
    march = Month.parse("2027-03")
    assert march == Month(2027, 3) == Month.of(date(2027, 3, 31))
    assert str(march) == "2027-03"


@pytest.mark.parametrize(
    "text", ["2027-13", "2027-00", "2027-3", "2027/03", "2027-03-01", "\uff12027-03", "2027-03\n"]
)
def test_it_refuses_any_other_month(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Month.parse(text)


@pytest.mark.parametrize(("month", "days"), [("2027-02", 28), ("2028-02", 29), ("2027-12", 31)])
def test_a_month_has_its_days(month: str, days: int) -> None:
    assert Month.parse(month).days == Month.parse(month).span.days == days


@pytest.mark.parametrize(
    ("month", "quarter"), [("2027-01", 1), ("2027-03", 1), ("2027-04", 2), ("2027-12", 4)]
)
def test_a_month_lies_in_a_calendar_quarter(month: str, quarter: int) -> None:
    assert Month.parse(month).quarter == (2027, quarter)


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, "2027-11"), (1, "2027-12"), (2, "2028-01"), (-11, "2026-12"), (26, "2030-01")],
)
def test_months_are_counted_across_years(months: int, expected: str) -> None:
    assert str(Month(2027, 11).plus(months)) == expected


@given(MONTHS, st.integers(-500, 500))
def test_counting_months_back_undoes_counting_forward(month: Month, months: int) -> None:
    assert month.plus(months).plus(-months) == month


def test_the_months_of_a_term_are_those_it_touches() -> None:
    assert [str(month) for month in months_of(TERM)] == [f"2027-0{number}" for number in range(1, 7)]
    assert months_of(Span(date(2027, 1, 31), date(2027, 2, 2))) == (Month(2027, 1), Month(2027, 2))
    assert months_of(Span(date(2027, 1, 31), date(2027, 2, 1))) == (Month(2027, 1),)


def test_an_empty_span_touches_no_month() -> None:
    assert months_of(Span(date(2027, 1, 1), date(2027, 1, 1))) == ()


@pytest.mark.parametrize(
    ("month", "week_starts", "weeks"),
    [
        # 29 March to 4 April ends in April.
        ("2027-03", "monday", "03-01..03-07 03-08..03-14 03-15..03-21 03-22..03-28"),
        ("2027-04", "monday", "03-29..04-04 04-05..04-11 04-12..04-18 04-19..04-25"),
        # The term starts on a Friday and cuts the first week to three days.
        ("2027-01", "monday", "01-01..01-03 01-04..01-10 01-11..01-17 01-18..01-24 01-25..01-31"),
        # The term ends on Wednesday 30 June; the week that it cuts ends with it, in June.
        ("2027-06", "monday", "05-31..06-06 06-07..06-13 06-14..06-20 06-21..06-27 06-28..06-30"),
        ("2027-03", "sunday", "02-28..03-06 03-07..03-13 03-14..03-20 03-21..03-27"),
        ("2027-07", "monday", ""),
        ("2026-12", "monday", ""),
    ],
)
def test_a_week_belongs_to_the_month_of_its_last_day(month: str, week_starts: str, weeks: str) -> None:
    assert weeks_of(Month.parse(month), term=TERM, week_starts=week_starts) == spans_of(weeks)


@given(DAYS, st.integers(1, 400), st.sampled_from(WEEKDAYS))
def test_the_weeks_of_all_months_cover_the_term_once(start_on: date, days: int, week_starts: str) -> None:
    term = Span(start_on, start_on + timedelta(days=days))
    weeks = [
        week for month in months_of(term) for week in weeks_of(month, term=term, week_starts=week_starts)
    ]
    assert [day for week in weeks for day in week.each_day()] == list(term.each_day())
    assert all(WEEKDAYS[week.start_on.weekday()] == week_starts for week in weeks[1:])


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2027-03-31T15:59:59+00:00", "Asia/Shanghai", "2027-03-31"),
        ("2027-03-31T16:00:00+00:00", "Asia/Shanghai", "2027-04-01"),
        ("2027-03-28T22:30:00+00:00", "Europe/Berlin", "2027-03-29"),  # summer time began that morning
        ("2027-03-31T16:00:00+00:00", "America/New_York", "2027-03-31"),
    ],
)
def test_a_moment_belongs_to_a_day_of_the_zone(moment: str, zone: str, day: str) -> None:
    assert day_of(parse_instant(moment), ZoneInfo(zone)) == date.fromisoformat(day)


def test_an_instant_is_read_as_utc() -> None:
    read = parse_instant("2027-04-05T09:00:00+08:00")
    assert read == datetime(2027, 4, 5, 1, tzinfo=UTC)
    assert read.tzinfo is UTC
    assert parse_instant("2027-04-05T01:00:00Z") == read


@pytest.mark.parametrize(
    "text",
    ["2027-04-05T09:00:00", "2027-04-05", "yesterday", "2027-02-30T00:00:00Z", "0001-01-01T00:00:00+08:00"],
)
def test_it_refuses_an_instant_without_offset_or_outside_the_calendar(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


def test_it_reads_an_iso_day() -> None:
    assert parse_day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["2027-02-29", "20270301", "2027-W09-1", "01/03/2027", "2027-3-1", "2027-03-01 "]
)
def test_it_refuses_any_other_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_day(text)


# ── Stretches ────────────────────────────────────────────────────────────────────────────────────────────────────────


def stretches(month: str, unit: str, every: int, end: str = "2027-07-01") -> list[str]:
    term = Span(date(2027, 1, 1), date.fromisoformat(end))
    found = stretches_of(Month.parse(month), term=term, week_starts="monday", unit=unit, every=every)
    return [f"{span.start_on}…{span.last_on}" for span in found]


def test_fortnights_follow_one_another_from_the_term_s_first_week() -> None:
    # 1 January 2027 is a Friday: its week began on 28 December, so the first fortnight ends on 10 January.
    assert stretches("2027-01", "week", 2) == ["2027-01-01…2027-01-10", "2027-01-11…2027-01-24"]
    assert stretches("2027-02", "week", 2) == ["2027-01-25…2027-02-07", "2027-02-08…2027-02-21"]


def test_a_stretch_that_the_end_cuts_ends_with_the_term() -> None:
    # The fortnight from 14 to 27 June is whole; the one from 28 June has three days.
    assert stretches("2027-06", "week", 2)[-1] == "2027-06-28…2027-06-30"
    assert stretches("2027-06", "week", 2, end="2027-06-21")[-1] == "2027-06-14…2027-06-20"


def test_months_are_counted_from_the_first_of_the_term() -> None:
    assert [stretches(f"2027-0{month}", "month", 2) for month in range(1, 5)] == [
        [],
        ["2027-01-01…2027-02-28"],
        [],
        ["2027-03-01…2027-04-30"],
    ]
    assert stretches("2027-05", "month", 2, end="2027-05-16") == ["2027-05-01…2027-05-15"]


@given(st.integers(1, 6), st.sampled_from(["week", "month"]), st.dates(date(2027, 1, 1), date(2027, 6, 1)))
def test_stretches_cover_the_term_once(every: int, unit: str, start_on: date) -> None:
    term = Span(start_on, date(2027, 8, 12))
    months = (Month(2026, 12).plus(number) for number in range(10))
    days = [
        day
        for month in months
        for span in stretches_of(month, term=term, week_starts="sunday", unit=unit, every=every)
        for day in span.each_day()
    ]
    assert days == list(term.each_day())
