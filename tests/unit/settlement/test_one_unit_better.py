"""What a line says of one unit better, and the leads that its tolerance counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.explain import Node
from assay.core.period import Month
from assay.core.settlement.counterfactual import _one_more
from tests.contracts.test_cases import loaded, settle_case


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


def missed(target: str, value: str | None, made_of: tuple[int, int] | None = None) -> Outcome:
    base = Fraction(target)
    top, bottom = made_of or (None, None)
    return Outcome(
        "k",
        Month(2027, 3),
        Month(2027, 3).span,
        State.MISSED,
        Target(base, base, Fraction(1), 31, 31, Fraction(0)),
        None if value is None else Fraction(value),
        Fraction(1),
        Fraction(1),
        numerator=None if top is None else Fraction(top),
        denominator=None if bottom is None else Fraction(bottom),
    )


@pytest.mark.parametrize(
    ("metric", "op", "outcome", "lost"),
    [
        ("valid_leads", ">=", missed("40", "30"), "9/40"),  # 31 of 40
        ("record_completeness", ">=", missed("0.9", "0.8", (16, 20)), "1/18"),  # 17 of 20: 5 of 90
        ("formula_ratio", "<=", missed("0.1", "0.2", (4, 20)), "1/2"),  # 3 of 20: 5 of 10 too many
        ("cost_per_valid_lead", "<=", missed("150", "300", (900, 3)), "1/2"),  # 900 ÷ 4 = 225: 75 of 150
        ("cost_per_valid_lead", "<=", missed("150", None, (200, 0)), "1/3"),  # 200 ÷ 1: 50 of 150
        # 60.00 for 2,999 impressions; for 3,000 it is 20.00 a thousand: 5 of 15
        ("cpm", "<=", replace(missed("15", "20", (60, 2)), denominator=Fraction(2999, 1000)), "1/3"),
    ],
)
def test_one_record_more_is_counted_as_its_metric_counts(
    metric: str, op: str, outcome: Outcome, lost: str
) -> None:
    kpi = replace(loaded("spend-lots").kpis["valid_leads"], id="k", metric=metric, op=op)
    assert _one_more(outcome, kpi) == replace(outcome, shortfall=Fraction(lost))


@pytest.mark.parametrize(
    ("metric", "outcome"),
    [
        ("valid_leads", missed("40", None)),
        ("record_completeness", missed("0.9", None, (0, 0))),  # a share of nothing
        ("cost_per_valid_lead", missed("150", None)),
        ("record_completeness", replace(missed("0.9", "0.8", (16, 20)), pooled=(Month(2027, 2).span,))),
        ("valid_leads", replace(missed("40", "30"), state=State.PROVISIONAL)),
    ],
)
def test_what_is_missing_pooled_or_open_has_no_record_more(metric: str, outcome: Outcome) -> None:
    kpi = replace(loaded("spend-lots").kpis["valid_leads"], id="k", metric=metric)
    assert _one_more(outcome, kpi) is None
