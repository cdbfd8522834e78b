"""Caps: their limits, what other months kept, whom they cut first, and who gives the last minor unit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Cap, Clause, Head
from assay.core.findings import Place
from assay.core.formula import parse
from assay.core.period import Month
from assay.core.settlement.caps import cap_lines, limit_of
from assay.core.settlement.claims import Claim
from assay.core.settlement.lots import Lot
from assay.core.settlement.postings import Amount, Draft, Posted
from assay.core.settlement.stacking import Granted
from tests.contracts.test_cases import loaded

FEBRUARY, MARCH, APRIL = Month(2027, 2), Month(2027, 3), Month(2027, 4)


@pytest.fixture(scope="module")
def spend_lots() -> Contract:
    """20,000.00 CNY a month from January to June 2027."""
    return loaded("spend-lots")


def with_clauses(
    contract: Contract, limit: str, *priorities: tuple[str, int], per: str = "month"
) -> Contract:
    """The contract with these clauses, by id and priority, and one cap of their compensation."""
    clauses = tuple(
        Clause(name, "cost_share", Head.COMPENSATION, priority, "lead.invalid", Place())
        for name, priority in priorities
    )
    return replace(contract, clauses=clauses, caps=(cap(limit, per=per),))


def cap(limit: str, name: str = "K1", *, per: str = "month", not_for: tuple[str, ...] = ()) -> Cap:
    return Cap(name, (Head.COMPENSATION,), parse(limit), per, not_for, Place())


def loss(clause: str, exact: str, minor: int, cause: str = "") -> tuple[str, tuple[Draft, Amount]]:
    line = f"{clause}/{cause}" if cause else clause
    amount = Amount(-Fraction(exact), -minor)
    return line, (Draft(line, clause, Head.COMPENSATION, amount.exact, cause=cause), amount)


def cuts(contract: Contract, *losses: tuple[str, tuple[Draft, Amount]]) -> dict[str, tuple[str, int]]:
    lines = cap_lines(contract, MARCH, dict(losses), {})
    return {line: (str(amount.exact), amount.minor) for line, (_, amount) in lines.items()}


@pytest.mark.parametrize(
    ("limit", "worth"),
    [
        ("fee.month + 1.00 CNY", 20_001),
        ("fee.quarter + 1.00 CNY", 60_001),
        ("fee.total + 1.00 CNY", 120_001),
        ("lot.cost + 1.00 CNY", 301),
        ("5% of fee.month - 2000.00 CNY", 0),
    ],
)
def test_a_limit_is_an_amount_in_the_contracts_currency(spend_lots: Contract, limit: str, worth: int) -> None:
    assert limit_of(spend_lots, MARCH, parse(limit), Fraction(300)) == worth


@pytest.mark.parametrize("month", [Month(2027, 4), Month(2027, 5), Month(2027, 6)])
def test_the_fee_of_a_quarter_is_that_of_its_three_months(spend_lots: Contract, month: Month) -> None:
    # to 15 May: April 20000, May 20000 × 15 ÷ 31, June nothing
    term = replace(
        spend_lots.term, span=replace(spend_lots.term.span, end_on=Month(2027, 5).first_on.replace(day=16))
    )
    shorter = replace(spend_lots, term=term)
    assert limit_of(shorter, month, parse("fee.quarter")) == 20_000 + Fraction(20_000 * 15, 31)


def test_who_stands_last_is_cut_first_and_then_the_one_before(spend_lots: Contract) -> None:
    # 1000 + 500.25 + 300 = 1800.25, limit 1000: 800.25 too much: C3 300, C2 500.25, C1 nothing
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 30), ("C2", 50), ("C3", 90))
    lines = cuts(
        contract, loss("C1", "1000", 100_000), loss("C2", "500.25", 50_025), loss("C3", "300", 30_000)
    )
    assert lines == {"K1/C3": ("300", 30_000), "K1/C2": ("2001/4", 50_025)}


def test_less_than_one_whole_unit_is_cut_too(spend_lots: Contract) -> None:
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 10))
    assert cuts(contract, loss("C1", "1000.50", 100_050)) == {"K1/C1": ("1/2", 50)}


def test_a_yen_has_no_smaller_part(spend_lots: Contract) -> None:
    # limit 5% of 20000 = 1000 JPY, claimed 1500.4, posted 1500: 500 are cut
    contract = replace(with_clauses(spend_lots, "5% of fee.month", ("C1", 10)), currency="JPY")
    assert cuts(contract, loss("C1", "1500.4", 1500)) == {"K1/C1": ("2502/5", 500)}


def test_what_two_clauses_lose_in_yen_is_whole_yen_of_each(spend_lots: Contract) -> None:
    # limit 1000, claimed 1200.9 + 700.4, posted 1201 + 700: 901 are cut, all 700.4 off C2 and 200.9 off C1, which rounds up
    clauses = with_clauses(spend_lots, "5% of fee.month", ("C1", 10), ("C2", 90))
    found = cuts(replace(clauses, currency="JPY"), loss("C1", "1200.9", 1201), loss("C2", "700.4", 700))
    assert found == {"K1/C1": ("2009/10", 201), "K1/C2": ("3502/5", 700)}


def test_what_is_cut_lot_by_lot_in_yen_is_split_in_whole_yen(spend_lots: Contract) -> None:
    # half of what a lot cost may be lost: 60.5 of 121. C1 takes 100 and C2 60: 99.5 are too much, 60 off C2 and 39.5 off C1
    contract = replace(
        with_clauses(spend_lots, "0.5 x lot.cost", ("C1", 10), ("C2", 90), per="lot"), currency="JPY"
    )
    lot = Lot("search/2027-03-01", "spend", Fraction(121))
    first, second = contract.clauses
    losses = dict((loss("C1", "100", 100), loss("C2", "60", 60)))
    given = {
        name: (replace(draft, parts=(_granted(clause, lot, -draft.exact),)), amount)
        for (name, (draft, amount)), clause in zip(losses.items(), (first, second), strict=True)
    }
    lines = cap_lines(contract, MARCH, given, {})
    assert {name: (str(amount.exact), amount.minor) for name, (_, amount) in lines.items()} == {
        "K1/C1": ("79/2", 40),
        "K1/C2": ("60", 60),
    }


def _granted(clause: Clause, lot: Lot, exact: Fraction) -> Granted:
    share = exact / lot.value
    return Granted(Claim(clause, lot, share), share, Fraction(0), exact)


def test_when_rounding_alone_passes_the_limit_the_last_in_priority_gives_the_unit(
    spend_lots: Contract,
) -> None:
    # 500.005 twice is 1000.01 exactly, rounded 500.01 twice 1000.02; the limit is 1000.01
    contract = with_clauses(spend_lots, "5% of fee.month + 0.01 CNY", ("C1", 90), ("C2", 10))
    lines = cuts(contract, loss("C1", "500.005", 50_001), loss("C2", "500.005", 50_001))
    assert lines == {"K1/C1": ("0", 1)}


def test_a_clause_that_posted_nothing_gives_no_unit(spend_lots: Contract) -> None:
    # 999.996 and 0.004: exactly 1000.00; posted 1000.00 and 0.00; with 0.004 of C1 also 0.00 the limit 999.99 cuts C2
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 90), ("C2", 10))
    lines = cuts(contract, loss("C1", "0.004", 0), loss("C2", "999.996", 100_001))
    assert lines == {"K1/C2": ("0", 1)}


def test_a_clause_that_is_cut_gives_the_unit_before_one_that_is_not(spend_lots: Contract) -> None:
    # 600 + 400.50: 0.50 too much, off C2; rounded 600.01 + 400.50: 0.51 too much, so C2 gives that too
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 10), ("C2", 90))
    lines = cuts(contract, loss("C1", "600", 60_001), loss("C2", "400.50", 40_050))
    assert lines == {"K1/C2": ("1/2", 51)}


def test_of_two_that_are_cut_alike_the_first_by_name_gives_the_unit(spend_lots: Contract) -> None:
    # limit 999.00: exactly 4.00 too much, off C2 3.00 and C1 1.00; posted was 1003.01: one fen more, and C1 gives it
    contract = with_clauses(spend_lots, "5% of fee.month - 1.00 CNY", ("C1", 10), ("C2", 90))
    lines = cuts(contract, loss("C1", "1000", 100_000), loss("C2", "3", 301))
    assert lines == {"K1/C1": ("1", 101), "K1/C2": ("3", 300)}


def test_lines_of_one_clause_by_two_causes_are_cut_as_two(spend_lots: Contract) -> None:
    # 700 for fraud, 600 for the data: 300 too much; within one clause the later cause gives
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 10))
    given = dict((loss("C1", "600", 60_000, "data_incident"), loss("C1", "700", 70_000, "fraud")))
    lines = cap_lines(contract, MARCH, given, {})
    assert [draft.by_cause for draft, _ in lines.values()] == [
        {"data_incident": Amount(Fraction(300), 30_000)}
    ]


def test_what_is_cut_of_both_causes_stands_in_one_line(spend_lots: Contract) -> None:
    # 600 + 700 - 200 = 1100: 600 for the data and 500 for fraud
    contract = with_clauses(spend_lots, "1% of fee.month", ("C1", 10))
    lines = cuts(contract, loss("C1", "600", 60_000, "data_incident"), loss("C1", "700", 70_000, "fraud"))
    assert lines == {"K1/C1": ("1100", 110_000)}


@pytest.mark.parametrize(
    ("per", "cut"),
    [
        ("month", 0),  # 800 of March alone
        ("quarter", 400),  # February kept 600: 600 + 800 - 1000
        ("term", 700),  # February 600 and April 300: 900 + 800 - 1000
    ],
)
def test_a_cap_remembers_what_the_other_months_of_its_span_kept(
    spend_lots: Contract, per: str, cut: int
) -> None:
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 10), per=per)
    others = {
        APRIL: [kept("C1", -30_000)],
        FEBRUARY: [kept("C1", -90_000), kept("K1", 30_000, cuts="C1")],
    }
    lines = cap_lines(contract, MARCH, dict([loss("C1", "800", 80_000)]), others)
    assert sum(amount.minor for _, amount in lines.values()) == cut * 100


def test_what_a_cap_is_not_for_is_neither_cut_nor_counted(spend_lots: Contract) -> None:
    # a cap without a limit frees fraud from every cap; C9 is freed by the cap itself
    contract = with_clauses(spend_lots, "5% of fee.month", ("C1", 10), ("C9", 90), per="term")
    free = Cap("K0", (), None, "term", ("fraud",), Place())
    limited = cap("5% of fee.month", per="term", not_for=("C9",))
    others = {
        FEBRUARY: [
            kept("C1", -70_000, cause="fraud"),
            kept("C9", -70_000),
            kept("K1", 10_000, cuts="C9"),
            kept("C1", -20_000),
            replace(kept("B1", 50_000), head=Head.BONUS),
        ]
    }
    given = dict(
        (loss("C1", "900", 90_000), loss("C1", "5000", 500_000, "fraud"), loss("C9", "5000", 500_000))
    )
    lines = cap_lines(replace(contract, caps=(limited, free)), MARCH, given, others)
    # 200 kept + 900 - 1000 = 100
    assert [(line, amount.minor) for line, (_, amount) in lines.items()] == [("K1/C1", 10_000)]


def kept(clause: str, minor: int, *, cuts: str = "", cause: str = "") -> Posted:
    return Posted(clause, clause, Head.COMPENSATION, Amount(Fraction(minor, 100), minor), cuts, cause)
