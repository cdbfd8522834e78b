"""Claims on lots: which lots a clause looks at, and which leads of a lot it charges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import LotLeads, LotSessions, Relieved, SpendLot
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.contract.remedy import Clause, Head
from assay.core.deadlines import parse_deadline
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.claims import Charged, charged_leads, claims_of, line_of
from assay.core.settlement.lots import Lot

MARCH = Month(2027, 3)
C1 = Clause("C1", "shortfall_refund", Head.FEE_REDUCTION, 10, "kpis", Place())
C2 = Clause("C2", "cost_share", Head.COMPENSATION, 20, "lead.invalid", Place())
C3 = Clause("C3", "invalid_traffic", Head.COMPENSATION, 30, "click.class_A", Place())


def fee(kpi: str) -> Lot:
    """A fee lot of a KPI that is missed by a tenth."""
    tenth = Fraction(1, 10)
    target = Target(Fraction(40), Fraction(40), Fraction(1), 31, 31, Fraction(0))
    outcome = Outcome(kpi, MARCH, MARCH.span, State.MISSED, target, Fraction(36), tenth, tenth)
    return Lot(kpi, "fee", Fraction(100), outcome=outcome)


def spend(name: str, value: str, credited: int, invalid: dict[str, int], sessions: int = 0) -> Lot:
    """A spend lot; of its 100 sessions so many are of class A."""
    counted = {reason: Fraction(count) for reason, count in invalid.items()}
    leads = LotLeads(Fraction(credited), Fraction(credited - sum(invalid.values())), counted)
    clicks = LotSessions(Fraction(100), invalid_a=Fraction(sessions))
    measured = SpendLot(name, Fraction(value), "CNY", leads=leads, sessions=clicks)
    return Lot(name, "spend", Fraction(value), spend=measured)


def shares(
    clause: Clause, *lots: Lot, streaks: frozenset[tuple[str, object]] = frozenset()
) -> list[tuple[str, str]]:
    return [
        (claim.lot.id, str(claim.share))
        for claim in claims_of(clause, lots, streaks, worst=False)  # type: ignore[arg-type]  # spans of the lots
    ]


def test_lots_that_are_not_its_own_hide_none_that_are() -> None:
    lots = spend("search/2027-03-01", "10", 2, {}), fee("a"), fee("b")
    assert shares(replace(C1, subject="b"), *lots) == [("b", "1/10")]
    assert shares(C1, *lots) == [("a", "1/10"), ("b", "1/10")]


def test_a_kpi_without_a_streak_hides_none_with_one() -> None:
    streaks: frozenset[tuple[str, object]] = frozenset({("b", MARCH.span)})
    assert shares(replace(C1, streak=2), fee("a"), fee("b"), streaks=streaks) == [("b", "1/10")]


@pytest.mark.parametrize(
    ("deemed", "excluded", "left"),
    [
        (2, 0, 5),  # of the 3 silent ones, which are not charged anyway
        (4, 0, 4),  # 3 silent and 1 more
        (0, 4, 4),
        (0, 0, 5),
    ],
)
def test_relieved_leads_are_first_those_that_are_not_charged(deemed: int, excluded: int, left: int) -> None:
    # 5 duplicate, 3 silent by the buyer's fault; of `late` there are none
    clause = replace(C2, except_reasons=("silent", "late"), except_relieved=("silent", "late"))
    lot = spend("search/2027-03-01", "10", 20, {"duplicate": 5, "silent": 3}).spend
    assert lot is not None
    relieved = Relieved(Fraction(deemed), Fraction(excluded))
    told = replace(lot, leads=replace(lot.leads, relieved=relieved))
    assert charged_leads(clause, told) == Charged(Fraction(20 - excluded), Fraction(left))


@pytest.mark.parametrize(("within", "left"), [(None, 5), ("30 day", 3)])
def test_only_who_may_replace_leads_is_charged_less_for_it(within: str | None, left: int) -> None:
    clause = replace(C2, replace_within=None if within is None else parse_deadline(within))
    lot = spend("search/2027-03-01", "10", 20, {"duplicate": 5}).spend
    assert lot is not None
    replaced = replace(lot, leads=replace(lot.leads, replaced=Fraction(2)))
    assert charged_leads(clause, replaced).invalid == left


def test_a_lot_without_cost_or_without_leads_is_not_shared() -> None:
    # the small lots count as the great: (0.50: 2 of 4) and (100: 1 of 4)
    small, great = spend("a/1", "0.50", 4, {"x": 2}), spend("b/1", "100", 4, {"x": 1})
    free, empty = spend("c/1", "0", 4, {"x": 4}), spend("d/1", "100", 0, {})
    assert shares(C2, small, great, free, empty) == [("a/1", "1/2"), ("b/1", "1/4")]


def test_a_lot_whose_leads_have_all_left_it_lends_no_tolerance() -> None:
    # 1 credited lead, taken out by a relief: nobody is left to share the cost; 4 credited, 2 invalid remain
    gone = spend("a/1", "10", 1, {"x": 1, "silent": 1}).spend
    assert gone is not None
    relieved = replace(gone, leads=replace(gone.leads, relieved=Relieved(Fraction(0), Fraction(1))))
    clause = replace(C2, except_reasons=("silent",), except_relieved=("silent",))
    lots = Lot("a/1", "spend", Fraction(10), spend=relieved), spend("b/1", "10", 4, {"x": 2})
    assert shares(clause, *lots) == [("b/1", "1/2")]


def test_within_the_tolerance_nothing_is_claimed() -> None:
    # 2 of 4 are invalid, and half may be
    lot = spend("a/1", "10", 4, {"x": 2})
    assert shares(replace(C2, tolerance=Fraction(1, 2)), lot) == []
    # a quarter may be: 1 - 1/4 × 4 ÷ 2 = 1/2 of the 2 of 4
    assert shares(replace(C2, tolerance=Fraction(1, 4)), lot) == [("a/1", "1/4")]


@pytest.mark.parametrize(
    ("value", "claimed"), [("0", []), ("0.50", [("a/1", "1/10")]), ("1", [("a/1", "1/10")])]
)
def test_invalid_clicks_cost_what_the_lot_cost(value: str, claimed: list[tuple[str, str]]) -> None:
    assert shares(C3, spend("a/1", value, 0, {}, sessions=10)) == claimed


def test_a_clause_for_all_kpis_has_a_line_for_each_and_one_for_a_kpi_its_own() -> None:
    assert line_of(C1, "valid_leads") == "C1/valid_leads"
    assert line_of(replace(C1, subject="valid_leads"), "valid_leads") == "C1"
