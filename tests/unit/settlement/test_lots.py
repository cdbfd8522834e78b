"""Lots: fee by KPI and week, spend by campaign and day, less credits and at the rate of its own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.period import Month, Span
from assay.core.settlement.lots import Lot, fee_lots, spend_lots
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
TARGET = Target(Fraction(10), Fraction(10), Fraction(1), 31, 31, Fraction(0))
HUNDRED = Fraction(100)


def met(kpi: str, span: Span) -> Outcome:
    return Outcome(kpi, MARCH, span, State.MET, TARGET, Fraction(10), Fraction(0), Fraction(0))


def test_the_fee_of_a_weekly_kpi_is_split_over_its_weeks() -> None:
    contract = loaded("disputes")  # all at risk: valid_leads 0.6, qualified 0.4
    weekly = replace(contract.kpis["qualified"], period="week")
    month = met("valid_leads", MARCH.span)
    first = met("qualified", Span(date(2027, 3, 1), date(2027, 3, 8)))
    second = met("qualified", Span(date(2027, 3, 8), date(2027, 3, 15)))
    found = fee_lots(
        replace(contract, kpis={**contract.kpis, "qualified": weekly}), HUNDRED, [month, first, second]
    )
    assert found == (
        Lot("valid_leads", "fee", Fraction(60), outcome=month),
        Lot("qualified/2027-03-01", "fee", Fraction(20), outcome=first),
        Lot("qualified/2027-03-08", "fee", Fraction(20), outcome=second),
    )


def test_spend_is_net_of_credits_and_converted_at_the_rate_of_its_day() -> None:
    contract = loaded("usd-lots")  # 7.12 CNY/USD, from 15 March 7.05
    own = SpendLot("a/2027-03-01", HUNDRED, "CNY", platform_credit=Fraction(30))
    before = SpendLot("b/2027-03-14", HUNDRED, "USD", platform_credit=Fraction(50))
    after = SpendLot("b/2027-03-15", HUNDRED, "USD")
    old, new = Fraction("7.12"), Fraction("7.05")
    assert spend_lots(contract, [own, before, after]) == (
        Lot("a/2027-03-01", "spend", Fraction(70), spend=own),
        Lot("b/2027-03-14", "spend", Fraction(356), before, None, old, "top_up_rate 2027-01-01"),
        Lot("b/2027-03-15", "spend", Fraction(705), after, None, new, "top_up_rate 2027-03-15"),
    )
