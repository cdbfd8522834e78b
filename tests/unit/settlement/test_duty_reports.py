"""Reports of duties: which fit the contract, and what is said of those that do not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.duty_reports import check_duty
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
HERE = Place("measurements", 7)


@pytest.fixture(scope="module")
def contract() -> Contract:
    duties = {
        "buyer": {
            "approval": {"within": "2 day", "relief": {"effect": "exclude_days"}},
            "site_change": {"within": "2 day", "relief": {"effect": "exclude_days"}},
        },
        "vendor": {
            "ab_tests": {"count": ">= 3", "per": "month"},
            "hours": {"count": ">= 5 h", "per": "month"},
            "incident": {"respond": "24 h", "report": "72 h"},
            "licences": ["advertising", "data"],
        },
    }
    return loaded("ending", {"duties": duties})


def event(kind: str, name: str, **fields: str) -> Event:
    return Event(name, kind, date(2027, 3, 20), datetime(2027, 3, 20, tzinfo=UTC), fields, place=HERE)


INCIDENTS = [event("incident", "i2", what="leak"), event("incident", "i1", what="leak")]
VENDOR = "ab_tests, hours, incident, licences"


@pytest.mark.parametrize(
    ("party", "duty", "fields", "code", "params"),
    [
        ("buyer", "approval", {}, "", {}),
        ("buyer", "ab_tests", {}, "contract.unknown_name", ("ab_tests", "approval, site_change")),
        ("vendor", "approval", {}, "contract.unknown_name", ("approval", VENDOR)),
        ("vendor", "ab_tests", {"value": "3"}, "", {}),
        ("vendor", "ab_tests", {}, "contract.missing_field", "value"),
        ("vendor", "ab_tests", {"value": "3 h"}, "contract.wrong_unit", ("h", "1")),
        ("vendor", "hours", {"value": "5"}, "contract.wrong_unit", ("1", "h")),
        ("vendor", "ab_tests", {"part": "a"}, "contract.unknown_name", ("a", "")),
        ("vendor", "licences", {}, "contract.missing_field", "part"),
        ("vendor", "licences", {"part": "tax"}, "contract.unknown_name", ("tax", "advertising, data")),
        ("vendor", "licences", {"part": "data"}, "", {}),
        ("vendor", "incident", {"part": "report"}, "contract.missing_field", "on"),
        ("vendor", "incident", {"part": "report", "on": "i9"}, "contract.unknown_name", ("i9", "i1, i2")),
        ("vendor", "incident", {"part": "report", "on": "i1"}, "", {}),
    ],
)
def test_what_does_not_fit_is_named_at_its_place(
    contract: Contract,
    party: str,
    duty: str,
    fields: dict[str, str],
    code: str,
    params: tuple[str, str] | str,
) -> None:
    told = event("duty", "d1", party=party, duty=duty, of_period="2027-03", **fields)
    found = list(check_duty(told, contract, {MARCH}, [*INCIDENTS, event("signing", "s1")]))
    named = (
        {"field": params}
        if isinstance(params, str)
        else dict(zip(("found", "expected"), params, strict=False))
    )
    assert [(item.code, item.place, item.params) for item in found] == ([(code, HERE, named)] if code else [])


def test_a_report_of_a_month_without_a_statement_is_named_at_its_place(contract: Contract) -> None:
    told = event("duty", "d1", party="vendor", duty="ab_tests", of_period="2027-02", value="3")
    found = list(check_duty(told, contract, {MARCH}, []))
    assert [(item.code, item.place, item.params) for item in found] == [
        ("measurements.event_of_period", HERE, {"id": "d1", "period": "2027-02"})
    ]
