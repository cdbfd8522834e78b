"""Cliffs and plateaus of contracts whose money is plain."""

from fractions import Fraction

from assay.core.scenarios.scenario import Assumed
from assay.core.scenarios.sweep import curves
from tests.unit.scenarios.contracts import contract
from tests.unit.scenarios.test_by_hand import BONUS


def test_a_refund_is_one_slope_up_to_the_target_and_a_plateau_after_it() -> None:
    (curve,) = curves(contract(), Assumed())
    assert (curve.kpi, str(curve.month), curve.target) == ("valid_leads", "2027-01", 40)
    assert len(curve.points) == 81
    first, second = curve.pieces
    assert (first.start, first.end, first.least, first.most) == (0, 40, 375_00, 375_00)
    assert (second.start, second.end, second.is_flat) == (40, 80, True)
    assert curve.plateaus == (second,)
    assert curve.cliffs == ()


def test_a_bonus_that_needs_a_number_is_a_cliff_where_the_number_is_reached() -> None:
    clauses = BONUS.replace("clawback", 'requires: ["valid_leads >= 50 lead"], clawback')
    (curve,) = curves(contract(clauses=clauses), Assumed())
    (cliff,) = curve.cliffs
    # The fiftieth lead pays ten leads over the target at once: 10 × 300 = 3,000, a tenth of the month's fee.
    assert (cliff.at, cliff.change, cliff.of_fee) == (50, 3_000_00, Fraction(1, 10))


def test_a_great_target_is_settled_unit_by_unit_only_where_the_pay_bends() -> None:
    kpis = '{valid_leads: {metric: valid_leads, period: month, target: ">= 600 lead", weight: "1"}}'
    (curve,) = curves(contract(kpis=kpis), Assumed())
    assert len(curve.points) < 200
    assert [(piece.start, piece.end) for piece in curve.pieces] == [(0, 600), (600, 1200)]
    assert curve.pieces[0].change == 15_000_00
