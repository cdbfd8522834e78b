"""A month's lines at both readings: what waits or is disputed, what events bring, and a line posted in parts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import LotLeads, LotSessions, SpendLot
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.period import Month
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted
from assay.core.settlement.remedies import Lines, MonthCase, interest_of, remedies, whole_amount
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
IN_TWO_PARTS = Posted("C2", "C2", Head.COMPENSATION, Amount(Fraction(-8, 1000), -2))
"""Two postings of a fen each, 0.00(5) and 0.00(5) rounded up, of a line that is 0.008 by now."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    """20,000.00 CNY a month; invalid leads at half (C2), clicks of class A at twice (C3)."""
    return loaded("disputes")


@pytest.fixture
def case(contract: Contract) -> MonthCase:
    """A lot of 600.00 with 6 of 12 leads invalid, one of 100.00 with half its clicks of class A."""
    leads = LotLeads(Fraction(12), Fraction(6), {"silent": Fraction(6)})
    clicks = LotSessions(judged=Fraction(10), invalid_a=Fraction(5))
    lots = (
        SpendLot("search/2027-03-01", Fraction(600), "CNY", leads=leads),
        SpendLot("display/2027-03-01", Fraction(100), "CNY", sessions=clicks),
    )
    return MonthCase(contract, MARCH, (), lots, {}, {})


def shown(lines: Lines) -> dict[str, tuple[Fraction, int]]:
    return {line_id: (amount.exact, amount.minor) for line_id, (_, amount) in lines.items()}


def posted_beside(draft: Draft, minor: int) -> dict[str, Posted]:
    """The line as posted before, in parts that came to other minor units than the whole."""
    amount = Amount(draft.exact, minor)
    return {draft.id: Posted(draft.id, draft.clause, draft.head, amount)}


def test_what_waits_is_claimed_at_worst_and_what_comes_after_it_either_way(case: MonthCase) -> None:
    waiting = replace(case, waiting=frozenset({"C2"}))
    # C2 600 × 6/12 × 0.5; C3 100 × 5/10 × 2
    share, clicks = (Fraction(-150), -15_000), (Fraction(-100), -10_000)
    assert shown(remedies(waiting, worst=False)) == {"C3": clicks}
    assert shown(remedies(waiting, worst=True)) == {"C2": share, "C3": clicks}


REPAIR = Draft("C8", "C8", Head.DAMAGES, Fraction(-1, 3))


@pytest.mark.parametrize(
    ("disputed", "struck", "certain", "worst"),
    [
        ((), (), True, True),
        (("C8",), (), False, True),
        ((), ("C8",), False, False),
        (("C9",), ("C7",), True, True),
    ],
)
def test_a_line_that_an_event_brings_is_certain_until_it_is_disputed(
    disputed: tuple[str, ...], struck: tuple[str, ...], certain: bool, worst: bool, case: MonthCase
) -> None:
    brought = replace(
        case,
        lots=(),
        brought=(REPAIR,),
        disputed_lines=frozenset(disputed),
        struck_lines=frozenset(struck),
        posted=posted_beside(REPAIR, -34),
    )
    whole = {"C8": (REPAIR, Amount(Fraction(-1, 3), -34))}
    assert remedies(brought, worst=False) == (whole if certain else {})
    assert remedies(brought, worst=True) == (whole if worst else {})


def test_the_days_of_force_majeure_give_their_part_of_the_fee_back(case: MonthCase) -> None:
    lines = remedies(replace(case, lots=(), majeure_days=10, days=31), worst=False)
    # 20,000 × 10/31 = 6,451.6129
    exact = Fraction(-200_000, 31)
    node = Node("explain.part_refund", {"days": "10", "of": "31"}, exact)
    draft = Draft("force_majeure", "force_majeure", Head.FEE_REDUCTION, exact, node=node)
    assert lines == {"force_majeure": (draft, Amount(exact, -645_161))}


@pytest.mark.parametrize(
    ("exact", "told", "certain", "worst"),
    [
        ("-1/2", "", True, True),
        # what the vendor owes: doubtful while disputed, gone once it is struck
        ("-1/2", "disputed", False, True),
        ("-1/2", "struck", False, False),
        ("-1/2", "upheld", True, True),
        # what the buyer owes: the buyer's reading is the one without it
        ("1/2", "disputed", True, False),
        ("1/2", "struck", True, True),
        ("1/2", "upheld", False, False),
    ],
)
def test_interest_in_dispute_is_there_in_the_reading_of_one_side(
    exact: str, told: str, certain: bool, worst: bool, case: MonthCase
) -> None:
    draft = Draft("C9/buyer", "C9", Head.INTEREST, Fraction(exact))
    doubtful = replace(
        case,
        interest=(draft,),
        disputed_lines=frozenset({draft.id} if told == "disputed" else ()),
        struck_lines=frozenset({draft.id} if told == "struck" else ()),
        upheld_lines=frozenset({draft.id} if told == "upheld" else ()),
        posted=posted_beside(draft, 51),
    )
    whole = {"C9/buyer": (draft, Amount(draft.exact, 51))}
    assert interest_of(doubtful, worst=False) == (whole if certain else {})
    assert interest_of(doubtful, worst=True) == (whole if worst else {})


def test_what_is_new_is_rounded_on_its_own() -> None:
    # −0.012 − (−0.008) = −0.004 → 0; with the two fen posted before it stays at −2
    assert whole_amount(Fraction(-12, 1000), IN_TWO_PARTS, "CNY") == Amount(Fraction(-12, 1000), -2)


def test_a_line_that_comes_to_nothing_leaves_no_fen_behind() -> None:
    # rounded on its own, the way back would be +0.01 and leave −0.01 of a line that is not there any more
    assert whole_amount(Fraction(0), IN_TWO_PARTS, "CNY") == NOTHING
