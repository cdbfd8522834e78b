"""Streaks: which misses have come to one, and which may still become or cease to be part of one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.streaks import at_the_buyers_reading, claimable, pending
from tests.contracts.test_cases import loaded

MET, MISSED, HELD, OPEN = State.MET, State.MISSED, State.HELD, State.PROVISIONAL
TARGET = Target(Fraction(10), Fraction(10), Fraction(1), 30, 30, Fraction(0))
REFUND = Clause("C1", "shortfall_refund", Head.FEE_REDUCTION, 10, "kpis", Place(), lot="fee", streak=2)
ONE = Fraction(1)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return replace(loaded("monthly-basic"), clauses=(REFUND,))


def months(*states: State, kpi: str = "leads", first: int = 1) -> list[Outcome]:
    """One outcome a month; what is held may still come to nothing."""
    return [
        Outcome(
            kpi,
            Month(2027, number),
            Month(2027, number).span,
            state,
            TARGET,
            None,
            ONE if state is MISSED else Fraction(0),
            ONE if state in (MISSED, HELD) else Fraction(0),
        )
        for number, state in enumerate(states, first)
    ]


def under(contract: Contract, outcomes: list[Outcome]) -> dict[Month, Contract]:
    return {outcome.month: contract for outcome in outcomes}


def claimed(contract: Contract, outcomes: list[Outcome]) -> dict[str, list[tuple[str, int]]]:
    found = claimable(under(contract, outcomes), outcomes)
    return {
        clause: sorted((kpi, span.start_on.month) for kpi, span in misses) for clause, misses in found.items()
    }


def waiting(contract: Contract, outcomes: list[Outcome]) -> list[int]:
    return sorted(month.month for month in pending(under(contract, outcomes), outcomes))


@pytest.mark.parametrize(
    ("states", "misses"),
    [
        ([MISSED, MISSED], [1, 2]),
        ([MISSED, MET, MISSED], []),
        ([MISSED, HELD, MISSED, MET], [1, 3]),
        ([MISSED, OPEN, MISSED], []),
        ([MISSED, MISSED, MET, MISSED, MISSED, MISSED], [1, 2, 4, 5, 6]),
    ],
)
def test_misses_in_a_row_are_claimed(states: list[State], misses: list[int], contract: Contract) -> None:
    expected = {"C1": [("leads", month) for month in misses]} if misses else {}
    assert claimed(contract, months(*states)) == expected


def test_misses_of_two_kpis_make_no_row(contract: Contract) -> None:
    assert claimed(contract, [*months(MISSED, MET), *months(MET, MISSED, kpi="other")]) == {}


def test_a_clause_counts_what_it_is_for_alone(contract: Contract) -> None:
    each_period = replace(REFUND, id="C2", streak=1)
    other = replace(contract, clauses=(replace(REFUND, subject="other"), each_period))
    assert claimed(other, months(MISSED, MISSED)) == {}
    assert claimed(other, months(MISSED, MISSED, kpi="other")) == {"C1": [("other", 1), ("other", 2)]}


@pytest.mark.parametrize(
    ("states", "waits"),
    [
        ([MISSED], [1]),  # a second may follow
        ([MISSED, MET, MISSED], [3]),  # the first was broken
        ([MISSED, MISSED], []),  # long enough already
        ([MISSED, MISSED, MISSED], []),
        ([MISSED, OPEN], [1]),
        ([MISSED, HELD, MISSED], [1, 3]),  # met after all, the held month would break it
        ([MISSED, MISSED, HELD, MISSED], [1, 2, 4]),
        ([HELD, MISSED, MISSED], []),  # before it or after it nothing is broken
        ([MISSED, MISSED, HELD], []),
        ([MET], []),
    ],
)
def test_misses_wait_while_their_row_may_change(
    states: list[State], waits: list[int], contract: Contract
) -> None:
    assert waiting(contract, months(*states)) == waits


def test_another_kpi_that_is_held_changes_no_row(contract: Contract) -> None:
    assert waiting(contract, [*months(MISSED, MISSED, MISSED), *months(HELD, HELD, HELD, kpi="other")]) == []


def test_what_was_held_and_is_released_changes_no_row(contract: Contract) -> None:
    first, held, last = months(MISSED, HELD, MISSED)
    assert waiting(contract, [first, replace(held, worst=held.shortfall), last]) == []


def test_at_the_buyers_reading_a_dispute_is_a_miss_where_he_loses_anything_and_nothing_else_moves() -> None:
    lost, won, held, met = months(State.DISPUTED, State.DISPUTED, HELD, MET)
    lost = replace(lost, worst=Fraction(1, 10))
    assert at_the_buyers_reading((lost, won, held, met)) == (
        replace(lost, state=MISSED),
        replace(won, state=MET),
        held,
        met,
    )
