"""From when a revision holds, how far it may go, and which of several is in force."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.revisions import check_revision, holds_from, revision_of
from assay.core.contract.model import Contract
from assay.core.findings import Place
from assay.core.period import Month, parse_day, parse_instant
from tests.contracts.test_cases import read_case, steps_of_case

JANUARY, APRIL, JULY = Month(2027, 1), Month(2027, 4), Month(2027, 7)


def revision(effective: str) -> Event:
    fields = {"kpi": "valid_leads", "factor": "0.9", "signed": "true"}
    known = parse_instant(f"{effective}T10:00:00+08:00")
    return Event("r1", "revision", parse_day(effective), known, fields)


@pytest.mark.parametrize(
    ("effective", "first"),
    [("2027-01-01", JANUARY), ("2027-01-02", APRIL), ("2027-04-01", APRIL), ("2027-04-02", JULY)],
)
def test_a_quarter_begins_on_its_first_day_or_the_next_one_does(effective: str, first: Month) -> None:
    assert holds_from(revision(effective), "quarter") == first


def test_a_revision_late_in_december_holds_from_january() -> None:
    assert holds_from(revision("2026-12-02"), "month") == JANUARY
    assert holds_from(revision("2026-12-02"), "quarter") == JANUARY


def refused(factor: str, **more: str) -> list[str]:
    """The codes with which a revision known in March is refused; 20% is agreed."""
    event = {"id": "r1", "kind": "revision", "kpi": "valid_leads", "factor": factor, "signed": "true"}
    event |= {"effective": "2027-03-10", "known": "2027-03-10T10:00:00+08:00"} | more
    kpis = {
        "valid_leads": {"value": "50", "n": "70", "status": "final"},
        "qualified": {"value": "10", "n": "50", "status": "final"},
    }
    period: dict[str, Any] = {"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00", "kpis": kpis}
    terms = {"every": "quarter", "max_change": "20%", "needs": "both_sign", "otherwise": "keep"}
    case = {
        "base": "monthly-basic",
        "changes": {"revision": terms},
        "measurements": {"opening": "none", "periods": [period | {"events": [event]}]},
    }
    return [found.split()[0] for found in steps_of_case(case)[1]]


@pytest.mark.parametrize("factor", ["0.8", "1.2", "80%"])
def test_exactly_the_agreed_change_is_accepted(factor: str) -> None:
    assert refused(factor) == []


@pytest.mark.parametrize("factor", ["0.7999", "1.2001"])
def test_a_hair_beyond_it_is_refused(factor: str) -> None:
    assert refused(factor) == ["settlement.revision_too_great"]


def test_the_first_day_of_the_month_being_settled_is_not_back() -> None:
    assert refused("0.9", effective="2027-03-01") == []
    assert refused("0.9", effective="2027-02-28") == ["settlement.revision_back"]


def test_a_revision_of_no_kpi_is_refused() -> None:
    assert refused("0.9", kpi="visits") == ["contract.unknown_name"]


def terms(every: str = "month") -> dict[str, str]:
    return {"every": every, "max_change": "20%", "needs": "both_sign", "otherwise": "keep"}


def contract_of(changes: dict[str, Any]) -> Contract:
    case = {"base": "monthly-basic", "changes": changes, "measurements": {"opening": "none", "periods": []}}
    amended, _, findings = read_case(case)
    assert amended is not None, findings
    return amended.first


def told(contract: Contract, event: Event) -> list[tuple[str, Place, dict[str, str]]]:
    found = check_revision(event, contract, Month(2027, 3))
    return [(item.code, item.place, item.params) for item in found]


def test_everything_wrong_with_a_revision_is_said_at_its_place() -> None:
    contract, here = contract_of({"revision": terms()}), Place("measurements", 7, "events[r1]")
    event = replace(revision("2027-02-28"), place=here)
    wild = replace(event, fields=dict(event.fields) | {"factor": "1.3"})
    assert told(contract, wild) == [
        ("settlement.revision_too_great", here, {"id": "r1", "found": "1.3", "max": "20%"}),
        ("settlement.revision_back", here, {"id": "r1", "effective": "2027-02-28", "period": "2027-03"}),
    ]
    other = replace(event, fields=dict(event.fields) | {"kpi": "visits"})
    expected = {"found": "visits", "expected": "qualified, valid_leads"}
    assert told(contract, other) == [("contract.unknown_name", here, expected)]
    expected = {"found": "revision", "expected": "revision"}
    assert told(contract_of({}), event) == [("contract.unknown_name", here, expected)]


def signed(factor: str, day: str, identity: str = "r1", **fields: str) -> Event:
    event = revision(day)
    return replace(event, id=identity, fields=dict(event.fields) | {"factor": factor} | fields)


@pytest.mark.parametrize(
    ("events", "factor"),
    [
        ([], "1"),
        ([signed("0.9", "2027-01-01")], "9/10"),
        ([signed("90%", "2027-02-01")], "9/10"),
        ([signed("0.9", "2027-02-02")], "1"),  # from March
        ([signed("0.9", "2027-01-01", signed="false")], "1"),
        ([signed("0.9", "2027-01-01", kpi="qualified")], "1"),
        ([replace(revision("2027-01-01"), kind="reply", fields={}), signed("0.9", "2027-01-01")], "9/10"),
        ([signed("0.9", "2027-01-02"), signed("1.1", "2027-01-01")], "9/10"),  # known on the 2nd
        ([signed("0.9", "2027-01-01", "r2"), signed("1.1", "2027-01-01", "r1")], "9/10"),
    ],
)
def test_the_newest_signed_revision_that_holds_is_in_force(events: list[Event], factor: str) -> None:
    contract = contract_of({"revision": terms()})
    assert revision_of(contract, "valid_leads", Month(2027, 2), events) == Fraction(factor)
    assert revision_of(contract_of({}), "valid_leads", Month(2027, 2), events) == 1
