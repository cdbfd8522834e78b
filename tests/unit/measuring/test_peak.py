"""The busiest hour, found by hand, and replies tested in it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assay.core.acceptance.measurements import Figure, Reason, Status
from assay.core.measuring.month import Measured, measure_month
from assay.core.measuring.peak import asks_for_peak_hour, peak_hour
from assay.core.period import Span
from tests.unit.leads.givens import ZONE, at, contract, read
from tests.unit.measuring.test_monitors import KNOWN, MARCH, TEXT

DAYS = Span(date(2027, 3, 1), date(2027, 4, 1))
AT_PEAK = TEXT.replace(
    "{metric: replied_within, within: 1 h}", "{metric: replied_within, within: 1 h, test: peak_hour}"
)


def measured(inbound: dict[datetime, int]) -> Measured:
    return measure_month(contract(AT_PEAK), MARCH, at("04-05 09:00"), replace(KNOWN, inbound=inbound))


def reply(result: Measured) -> Figure:
    figure = result.figures.monitors["reply_1h"].all.month
    assert figure is not None
    return figure


def test_the_busiest_hour_is_of_all_days_together() -> None:
    # 10 o'clock: 2 on the 5th and 2 on the 6th make 4; 15 o'clock has 3 on one day.
    inbound = {at("03-05 10:00"): 2, at("03-06 10:59"): 2, at("03-07 15:00"): 3}
    assert peak_hour(inbound, DAYS, ZONE) == 10


def test_of_two_equal_hours_the_earlier_is_the_busiest() -> None:
    assert peak_hour({at("03-05 15:00"): 2, at("03-06 09:30"): 2}, DAYS, ZONE) == 9


def test_an_hour_is_one_of_the_contract_s_zone_on_the_day_s_own_clock() -> None:
    # 09:30 UTC is 10:30 in Berlin before 28 March 2027 and 11:30 after it.
    inbound = {datetime(2027, 3, 27, 9, 30, tzinfo=UTC): 1, datetime(2027, 3, 29, 9, 30, tzinfo=UTC): 2}
    assert peak_hour(inbound, DAYS, ZoneInfo("Europe/Berlin")) == 11


def test_messages_of_other_days_make_no_hour_busy() -> None:
    assert peak_hour({at("02-28 23:59"): 9, at("04-01 00:00"): 9, at("03-31 23:59"): 1}, DAYS, ZONE) == 23
    assert peak_hour({at("02-28 23:59"): 9}, DAYS, ZONE) is None


@pytest.mark.parametrize(
    ("busiest", "counted"),
    [
        ("03-20 10:15", "1 1"),  # A of the 5th at 10:00, answered at 11:00 sharp
        ("03-20 11:15", "0 2"),  # B of 11:00 answered at 12:01, C of the 6th at 11:00 never
        ("03-20 23:00", "0 1"),  # D of 31 March at 23:30, never
        ("03-20 04:00", "0 0"),  # nobody of ours wrote at four
    ],
)
def test_only_leads_of_the_busiest_hour_are_tested(busiest: str, counted: str) -> None:
    figure = reply(measured({at(busiest): 5, at("03-20 17:00"): 4}))
    assert read(figure.numerator, figure.denominator) == counted
    assert figure.status is Status.FINAL


def test_without_any_message_nobody_knows_the_busiest_hour() -> None:
    result = measured({})
    assert (reply(result).status, reply(result).reason) == (Status.MISSING, Reason.NO_ROWS)
    (note,) = [one for one in result.findings if one.params.get("monitor") == "reply_1h"]
    assert (note.code, note.params["facts"]) == ("measure.monitor_unknown.no_rows", "interactions")


def test_messages_are_gathered_only_where_a_contract_asks_for_the_hour() -> None:
    assert asks_for_peak_hour(contract(AT_PEAK))
    assert not asks_for_peak_hour(contract(TEXT))
