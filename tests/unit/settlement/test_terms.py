"""The calendar of a contract that a termination cuts, and when what waits has waited long enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.contract.model import Contract
from assay.core.deadlines import Deadline
from assay.core.period import Month
from assay.core.settlement.terms import ended_on
from assay.core.settlement.waiting import waiting_clauses
from tests.contracts.test_cases import loaded


@pytest.fixture(scope="module")
def contract() -> Contract:
    """From January to June 2027; C3 is for clicks of class A."""
    return loaded("disputes")


@pytest.mark.parametrize(
    ("cut", "added", "ended"),
    [
        (None, 0, None),
        (date(2027, 3, 15), 0, date(2027, 3, 15)),
        (date(2027, 6, 30), 0, date(2027, 6, 30)),
        (date(2027, 7, 10), 0, None),  # the term ran out before
        (date(2027, 7, 10), 1, date(2027, 7, 10)),  # July was added
    ],
)
def test_a_term_has_ended_early_where_a_termination_cut_it(
    cut: date | None, added: int, ended: date | None, contract: Contract
) -> None:
    terminated = replace(contract, term=replace(contract.term, ended_on=cut))
    assert ended_on(terminated, added) == ended


def test_a_wait_runs_from_the_day_of_the_statement_in_the_contracts_zone(contract: Contract) -> None:
    clauses = tuple(
        replace(clause, reply_within=Deadline(Fraction(10), "day")) if clause.id == "C3" else clause
        for clause in contract.clauses
    )
    # drawn at half past midnight of 5 April in Shanghai, still 4 April in UTC: ten days are over with 15 April
    figures = PeriodFigures(Month(2027, 3), datetime.fromisoformat("2027-04-05T00:30:00+08:00"), {}, (), ())
    waiting = replace(contract, clauses=clauses)
    assert waiting_clauses(waiting, figures, (), date(2027, 4, 15)) == {"C3"}
    assert waiting_clauses(waiting, figures, (), date(2027, 4, 16)) == set()
