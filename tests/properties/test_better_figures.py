"""A better figure never costs the vendor."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.properties.better import draw_better
from tests.properties.cases import Case, settle
from tests.properties.money import (
    net_of,
    was_capped,
)

Document = dict[str, Any]
ZERO = Fraction(0)


def test_a_better_figure_never_costs_the_vendor_except_through_a_requirement_or_a_cap(
    cases: tuple[Case, ...],
) -> None:
    for case in cases:
        better = draw_better(case, case.dice("better"))
        if better is None:
            continue
        again = settle(case.amended, better.life.load(), explained=False)
        before, after = net_of(case, case.steps), net_of(case, again)
        if not (was_capped(case.steps) or was_capped(again) or _requires(case, better.kpi)):
            assert after[0] >= before[0], (case.seed, better.kpi)
            assert after[1] >= before[1], (case.seed, better.kpi)


def test_without_caps_and_requirements_a_better_figure_never_costs_the_vendor(
    cases: tuple[Case, ...],
) -> None:
    compared = 0
    for case in cases[::3]:
        better = draw_better(case, case.dice("better without caps"))
        if better is not None:
            compared += 1
            amended = case.contract.without_limits().load()
            before = net_of(case, settle(amended, case.life.load(), explained=False))
            after = net_of(case, settle(amended, better.life.load(), explained=False))
            assert after[0] >= before[0], (case.seed, better.kpi)
            assert after[1] >= before[1], (case.seed, better.kpi)
    assert compared > len(cases) // 10


def _requires(case: Case, kpi_id: str) -> bool:
    """Whether a requirement of a bonus names the KPI in any version."""
    return any(kpi_id in text for clause in case.document["clauses"] for text in clause.get("requires", ()))
