"""The early end: which termination counts, what it cuts, whether its ground stands, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Amended
from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.ending import check_terminations, ended, liquidated, termination_of
from assay.core.settlement.postings import Draft
from assay.core.settlement.state import State
from tests.contracts.test_cases import loaded

HERE = Place("measurements", 7)
MARCH = Month(2027, 3)


@pytest.fixture(scope="module")
def agreed() -> Amended:
    """January to June 2027 at 30,000 a month, from April at 36,000; in yen. Twice the rest for leaving."""
    first = replace(loaded("ending"), currency="JPY")
    dearer = replace(first, version="2", fee=replace(first.fee, monthly=Fraction(36_000)))
    return Amended(first, ((date(2027, 4, 1), dearer),))


def event(kind: str, day: date, hour: int = 10, name: str = "t1", **fields: str) -> Event:
    known = datetime(2027, 3, 20, hour, tzinfo=UTC)
    return Event(name, kind, day, known, fields, place=HERE)


def leaving(day: date, hour: int = 10, name: str = "t1", by: str = "vendor", ground: str = "other") -> Event:
    return event("termination", day, hour, name, by=by, ground=ground)


def test_every_version_is_cut(agreed: Amended) -> None:
    cut = ended(agreed, [leaving(date(2027, 5, 15))])
    versions = [cut.first, *(version for _, version in cut.later)]
    assert [(item.version, item.term.span.last_on, item.term.ended_on) for item in versions] == [
        ("1.0.0", date(2027, 5, 15), date(2027, 5, 15)),
        ("2", date(2027, 5, 15), date(2027, 5, 15)),
    ]
    assert [day for day, _ in cut.later] == [date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (leaving(date(2027, 5, 2)), leaving(date(2027, 5, 1), name="t2"), "t2"),
        (leaving(date(2027, 5, 1), 11), leaving(date(2027, 5, 1), 10, "t2"), "t2"),
        (leaving(date(2027, 5, 1), name="t2"), leaving(date(2027, 5, 1)), "t1"),
    ],
)
def test_the_earliest_in_effect_then_the_first_known_ends_it(one: Event, other: Event, counts: str) -> None:
    found = termination_of([one, other])
    assert found is not None
    assert found.id == counts


WITHDRAWN = "withdraw_trigger"


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ([], True),
        ([event(WITHDRAWN, date(2027, 3, 20), 9, on="T1")], False),
        ([event(WITHDRAWN, date(2027, 3, 20), 10, on="T1")], False),  # known at the same moment
        ([event(WITHDRAWN, date(2027, 3, 20), 11, on="T1")], True),  # the termination came first
        ([event(WITHDRAWN, date(2027, 3, 20), 9, on="T1", period="2027-02")], False),
        ([event(WITHDRAWN, date(2027, 3, 20), 9, on="T1", period="2027-01")], True),  # another firing
        ([event(WITHDRAWN, date(2027, 3, 20), 9, on="T2")], True),
        ([event("notice", date(2027, 3, 20), 9, by="buyer", on="T1")], True),
    ],
)
def test_a_ground_stands_unless_it_was_withdrawn_before(
    agreed: Amended, told: list[Event], stands: bool
) -> None:
    fired = Firing("T1", Month(2027, 2), date(2027, 2, 28), ("termination_right",))
    leaves = leaving(date(2027, 3, 31), by="buyer", ground="T1")
    found = check_terminations([*told, leaves], State("c", firings=(fired,)), agreed.first, MARCH)
    expected = [] if stands else [("settlement.no_ground", HERE, {"id": "t1", "trigger": "T1"})]
    assert [(item.code, item.place, item.params) for item in found] == expected


def test_a_trigger_of_one_channel_must_have_fired_for_it(agreed: Amended) -> None:
    leaves = leaving(date(2027, 3, 31), by="buyer", ground="T1/search")
    fired = Firing("T1/display", Month(2027, 2), date(2027, 2, 28), ())
    found = check_terminations([leaves], State("c", firings=(fired,)), agreed.first, MARCH)
    assert [item.params for item in found] == [{"id": "t1", "trigger": "T1/search"}]


def test_a_vendor_who_leaves_pays_twice_the_rest_less_what_comes_back(agreed: Amended) -> None:
    # June is left: 36,000 by the version from April. 2 × 36,000 - 500 that come back = 71,500 yen
    leaves = leaving(date(2027, 5, 31))
    params = {
        "clause": "C6",
        "day": "2027-05-31",
        "multiple": "2",
        "unperformed": "36000",
        "principal": "500",
    }
    node = Node("explain.liquidated", params, Fraction(-71_500))
    assert liquidated(agreed, ended(agreed, [leaves]), leaves, 500) == (
        Draft("C6", "C6", Head.DAMAGES, Fraction(-71_500), node=node),
    )
