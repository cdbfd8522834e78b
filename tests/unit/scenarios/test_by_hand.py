"""The standard scenarios on the smallest contract: half of 30,000 a month hangs on 40 leads, 375 each, for six months."""

import pytest

from assay.core.contract.model import Bilingual
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.scenario import Assumed, Scenario
from tests.unit.scenarios.contracts import contract, played


@pytest.mark.parametrize(
    ("scenario", "paid", "reductions"),
    [
        ("exact", 180_000_00, 0),
        ("one_less", 177_750_00, -2_250_00),  # 39 of 40: 375 × 6
        ("one_more", 180_000_00, 0),  # no bonus clause
        ("two_month_miss", 171_000_00, -9_000_00),  # 28 of 40 twice: 12 × 375 × 2
        ("nil", 90_000_00, -90_000_00),  # 15,000 × 6
        ("double", 180_000_00, 0),
        ("missing_vendor", 165_000_00, -15_000_00),  # deemed missed: the whole lot of one month
        ("missing_buyer", 180_000_00, 0),  # excluded, and the added month has no fee
        ("missing_neither", 180_000_00, 0),  # held, then paid
        ("low_season", 174_000_00, -6_000_00),  # no season agreed: 24 of 40 in month 2, 16 × 375
        ("amended", 180_000_00, 0),  # 32 of 32 from April
        ("late_verdicts", 180_000_00, 0),
    ],
)
def test_what_the_whole_term_pays(scenario: str, paid: int, reductions: int) -> None:
    totals = played(contract(), scenario).totals
    assert totals is not None
    assert (totals.fee, totals.paid, totals.reductions) == (180_000_00, paid, reductions)
    assert (totals.bonus, totals.set_offs, totals.unpaid) == (0, 0, 0)


def calendar(scenario: str) -> list[int]:
    totals = played(contract(), scenario).totals
    assert totals is not None
    return [payable // 100 for _, payable in totals.calendar]


def test_a_miss_lowers_the_months_that_missed() -> None:
    assert calendar("two_month_miss") == [30_000, 25_500, 25_500, 30_000, 30_000, 30_000]


def test_what_nobody_is_at_fault_for_waits_until_the_last_month() -> None:
    # February's lot of 15,000 waits; the last final statement pays it to the vendor.
    assert calendar("missing_neither") == [30_000, 15_000, 30_000, 30_000, 30_000, 45_000]


def test_an_excluded_month_adds_one_without_a_fee() -> None:
    assert calendar("missing_buyer") == [30_000] * 6 + [0]


def test_open_verdicts_wait_for_the_next_statement() -> None:
    # 12 of 40 are open: 12 × 375 = 4,500 waits each month and comes with the next, the last in a month after the term.
    assert calendar("late_verdicts") == [25_500, 30_000, 30_000, 30_000, 30_000, 30_000, 4_500]


BONUS = """
  - {id: C1, priority: "10", head: fee_reduction, kind: shortfall_refund, for: kpis, lot: fee, mode: each_period}
  - {id: C5, priority: "50", head: bonus, kind: bonus, for: valid_leads, rate: 300.00 CNY/lead, above: target, cap: 20% of fee.month, clawback: {within: 90 day, for: [fraud]}}"""


def test_a_bonus_stops_at_its_cap() -> None:
    totals = played(contract(clauses=BONUS), "double").totals
    assert totals is not None
    assert totals.bonus == 36_000_00  # 40 over × 300 = 12,000, cut to 6,000, six times


def test_late_fraud_takes_back_the_bonus_of_the_false_leads() -> None:
    totals = played(contract(clauses=BONUS), "late_fraud").totals
    assert totals is not None
    # January: 52 leads, 12 over × 300 = 3,600. Five were false: 7 × 300 = 2,100 stay.
    assert totals.bonus == 2_100_00


TRIGGER = "[{id: T1, when: {kpi: valid_leads, below: 100% of target}, for: 2 consecutive month, then: [termination_right]}]"


@pytest.mark.parametrize(
    ("scenario", "fired"), [("exact", []), ("one_less", ["2027-02"]), ("two_month_miss", ["2027-03"])]
)
def test_it_says_which_trigger_fired_and_when(scenario: str, fired: list[str]) -> None:
    totals = played(contract(triggers=TRIGGER), scenario).totals
    assert totals is not None
    assert [str(firing.month) for firing in totals.triggers] == fired


SPEND = """
  - {id: C1, priority: "10", head: fee_reduction, kind: shortfall_refund, for: kpis, lot: fee, mode: each_period}
  - {id: C2, priority: "20", head: compensation, kind: cost_share, for: lead.invalid, lot: spend, multiple: "0.5"}
  - {id: C3, priority: "30", head: compensation, kind: invalid_traffic, for: segment, lot: spend, multiple: "2", includes_principal: "true"}"""
RULES = "{segment: [{id: bounce, rule: bounce_rate, over: 70%}], lead: [{id: duplicate, rule: duplicate, keys: [email], within: 180 day, scope: buyer}]}"


def test_junk_leads_cost_their_share_of_the_spend() -> None:
    totals = played(contract(clauses=SPEND, validity=RULES), "junk_leads").totals
    assert totals is not None
    # Spend is assumed at half the fee, 15,000 on two days. 40 valid, so 27 of 67 invalid: on day 1 14 of 34, on day 2 13 of 33.
    # 7,500 × 0.5 × (14/34 + 13/33) = 3,021.39 a month.
    assert totals.set_offs == 6 * 3_021_39


def test_failed_traffic_is_paid_back_twice() -> None:
    totals = played(contract(clauses=SPEND, validity=RULES), "bad_traffic").totals
    assert totals is not None
    assert totals.set_offs == 6 * 6_000_00  # 15,000 × 20% × 2


def test_the_budget_of_the_contract_is_the_spend() -> None:
    fee = "{total: 180000.00 CNY, monthly: 30000.00 CNY, base: 50%, at_risk: 50%, media_budget: 20000.00 CNY/month}"
    totals = played(contract(fee=fee, clauses=SPEND, validity=RULES), "bad_traffic").totals
    assert totals is not None
    assert totals.set_offs == 6 * 8_000_00  # 20,000 × 20% × 2


PAYMENTS = """
  - {id: advance, share: 30%, on: signing}
  - {id: tail, share: 70%, on: final_acceptance}"""
RETENTION = "{share: 20%, base: contract_price, inside: tail, release: {after: 90 day, if: [no_open_claim, handover_done]}}"


def test_cash_follows_signing_acceptance_and_retention() -> None:
    amended = contract(payments=PAYMENTS, retention=RETENTION)
    totals = played(amended, "exact").totals
    assert totals is not None
    paid = [(str(month), payable // 100) for month, payable in totals.calendar if payable]
    # 30% at once; 70% less 20% of the price with the acceptance of 10 July; 36,000 when 90 days are over, 8 October.
    assert paid == [("2027-01", 54_000), ("2027-07", 90_000), ("2027-10", 36_000)]


def test_a_term_that_ends_early_has_its_tail_after_its_own_last_month() -> None:
    scenario = Scenario("early", Bilingual("早", "early"), ends_in=4)
    periods = periods_of(contract(payments=PAYMENTS), scenario, Assumed())
    assert [str(period.month) for period in periods] == [
        "2027-01",
        "2027-02",
        "2027-03",
        "2027-04",
        "2027-05",
    ]
    assert [bool(period.kpis) for period in periods] == [True] * 4 + [False]
