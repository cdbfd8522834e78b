"""Value-added tax: inside or on top, rounded half away from zero, and the credit notes that follow an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Tax
from assay.core.findings import Place
from assay.core.money import Money
from assay.core.period import Month
from assay.core.settlement.tax import Taxed, TaxNote, TaxSplit, split, tax_note
from tests.contracts.test_cases import loaded

MARCH, APRIL = Month(2027, 3), Month(2027, 4)
INSIDE = Tax(rate=Fraction(6, 100), inclusive=True, credit_note=True, remedies_taxed=False, place=Place())
ON_TOP = replace(INSIDE, inclusive=False)


@pytest.fixture(scope="module")
def plain_contract() -> Contract:
    return loaded("monthly-basic")


def moved(basis: int, *, cash: int = 0, remedies: int = 0, bases: Mapping[Month, int] | None = None) -> Taxed:
    return Taxed(basis, cash, remedies, {MARCH: basis} if bases is None else bases)


def invoice(amount: str, month: Month = MARCH, currency: str = "CNY", **fields: str) -> Event:
    told = {"of_period": str(month), "amount": f"{amount} {currency}"} | fields
    known_at = datetime(2027, 4, 6, tzinfo=UTC)
    return Event(f"v-{month}-{amount}", "invoice", date(2027, 4, 6), known_at, told)


def note(
    contract: Contract,
    terms: Tax,
    taxed: Taxed,
    *events: Event,
    credited: Mapping[Month, int] | None = None,
) -> TaxNote:
    found = tax_note(replace(contract, tax=terms), taxed, events, credited or {})
    assert found is not None
    return found


def test_a_contract_without_a_tax_block_says_nothing(plain_contract: Contract) -> None:
    assert tax_note(replace(plain_contract, tax=None), moved(100), (), {}) is None


def test_inside_it_is_a_part_of_the_basis_and_adds_nothing(plain_contract: Contract) -> None:
    found = note(plain_contract, INSIDE, moved(3_000_000, cash=3_000_000))
    # 30,000 × 6/106 = 1,698.113…
    assert (found.net, found.tax, found.gross, found.added) == (2_830_189, 169_811, 3_000_000, 0)
    assert found.payable == 0


def test_on_top_it_follows_the_cash_and_not_the_basis(plain_contract: Contract) -> None:
    found = note(plain_contract, ON_TOP, moved(3_000_000, cash=7_200_000))
    assert (found.net, found.tax, found.gross) == (3_000_000, 180_000, 3_180_000)
    assert (found.added, found.payable) == (432_000, 432_000)


@pytest.mark.parametrize(("basis", "tax"), [(25, 2), (75, 5), (-25, -2), (24, 1)])
def test_half_a_fen_goes_away_from_zero(basis: int, tax: int, plain_contract: Contract) -> None:
    # 0.25 × 6% is 1.5 fen, 0.75 × 6% is 4.5 fen, 0.24 × 6% is 1.44 fen
    assert note(plain_contract, ON_TOP, moved(basis)).tax == tax


def test_net_and_tax_add_up_to_the_gross_where_both_round(plain_contract: Contract) -> None:
    for basis in range(200):
        found = note(plain_contract, INSIDE, moved(basis))
        assert found.net + found.tax == found.gross == basis


def test_remedies_that_bear_tax_take_it_off_what_is_added(plain_contract: Contract) -> None:
    taxed = moved(3_000_000, cash=3_000_000, remedies=500_000)
    found = note(plain_contract, replace(ON_TOP, remedies_taxed=True), taxed)
    assert (found.added, found.remedies_tax, found.payable) == (180_000, 30_000, 150_000)
    assert note(plain_contract, ON_TOP, taxed).payable == 180_000


def test_a_reduction_after_the_invoice_asks_for_a_credit_note_once(plain_contract: Contract) -> None:
    first = note(plain_contract, INSIDE, moved(2_700_000), invoice("30000.00"))
    assert (first.credit_note, first.credited) == (300_000, {MARCH: 300_000})
    later = moved(3_000_000, bases={MARCH: 2_600_000, APRIL: 3_000_000})
    second = note(plain_contract, INSIDE, later, invoice("30000.00"), credited=first.credited)
    # 30,000 − 26,000 = 4,000, of which 3,000 are noted
    assert (second.credit_note, second.credited) == (100_000, {MARCH: 400_000})


def test_what_was_asked_for_is_not_taken_back(plain_contract: Contract) -> None:
    found = note(plain_contract, INSIDE, moved(2_900_000), invoice("30000.00"), credited={MARCH: 300_000})
    assert (found.credit_note, found.credited) == (0, {MARCH: 300_000})


def test_on_top_a_credit_note_is_gross(plain_contract: Contract) -> None:
    found = note(plain_contract, ON_TOP, moved(2_700_000), invoice("31800.00"))
    # 31,800 − 27,000 × 1.06
    assert found.credit_note == 318_000


def test_a_credit_note_in_yen_has_no_smaller_part(plain_contract: Contract) -> None:
    in_yen = replace(plain_contract, currency="JPY", tax=INSIDE)
    found = tax_note(in_yen, moved(27_000), [invoice("30000", currency="JPY")], {})
    assert found is not None
    assert found.credit_note == 3_000


def test_an_invoice_that_is_not_valid_or_not_above_the_basis_asks_for_none(plain_contract: Contract) -> None:
    for event in (invoice("30000.00", valid="false"), invoice("27000.00"), invoice("26999.99")):
        assert note(plain_contract, INSIDE, moved(2_700_000), event).credit_note == 0


def test_invoices_of_a_month_count_together(plain_contract: Contract) -> None:
    found = note(plain_contract, INSIDE, moved(2_700_000), invoice("20000.00"), invoice("10000.00"))
    assert found.credit_note == 300_000


def test_a_contract_without_credit_notes_asks_for_none(plain_contract: Contract) -> None:
    found = note(plain_contract, replace(INSIDE, credit_note=False), moved(2_700_000), invoice("30000.00"))
    assert (found.credit_note, found.credited) == (0, {})


@pytest.mark.parametrize(
    ("amount", "inclusive", "net", "tax", "gross"),
    [
        (10_600, True, 10_000, 600, 10_600),  # 106.00 × 6/106
        (10_000, False, 10_000, 600, 10_600),  # 100.00 × 6 %
        (25, False, 25, 2, 27),  # 0.25 × 6 % = 0.015: away from zero
        (-25, False, -25, -2, -27),
        (100, True, 94, 6, 100),  # 1.00 × 6/106 = 0.0566
    ],
)
def test_an_amount_on_an_invoice_is_its_net_its_tax_and_both(
    amount: int, net: int, tax: int, gross: int, *, inclusive: bool
) -> None:
    found = split(Money(amount, "USD"), Fraction(6, 100), inclusive=inclusive)
    assert found == TaxSplit(*(Money(minor, "USD") for minor in (net, tax, gross)))
