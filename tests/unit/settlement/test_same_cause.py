"""One bad lead never pays twice: within a lot claims share what there is, and of two causes of one lead the greater counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.contract.remedy import Clause, Head
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.claims import Claim
from assay.core.settlement.lots import Lot
from assay.core.settlement.same_cause import keep_the_greater
from assay.core.settlement.stacking import Granted, stack

MARCH = Month(2027, 3)
REFUND = Clause("C1", "shortfall_refund", Head.FEE_REDUCTION, 10, "kpis", Place(), lot="fee")
SHARE = Clause("C2", "cost_share", Head.COMPENSATION, 20, "lead.invalid", Place(), lot="spend")
METRICS = {"leads": "valid_leads", "more": "valid_leads", "qualified": "sales_qualified_leads"}


def fee(value: int, target: int, missing: int, *, kpi: str = "leads", multiple: int = 1) -> Granted:
    """The refund of a fee lot for the leads that miss a target."""
    short = Fraction(missing, target)
    promised = Target(Fraction(target), Fraction(target), Fraction(1), 31, 31, Fraction(0))
    outcome = Outcome(
        kpi, MARCH, MARCH.span, State.MISSED, promised, Fraction(target - missing), short, worst=short
    )
    clause = replace(REFUND, multiple=Fraction(multiple))
    claim = Claim(clause, Lot(kpi, "fee", Fraction(value), outcome=outcome), short)
    return Granted(claim, short, Fraction(0), value * short * multiple)


def charge(lot: str, per_lead: int, leads: str) -> Granted:
    """The charge for the invalid leads of a lot of spend."""
    units = Fraction(leads)
    claim = Claim(SHARE, Lot(lot, "spend", per_lead * units), Fraction(1), units)
    return Granted(claim, Fraction(1), Fraction(0), per_lead * units)


def left(*granted: Granted) -> list[int]:
    """What is left of each claim; what was taken off is what is missing."""
    found = keep_the_greater(granted, metric_of=METRICS, worst=False)
    assert [item.exact + item.shifted for item in found] == [item.exact for item in granted]
    return [int(item.exact) for item in found]


@pytest.mark.parametrize(
    ("per_lead", "kept"),
    [
        (150, [0, 450]),  # 2 missing leads at 100 give way to 150 each
        (80, [200, 80]),  # 2 of the 3 charged leads give way to 100 each: 240 − 160
        (100, [200, 100]),  # equal: the charge gives way, 300 − 200
    ],
)
def test_the_smaller_gives_way_for_each_lead_that_both_charge(per_lead: int, kept: list[int]) -> None:
    assert left(fee(1000, 10, 2), charge("a", per_lead, "3")) == kept


def test_leads_are_counted_from_the_dearest_and_the_last_may_be_a_fraction() -> None:
    # 3 missing at 100: 2 of lot b at 300 and half a lead of lot c at 200 take 250 off the refund; half a lead of a at 50: 25
    found = left(fee(1000, 10, 3), charge("a", 50, "4"), charge("b", 300, "2"), charge("c", 200, "1/2"))
    assert found == [50, 175, 600, 100]


def test_lots_of_one_price_come_by_their_id() -> None:
    # 3 missing at 100: both leads of lot a at 50, then one of lot b
    assert left(fee(1000, 10, 3), charge("b", 50, "2"), charge("a", 50, "2")) == [300, 50, 0]


def test_a_lead_of_a_lot_gives_way_to_one_count_only() -> None:
    # the first count takes 2 of 3 leads, 1 is left for the second: 2 × 100 and 1 × 100 off the refunds
    found = left(fee(1000, 10, 2), fee(1000, 10, 2, kpi="more"), charge("a", 150, "3"))
    assert found == [0, 100, 450]


def test_a_refund_at_twice_is_twice_as_much_a_lead() -> None:
    # 2 × 100 a lead against 150: 2 leads come off the charge
    assert left(fee(1000, 10, 2, multiple=2), charge("a", 150, "3")) == [400, 150]


def test_a_target_of_one_lead_is_worth_the_whole_lot() -> None:
    assert left(fee(1000, 1, 1), charge("a", 150, "3")) == [1000, 300]


def test_only_counts_of_valid_leads_are_looked_at() -> None:
    assert left(fee(1000, 10, 2, kpi="qualified"), charge("a", 150, "3")) == [200, 450]


def test_what_greater_claims_left_is_granted_and_the_rest_lost() -> None:
    spent = Lot("search/2027-03-01", "spend", Fraction(1000))
    twice = replace(SHARE, id="C3", multiple=Fraction(2))
    found = stack([Claim(SHARE, spent, Fraction(3, 5)), Claim(twice, spent, Fraction(7, 10))])
    # 7/10 at twice, 3/10 are left for the other, which loses 3/10
    assert [(item.claim.clause.id, item.share, item.lost, item.exact) for item in found] == [
        ("C3", Fraction(7, 10), 0, 1400),
        ("C2", Fraction(3, 10), Fraction(3, 10), 300),
    ]
