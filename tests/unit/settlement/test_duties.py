"""Duties: which fall due when, what was reported for them, and when payments are due."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from assay.core.deadlines import parse_deadline
from assay.core.settlement.duties import times_of
from tests.contracts.test_cases import settle_case

MARCH = {"valid_leads": {"value": "40", "n": "60", "status": "final"}}


def settled(duties: dict[str, Any], *events: dict[str, str], month: str = "2027-03") -> list[tuple[str, ...]]:
    """Id, day and state of the duties in the statement of one month."""
    period = {
        "period": month,
        "as_of": f"{month[:5]}{int(month[5:]) + 1:02d}-05T09:00:00+08:00",
        "kpis": copy.deepcopy(MARCH),
        "lots": {"spend": []},
        "events": list(events),
    }
    case = {
        "base": "ending",
        "changes": {"duties": duties},
        "measurements": {"opening": "none", "periods": [period]},
    }
    statements, refused = settle_case(case)
    if refused:
        return [tuple(found.split()[:1]) for found in refused]
    return [(item.id, str(item.due_on), item.state.value) for item in statements[0].obligations]


def report(
    duty: str, day: str, value: str = "", *, of_period: str = "2027-03", number: int = 1
) -> dict[str, str]:
    fields = {"value": value} if value else {}
    known = f"{day}T10:00:00+08:00"
    head = {"id": f"d{number}", "kind": "duty", "party": "vendor", "duty": duty, "of_period": of_period}
    return head | fields | {"effective": day, "known": known}


@pytest.mark.parametrize(
    ("per", "ends"),
    [
        ("month", ["2027-01-31", "2027-02-28", "2027-03-20"]),
        ("2 month", ["2027-02-28", "2027-03-20"]),
        ("year", ["2027-03-20"]),
        # from 15 January; the last days, which make no whole time, are not owed
        ("4 week", ["2027-02-11", "2027-03-11"]),
        ("30 day", ["2027-02-13", "2027-03-15"]),
    ],
)
def test_times_run_through_the_term(per: str, ends: list[str]) -> None:
    times = times_of(parse_deadline(per), date(2027, 1, 15), date(2027, 3, 20))
    assert [str(time.last_on) for time in times] == ends


def test_three_months_end_on_the_last_day_of_each_third() -> None:
    times = times_of(parse_deadline("3 month"), date(2027, 1, 1), date(2027, 12, 31))
    assert [str(time.last_on) for time in times] == ["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]


@pytest.mark.parametrize("per", ["0 month", "0 week", "10 workday", "24 h"])
def test_a_rhythm_without_length_is_refused(per: str) -> None:
    assert settled({"vendor": {"heatmap": {"per": per}}}) == [("contract.unreadable_value",)]


def test_the_latest_report_of_a_time_stands() -> None:
    tests = {"vendor": {"ab_tests": {"count": ">= 3", "per": "month"}}}
    first, second = report("ab_tests", "2027-03-20", "2"), report("ab_tests", "2027-03-30", "3", number=2)
    assert settled(tests, first, second) == [("ab_tests", "2027-03-31", "met")]
    assert settled(tests, first) == [("ab_tests", "2027-03-31", "late")]


def test_a_report_speaks_of_the_time_in_which_it_was_done() -> None:
    # two weeks each from 1 January: 1 to 14 and 15 to 28 January … 26 February to 11 March, 12 to 25 March
    reviews = {"vendor": {"reviews": {"per": "2 week"}}}
    done = report("reviews", "2027-03-20")
    assert settled(reviews, done) == [
        ("reviews", "2027-03-11", "unreported"),
        ("reviews", "2027-03-25", "met"),
    ]


def test_a_report_of_any_month_speaks_of_the_year_around_it() -> None:
    audit = {"vendor": {"security_audit": {"per": "year"}}}
    # the term ends on 30 June and cuts the year
    june = report("security_audit", "2027-06-20", of_period="2027-06")
    assert settled(audit, june, month="2027-06") == [("security_audit", "2027-06-30", "met")]


def test_a_share_is_held_against_its_bound() -> None:
    encrypted = {"vendor": {"encryption": {"share": ">= 98%", "per": "month"}}}
    for value, state in (("98%", "met"), ("97.99%", "late")):
        found = settled(encrypted, report("encryption", "2027-03-30", value))
        assert found == [("encryption", "2027-03-31", state)]


def test_a_report_must_fit_the_duty() -> None:
    tests = {"vendor": {"ab_tests": {"count": ">= 3", "per": "month"}}}
    assert settled(tests, report("ab_test", "2027-03-20", "3")) == [("contract.unknown_name",)]
    assert settled(tests, report("ab_tests", "2027-03-20")) == [("contract.missing_field",)]
    assert settled(tests, report("ab_tests", "2027-03-20", "3 lead")) == [("contract.wrong_unit",)]
    earlier = report("ab_tests", "2027-03-20", "3", of_period="2027-02")
    assert settled(tests, earlier) == [("measurements.event_of_period",)]


INCIDENT = {"id": "i1", "kind": "incident", "what": "leak", "effective": "2027-03-10"} | {
    "known": "2027-03-10T10:00:00+08:00"
}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "contract.missing_field"),
        ({"part": "answer", "on": "i1"}, "contract.unknown_name"),
        ({"part": "respond"}, "contract.missing_field"),
        ({"part": "respond", "on": "i2"}, "contract.unknown_name"),
    ],
)
def test_an_answer_names_its_part_and_its_incident(fields: dict[str, str], code: str) -> None:
    answered = {"vendor": {"incident": {"respond": "24 h"}}}
    done = report("incident", "2027-03-11")
    assert settled(answered, INCIDENT, done | fields) == [(code,)]
    known = settled(answered, INCIDENT, done | {"part": "respond", "on": "i1"})
    assert known == [("incident/respond@i1", "2027-03-11", "met")]


def test_what_has_parts_is_reported_part_by_part() -> None:
    licences = {"vendor": {"licences": ["advertising", "data"]}}
    assert settled(licences, report("licences", "2027-03-11")) == [("contract.missing_field",)]
    assert settled(licences, report("licences", "2027-03-11") | {"part": "data"}) == [
        ("licences/advertising", "2027-06-30", "open"),
        ("licences/data", "2027-06-30", "met"),
    ]


@pytest.mark.parametrize(
    ("lock", "until"),
    [
        (">= 2 month", "2027-02-28"),
        (">= 90 day", "2027-03-31"),
        (">= 9 month", "2027-06-30"),
        (">= 4", "2027-06-30"),
    ],
)
def test_a_lock_is_over_by_the_end_of_the_term_at_the_latest(lock: str, until: str) -> None:
    ((duty, due_on, _),) = settled({"vendor": {"core_team": {"lock": lock}}})
    assert (duty, due_on) == ("core_team", until)


def test_a_duty_in_workdays_needs_their_table() -> None:
    for duty in ({"incident": {"respond": "1 workday"}}, {"core_team": {"lock": ">= 20 workday"}}):
        assert settled({"vendor": duty}) == [("contract.workdays_needed",)]
    assert settled({"survival": {"confidentiality": ">= 20 workday"}}) == [("contract.workdays_needed",)]


def test_a_duty_found_late_is_listed_in_every_month_that_it_touches() -> None:
    late = {
        "id": "l1",
        "kind": "late_duty",
        "party": "buyer",
        "duty": "approval",
        "from": "2027-02-26",
        "to": "2027-03-02",
        "effective": "2027-02-26",
        "known": "2027-03-03T10:00:00+08:00",
    }
    duties = {"buyer": {"approval": {"within": "2 day", "relief": {"effect": "exclude_days"}}}}
    assert settled(duties, late) == [("approval", "2027-02-25", "late")]


def payments(*events: dict[str, str]) -> list[tuple[str, ...]]:
    """Duties in the statements of January and February, paid ten days after a valid invoice."""
    periods = [
        {
            "period": f"2027-0{n}",
            "as_of": f"2027-0{n + 1}-05T09:00:00+08:00",
            "kpis": copy.deepcopy(MARCH),
            "lots": {"spend": []},
        }
        | {"events": list(events) if n == 2 else []}
        for n in (1, 2)
    ]
    case = {"base": "invoiced", "measurements": {"opening": "none", "periods": periods}}
    statements, refused = settle_case(case)
    assert refused == []
    assert statements[0].obligations == ()
    return [
        (item.id, item.party.value, str(item.due_on), item.state.value) for item in statements[1].obligations
    ]


def event(kind: str, day: str, **fields: str) -> dict[str, str]:
    told = {"id": f"{kind}-{day}", "kind": kind, "of_period": "2027-01", "effective": day}
    return told | {"known": f"{day}T10:00:00+08:00"} | fields


INVOICE = event("invoice", "2027-02-16", amount="30000.00 CNY")


@pytest.mark.parametrize(
    ("paid", "state"),
    [
        ((), "unreported"),
        ((("2027-02-26", "30000.00"),), "met"),
        ((("2027-02-27", "30000.00"),), "late"),
        ((("2027-02-20", "29999.99"),), "late"),
        ((("2027-02-20", "10000.00"), ("2027-02-26", "20000.00")), "met"),
    ],
)
def test_a_payment_is_due_once_its_day_is_known(paid: tuple[tuple[str, str], ...], state: str) -> None:
    events = [event("payment", day, by="buyer", amount=f"{amount} CNY") for day, amount in paid]
    assert payments(INVOICE, *events) == [("payment@2027-01", "buyer", "2027-02-26", state)]


def test_before_its_day_a_payment_is_open_and_without_an_invoice_it_has_none() -> None:
    invoice = event("invoice", "2027-03-01", amount="30000.00 CNY")
    assert payments(invoice) == [("payment@2027-01", "buyer", "2027-03-11", "open")]
    assert payments() == []
