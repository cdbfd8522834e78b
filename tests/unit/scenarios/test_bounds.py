"""Exact bounds are what trying everything finds, on contracts small enough to try everything."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest

from assay.core.acceptance.measurements import Figure, KpiFigures, LotLeads, PeriodFigures, SpendLot
from assay.core.contract.model import Amended
from assay.core.period import Month, parse_instant
from assay.core.scenarios.bounds import bounds_of
from assay.core.scenarios.play import settle, totals_of
from assay.core.scenarios.scenario import Assumed
from tests.unit.scenarios.contracts import contract
from tests.unit.scenarios.test_by_hand import BONUS, RULES, SPEND

TERM = '{start: "2027-01-01", end: "2027-01-31", tz: Asia/Shanghai}'
KPIS = '{valid_leads: {metric: valid_leads, period: month, target: ">= 4 lead", weight: "1"}}'
CAPS = "[{id: K1, heads: [compensation], limit: 20% of fee.month, per: month}, {id: K2, heads: [compensation], limit: 15% of fee.total, per: term}]"
FEE = "{total: 30000.00 CNY, monthly: 30000.00 CNY, base: 50%, at_risk: 50%}"
CLAUSES = SPEND + "\n" + BONUS.strip("\n").splitlines()[1]


def small(**blocks: str) -> Amended:
    return contract(**{"term": TERM, "kpis": KPIS, "fee": FEE, "validity": RULES} | blocks)


def every_pay(amended: Amended) -> Iterator[int]:
    """What is left to the vendor in a month of each number of leads, with little or much spend, good and bad."""
    for valid, cost, junk, failed in product(range(30), (0, 60_000), (0, 3, 3_000), (0, 60_000)):
        leads = LotLeads(
            Fraction(valid + junk), Fraction(valid), {"duplicate": Fraction(junk)} if junk else {}
        )
        lots = (
            SpendLot("display/2027-01-01", Fraction(failed), "CNY", failed_segment="bounce"),
            SpendLot("search/2027-01-01", Fraction(cost), "CNY", leads=leads),
        )
        kpis = {"valid_leads": KpiFigures("valid_leads", Figure(value=Fraction(valid)))}
        month = PeriodFigures(Month(2027, 1), parse_instant("2027-02-05T09:00:00+08:00"), kpis, lots)
        totals = totals_of(settle(amended, [month]))
        yield totals.kept


@pytest.mark.parametrize("same_cause", ["add", "max"])
def test_bounds_are_what_trying_everything_finds(same_cause: str) -> None:
    amended = small(clauses=CLAUSES, caps=CAPS, combine=f"{{same_cause: {same_cause}}}")
    found = bounds_of(amended, Assumed())
    tried = list(every_pay(amended))
    assert found.lowest.is_exact
    assert found.highest.is_exact
    # 30,000 − 15,000 at risk − 15% of 30,000 under the narrower cap; 30,000 + 20% of bonus.
    assert (found.lowest.value, found.highest.value) == (min(tried), max(tried)) == (10_500_00, 36_000_00)


def test_a_refund_alone_is_bounded_by_what_is_at_risk() -> None:
    found = bounds_of(contract(), Assumed())
    assert (found.lowest.value, found.highest.value) == (90_000_00, 180_000_00)


def test_spend_without_a_cap_has_no_lowest_pay() -> None:
    lowest = bounds_of(small(clauses=SPEND), Assumed()).lowest
    assert (lowest.value, lowest.is_exact) == (None, False)
    assert [(item.code, item.params["clause"]) for item in lowest.because] == [
        ("simulate.uncapped", "C2"),
        ("simulate.uncapped", "C3"),
    ]


def test_a_bonus_without_a_cap_has_no_highest_pay() -> None:
    found = bounds_of(contract(clauses=BONUS.replace("cap: 20% of fee.month, ", "")), Assumed()).highest
    assert found.value is None
    assert [item.code for item in found.because] == ["simulate.uncapped_bonus"]


def test_caps_that_cross_bound_nothing() -> None:
    # K1 limits C3 and C4, K2 limits C2 and C3: neither holds the other.
    damages = '\n  - {id: C4, priority: "40", head: damages, kind: invalid_traffic, for: segment, lot: spend, multiple: "3", includes_principal: "true"}'
    caps = "[{id: K1, heads: [compensation, damages], limit: 20% of fee.month, per: month, not_for: [C2]}, {id: K2, heads: [compensation], limit: 15% of fee.total, per: term}]"
    lowest = bounds_of(small(clauses=SPEND + damages, caps=caps), Assumed()).lowest
    assert lowest.value is None
    assert [item.code for item in lowest.because] == ["simulate.caps_cross"]


def test_every_segment_that_a_clause_pays_for_fills_its_own_cap() -> None:
    clauses = """
  - {id: C3, priority: "30", head: compensation, kind: invalid_traffic, for: segment.bounce, lot: spend, multiple: "2", includes_principal: "true"}
  - {id: C4, priority: "40", head: damages, kind: invalid_traffic, for: segment.short, lot: spend, multiple: "2", includes_principal: "true"}"""
    validity = (
        "{segment: [{id: bounce, rule: bounce_rate, over: 70%}, {id: short, rule: bounce_rate, over: 90%}]}"
    )
    caps = "[{id: K1, heads: [compensation], limit: 20% of fee.month, per: month}, {id: K2, heads: [damages], limit: 10% of fee.month, per: month}]"
    lowest = bounds_of(small(clauses=clauses, caps=caps, validity=validity), Assumed()).lowest
    # Nothing is at risk; 30,000 − 6,000 − 3,000.
    assert (lowest.value, lowest.is_exact) == (21_000_00, True)


def test_clauses_that_share_lots_under_caps_of_their_own_bound_nothing() -> None:
    clauses = """
  - {id: C2, priority: "20", head: compensation, kind: cost_share, for: lead.invalid, lot: spend, multiple: "1.5"}
  - {id: C3, priority: "30", head: damages, kind: invalid_traffic, for: click.class_A, lot: spend, multiple: "1.5", includes_principal: "true"}"""
    validity = "{click: [{id: bot, rule: declared_bot, class: A}]}"
    caps = "[{id: K1, heads: [compensation], limit: 20% of fee.month, per: month}, {id: K2, heads: [damages], limit: 10% of fee.month, per: month}]"
    lowest = bounds_of(small(clauses=clauses, caps=caps, validity=validity), Assumed()).lowest
    assert [item.code for item in lowest.because] == ["simulate.lots_shared"]


def test_a_bonus_that_a_requirement_keeps_from_its_cap_is_at_most_that() -> None:
    clauses = BONUS.replace("clawback", 'requires: ["valid_leads <= 45 lead"], clawback')
    highest = bounds_of(contract(clauses=clauses), Assumed()).highest
    assert (highest.value, highest.is_exact) == (216_000_00, False)
