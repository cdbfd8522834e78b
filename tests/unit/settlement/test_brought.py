"""Damages that an event brings: by the dated tables, on the day of the event; and the cost of an audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.findings import Finding, FindingsError, Place
from assay.core.formula import parse
from assay.core.settlement.brought import brought
from assay.core.settlement.postings import Draft
from tests.contracts.test_cases import loaded, settle_case

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


def ending(changes: dict[str, Any]) -> Contract:
    return loaded("ending", changes)


def told(kind: str, **fields: str) -> Event:
    known = datetime(2027, 3, 14, 4, tzinfo=UTC)
    return Event("i1", kind, date(2027, 3, 14), known, fields, place=Place("measurements", 7))


def lines(contract: Contract, event: Event) -> list[tuple[str, str]]:
    return [(draft.id, str(draft.exact)) for draft in brought(contract, [event])]


@pytest.mark.parametrize("kind", ["incident", "fraud", "abandonment"])
def test_what_nobody_put_a_figure_to_brings_no_line(kind: str) -> None:
    what = {"what": "data_incident"} if kind == "incident" else {}
    assert lines(ending({}), told(kind, **what)) == []


def test_a_table_that_begins_later_says_nothing_yet() -> None:
    rows = {"rows": [{"from": "2027-04-01", "value": "3%", "source": "annex_3"}]}
    contract = ending({"tables": TABLE | {"lpr_1y": rows}})
    assert lines(contract, told("incident", what="data_incident", actual_cost="100.00 CNY")) == [
        ("C8/i1", "-100")
    ]


def test_the_figure_is_money_of_the_contract() -> None:
    # 100.00 and a fixed 10.00
    contract = ending({})
    clauses = tuple(
        replace(clause, amount=parse("actual_cost + 10.00 CNY")) if clause.id == "C8" else clause
        for clause in contract.clauses
    )
    repaired = replace(contract, clauses=clauses)
    assert lines(repaired, told("incident", what="data_incident", actual_cost="100.00 CNY")) == [
        ("C8/i1", "-110")
    ]


def test_a_missing_rate_is_found_where_the_event_stands() -> None:
    with pytest.raises(FindingsError) as raised:
        brought(ending({}), [told("incident", what="data_incident", actual_cost="100.00 USD")])
    assert [(item.code, item.place) for item in raised.value.findings] == [
        ("settlement.no_rate", Place("measurements", 7))
    ]


RULED = {"on": "d1", "for": "buyer"}
COST = RULED | {"audit_cost": "800.00 CNY"}


@pytest.mark.parametrize(
    ("over", "fields", "expected"),
    [
        ("0.02", COST | {"difference": "2.01%"}, [("disputes/audit_cost", "-800")]),
        ("0.02", COST | {"difference": "2%"}, []),
        ("0.02", COST, []),  # no difference was found
        ("0.02", COST | {"difference": "3%", "for": "vendor"}, []),
        ("0.02", RULED | {"difference": "3%"}, []),  # there was no audit
        (None, COST | {"difference": "3%"}, []),  # nobody agreed on who pays it
    ],
)
def test_an_audit_is_paid_by_the_vendor_who_loses_by_more_than_agreed(
    over: str | None, fields: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    contract = ending({})
    terms = replace(contract.disputes, audit_cost_over=None if over is None else Fraction(over))
    assert lines(replace(contract, disputes=terms), told("ruling", **fields)) == expected


def test_the_audits_of_one_statement_make_one_line_that_holds_them_all() -> None:
    contract = ending({})
    agreed = replace(contract, disputes=replace(contract.disputes, audit_cost_over=Fraction("0.02")))
    dear = told("ruling", **COST | {"difference": "3%"})
    cheap = told("ruling", **RULED | {"on": "d2", "difference": "5%", "audit_cost": "500.00 CNY"})
    nodes = tuple(
        Node(
            "explain.audit_cost",
            {"dispute": dispute, "difference": difference, "over": "0.02", "cost": cost},
            -Fraction(cost),
        )
        for dispute, difference, cost in (("d1", "0.03", "800"), ("d2", "0.05", "500"))
    )
    whole = Node("explain.audit_costs", {"count_num": "2"}, Fraction(-1300), nodes)
    line = Draft(
        "disputes/audit_cost", "disputes", Head.DAMAGES, Fraction(-1300), cause="disputes", node=whole
    )
    assert brought(agreed, [dear, cheap]) == (line,)


def test_a_table_without_a_row_for_the_day_is_found_where_the_event_stands() -> None:
    # lost orders at the industry margin, which is agreed from 1 April on
    rows = {"rows": [{"from": "2027-04-01", "value": "18%", "source": "annex_3"}]}
    with pytest.raises(FindingsError) as raised:
        brought(ending({"tables": {"industry_margin": rows}}), [told("fraud", lost_orders="100.00 CNY")])
    params = {"id": "i1", "table": "industry_margin", "day": "2027-03-14"}
    assert raised.value.findings == (Finding("settlement.no_table_row", Place("measurements", 7), params),)
