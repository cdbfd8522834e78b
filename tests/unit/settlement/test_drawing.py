"""A statement drawn up: its rows, what its tax is reckoned on, its duties by the contract's days, and months settled anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended, Contract
from assay.core.deadlines import Deadline
from assay.core.explain import Node
from assay.core.period import Month
from assay.core.settlement.account import payment_case
from assay.core.settlement.drawing import _taxed, _told, obligations_of, reissues
from assay.core.settlement.fold import step, steps
from assay.core.settlement.month import NewLine, Settled
from assay.core.settlement.postings import Amount
from assay.core.settlement.standing import Before
from assay.core.settlement.state import MonthRecord, Owed, State
from assay.core.settlement.statement import Statement
from tests.contracts.test_cases import loaded, read_case

JANUARY, MARCH = Month(2027, 1), Month(2027, 3)
TEN_DAYS = Deadline(Fraction(10), "day")
SPEND: list[dict[str, Any]] = [
    {  # one of two leads is invalid, at half: 0.01 / 2 x 0.5 is a quarter of a fen
        "id": "search/2027-03-01",
        "cost": "0.01 CNY",
        "leads": {"credited": "2", "valid": "1", "invalid": {"silent": "1"}},
    },
    {  # one click of 100 is of class A, at twice: 2.00
        "id": "search/2027-03-02",
        "cost": "100.00 CNY",
        "leads": {"credited": "0", "valid": "0", "invalid": {}},
        "sessions": {"judged": "100", "unjudged": "0", "invalid": {"A": "1", "B": "0"}},
    },
]


def read(base: str, month: Month, spend: Sequence[dict[str, Any]] = ()) -> tuple[Contract, Any]:
    """A contract, and a month with 30 leads as its statement finds it half an hour into the fifth."""
    period = {
        "period": str(month),
        "as_of": f"{month.next()}-05T00:30:00+08:00",
        "kpis": {"valid_leads": {"value": "30", "n": "60", "status": "final"}},
        "lots": {"spend": list(spend)},
        "events": [],
    }
    told = {"opening": "none", "periods": [period]}
    amended, measurements, findings = read_case({"base": base, "measurements": told})
    assert amended is not None, findings
    assert measurements is not None, findings
    return amended.first, measurements.periods[0]


def settled(contract: Contract, period: Any) -> tuple[Statement, dict[Month, Settled]]:  # noqa: ANN401  # as read
    amended = Amended(contract)
    statement, _, known = step(State(contract.id), amended, period, [], Before(), explained=True)
    return statement, dict(known.settled)


def test_a_line_that_comes_to_no_fen_hides_none_after_it() -> None:
    contract, period = read("spend-lots", MARCH, SPEND)
    statement, _ = settled(contract, period)
    assert [(line.id, line.amount.minor) for line in statement.lines] == [
        ("C1/valid_leads", -250_000),
        ("C3", -200),
    ]


def test_a_statement_names_the_text_that_it_settles_by_its_digest() -> None:
    contract, period = read("spend-lots", MARCH)
    statement, _ = settled(contract, period)
    assert contract.digest
    assert statement.contract_digest == contract.digest


@pytest.mark.parametrize("explained", [True, False])
def test_without_explanations_lines_and_notes_explain_nothing(*, explained: bool) -> None:
    contract, period = read("spend-lots", MARCH, SPEND)
    ((statement, _),) = steps(Amended(contract), State(contract.id), [period], explained=explained)
    told = [line.explain for line in statement.lines]
    if explained:
        assert all(node.children for node in told)
        assert statement.spend_notes
    else:
        assert told == [Node("C1/valid_leads"), Node("C3")]
        assert statement.spend_notes == ()


def in_yen(contract: Contract) -> Contract:
    """A month at 1,000.4 yen, half of it at risk."""
    fee = replace(contract.fee, monthly=Fraction("1000.4"))
    return replace(contract, currency="JPY", fee=fee)


def test_the_tax_of_every_month_is_reckoned_on_its_fee_in_whole_units() -> None:
    contract, period = read("spend-lots", MARCH)
    statement, months = settled(in_yen(contract), period)
    # 10 of 40 are missing: a quarter of 500.2 is 125.05; 1000 - 125
    assert _taxed(statement, months).bases == {MARCH: 875}


def test_a_month_settled_anew_is_told_whole_in_whole_units_wherever_it_stands_among_the_events() -> None:
    contract, period = read("spend-lots", MARCH)
    _, months = settled(in_yen(contract), period)
    moment = datetime.fromisoformat("2027-04-20T10:00:00+08:00")
    notice = Event("n1", "notice", date(2027, 4, 20), moment, {"on": "T1"})
    told = {"of_period": "2027-03", "reason": "wrong file", "signed": "true"}
    again = [Event(name, "reissue", date(2027, 4, 20), moment, told) for name in ("x1", "x2")]
    found = list(reissues(months, [notice, again[0], notice, again[1]], explained=False))
    assert [(item.event, item.reason, item.month, item.number) for item in found] == [
        ("x1", "wrong file", MARCH, 1),
        ("x2", "wrong file", MARCH, 1),
    ]
    assert (found[0].fee.exact, found[0].fee.minor) == (Fraction("1000.4"), 1000)
    assert [(line.id, line.amount.minor, line.explain) for line in found[0].lines] == [
        ("C1/valid_leads", -125, Node("C1/valid_leads"))
    ]
    (explained,) = reissues(months, [again[0]], explained=True)
    assert explained.lines[0].explain.children


def test_duties_are_told_by_the_days_of_the_contracts_zone() -> None:
    # in Shanghai it is 5 March and was 5 February, half an hour after midnight; in UTC it was the day before
    contract, period = read("ending", JANUARY)
    terms = replace(contract.acceptance, object_within=TEN_DAYS, pay_within=TEN_DAYS, pay_from="statement")
    amended = Amended(replace(contract, acceptance=terms))
    drawn = replace(period, month=Month(2027, 2), as_of=datetime.fromisoformat("2027-03-05T00:30:00+08:00"))
    owing = tuple(Owed(Month(2027, number), date(2027, 1, 24 + number), payable=100) for number in (1, 2))
    records = (MonthRecord(period), MonthRecord(drawn))
    state = State(contract.id, as_of=period.as_of, records=records, owed=owing)
    case = payment_case(state, amended, Month(2027, 2), (), 0)
    found = [
        (item.id, str(item.due_on), item.state.value) for item in obligations_of(state, amended, case, owing)
    ]
    # 4 February was past when the last statement was drawn, 5 February was not; 5 March + 10 days
    assert found == [("payment@2027-02", "2027-02-05", "unreported"), ("objection", "2027-03-15", "open")]


@pytest.mark.parametrize(("seconds", "is_news"), [(0, False), (1, True)])
def test_a_payment_known_at_the_moment_of_the_statement_before_is_no_news(
    seconds: int, is_news: bool
) -> None:
    contract, period = read("ending", JANUARY)
    terms = replace(contract.acceptance, pay_within=TEN_DAYS, pay_from="statement")
    amended = Amended(replace(contract, acceptance=terms))
    drawn = replace(period, month=Month(2027, 2), as_of=datetime.fromisoformat("2027-03-05T00:30:00+08:00"))
    known = period.as_of + timedelta(seconds=seconds)
    fields = {"by": "buyer", "of_period": "2026-12", "amount": "1.00 CNY"}
    paid = Event("p1", "payment", date(2027, 1, 10), known, fields)
    owing = (
        Owed(Month(2026, 12), date(2027, 1, 5), payable=100),
        Owed(Month(2027, 2), date(2027, 3, 5), payable=0),
    )
    records = (MonthRecord(period), MonthRecord(drawn))
    state = State(contract.id, as_of=period.as_of, records=records, noted=(paid,), owed=owing[:1])
    case = payment_case(state, amended, Month(2027, 2), (), 0)
    found = [item.id for item in obligations_of(state, amended, case, owing)]
    assert ("payment@2026-12" in found) is is_news


@pytest.mark.parametrize(
    ("line_id", "is_told"),
    [
        ("C1/valid_leads", True),
        ("K1/valid_leads", True),
        ("valid_leads", True),
        ("C3", False),
        ("C1/other", False),
    ],
)
def test_of_an_earlier_month_those_kpis_are_told_whose_lines_or_slices_moved(
    line_id: str, *, is_told: bool
) -> None:
    # a clause may have the name of the KPI that it is for: its line then bears that name alone
    contract, period = read("spend-lots", MARCH)
    _, months = settled(contract, period)
    result = months[MARCH]
    (line,) = result.new_lines
    by_line = replace(result, new_lines=(NewLine(replace(line.draft, id=line_id), line.amount),), moved=())
    by_slice = replace(result, new_lines=(), moved=((line_id, Amount(Fraction(-1), -100)),))
    expected = list(result.outcomes) if is_told else []
    assert _told(by_line, current=False) == expected
    assert _told(by_slice, current=False) == expected
    assert _told(by_line, current=True) == list(result.outcomes)
    assert _told(result.with_nothing_new(), current=False) == []


def test_the_kpi_of_a_clause_that_is_for_it_alone_is_told_with_its_line() -> None:
    _, period = read("spend-lots", MARCH)
    alone = loaded("spend-lots", {"clauses[C1].for": "valid_leads"})
    _, months = settled(alone, period)
    result = months[MARCH]
    assert [line.draft.id for line in result.new_lines] == ["C1"]
    assert _told(result, current=False) == list(result.outcomes)
