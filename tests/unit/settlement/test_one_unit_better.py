"""What a line says of one unit better, and the leads that its tolerance counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from assay.core.explain import Node
from tests.contracts.test_cases import settle_case


def nodes(lots: list[dict[str, Any]], line: str) -> list[Node]:
    """All nodes behind a line of March."""
    march = {
        "period": "2027-03",
        "as_of": "2027-04-05T09:00:00+08:00",
        "kpis": {"valid_leads": {"value": "40", "n": "60", "status": "final"}},
        "lots": {"spend": lots},
        "events": [],
    }
    statements, refused = settle_case(
        {"base": "spend-lots", "measurements": {"opening": "none", "periods": [march]}}
    )
    assert refused == []
    return list(_with_children(statements[0].line(line).explain))


def _with_children(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _with_children(child)


def spend(day: int, cost: str, valid: int, **invalid: str) -> dict[str, Any]:
    credited = valid + sum(int(count) for count in invalid.values())
    leads = {"credited": str(credited), "valid": str(valid), "invalid": invalid}
    return {"id": f"search/2027-03-{day:02d}", "cost": f"{cost} CNY", "leads": leads}


def test_the_tolerance_counts_the_leads_of_lots_with_cost_and_leads() -> None:
    # 10 and 2 leads, 5 and 1 of them invalid; neither the 3 that cost nothing nor the cost without a lead
    lots = [
        spend(1, "100.00", 5, silent="5"),
        spend(2, "0.00", 0, silent="3"),
        spend(3, "50.00", 0),
        spend(4, "0.50", 1, silent="1"),
    ]
    told = [item for item in nodes(lots, "C2") if item.code == "explain.tolerance"]
    params = {"tolerance": "0", "credited": "12", "invalid": "6"}
    assert told == [Node("explain.tolerance", params, Fraction(1))]


@pytest.mark.parametrize(
    ("lot", "exact"),
    [
        # 100 × 1 ÷ 2 × 0.5 = 25 for the only invalid lead; without it nothing, though no lead was silent
        (spend(1, "100.00", 1, duplicate="1", silent="0"), "0"),
        # 3 of 4: 37.5; 2 of 4: 25
        (spend(1, "100.00", 1, duplicate="3", silent="0"), "-25"),
    ],
)
def test_one_invalid_lead_less_is_one_that_there_is(lot: dict[str, Any], exact: str) -> None:
    (told,) = [item for item in nodes([lot], "C2") if item.code == "explain.one_invalid_less"]
    assert told.exact == Fraction(exact)


def test_without_its_only_invalid_session_a_lot_costs_nothing() -> None:
    sessions = {"judged": "100", "unjudged": "0", "invalid": {"A": "1", "B": "0"}}
    (told,) = [
        item
        for item in nodes([spend(1, "100.00", 0) | {"sessions": sessions}], "C3")
        if item.code == "explain.one_session_less"
    ]
    assert told.exact == 0
