"""Make-good: units owed in kind, what is delivered of them in time, and what a redelivery must name."""

from __future__ import annotations

import copy
from typing import Any

from tests.contracts.test_cases import settle_case

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
    *events: list[dict[str, str]], changes: dict[str, Any], short: dict[str, Any] | None = None
) -> list[Any]:
    """Of each month its make-good and its lines; or the codes of what was refused."""
    periods = [
        {
            "period": f"2027-0{number}",
            "as_of": f"2027-0{number + 1}-05T09:00:00+08:00",
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
