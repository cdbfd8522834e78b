"""Exact bounds are what trying everything finds where cash comes by instalments: two months, then a third for the tail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    PeriodFigures,
    SpendLot,
)
from assay.core.contract.model import Amended
from assay.core.period import Month, parse_instant
from assay.core.scenarios.bounds import bounds_of
from assay.core.scenarios.play import settle, totals_of
from assay.core.scenarios.scenario import Assumed
from tests.unit.scenarios.contracts import contract

TERM = '{start: "2027-01-01", end: "2027-02-28", tz: Asia/Shanghai}'
FEE = "{total: 60000.00 CNY, monthly: 30000.00 CNY, base: 50%, at_risk: 50%}"
KPIS = """
  valid_leads: {metric: valid_leads, period: month, target: ">= 2 lead", weight: "0.8"}
  filled: {metric: record_completeness, source: crm, period: month, target: ">= 50%", weight: "0.2"}"""
SOURCES = "{crm: {owner: buyer, kind: crm, of_record_for: [leads], definition_ref: annex}}"
RULES = "{click: [{id: bot, rule: declared_bot, class: A}], lead: [{id: duplicate, rule: duplicate, keys: [email], within: 180 day, scope: buyer}]}"
CLAUSES = """
  - {id: C1, priority: "10", head: fee_reduction, kind: shortfall_refund, for: kpis, lot: fee, mode: each_period}
  - {id: C2, priority: "20", head: compensation, kind: cost_share, for: lead.invalid, lot: spend, multiple: "0.5"}
  - {id: C3, priority: "30", head: compensation, kind: invalid_traffic, for: click.class_A, lot: spend, multiple: "2", includes_principal: "true"}
  - {id: C5, priority: "50", head: bonus, kind: bonus, for: valid_leads, rate: 3000.00 CNY/lead, above: target, cap: 20% of fee.month, requires: [no_open_class_A]}"""
CAPS = "[{id: K1, heads: [compensation], limit: 20% of fee.month, per: month}, {id: K2, heads: [compensation], limit: 15% of fee.total, per: term}]"
ADVANCE = "{id: advance, share: 30%, kind: prepayment, on: signing}"
TAIL = "{id: tail, share: 30%, on: final_acceptance}"
MILESTONE = 'id: milestone, share: 40%, on: {cumulative: valid_leads, reaches: 3 lead}, latest: "2027-01-31"'
TIERS = "{tiers: [{from: 80%, share: 70%}, {from: 50%, share: 30%}]}"
RETENTION = "{share: 20%, base: contract_price, inside: tail, release: {after: 3 day, if: [no_open_claim]}}"
AS_OF = ("2027-02-05T09:00:00+08:00", "2027-03-05T09:00:00+08:00", "2027-04-05T09:00:00+08:00")


def closing() -> tuple[Event, ...]:
    """Signing on the first day, and what the tail waits for in the month after the term."""
    days = {"signing": "2027-01-01", "hand_over": "2027-03-02", "final_acceptance": "2027-03-10"}
    return tuple(
        Event(kind, kind, date.fromisoformat(day), parse_instant(f"{day}T09:00:00+08:00"))
        for kind, day in days.items()
    )


def month(number: int, valid: int, *, filled: int, cost: int, bad: bool) -> PeriodFigures:
    """A month of so many leads, records and cost, its spend clean or bad in every way."""
    invalid = {"duplicate": Fraction(3)} if bad else {}
    leads = LotLeads(Fraction(valid + 3 * bad), Fraction(valid), invalid)
    sessions = LotSessions(judged=Fraction(10), invalid_a=Fraction(5 * bad))
    lot = SpendLot(f"search/2027-{number:02}-01", Fraction(cost), "CNY", sessions=sessions, leads=leads)
    kpis = {
        "valid_leads": KpiFigures("valid_leads", Figure(value=Fraction(valid))),
        "filled": KpiFigures("filled", Figure(numerator=Fraction(filled), denominator=Fraction(2))),
    }
    return PeriodFigures(Month(2027, number), parse_instant(AS_OF[number - 1]), kpis, (lot,))


def every_pay(amended: Amended) -> Iterator[int]:
    """What the vendor is left with over every pair of months of up to four leads, little or much spend, good and bad."""
    tail = PeriodFigures(Month(2027, 3), parse_instant(AS_OF[2]), {})
    for first, second, filled, (cost, bad) in product(
        range(5), range(5), (0, 2), ((0, False), (9_000, True), (900_000, True))
    ):
        months = [
            month(n, leads, filled=filled, cost=cost, bad=bad) for n, leads in ((1, first), (2, second))
        ]
        yield totals_of(settle(amended, [replace(months[0], events=closing()), months[1], tail])).kept


@pytest.mark.parametrize(
    ("payments", "retention"),
    [
        (f"[{ADVANCE}, {{{MILESTONE}, if_unmet: prorata}}, {TAIL}]", True),
        (f"[{ADVANCE}, {{{MILESTONE}, if_unmet: {TIERS}}}, {TAIL}]", False),
        (
            "[{id: advance, share: 100%, kind: prepayment, on: signing}]",
            False,
        ),  # what is lost is claimed back
        ("[{id: monthly, share: 100%, on: each_month}]", False),
    ],
    ids=["milestone_prorata_and_retention", "milestone_by_tiers", "all_in_advance", "monthly"],
)
def test_bounds_are_what_trying_everything_finds(payments: str, retention: bool) -> None:
    blocks = {"retention": RETENTION} if retention else {}
    amended = contract(
        term=TERM,
        fee=FEE,
        kpis=KPIS,
        sources=SOURCES,
        validity=RULES,
        clauses=CLAUSES,
        caps=CAPS,
        payments=payments,
        **blocks,
    )
    found = bounds_of(amended, Assumed())
    tried = list(every_pay(amended))
    assert found.lowest.is_exact
    assert found.highest.is_exact
    # 60,000 − 2 × 15,000 at risk − 15% of 60,000 under the narrower cap; 60,000 + 2 × 20% of 30,000 of bonus.
    # How cash falls due moves neither.
    assert (found.lowest.value, found.highest.value) == (min(tried), max(tried)) == (21_000_00, 72_000_00)
