"""A line posted in parts, each rounded on its own, and what is left of it when it comes to nothing."""

from fractions import Fraction

from assay.core.contract.remedy import Head
from assay.core.settlement.postings import NOTHING, Amount, Posted
from assay.core.settlement.remedies import whole_amount

IN_TWO_PARTS = Posted("C2", "C2", Head.COMPENSATION, Amount(Fraction(-8, 1000), -2))
"""Two postings of a fen each, 0.00(5) and 0.00(5) rounded up, of a line that is 0.008 by now."""


def test_what_is_new_is_rounded_on_its_own() -> None:
    # −0.012 − (−0.008) = −0.004 → 0; with the two fen posted before it stays at −2
    assert whole_amount(Fraction(-12, 1000), IN_TWO_PARTS, "CNY") == Amount(Fraction(-12, 1000), -2)


def test_a_line_that_comes_to_nothing_leaves_no_fen_behind() -> None:
    # rounded on its own, the way back would be +0.01 and leave −0.01 of a line that is not there any more
    assert whole_amount(Fraction(0), IN_TWO_PARTS, "CNY") == NOTHING
