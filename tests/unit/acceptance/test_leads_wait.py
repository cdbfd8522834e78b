"""A month waits for leads without a verdict where they hang on a paid lot and a clause charges invalid ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import LotLeads, SpendLot, leads_wait
from tests.contracts.test_cases import loaded


@pytest.mark.parametrize(
    ("cost", "valid", "invalid", "waits"),
    [
        ("0.01", 1, 1, True),
        ("0.01", 1, 2, False),  # every lead has its verdict
        ("0", 1, 1, False),  # nothing was paid, so nothing can be charged
    ],
)
def test_one_open_lead_on_a_cent_of_spend_is_waited_for(
    cost: str, valid: int, invalid: int, *, waits: bool
) -> None:
    leads = LotLeads(Fraction(3), Fraction(valid), {"silent": Fraction(invalid)})
    lot = SpendLot("search/2027-03-01", Fraction(cost), "CNY", leads=leads)
    assert leads_wait(loaded("spend-lots"), [lot]) is waits


def test_without_a_clause_that_charges_invalid_leads_nothing_waits() -> None:
    lot = SpendLot("search/2027-03-01", Fraction(1), "CNY", leads=LotLeads(Fraction(3)))
    assert not leads_wait(loaded("monthly-basic"), [lot])
