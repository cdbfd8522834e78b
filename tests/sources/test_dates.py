from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.sources.cells import Located
from assay.sources.columns import stamps_of
from assay.sources.dates import (
    RepeatedTimeError,
    SkippedTimeError,
    Stamp,
    ZoneError,
    decide_order,
    first_instant,
    read_stamp,
    to_instant,
    zone_of,
)
from assay.sources.problems import Problems

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-05-07", Stamp(date(2027, 5, 7))),
        ("2027/5/7", Stamp(date(2027, 5, 7))),
        ("2027.5.7", Stamp(date(2027, 5, 7))),
        ("20270507", Stamp(date(2027, 5, 7))),
        ("2027年5月7日", Stamp(date(2027, 5, 7))),
        ("7.5.2027", Stamp(date(2027, 5, 7))),
        ("Fri, 7 May 2027", Stamp(date(2027, 5, 7))),
        ("15 Apr, 2021 00:03:00", Stamp(date(2021, 4, 15), time(0, 3))),
        ("1. März 2027", Stamp(date(2027, 3, 1))),
        ("1 février 2027", Stamp(date(2027, 2, 1))),
        ("15 août 2027", Stamp(date(2027, 8, 15))),
        ("March 1, 2027", Stamp(date(2027, 3, 1))),
        ("2027/5/7 8:46", Stamp(date(2027, 5, 7), time(8, 46))),
        ("2027-05-07T08:46:12.5Z", Stamp(date(2027, 5, 7), time(8, 46, 12, 500000), timedelta())),
        ("2027-05-07 08:46 +0800", Stamp(date(2027, 5, 7), time(8, 46), timedelta(hours=8))),
        ("2027-05-07T08:46-03:30", Stamp(date(2027, 5, 7), time(8, 46), -timedelta(hours=3, minutes=30))),
        ("2027/5/7 下午1:54", Stamp(date(2027, 5, 7), time(13, 54))),
        ("2027/5/7 凌晨12:10", Stamp(date(2027, 5, 7), time(0, 10))),
        ("2027/5/7 中午12:30", Stamp(date(2027, 5, 7), time(12, 30))),
        ("2027/5/7 中午1:30", Stamp(date(2027, 5, 7), time(13, 30))),
        ("2027/5/7 晚上9:05", Stamp(date(2027, 5, 7), time(21, 5))),
        ("2027年5月7日 8时46分", Stamp(date(2027, 5, 7), time(8, 46))),
        ("07.05.2027 13:31 Uhr", Stamp(date(2027, 5, 7), time(13, 31))),
        ("2027-05-07 12:05 AM", Stamp(date(2027, 5, 7), time(0, 5))),
        ("2027-05-07 12:05 PM", Stamp(date(2027, 5, 7), time(12, 5))),
    ],
)
def test_a_day_that_needs_no_order_is_read(text: str, expected: Stamp) -> None:
    assert read_stamp(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-29",
        "2027-13-01",
        "31.4.2027",
        "tomorrow",
        "46000",
        "2027-05-07 25:00",
        "2027-05-07x",
        "7 Foo 2027",
    ],
)
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert read_stamp(text, "dmy") is None


@given(
    st.from_regex(
        r"(?:0000|1899|1900|2[0-9]{3})-[0-3][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9](?::[0-6][0-9])?",
        fullmatch=True,
    )
)
def test_a_moment_as_machines_write_it_is_the_same_with_a_blank_before_it_which_the_patterns_for_people_read(
    text: str,
) -> None:
    assert read_stamp(text) == read_stamp(f" {text}")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["5/12/2027", "13/12/2027"], "dmy"),
        (["5/12/2027", "5/13/2027"], "mdy"),
        (["5/12/2027", "12/5/2027"], ""),
        (["13/5/2027", "5/13/2027"], ""),
        (["5/5/2027", "6/6/2027"], "dmy"),
        (["2027-05-07", "7.5.2027"], "ymd"),
        (["23/03/27 13:31"], "dmy"),
        ([], "ymd"),
    ],
)
def test_the_whole_column_decides_which_number_is_the_day(texts: list[str], order: str) -> None:
    assert decide_order(texts) == order


def test_a_column_of_doubtful_days_is_refused_once_and_read_when_the_order_is_named() -> None:
    cells = [Located(2, "5/12/2027"), Located(3, "6/12/2027")]
    problems = Problems("f.csv")
    assert stamps_of(cells, "Date", problems) == [None, None]
    assert [(finding.code, finding.place.line) for finding in problems.findings] == [
        ("sources.date_order_unknown", 2)
    ]
    assert stamps_of(cells, "Date", Problems("f.csv"), order="dmy")[0] == Stamp(date(2027, 12, 5))


def test_days_and_moments_of_a_workbook_need_no_order() -> None:
    moment = datetime(2027, 12, 6, 9, 30)  # noqa: DTZ001 - a sheet holds local time
    cells = [Located(2, date(2027, 12, 5)), Located(3, moment)]
    expected = [Stamp(date(2027, 12, 5)), Stamp(date(2027, 12, 6), time(9, 30))]
    assert stamps_of(cells, "Date", Problems("f.xlsx")) == expected


def test_a_serial_number_without_date_format_is_no_date() -> None:
    problems = Problems("f.xlsx")
    assert stamps_of([Located(2, "46000")], "Date", problems) == [None]
    assert problems.findings[0].code == "sources.not_a_date"


def test_an_instant_is_in_utc() -> None:
    # Berlin is one hour ahead in winter and two in summer.
    assert to_instant(Stamp(date(2027, 1, 3), time(22, 42)), BERLIN) == datetime(
        2027, 1, 3, 21, 42, tzinfo=UTC
    )
    assert to_instant(Stamp(date(2027, 7, 3), time(22, 42)), BERLIN) == datetime(
        2027, 7, 3, 20, 42, tzinfo=UTC
    )


def test_a_written_offset_wins_over_the_zone() -> None:
    stamp = Stamp(date(2027, 1, 3), time(8), timedelta(hours=8))
    assert to_instant(stamp, BERLIN) == datetime(2027, 1, 3, 0, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_refused() -> None:
    with pytest.raises(SkippedTimeError):
        to_instant(Stamp(date(2027, 3, 28), time(2, 30)), BERLIN)


def test_a_time_that_happened_twice_is_refused_or_taken_first() -> None:
    stamp = Stamp(date(2027, 10, 31), time(2, 30))
    with pytest.raises(RepeatedTimeError):
        to_instant(stamp, BERLIN)
    assert first_instant(stamp, BERLIN) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_time_without_zone_or_offset_is_no_instant() -> None:
    with pytest.raises(ZoneError):
        to_instant(Stamp(date(2027, 1, 1), time(8)), None)


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Asia"])
def test_a_zone_must_exist(name: str) -> None:
    with pytest.raises(ZoneError):
        zone_of(name)
