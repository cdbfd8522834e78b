"""The fold: statements in order of their months, on the text in force in each, as far as was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.core.settlement.fold import _is_open, fold, steps
from assay.core.settlement.judging import Judged
from assay.core.settlement.postings import Amount
from assay.core.settlement.readings import Readings
from assay.core.settlement.state import MonthRecord, State
from tests.contracts.test_cases import HERE, _read, read_case, settle_case, steps_of_case


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


def test_told_without_explanations_the_money_is_the_same(
    three: tuple[Amended, Any],
) -> None:
    amended, periods = three
    plain = list(steps(amended, State(amended.first.id), periods, explained=False))
    told = list(steps(amended, State(amended.first.id), periods))
    assert [state for _, state in plain] == [state for _, state in told]


def test_without_explanations_no_duty_is_told() -> None:
    written = _read(HERE / "duties" / "nobody_reported_it.yaml")
    amended, measurements, _ = read_case(written)
    assert amended is not None
    assert measurements is not None
    opening = State(amended.first.id)
    told = steps(amended, opening, measurements.periods)
    plain = steps(amended, opening, measurements.periods, explained=False)
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


def test_an_event_known_at_the_moment_of_a_statement_is_seen_by_it_and_by_no_later_one() -> None:
    signing = {"id": "s1", "kind": "signing", "effective": "2027-01-01", "known": "2027-02-05T00:30:00+08:00"}
    pairs, refused = steps_of_case(case(month(1, "30"), month(2, "30", signing), base="milestones"))
    assert not refused
    assert [[due.id for due in statement.dues] for statement, _ in pairs] == [["advance"], []]
    assert [[event.id for event in state.noted] for _, state in pairs] == [["s1"], ["s1"]]


MISSING = {"valid_leads": {"status": "missing", "fault": "buyer"}}
SHORT_TERM = {"term.end": "2027-02-28", "fee.total": "60000.00 CNY"}


def test_a_month_added_to_the_term_has_its_monitors_and_the_acceptance_waits_for_it() -> None:
    # January is missing by the buyer's fault: March is added after February, the last month as written
    first = month(1, "0") | {"kpis": MISSING}
    grown = case(first, month(2, "40"), month(3, "40"), base="watched", **SHORT_TERM)
    statements, refused = settle_case(grown)
    assert not refused
    assert [len(statement.monitors) > 0 for statement in statements] == [True, True, True]
    over = {"effective": "2027-02-28", "known": "2027-03-01T10:00:00+08:00"}
    told = [{"id": "h", "kind": "hand_over"} | over, {"id": "a", "kind": "final_acceptance"} | over]
    _, refused = settle_case(case(first, month(2, "30", *told), base="milestones", **SHORT_TERM))
    assert [found.split()[0] for found in refused] == ["settlement.acceptance_needs"]
    assert "last final statement" in refused[0]


def test_a_claim_is_open_while_money_is_withheld_or_a_record_is_in_dispute(
    three: tuple[Amended, Any],
) -> None:
    amended, periods = three
    figures = periods[0]
    state = State(amended.first.id, as_of=figures.as_of, records=(MonthRecord(figures),))
    held = replace(state.records[0], withheld={"C1": Amount(Fraction(1), 100)})
    quiet = Readings(figures, figures, (), frozenset(), frozenset())
    at_rest = Judged({}, {figures.month: quiet})
    in_dispute = Judged({}, {figures.month: replace(quiet, open=("d1",))})
    assert not _is_open(state, amended, at_rest)
    assert _is_open(replace(state, records=(held,)), amended, at_rest)
    assert _is_open(state, amended, in_dispute)
