"""Deliveries of a statement: on its day or later, not before they were known, and of a month that has a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.deadlines import Deadline
from assay.core.findings import Finding, Place
from assay.core.period import Month
from assay.core.settlement.delivered import check_delivery, objection_until
from assay.core.settlement.objecting import objection_problems
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
HERE_IT_STANDS = Place("m.yaml", 7, "events")
DRAWN = datetime.fromisoformat("2027-04-05T00:30:00+08:00")
"""In Shanghai the fifth has begun; in Greenwich it is still the fourth."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    """In Shanghai's time; objections within ten days."""
    found = loaded("disputes")
    return replace(found, acceptance=replace(found.acceptance, object_within=Deadline(Fraction(10), "day")))


def record(month: Month) -> MonthRecord:
    return MonthRecord(PeriodFigures(month, DRAWN, {}, ()), closed=True)


def event(kind: str, on: str, known: str, **fields: str) -> Event:
    told = {"of_period": "2027-03"} | fields
    return Event(
        "e1", kind, date.fromisoformat(on), datetime.fromisoformat(known), told, place=HERE_IT_STANDS
    )


def found(contract: Contract, on: str, known: str, *, of_period: str = "2027-03") -> list[Finding]:
    """What is wrong with a delivery, where February has a statement before March's."""
    state = State("AS-GOLD-DISPUTES", records=(record(Month(2027, 2)), record(MARCH)))
    return list(check_delivery(event("delivery", on, known, of_period=of_period), Amended(contract), state))


@pytest.mark.parametrize(
    ("on", "known"),
    [
        pytest.param("2027-04-05", "2027-04-05T00:45:00+08:00", id="on the day of the statement"),
        pytest.param("2027-04-09", "2027-04-09T00:10:00+08:00", id="on the day it was known, by our clock"),
        pytest.param("2027-04-06", "2027-04-20T10:00:00+08:00", id="known later"),
    ],
)
def test_a_delivery_between_its_statement_and_its_knowledge_stands(
    contract: Contract, on: str, known: str
) -> None:
    assert found(contract, on, known) == []


@pytest.mark.parametrize(
    ("on", "known", "known_on"),
    [
        pytest.param(
            "2027-04-04", "2027-04-09T10:00:00+08:00", "2027-04-09", id="a day before the statement"
        ),
        pytest.param("2027-04-10", "2027-04-09T23:00:00+08:00", "2027-04-09", id="a day not over when told"),
    ],
)
def test_a_delivery_on_a_day_that_cannot_be_is_refused(
    contract: Contract, on: str, known: str, known_on: str
) -> None:
    params = {"id": "e1", "found": on, "stated": "2027-04-05", "known": known_on}

    assert found(contract, on, known) == [Finding("settlement.delivered_when", HERE_IT_STANDS, params)]


def test_a_month_without_a_statement_has_none_to_deliver(contract: Contract) -> None:
    params = {"id": "e1", "period": "2027-04"}

    assert found(contract, "2027-04-09", "2027-04-09T10:00:00+08:00", of_period="2027-04") == [
        Finding("measurements.event_of_period", HERE_IT_STANDS, params)
    ]


@pytest.mark.parametrize(("version", "stands"), [("0", False), ("1", True), ("1.0", True), ("2", False)])
def test_a_delivery_names_a_version_that_there_is(contract: Contract, version: str, *, stands: bool) -> None:
    told = event("delivery", "2027-04-06", "2027-04-06T10:00:00+08:00", of_version=version)
    state = State("AS-GOLD-DISPUTES", records=(record(MARCH),))

    assert (not tuple(check_delivery(told, Amended(contract), state))) is stands


def test_the_days_are_those_of_the_version_of_its_month(contract: Contract) -> None:
    """From April on the parties reckon in Greenwich; March's statement is still of the fifth in Shanghai."""
    later = replace(contract, term=replace(contract.term, zone=ZoneInfo("Etc/UTC")))
    amended = Amended(contract, ((date(2027, 4, 1), later),))
    delivery = event("delivery", "2027-04-04", "2027-04-09T10:00:00+08:00")

    (finding,) = check_delivery(delivery, amended, State("AS-GOLD-DISPUTES", records=(record(MARCH),)))

    assert (finding.code, finding.params["stated"]) == ("settlement.delivered_when", "2027-04-05")


class TestObjections:
    """What the next statement would refuse is told before the objection is recorded."""

    DISPUTE: ClassVar = {"by": "vendor", "line": "C2", "reason": "the line", "records": "0"}

    def problems(
        self, contract: Contract, known: str, *, before: tuple[Event, ...] = (), noted: tuple[Event, ...] = ()
    ) -> list[str]:
        state = State("AS-GOLD-DISPUTES", records=(record(MARCH),), noted=noted)
        dispute = event("dispute", known[:10], known, **self.DISPUTE)
        return [finding.code for finding in objection_problems(state, Amended(contract), before, dispute)]

    def test_one_in_time_has_none_of_lateness(self, contract: Contract) -> None:
        """The statement is of 5 April; ten days later is the 15th."""
        assert self.problems(contract, "2027-04-15T23:30:00+08:00") == []

    def test_one_out_of_time_is_late(self, contract: Contract) -> None:
        assert self.problems(contract, "2027-04-16T00:30:00+08:00") == ["settlement.objection_late"]

    @pytest.mark.parametrize("where", ["before", "noted"])
    def test_a_delivery_moves_the_days_wherever_it_is_known_from(
        self, contract: Contract, where: str
    ) -> None:
        """Delivered on the 7th, ten days later is the 17th."""
        delivery = event("delivery", "2027-04-07", "2027-04-07T12:00:00+08:00")
        told = (delivery,)

        codes = self.problems(
            contract,
            "2027-04-17T10:00:00+08:00",
            before=told if where == "before" else (),
            noted=told if where == "noted" else (),
        )

        assert codes == []

    def test_one_of_a_month_without_a_statement_is_refused(self, contract: Contract) -> None:
        dispute = event(
            "dispute",
            "2027-04-08",
            "2027-04-08T10:00:00+08:00",
            **self.DISPUTE | {"of_period": "2027-02"},
        )

        (finding,) = objection_problems(
            State("AS-GOLD-DISPUTES", records=(record(MARCH),)), Amended(contract), (), dispute
        )

        assert finding.code == "measurements.event_of_period"


class TestReissued:
    """March has a second version, which April's statement told: drawn at noon of 5 May. May's came a month later."""

    AT_NOON = datetime.fromisoformat("2027-05-05T12:00:00+08:00")
    LATER = datetime.fromisoformat("2027-06-07T12:00:00+08:00")
    V2 = replace(record(MARCH), version=2)

    def others(self) -> tuple[MonthRecord, ...]:
        drawn = ((Month(2027, 4), self.AT_NOON), (Month(2027, 5), self.LATER))
        return tuple(MonthRecord(PeriodFigures(month, at, {}, ()), closed=True) for month, at in drawn)

    def until(self, contract: Contract, known: str, *others: MonthRecord, version: int = 2) -> date | None:
        """The last day to object to March; ten days, not counting the first."""
        reissue = event("reissue", known[:10], known)
        march = replace(self.V2, version=version)
        return objection_until(march, (march, *others), contract, (reissue,))

    @pytest.mark.parametrize(
        "known",
        ["2027-04-20T10:00:00+08:00", "2027-05-05T12:00:00+08:00"],
        ids=["before it", "at its moment"],
    )
    def test_its_days_run_from_the_statement_that_told_it(self, contract: Contract, known: str) -> None:
        assert self.until(contract, known, *self.others()) == date(2027, 5, 15)

    def test_told_by_no_statement_yet_they_run_from_the_reissue(self, contract: Contract) -> None:
        assert self.until(contract, "2027-04-20T23:30:00+08:00") == date(2027, 4, 30)

    def test_they_never_begin_before_the_first_version(self, contract: Contract) -> None:
        """A reissue that claims to be known before the statement it mends was drawn, on 5 April."""
        assert self.until(contract, "2027-04-01T10:00:00+08:00") == date(2027, 4, 15)

    def test_without_word_of_the_reissue_they_are_those_of_the_first_version(
        self, contract: Contract
    ) -> None:
        """A state that somebody made by hand: a second version, and no event that says why."""
        assert objection_until(self.V2, (self.V2,), contract, ()) == date(2027, 4, 15)

    def test_a_reissue_that_is_not_yet_settled_moves_no_days(self, contract: Contract) -> None:
        assert self.until(contract, "2027-04-14T10:00:00+08:00", version=1) == date(2027, 4, 15)

    @pytest.mark.parametrize(
        ("version", "on", "stated"),
        [
            ("1", "2027-04-04", "2027-04-05"),
            ("1", "2027-04-06", ""),
            ("2", "2027-05-04", "2027-05-05"),
            ("2", "2027-05-06", ""),
        ],
    )
    def test_each_version_is_delivered_from_its_own_statement_on(
        self, contract: Contract, version: str, on: str, stated: str
    ) -> None:
        reissue = event("reissue", "2027-04-20", "2027-04-20T10:00:00+08:00")
        state = State("AS-GOLD-DISPUTES", records=(self.V2, *self.others()), noted=(reissue,))
        told = event("delivery", on, "2027-05-10T10:00:00+08:00", of_version=version)

        assert [each.params["stated"] for each in check_delivery(told, Amended(contract), state)] == (
            [stated] if stated else []
        )
