"""What a refund after a streak claims of one month, and when a closed month is looked at again for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.findings import Place
from assay.core.period import Month, Span
from assay.core.settlement.postings import Amount, Posted
from assay.core.settlement.state import MonthRecord
from assay.core.settlement.streak_claims import has_moved, still_claimed
from assay.core.settlement.streaks import Miss
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
FIRST, SECOND = (Span(date(2027, 3, day), date(2027, 3, day + 7)) for day in (1, 8))
TARGET = Target(Fraction(10), Fraction(10), Fraction(1), 7, 7, Fraction(0))
BY_KPI = Clause("C1", "shortfall_refund", Head.FEE_REDUCTION, 10, "kpis", Place(), lot="fee", streak=2)
OWN = replace(BY_KPI, id="C2", subject="valid_leads", streak=3)
EACH_PERIOD = replace(BY_KPI, id="C3", streak=1)
SUM = Amount(Fraction(-100), -10_000)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Two clauses ask for a streak; the third does not."""
    return replace(loaded("monthly-basic"), clauses=(BY_KPI, OWN, EACH_PERIOD))


def missed(span: Span) -> Outcome:
    lost = Fraction(1)
    return Outcome("valid_leads", MARCH, span, KpiState.MISSED, TARGET, None, lost, lost)


WEEKS = [missed(FIRST), missed(SECOND)]


def record(*posted: str, withheld: Mapping[str, Amount] | None = None, closed: bool = True) -> MonthRecord:
    figures = PeriodFigures(MARCH, datetime.fromisoformat("2027-04-05T09:00:00+08:00"), {})
    lines = {line: Posted(line, line.partition("/")[0], Head.FEE_REDUCTION, SUM) for line in posted}
    return MonthRecord(figures, posted=lines, withheld=withheld or {}, closed=closed)


def misses(**spans: tuple[Span, ...]) -> Mapping[str, frozenset[Miss]]:
    return {clause: frozenset(("valid_leads", span) for span in found) for clause, found in spans.items()}


@pytest.mark.parametrize(
    ("found", "posted", "moved"),
    [
        (misses(C1=(FIRST,)), (), True),  # it belongs to a streak now
        (misses(C1=(FIRST,)), ("C1/valid_leads",), False),
        (misses(C1=(SECOND,)), ("C1/valid_leads",), False),  # one week is enough for the line
        (misses(), ("C1/valid_leads",), True),  # it belongs to none any more
        (misses(), (), False),
        (misses(C2=(FIRST, SECOND)), (), True),
        (misses(C2=(FIRST, SECOND)), ("C2",), False),
        (misses(C1=(FIRST,), C2=(SECOND,)), ("C2",), True),
        (misses(C3=(FIRST, SECOND)), (), False),  # it is charged in every period, not after a streak
    ],
)
def test_a_closed_month_moves_when_its_lines_are_not_those_of_its_streaks(
    found: Mapping[str, frozenset[Miss]], posted: tuple[str, ...], moved: bool, contract: Contract
) -> None:
    assert has_moved(contract, WEEKS, record(*posted), found) is moved


def test_an_open_month_is_settled_anyway(contract: Contract) -> None:
    assert not has_moved(contract, WEEKS, record(closed=False), misses(C1=(FIRST,)))


def test_where_no_fee_is_at_risk_no_line_is_missed(contract: Contract) -> None:
    nothing = replace(contract, fee=replace(contract.fee, at_risk=Fraction(0)))
    assert not has_moved(nothing, WEEKS, record(), misses(C1=(FIRST,)))
    free = replace(contract, fee=replace(contract.fee, monthly=Fraction(0)))
    assert not has_moved(free, WEEKS, record(), misses(C1=(FIRST,)))


def test_a_kpi_without_weight_has_no_fee_to_lose(contract: Contract) -> None:
    light = replace(contract.kpis["valid_leads"], weight=Fraction(0))
    weightless = replace(contract, kpis={"valid_leads": light})
    assert not has_moved(weightless, WEEKS, record(), misses(C1=(FIRST,)))
    assert has_moved(weightless, WEEKS, record("C1/valid_leads"), misses(C1=(FIRST,)))


@pytest.mark.parametrize(
    ("found", "posted", "withheld", "claimed"),
    [
        (misses(C1=(FIRST, SECOND)), ("C1/valid_leads",), (), misses(C1=(FIRST, SECOND))),
        (misses(C1=(FIRST,)), ("C1/valid_leads",), (), misses(C1=(FIRST,))),
        (misses(C1=(FIRST,), C2=(SECOND,)), (), ("C2",), misses(C2=(SECOND,))),
        (misses(C1=(FIRST,), C2=(SECOND,)), ("C1/valid_leads",), ("C2",), misses(C1=(FIRST,), C2=(SECOND,))),
        (misses(C1=(FIRST,)), (), (), misses()),  # neither posted nor waiting
        (misses(), ("C1/valid_leads", "C2"), (), misses()),
    ],
)
def test_a_dispute_takes_what_was_posted_or_waits(
    found: Mapping[str, frozenset[Miss]],
    posted: tuple[str, ...],
    withheld: tuple[str, ...],
    claimed: Mapping[str, frozenset[Miss]],
    contract: Contract,
) -> None:
    waiting = dict.fromkeys(withheld, SUM)
    assert still_claimed(contract, WEEKS, record(*posted, withheld=waiting), found) == claimed


def test_a_line_that_came_to_nothing_was_not_posted(contract: Contract) -> None:
    before = record("C2")
    nothing = replace(before, posted={"C2": replace(before.posted["C2"], amount=Amount(Fraction(0), 0))})
    assert still_claimed(contract, WEEKS, nothing, misses(C2=(FIRST,))) == {}
    assert has_moved(contract, WEEKS, nothing, misses(C2=(FIRST,)))
