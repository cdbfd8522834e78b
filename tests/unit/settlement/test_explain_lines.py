"""What is said of a KPI behind a line, and of lots that no cost share touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
import yaml

from assay.core.acceptance.measurements import Figure, LotLeads, SpendLot
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import target_of
from assay.core.contract.model import Contract
from assay.core.explain import Node
from assay.core.period import Month
from assay.core.settlement.explain_lines import outcome_node, spend_notes
from tests.contracts.test_cases import HERE, loaded, settle_case

MARCH = Month(2027, 3)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return loaded("spend-lots")


def outcome(contract: Contract, value: int | None, state: State = State.MISSED) -> Outcome:
    kpi = contract.kpis["valid_leads"]
    target = target_of(kpi, MARCH, MARCH.span, Figure(), frozenset())
    known = None if value is None else Fraction(value)
    return Outcome(kpi.id, MARCH, MARCH.span, state, target, known, Fraction(0), Fraction(1))


def node(contract: Contract, given: Outcome) -> Node:
    return outcome_node(given, contract.kpis["valid_leads"])


def test_a_value_that_nobody_knows_is_a_dash(contract: Contract) -> None:
    assert node(contract, outcome(contract, None)).params["value"] == "–"
    assert node(contract, outcome(contract, 36)).params["value"] == "36"


def test_half_a_ratio_is_told_as_a_value(contract: Contract) -> None:
    half = replace(outcome(contract, 36), numerator=Fraction(36))
    assert node(contract, half).code == "explain.count_outcome"


def test_a_baseline_is_told_beside_the_verdict(contract: Contract) -> None:
    given = outcome(contract, 36)
    above = replace(given, target=replace(given.target, baseline=Fraction(18)))
    assert node(contract, above).children == (Node("explain.baseline", {"baseline": "18"}),)


def test_what_waits_without_a_best_outcome_tells_none(contract: Contract) -> None:
    assert node(contract, outcome(contract, 36, State.WAITING)).children == ()


@pytest.mark.parametrize(
    ("cost", "credited", "told"),
    [
        ("0", 0, ()),
        ("0", 2, (Node("explain.lead_without_cost", {"lot": "a/1", "leads": "2"}),)),
        ("0.5", 0, (Node("explain.cost_without_lead", {"lot": "a/1", "cost": "0.5"}, Fraction(1, 2)),)),
        ("0.5", 2, ()),
        ("1", 0, (Node("explain.cost_without_lead", {"lot": "a/1", "cost": "1"}, Fraction(1)),)),
        ("1", 2, ()),
    ],
)
def test_cost_without_a_lead_and_a_lead_without_cost_are_both_told(
    contract: Contract, cost: str, credited: int, told: tuple[Node, ...]
) -> None:
    lot = SpendLot("a/1", Fraction(cost), "CNY", leads=LotLeads(Fraction(credited)))
    assert spend_notes(contract, [lot]) == told


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for child in node.children:
        yield from nodes(child)


def test_a_clawback_tells_only_the_late_records_that_it_takes() -> None:
    """Of six late records of an agreed reason four had counted as qualified; three of another reason take nothing."""
    text = (HERE / "clawback" / "a_bonus_on_qualified_leads.yaml").read_text("utf-8")
    case = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    february = case["measurements"]["periods"][1]
    (finding,) = february["events"]
    february["events"].append({**finding, "id": "l2", "reason": "market", "records": "3", "qualified": "2"})
    (_, statement), refused = settle_case(case)
    assert refused == []
    (line,) = [line for line in statement.lines if line.id == "C5@2027-01"]
    assert line.amount.minor == -400000
    assert [n.params for n in nodes(line.explain) if n.code == "explain.late"] == [{"records": "4"}]
