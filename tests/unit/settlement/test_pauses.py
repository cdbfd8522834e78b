"""The vendor's time stops on the days of the buyer's delay: a deadline in workdays by workdays, any other by days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.judged import Duty, Effect
from assay.core.contract.model import Contract
from assay.core.deadlines import Deadline, WorkdayRow, Workdays
from assay.core.findings import Place
from assay.core.settlement.pauses import vendor_last_day
from tests.contracts.test_cases import loaded

MONDAY = date(2027, 2, 1)
THREE_DAYS, THREE_WORKDAYS = Deadline(Fraction(3), "day"), Deadline(Fraction(3), "workday")


@pytest.fixture(scope="module")
def contract() -> Contract:
    """A week of five workdays; a late change of the site stops the clock, late product data do not."""
    week = Workdays("days", (WorkdayRow(date(2027, 1, 1), frozenset([5, 6])),), Place())
    duties = {
        "site": Duty("site", Effect.PAUSE_CLOCK, Place()),
        "data": Duty("data", Effect.EXCLUDE_DAYS, Place()),
    }
    return replace(loaded("watched"), workdays=week, duties=duties)


def late(first: int, last: int, duty: str = "site", party: str = "buyer") -> Event:
    told = {"party": party, "duty": duty, "from": f"2027-02-{first:02}", "to": f"2027-02-{last:02}"}
    return Event("d", "late_duty", MONDAY, datetime(2027, 2, 1, tzinfo=UTC), told)


@pytest.mark.parametrize(
    ("deadline", "delays", "last"),
    [
        (THREE_DAYS, [], 4),
        (THREE_DAYS, [late(1, 1)], 4),  # the day from which it runs does not count itself
        (THREE_DAYS, [late(4, 4)], 5),  # its last day lies inside
        (THREE_DAYS, [late(5, 9)], 4),
        (THREE_DAYS, [late(3, 4), late(4, 5)], 7),  # the 3rd, the 4th once, and the 5th, inside by then
        (THREE_DAYS, [late(4, 4, duty="data")], 4),
        (THREE_DAYS, [late(4, 4, duty="unknown")], 4),
        (THREE_DAYS, [late(4, 4, party="vendor")], 4),
        (THREE_WORKDAYS, [late(4, 4)], 5),  # from Thursday to Friday
        (THREE_WORKDAYS, [late(4, 5)], 8),  # Thursday to Friday, Friday over the weekend to Monday
        (Deadline(Fraction(5), "workday"), [late(6, 7)], 8),  # a delay on a weekend moves no workday
    ],
)
def test_each_day_of_delay_inside_the_time_moves_its_last_day(
    contract: Contract, deadline: Deadline, delays: list[Event], last: int
) -> None:
    assert vendor_last_day(deadline, MONDAY, contract, delays) == date(2027, 2, last)
