"""The fold: statements in order of their months, on the text in force in each, as far as was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.core.settlement.fold import fold, steps
from assay.core.settlement.state import State
from tests.contracts.test_cases import read_case, settle_case


def month(number: int, leads: str, *events: dict[str, str]) -> dict[str, Any]:
    """A month whose statement is drawn half an hour into the fifth day of the next, in the contract's zone."""
    return {
        "period": f"2027-0{number}",
        "as_of": f"2027-0{number + 1}-05T00:30:00+08:00",
        "kpis": {"valid_leads": {"value": leads, "n": "90", "status": "final"}},
        "lots": {"spend": []},
        "events": list(events),
    }


def case(*months: dict[str, Any], base: str = "monthly-basic", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"base": base, "changes": changes, "measurements": {"opening": "none", "periods": list(months)}}


@pytest.fixture(scope="module")
def three() -> tuple[Amended, Any]:
    amended, measurements, _ = read_case(case(month(1, "40"), month(2, "30"), month(3, "40"), base="watched"))
    assert amended is not None
    assert measurements is not None
    return amended, measurements.periods


def test_it_gives_every_statement_and_the_state_after_the_last(three: tuple[Amended, Any]) -> None:
    amended, periods = three
    statements, state = fold(amended, State(amended.first.id), periods)
    pairs = list(steps(amended, State(amended.first.id), periods))
    assert [statement.month for statement in statements] == [Month(2027, 1), Month(2027, 2), Month(2027, 3)]
    assert statements == tuple(statement for statement, _ in pairs)
    assert state == pairs[-1][1]


def test_it_stops_after_the_month_asked_for(three: tuple[Amended, Any]) -> None:
    amended, periods = three
    statements, state = fold(amended, State(amended.first.id), periods, Month(2027, 2))
    assert [statement.month for statement in statements] == [Month(2027, 1), Month(2027, 2)]
    assert [record.month for record in state.records] == [Month(2027, 1), Month(2027, 2)]


def test_without_months_the_state_stays(three: tuple[Amended, Any]) -> None:
    opening = State(three[0].first.id)
    assert fold(three[0], opening, ()) == ((), opening)


def test_told_without_explanations_the_money_is_the_same_and_no_duty_is_told(
    three: tuple[Amended, Any],
) -> None:
    amended, periods = three
    plain = list(steps(amended, State(amended.first.id), periods, explained=False))
    told = list(steps(amended, State(amended.first.id), periods))
    assert [state for _, state in plain] == [state for _, state in told]
    assert any(statement.obligations for statement, _ in told)
    assert not any(statement.obligations for statement, _ in plain)


def test_a_month_is_settled_on_the_text_in_force_on_its_first_day(three: tuple[Amended, Any]) -> None:
    # 30 of 40 leads miss a quarter of 40 % of 30,000.00; from February on KPIs risk only 20 %
    amended, periods = three
    fee = replace(amended.first.fee, at_risk=amended.first.fee.at_risk / 2)
    second = replace(amended.first, digest="second", fee=fee)
    later = Amended(amended.first, ((date(2027, 2, 1), second),))
    pairs = list(steps(later, State(amended.first.id), periods))
    assert [[line.amount.minor for line in statement.lines] for statement, _ in pairs] == [[], [-150_000], []]
    joined = f"{amended.first.digest}+second"
    assert [state.contract_digest for _, state in pairs] == [amended.first.digest, joined, joined]


def test_an_event_known_at_the_moment_of_a_statement_is_seen_by_it_once() -> None:
    invoice = {
        "id": "i1",
        "kind": "signing",
        "effective": "2027-01-01",
        "known": "2027-02-05T00:30:00+08:00",
    }
    statements, refused = settle_case(case(month(1, "30"), month(2, "30", invoice), base="milestones"))
    assert not refused
    assert [[due.id for due in statement.payments] for statement in statements] == [["advance"], []]
