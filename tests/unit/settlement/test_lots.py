"""Lots: the fee by KPI and week, and media spend in the contract's currency."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.period import Month, Span
from assay.core.settlement.lots import Lot, fee_lots, spend_lots
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)


def contract_of(base: str) -> Contract:
    nothing = {"opening": "none", "periods": []}
    amended, _, _ = read_case({"base": base, "changes": {}, "measurements": nothing})
    assert amended is not None
    return amended.first


def outcome(kpi: str, span: Span) -> Outcome:
    zero, one = Fraction(0), Fraction(1)
    target = Target(one, one, one, span.days, span.days, zero)
    return Outcome(kpi, MARCH, span, State.MET, target, one, zero, zero)


def test_a_monthly_kpi_has_one_lot_under_its_own_name() -> None:
    # all of 30,000.00 at risk, 60 % and 40 % of it
    leads, qualified = outcome("valid_leads", MARCH.span), outcome("qualified", MARCH.span)
    assert fee_lots(contract_of("monthly-basic"), Fraction(30000), [leads, qualified]) == (
        Lot("valid_leads", "fee", Fraction(18000), outcome=leads),
        Lot("qualified", "fee", Fraction(12000), outcome=qualified),
    )


@pytest.mark.parametrize(
    ("base", "currency", "value", "rate", "source"),
    [
        ("spend-lots", "CNY", "550", "1", ""),
        ("usd-lots", "USD", "3916", "7.12", "top_up_rate 2027-01-01"),  # 550 × 7.12
    ],
)
def test_spend_is_net_of_what_the_platform_gave_back(
    base: str, currency: str, value: str, rate: str, source: str
) -> None:
    spent = SpendLot("search/2027-03-01", Fraction(600), currency, platform_credit=Fraction(50))
    expected = Lot(spent.id, "spend", Fraction(value), spent, rate=Fraction(rate), rate_source=source)
    assert spend_lots(contract_of(base), [spent]) == (expected,)
