"""Clauses that wait for the vendor: to the last of its days, and longer only by a delivery known while they waited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Contract
from assay.core.deadlines import Deadline
from assay.core.period import Month
from assay.core.settlement.waiting import waiting_clauses
from tests.contracts.test_cases import loaded

DRAWN = datetime.fromisoformat("2027-04-05T00:30:00+08:00")
MARCH = PeriodFigures(Month(2027, 3), DRAWN, {}, ())


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The vendor has ten days to reply to C3; the statement is of 5 April in Shanghai, so the last is the 15th."""
    found = loaded("disputes")
    within = Deadline(Fraction(10), "day")
    clauses = tuple(
        replace(clause, reply_within=within if clause.id == "C3" else None) for clause in found.clauses
    )
    return replace(found, clauses=clauses)


def delivered(known: str) -> Event:
    """On the tenth; ten days later is the 20th."""
    fields = {"of_period": "2027-03"}
    return Event("d1", "delivery", date(2027, 4, 10), datetime.fromisoformat(known), fields)


@pytest.mark.parametrize(("today", "waits"), [(date(2027, 4, 15), True), (date(2027, 4, 16), False)])
def test_a_clause_waits_to_the_last_day(contract: Contract, today: date, waits: bool) -> None:
    assert waiting_clauses(contract, MARCH, (), today) == (frozenset({"C3"}) if waits else frozenset())


@pytest.mark.parametrize(
    ("known", "waits"),
    [
        pytest.param("2027-04-15T23:30:00+08:00", True, id="known on the last day"),
        pytest.param("2027-04-16T00:30:00+08:00", False, id="known when it had run out, by our clock"),
    ],
)
def test_a_delivery_moves_the_days_where_it_was_known_in_time(
    contract: Contract, known: str, waits: bool
) -> None:
    found = [waiting_clauses(contract, MARCH, (delivered(known),), date(2027, 4, day)) for day in (20, 21)]

    assert found == [frozenset({"C3"}) if waits else frozenset(), frozenset()]
