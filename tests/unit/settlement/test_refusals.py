"""Events that do not fit the contract or the month they speak of: each is named, with what would fit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.test_cases import settle_case

SEARCH = {
    "id": "search/2027-03-04",
    "cost": "600.00 CNY",
    "platform_credit": "100.00 CNY",
    "leads": {"credited": "80", "valid": "40", "invalid": {"silent": "40"}},
}


def month(name: str, *events: dict[str, Any], **kpis: Any) -> dict[str, Any]:  # noqa: ANN401  # any figure
    lots = [SEARCH] if name == "2027-03" else []
    return {
        "period": name,
        "as_of": f"2027-{int(name[-2:]) + 1:02d}-05T09:00:00+08:00",
        "kpis": kpis or {"valid_leads": {"value": "40", "n": "80", "status": "final"}},
        "lots": {"spend": lots},
        "events": list(events),
    }


def event(kind: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any field
    head = {"id": "e1", "kind": kind, "effective": "2027-04-20", "known": "2027-04-20T10:00:00+08:00"}
    return head | fields


def refused(*periods: dict[str, Any], changes: dict[str, Any] | None = None) -> list[str]:
    """Codes with their values of what March and April are refused for."""
    case = {
        "base": "spend-lots",
        "changes": changes or {},
        "measurements": {"opening": "none", "periods": list(periods)},
    }
    statements, found = settle_case(case)
    assert statements == ()
    return sorted(f"{text.split()[0]} {text[text.index('{') :]}" for text in found)


@pytest.mark.parametrize(
    ("told", "finding"),
    [
        (
            event("reply", by="vendor", on="C9", of_period="2027-03"),
            "contract.unknown_name {'found': 'C9', 'expected': ''}",
        ),
        (
            event("dispute", by="vendor", of_period="2027-03", line="C9/valid_leads"),
            "contract.unknown_name {'found': 'C9/valid_leads', 'expected': 'C1/valid_leads, C2, C3'}",
        ),
        (
            event("platform_credit", lot="search/2027-03-04", amount="10.00 USD"),
            "contract.wrong_currency {'found': 'USD', 'expected': 'CNY'}",
        ),
        (
            event("platform_credit", lot="search/2027-03-04", amount="500.01 CNY"),
            "measurements.credit_over_cost {'found': '600.01 CNY', 'cost': '600 CNY'}",
        ),
        (
            event("platform_credit", lot="search/2027-03-09", amount="1.00 CNY"),
            "settlement.no_such_lot {'id': 'e1', 'lot': 'search/2027-03-09', 'period': '2027-03'}",
        ),
        (
            event("replacement", of_period="2027-03", lot="search/2027-03-04", records="1"),
            "contract.unknown_name {'found': 'replacement', 'expected': 'replace_first'}",
        ),
        (
            event("reissue", of_period="2027-03", reason="error", signed="false"),
            "settlement.reissue_unsigned {'id': 'e1', 'period': '2027-03'}",
        ),
        (
            event(
                "reissue",
                of_period="2027-03",
                reason="error",
                signed="true",
                kpis={"x": {"status": "final", "value": "1"}},
            ),
            "contract.unknown_name {'found': 'x', 'expected': 'valid_leads'}",
        ),
        (
            event("reissue", of_period="2027-02", reason="error", signed="true"),
            "measurements.event_of_period {'id': 'e1', 'period': '2027-02'}",
        ),
        (
            event("late_finding", of_period="2027-02", reason="fraud", records="1"),
            "measurements.event_of_period {'id': 'e1', 'period': '2027-02'}",
        ),
        (
            event("final_measurement", of_period="2027-03", kpis={"x": {"status": "final", "value": "1"}}),
            "measurements.nothing_open {'id': 'e1', 'period': '2027-03'}",
        ),
        (
            event("withdraw_trigger", on="T1"),
            "measurements.not_fired {'id': 'e1', 'trigger': 'T1'}",
        ),
        (
            event("late_duty", party="buyer", duty="sleep", **{"from": "2027-04-01", "to": "2027-04-02"}),
            "contract.unknown_name {'found': 'sleep', 'expected': 'sales_reply'}",
        ),
        (
            event(
                "force_majeure",
                party="vendor",
                cause="rain",
                notice="2027-04-01",
                **{"from": "2027-04-01", "to": "2027-04-02"},
            ),
            "contract.unknown_name {'found': 'rain', 'expected': 'natural_disaster, routine_algorithm_update'}",
        ),
        (
            event(
                "force_majeure",
                party="vendor",
                cause="natural_disaster",
                notice="2027-03-20T08:00:00+08:00",
                **{"from": "2027-03-20", "to": "2027-04-02"},
            ),
            "measurements.nothing_open {'id': 'e1', 'period': '2027-03'}",
        ),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else value.split()[0],
)
def test_what_does_not_fit_is_named(told: dict[str, Any], finding: str) -> None:
    assert refused(month("2027-03"), month("2027-04", told)) == [finding]


def test_a_credit_of_the_whole_rest_and_a_late_finding_fit() -> None:
    # 600 cost, 100 credited already: 500.00 more is the whole rest
    told = event("platform_credit", lot="search/2027-03-04", amount="500.00 CNY")
    late = event("late_finding", of_period="2027-03", reason="fraud", records="1") | {"id": "e2"}
    case = {
        "base": "spend-lots",
        "measurements": {"opening": "none", "periods": [month("2027-03"), month("2027-04", told, late)]},
    }
    statements, found = settle_case(case)
    assert (len(statements), found) == (2, [])


def test_final_figures_of_a_kpi_that_is_not_there_are_named_while_the_month_is_open() -> None:
    march = month("2027-03", valid_leads={"value": "30", "n": "80", "open": "20", "status": "provisional"})
    told = event("final_measurement", of_period="2027-03", kpis={"x": {"status": "final", "value": "1"}})
    assert refused(march, month("2027-04", told)) == [
        "contract.unknown_name {'found': 'x', 'expected': 'valid_leads'}"
    ]


def test_a_second_ruling_on_a_dispute_is_refused() -> None:
    told = event("dispute", by="vendor", of_period="2027-03", line="C2")
    rulings = [event("ruling", on="e1", **{"for": "vendor"}) | {"id": name} for name in ("r1", "r2")]
    assert set(refused(month("2027-03"), month("2027-04", told, *rulings))) == {
        "settlement.ruled_twice {'id': 'r1', 'dispute': 'e1'}",
        "settlement.ruled_twice {'id': 'r2', 'dispute': 'e1'}",
    }
