"""The complete example under the scenario suite: nothing in it stands for nothing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended
from assay.core.findings import Severity
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.read import load_suite
from assay.core.scenarios.scenario import Suite
from assay.core.scenarios.terms import under
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from assay.services.coverage import Covered, cover
from assay.services.simulate import standard_suite, with_own
from tests.docs.reading import plain, written

FULL = Path(__file__).parents[2] / "examples" / "full"
TEXT = (FULL / "contract.yaml").read_text("utf-8")


def suite() -> Suite:
    own = load_suite((FULL / "scenarios.yaml").read_text("utf-8"), "scenarios.yaml")
    return with_own(standard_suite(), own)


def loaded(change: Callable[[dict[str, Any]], object]) -> tuple[Amended | None, list[str]]:
    """The contract with a change, and the findings that it makes beside those it always has."""
    text: Any = plain(TEXT)
    change(text)
    amended, findings = load_amended(written(text), "contract.yaml")
    told = [item for item in findings if item.severity is not Severity.INFO and item.code != AS_SIGNED]
    return amended, [f"{item.code} {item.params}" for item in told]


AS_SIGNED = "contract.late_notice_pays"
"""What the example's own terms are warned of; drafts no longer write them."""


def contract() -> Amended:
    amended, findings = load_amended(TEXT, "contract.yaml")
    assert amended is not None
    assert {item.code for item in findings if item.severity is not Severity.INFO} == {AS_SIGNED}
    return amended


# ── Every part is reached ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def covered() -> Covered:
    return cover(contract(), suite(), lambda *_: None)


def test_every_scenario_applies(covered: Covered) -> None:
    assert [item.id for item in covered.played] == [item.id for item in suite().scenarios]


def test_every_part_of_the_contract_is_exercised_by_some_scenario(covered: Covered) -> None:
    # But for K2: compensation stops at 20% of the month under K1, 36,000 over six months, and every clause of the head
    # damages is one that K0 exempts. Half the contract price, 90,000, is never reached.
    assert [(part.kind, part.id) for part in covered.unreached] == [("cap", "K2")]


def test_the_parts_are_all_that_the_contract_writes(covered: Covered) -> None:
    text: Any = plain(TEXT)
    ids = {
        "kpi": list(text["kpis"]),
        "clause": [item["id"] for item in text["clauses"]],
        "cap": [item["id"] for item in text["caps"] if "limit" in item],
        "trigger": [item["id"] for item in text["triggers"]],
        "payment": [item["id"] for item in text["payments"]],
        "bond": [item["id"] for item in text["bonds"]],
        "monitor": list(text["monitors"]),
        "sample": list(text["samples"]),
        "retention": ["retention"],
        "scope": list(text["scope"]),
    }
    assert [(part.kind, part.id) for part in covered.parts] == [
        (kind, name) for kind, names in ids.items() for name in names
    ]
    lines = TEXT.splitlines()
    assert all(part.id in lines[part.place.line - 1] for part in covered.parts if part.place.line)


@pytest.mark.parametrize(
    ("clause", "scenario"),
    [
        ("C1", "two_month_miss"),
        ("C2", "junk_leads"),
        ("C3", "bot_clicks"),
        ("C3b", "bounce_replied"),
        ("C4", "impressions_late"),
        ("C5", "bonus_waits"),
        ("C6", "vendor_ends"),
        ("C7", "abandonment"),
        ("C8", "data_incident"),
        ("C9", "paid_late"),
    ],
)
def test_a_scenario_that_is_made_for_a_clause_reaches_it(
    clause: str, scenario: str, covered: Covered
) -> None:
    (part,) = [part for part in covered.parts if (part.kind, part.id) == ("clause", clause)]
    assert scenario in part.scenarios


def test_a_clause_that_no_scenario_can_reach_is_told() -> None:
    def add(text: dict[str, Any]) -> None:
        (bonus,) = [item for item in text["clauses"] if item["id"] == "C5"]
        never = {**deepcopy(bonus), "id": "C10", "requires": ["valid_leads >= 1000 lead"]}
        text["clauses"].append(never)

    amended, _ = loaded(add)
    assert amended is not None
    few = Suite(tuple(item for item in suite().scenarios if item.id in ("one_more", "double")))
    assert ("clause", "C10") in [
        (part.kind, part.id) for part in cover(amended, few, lambda *_: None).unreached
    ]


# ── Every table is used ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", sorted(set(plain(TEXT)["tables"]) - {"required_fields"}))
def test_a_table_that_is_left_out_is_missed_before_signing(table: str) -> None:
    # The required fields are missed when the month is measured: tests/demo/test_full.py.
    amended, findings = loaded(lambda text: text["tables"].pop(table))
    needed = {"opening_hours": "business_hours_needed"}.get(table, table)
    assert amended is None
    assert any(needed in finding for finding in findings)


def statements(amended: Amended, scenario_id: str) -> list[Statement]:
    scenario = suite().scenario(scenario_id)
    assert scenario is not None
    changed = under(amended, scenario)
    periods = periods_of(changed, scenario, suite().assumed)
    return [item for item, _ in steps(changed, State(changed.first.id), periods, explained=False)]


def told(amended: Amended, scenario_id: str) -> list[tuple[object, ...]]:
    """What the statements of a scenario say: money, what waits, what is watched and what is owed in kind."""
    return [
        (
            [(line.id, line.amount) for line in item.lines],
            [(moved.id, moved.amount) for moved in item.suspense],
            item.payable,
            item.monitors,
            [(owed.month, owed.owed, owed.due_on) for owed in item.make_goods],
        )
        for item in statements(amended, scenario_id)
    ]


def _set(table: str, **values: object) -> Callable[[dict[str, Any]], object]:
    return lambda text: text["tables"][table]["rows"][0].update(values)


ALTERED: Mapping[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "CN-2027": ("bad_traffic", _set("CN-2027", rest=["mon", "tue", "wed", "thu", "sat", "sun"])),
    "benchmark_cpc": ("watched_poor", _set("benchmark_cpc", value="10.00 CNY/click")),
    "benchmark_cpm": ("watched_poor", _set("benchmark_cpm", value="17 CNY/1000")),
    "industry_margin": ("fraud", _set("industry_margin", value="19%")),
    "contracted_impressions": (
        "watched_poor",
        _set("contracted_impressions", value="80000 impression/month"),
    ),
}


@pytest.mark.parametrize("table", ALTERED)
def test_a_table_that_changes_changes_what_a_scenario_says(table: str) -> None:
    scenario, change = ALTERED[table]
    amended, _ = loaded(change)
    assert amended is not None
    assert told(contract(), scenario) == told(contract(), scenario)
    assert told(amended, scenario) != told(contract(), scenario)


def test_a_lower_prime_rate_makes_the_interest_a_finding() -> None:
    # 0.05% a day are 18.25% a year: below 4 × 5.0%, above 4 × 4.0%.
    _, findings = loaded(_set("lpr_1y", value="4.0%"))
    assert [finding.partition(" ")[0] for finding in findings] == ["contract.interest_high"]


@pytest.mark.parametrize(
    ("field", "scenario"),
    [
        ("exclude", "brand_campaign"),
        ("accounts", "second_account"),
        ("forms", "fair_form"),
        ("inboxes", "other_inbox"),
    ],
)
def test_a_field_of_the_scope_that_is_left_out_lets_more_leads_count(field: str, scenario: str) -> None:
    amended, _ = loaded(lambda text: text["scope"].pop(field))
    assert amended is not None

    def reductions(under_test: Amended) -> int:
        return sum(line.amount.minor for item in statements(under_test, scenario) for line in item.lines)

    assert reductions(amended) == 0
    assert reductions(contract()) < 0


def test_a_bonus_of_the_suite_waits_for_the_ruling_on_its_bot_clicks() -> None:
    # February: 32 leads against 24, 8 × 300 = 2,400; 7 of 32 qualified are more than 20%. In dispute from March to April.
    bonuses = [
        (str(item.month), line.id, line.amount.minor)
        for item in statements(contract(), "bonus_waits")
        for line in item.lines
        if line.clause == "C5"
    ]
    assert bonuses == [
        ("2027-02", "C5", 2_400_00),
        ("2027-03", "C5@2027-02", -2_400_00),
        ("2027-04", "C5@2027-02", 2_400_00),
    ]
