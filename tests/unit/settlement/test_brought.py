"""Damages that an event brings in another currency: by the dated table, on the day of the event."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.test_cases import settle_case

TABLE = {
    "industry_margin": {"rows": [{"from": "2027-01-01", "value": "18%", "source": "annex_3"}]},
    "top_up_rate": {
        "kind": "fx",
        "rows": [
            {"from": "2027-01-01", "value": "7.12 CNY/USD", "source": "ledger"},
            {"from": "2027-03-15", "value": "7.05 CNY/USD", "source": "ledger"},
        ],
    },
}
FX = {"currency": {"code": "CNY", "fx": {"table": "top_up_rate", "at": "lot"}}, "tables": TABLE}


def incident(day: str, cost: str, changes: dict[str, Any]) -> tuple[list[tuple[str, str]], list[str]]:
    event = {"id": "i1", "kind": "incident", "what": "data_incident", "actual_cost": cost}
    march = {
        "period": "2027-03",
        "as_of": "2027-04-05T09:00:00+08:00",
        "kpis": {"valid_leads": {"value": "40", "n": "60", "status": "final"}},
        "lots": {"spend": []},
        "events": [event | {"effective": day, "known": f"{day}T10:00:00+08:00"}],
    }
    statements, refused = settle_case(
        {"base": "ending", "changes": changes, "measurements": {"opening": "none", "periods": [march]}}
    )
    return [
        (line.id, str(line.amount.exact)) for statement in statements for line in statement.lines
    ], refused


@pytest.mark.parametrize(
    ("day", "cost", "exact"),
    [
        ("2027-03-14", "100.00 USD", "-712"),
        ("2027-03-15", "100.00 USD", "-705"),
        ("2027-03-14", "100.00 CNY", "-100"),
    ],
)
def test_it_is_converted_on_its_day(day: str, cost: str, exact: str) -> None:
    assert incident(day, cost, FX) == ([("C8/i1", exact)], [])


@pytest.mark.parametrize(
    ("cost", "changes", "table"),
    [("100.00 EUR", FX, "top_up_rate"), ("100.00 USD", {}, "")],
)
def test_without_a_rate_nothing_is_settled(cost: str, changes: dict[str, Any], table: str) -> None:
    lines, refused = incident("2027-03-14", cost, changes)
    assert lines == []
    (found,) = refused
    params = {"lot": "i1", "found": cost.split()[1], "expected": "CNY", "table": table}
    assert found.startswith("settlement.no_rate ")
    assert found.endswith(str(params))
