"""Make-good: units owed in kind, what is delivered of them in time, and what a redelivery must name."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import Figure, KpiFigures, MonitorFigures, PeriodFigures, Status
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.deadlines import Deadline
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.make_good import MakeGood, Owing, is_claim, make_goods
from tests.contracts.test_cases import loaded, settle_case

MONITOR = {
    "metric": "delivered_share",
    "of": "contracted_impressions",
    "source": "ads",
    "period": "month",
    "review_below": "100%",
}
CLAUSE = {"priority": "40", "head": "make_good", "kind": "redelivery", "for": "impressions", "due": "30 day"}
RATED = {"clauses[C4]": {"id": "C4", "rate": "80 CNY/1000"} | CLAUSE}
SHORT = {"numerator": "200000", "denominator": "250000"}
KPIS = {"valid_leads": {"value": "40", "n": "60", "status": "final"}}


def months(
    *events: list[dict[str, str]],
    changes: dict[str, Any],
    short: dict[str, Any] | None = None,
    clock: str = "09:00",
) -> list[Any]:
    """Of each month its make-good and its lines; or the codes of what was refused."""
    periods = [
        {
            "period": f"2027-0{number}",
            "as_of": f"2027-0{number + 1}-05T{clock}:00+08:00",
            "kpis": copy.deepcopy(KPIS),
            "lots": {"spend": []},
            "events": own,
        }
        for number, own in enumerate(events, 1)
    ]
    periods[0]["monitors"] = {"impressions": SHORT if short is None else short}
    changed = {"monitors": {"impressions": MONITOR}} | copy.deepcopy(changes)
    measurements = {"opening": "none", "periods": periods}
    statements, refused = settle_case({"base": "watched", "changes": changed, "measurements": measurements})
    if refused:
        return [found.split()[0] for found in refused]
    return [
        (
            [(item.id, str(item.owed), item.state.value) for item in statement.make_goods],
            [(line.id, line.amount.minor) for line in statement.lines],
        )
        for statement in statements
    ]


def delivered(units: str, day: str, known: str = "", **fields: str) -> dict[str, str]:
    head = {"id": f"r-{day}-{units}", "kind": "redelivery", "of_period": "2027-01", "units": units}
    return head | {"effective": day, "known": f"{known or day}T10:00:00+08:00"} | fields


OWED: tuple[list[Any], list[Any]] = ([("C4@2027-01", "50000", "owed")], [])


def test_a_day_after_the_due_day_comes_too_late_to_lower_what_is_charged() -> None:
    # due 5 February + 30 days = 7 March; 50,000 × 0.08 = 4,000, less 20,000 × 0.08 when those came in time
    for day, units, minor in (("2027-03-08", "50000", -400_000), ("2027-03-07", "30000", -240_000)):
        found = months([], [], [delivered("20000", day)], changes=RATED)
        assert found == [OWED, OWED, ([("C4@2027-01", units, "late")], [("C4@2027-01", minor)])]


def test_what_came_in_time_and_is_known_late_is_given_back() -> None:
    told = delivered("20000", "2027-03-07", known="2027-04-20")
    found = months([], [], [], [told], changes=RATED)
    assert [lines for _, lines in found] == [[], [], [("C4@2027-01", -400_000)], [("C4@2027-01", 160_000)]]


def test_what_was_charged_is_owed_no_more() -> None:
    found = months([], [], [], [], changes=RATED)
    assert found[2:] == [([("C4@2027-01", "50000", "late")], [("C4@2027-01", -400_000)]), ([], [])]


def test_what_is_missing_is_not_owed() -> None:
    assert months([], changes=RATED, short={"status": "missing", "fault": "vendor"}) == [([], [])]


def test_a_redelivery_must_name_a_settled_month() -> None:
    early = delivered("10", "2027-01-20", of_period="2026-12")
    assert months([early], changes=RATED) == ["measurements.event_of_period"]


def test_a_redelivery_needs_a_clause_under_which_it_is_owed() -> None:
    assert months([delivered("10", "2027-01-20")], changes={}) == ["contract.unknown_name"]
    unknown = delivered("10", "2027-01-20", on="C1")
    assert months([unknown], changes=RATED) == ["contract.unknown_name"]


def test_with_two_clauses_it_says_under_which_and_lowers_that_one_alone() -> None:
    two = RATED | {"clauses[C4b]": {"id": "C4b"} | CLAUSE | {"priority": "41"}}
    assert months([], [delivered("10", "2027-02-10")], changes=two) == ["contract.missing_field"]
    found = months([], [delivered("10", "2027-02-10", on="C4b")], changes=two)
    assert found[1][0] == [("C4@2027-01", "50000", "owed"), ("C4b@2027-01", "49990", "owed")]


def test_a_clause_without_its_time_is_refused() -> None:
    timeless = {key: value for key, value in CLAUSE.items() if key != "due"}
    assert months([], changes={"clauses[C4]": {"id": "C4"} | timeless}) == ["contract.missing_field"]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        # 5 February + 27 days = 4 March: late on 5 March, charged there, and owed no more in April
        ("27", [OWED, ([("C4@2027-01", "50000", "late")], [("C4@2027-01", -400_000)]), ([], [])]),
        # 5 February + 28 days = 5 March: still in time on that day, late in April
        ("28", [OWED, OWED, ([("C4@2027-01", "50000", "late")], [("C4@2027-01", -400_000)])]),
    ],
)
def test_days_are_those_of_the_contracts_zone(days: str, found: list[Any]) -> None:
    changes = {"clauses[C4]": RATED["clauses[C4]"] | {"due": f"{days} day"}}
    assert months([], [], [], changes=changes, clock="00:30") == found


def test_what_is_done_is_told_in_the_statement_that_sees_it_and_in_no_later_one() -> None:
    found = months([], [delivered("50000", "2027-02-10")], [], changes=RATED)
    assert [goods for goods, _ in found] == [OWED[0], [("C4@2027-01", "0", "done")], []]


ONE_MONTH = Deadline(Fraction(30), "day")
CONTRACTED = Fraction(250_000)
JANUARY = Month(2027, 1).span
SHORT_BY_3, SHORT_BY_4 = (
    Figure(numerator=Fraction(10 - short), denominator=Fraction(10)) for short in (3, 4)
)


def figures(*monitors: tuple[str, KpiFigures]) -> PeriodFigures:
    """January, its statement drawn on 5 February."""
    told = {name: MonitorFigures(given) for name, given in monitors}
    return PeriodFigures(Month(2027, 1), datetime(2027, 2, 5, 4, tzinfo=UTC), {}, monitors=told)


def monthly(
    given: int, status: Status = Status.FINAL, contracted: Fraction | None = CONTRACTED
) -> KpiFigures:
    return KpiFigures("impressions", Figure(status, numerator=Fraction(given), denominator=contracted))


@pytest.fixture(scope="module")
def contract() -> Contract:
    clause = Clause("C4", "redelivery", Head.MAKE_GOOD, 40, "impressions", Place(), due=ONE_MONTH)
    return replace(loaded("watched"), clauses=(replace(clause, id="C3", subject="other"), clause))


@pytest.mark.parametrize(
    ("given", "owed"),
    [
        (monthly(249_999), 1),
        (monthly(250_000), None),
        (monthly(250_001), None),
        (monthly(200_000, Status.PROVISIONAL), None),
        (monthly(200_000, contracted=None), None),
        (KpiFigures("impressions", None, ((JANUARY, SHORT_BY_3), (JANUARY, SHORT_BY_4))), 7),
    ],
)
def test_what_is_owed_is_what_final_figures_lack(
    contract: Contract, given: KpiFigures, owed: int | None
) -> None:
    january = figures(("other", monthly(250_000)), ("impressions", given))
    found = list(make_goods(contract, january, (), date(2027, 2, 5)))
    due_on = date(2027, 3, 7)  # 5 February + 30 days
    good = MakeGood(contract.clauses[1], Month(2027, 1), Fraction(owed or 0), due_on, Owing.OWED)
    assert found == ([] if owed is None else [good])


@pytest.mark.parametrize(
    ("state", "rate", "is_open"),
    [(Owing.LATE, 0, True), (Owing.LATE, 1, False), (Owing.OWED, 0, False), (Owing.OWED, 1, False)],
)
def test_only_what_is_late_and_has_no_rate_is_a_claim(
    contract: Contract, state: Owing, rate: int, is_open: bool
) -> None:
    clause = replace(contract.clauses[1], rate=Fraction(rate))
    good = MakeGood(clause, Month(2027, 1), Fraction(7), date(2027, 3, 7), state)
    assert is_claim(good) is is_open
