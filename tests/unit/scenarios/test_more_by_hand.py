"""What else a scenario can say, worked by hand on the smallest contract with one block more: 375 a lead, six months."""

from datetime import date
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import PeriodFigures, Status
from assay.core.contract.model import Amended
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.play import Totals, play
from assay.core.scenarios.read import load_suite
from assay.core.scenarios.scenario import Assumed, Scenario
from tests.unit.scenarios.contracts import contract, played, standard
from tests.unit.scenarios.test_by_hand import RULES, SPEND, TRIGGER

SOURCES = """
  crm: {owner: buyer, kind: crm, of_record_for: [leads, verdicts], definition_ref: annex}
  audit: {owner: third_party, of_record_for: [samples, leads], definition_ref: annex}"""


def totals_of(amended: Amended, scenario: str) -> Totals:
    found = played(amended, scenario)
    assert found.totals is not None, found.findings
    return found.totals


def own(text: str) -> Scenario:
    head = "assay: scenarios/v1\nscenarios: [{id: mine, name: {zh: 甲, en: a}, "
    return load_suite(f"{head}{text}}}]").scenarios[0]


def figures(amended: Amended, scenario: Scenario) -> tuple[PeriodFigures, ...]:
    return periods_of(amended, scenario, Assumed())


# ── KPIs that are made of others, or drawn ───────────────────────────────────────────────────────────────────────────

FORMULA = """
  valid_leads: {metric: valid_leads, period: month, target: ">= 40 lead", weight: "0.5"}
  qualified: {metric: sales_qualified_leads, period: month, target: ">= 8 lead", weight: "0.3"}
  share: {formula: "qualified / valid_leads", period: month, target: ">= 20%", weight: "0.2"}"""


def test_a_kpi_by_formula_follows_from_the_counts_it_divides() -> None:
    amended = contract(kpis=FORMULA)
    assert totals_of(amended, "exact").reductions == 0  # 8 of 40 are 20%
    # 39 leads: 7,500/40 = 187.50. 7 qualified: 4,500/8 = 562.50. 7/39 against 20%: 4/39 short, 3,000 × 4/39 = 307.69.
    assert totals_of(amended, "one_less").reductions == -6 * (187_50 + 562_50 + 307_69)


SAMPLED = """
  valid_leads: {metric: valid_leads, period: month, target: ">= 40 lead", weight: "0.5"}
  replies: {sample: replies, period: month, target: ">= 90%", weight: "0.5"}"""
PLAN = '{replies: {claim: ">= 90%", every: month, plan: {n: "60", accept: "9"}, draw: public_seed, auditor: audit}}'


@pytest.mark.parametrize(
    ("scenario", "reductions"),
    [
        ("exact", 0),  # 54 of 60 right: 6 errors, 9 are accepted
        # 28 of 40 leads: 30% of 7,500. 38 of 60 right: 22 errors. 38/60 against 90% is 8/27 short: 7,500 × 8/27 = 2,222.22.
        ("two_month_miss", -2 * (2_250_00 + 2_222_22)),
        ("missing_vendor", -7_500_00),  # the leads alone: the first draw could not tell, the second passes
        ("late_verdicts", 0),
        (
            "samples_fail",
            -6 * 555_56,
        ),  # 10 errors in 60: 50/60 against 90% is 2/27 short, 7,500 × 2/27 = 555.56
        ("samples_unclear", 0),  # unclear twice moves no money
    ],
)
def test_a_kpi_that_a_sample_decides_is_drawn_at_the_level_of_its_month(
    scenario: str, reductions: int
) -> None:
    amended = contract(kpis=SAMPLED, samples=PLAN, sources=SOURCES)
    assert totals_of(amended, scenario).reductions == reductions


def test_a_late_verdict_of_a_sample_is_a_second_draw() -> None:
    amended = contract(kpis=SAMPLED, samples=PLAN, sources=SOURCES)
    drawn = [
        (event.fields["draw"], event.fields["n"], event.fields["errors"])
        for event in figures(amended, standard("late_verdicts"))[0].events
        if event.kind == "sample" and event.fields["of_period"] == "2027-01"
    ]
    assert drawn == [("first", "50", "0"), ("second", "60", "6")]  # ten not judged could all be wrong: 10 > 9


def test_a_sample_of_a_quarter_is_drawn_once_and_stands_as_its_last_month() -> None:
    quarterly = PLAN.replace("every: month", "every: quarter")
    amended = contract(kpis=SAMPLED, samples=quarterly, sources=SOURCES)
    drawn = [
        (event.fields["of_period"], event.fields["errors"])
        for event in figures(amended, standard("two_month_miss"))[0].events
        if event.kind == "sample"
    ]
    assert drawn == [("2027-03", "22"), ("2027-06", "6")]


# ── Figures that come late, from elsewhere, or not at all ────────────────────────────────────────────────────────────


def test_figures_within_the_grace_cost_nothing_and_wait_one_statement() -> None:
    amended = contract(
        missing="{grace: 2 day, vendor_fault: deemed_missed, buyer_fault: exclude_and_extend, neither: fallback_then_hold}"
    )
    totals = totals_of(amended, "late_figures")
    assert [payable // 100_00 for _, payable in totals.calendar] == [300, 150, 450, 300, 300, 300]


def test_the_fallback_source_delivers_where_the_kpi_names_one() -> None:
    kpis = '{valid_leads: {metric: valid_leads, source: crm, fallback: audit, period: month, target: ">= 40 lead", weight: "1"}}'
    amended = contract(kpis=kpis, sources=SOURCES)
    months = [period.kpis["valid_leads"].month for period in figures(amended, standard("fallback_source"))]
    assert [(month.source, month.status) for month in months[:3] if month] == [
        ("", Status.FINAL),
        ("audit", Status.FINAL),
        ("", Status.FINAL),
    ]
    assert totals_of(amended, "fallback_source").paid == 180_000_00


QUALIFIED = """
  valid_leads: {metric: valid_leads, period: month, target: ">= 40 lead", weight: "0.6"}
  qualified: {metric: sales_qualified_leads, period: month, target: ">= 8 lead", weight: "0.4"}"""
SALES = "{sales: {judge: sales, needs: {all_of: [need]}, within: 10 day, silence: {with_vendor_evidence: deemed_qualified, otherwise: trailing_rate 3 month}}}"


def test_the_leads_on_which_sales_keep_silent_count_at_the_agreed_rate() -> None:
    totals = totals_of(contract(kpis=QUALIFIED, qualification=SALES), "sales_silent")
    # Of 8 qualified leads 1 has no verdict (20%, whole ones) and none has evidence (10%): 7 of 40.
    # January has no months before it: 7 + 7/39, 32/39 short of 8: 6,000 × 4/39 = 615.38.
    # Then 7/40 of the months before: 7.175, 6,000 × 0.825/8 = 618.75.
    assert totals.reductions == -(615_38 + 5 * 618_75)


# ── What the scope leaves out ────────────────────────────────────────────────────────────────────────────────────────

SCOPE = '{accounts: [google_ads/main], exclude: [{campaign: "brand*"}], forms: [quote], inboxes: [sales]}'


@pytest.mark.parametrize(
    ("way", "outside"),
    [
        ("campaign: brand-search", True),
        ("campaign: search-us", False),
        ("account: google_ads/other", True),
        ("account: google_ads/main", False),
        ("form: fair", True),
        ("form: quote", False),
        ("inbox: jobs", True),
        ("inbox: sales", False),
        ("months: []", True),  # nothing named: outside whatever the scope names
    ],
)
def test_what_comes_another_way_counts_only_inside_the_scope(way: str, outside: bool) -> None:
    found = play(contract(scope=SCOPE), own(f"another_way: [{{share: 20%, {way}}}]"), Assumed()).totals
    assert found is not None
    assert found.reductions == (-6 * 3_000_00 if outside else 0)  # 32 of 40: 8 × 375


def test_spend_in_another_account_is_not_this_contract_s_but_a_form_costs_nothing() -> None:
    amended = contract(clauses=SPEND, validity=RULES, scope=SCOPE)

    def spend(way: str) -> Fraction:
        month = figures(amended, own(f"another_way: [{{share: 20%, {way}}}]"))[0]
        return sum((lot.cost or Fraction(0) for lot in month.lots), Fraction(0))

    assert spend("account: google_ads/other") == 12_000  # 80% of 15,000
    assert spend("form: fair") == 15_000


# ── Payments on their day, and late ones ─────────────────────────────────────────────────────────────────────────────

PAYABLE = "{statement_by: day 5 of next month, if_holiday: next_workday, pay_within: {days: 15 day, from: valid_invoice_received}}"
WORKDAYS = '{CN: {kind: workdays, rows: [{from: "2026-12-01", rest: [sat, sun], source: annex}]}}'
TERM = '{start: "2027-01-01", end: "2027-06-30", tz: Asia/Shanghai, workdays: CN}'
INTEREST = """
  - {id: C1, priority: "10", head: fee_reduction, kind: shortfall_refund, for: kpis, lot: fee, mode: each_period}
  - {id: C9, priority: "90", head: interest, kind: interest, on: overdue, by: both, rate: 0.05% per day, simple: "true", from: day_after_due}"""


def invoiced() -> Amended:
    return contract(term=TERM, tables=WORKDAYS, acceptance=PAYABLE, clauses=INTEREST)


def test_a_due_day_on_a_weekend_moves_and_paying_on_it_costs_nothing() -> None:
    paid_on = [
        event.effective_on
        for event in figures(invoiced(), standard("holiday_due"))[0].events
        if event.kind == "payment"
    ]
    # 5 February and 15 days is Saturday the 20th: the Monday after. 5 March and 15 days is Saturday the 20th again.
    assert paid_on[:2] == [date(2027, 2, 22), date(2027, 3, 22)]
    totals = totals_of(invoiced(), "holiday_due")
    assert (totals.set_offs, totals.paid) == (0, 180_000_00)


def test_thirty_days_late_cost_the_buyer_interest_on_each_month() -> None:
    totals = totals_of(invoiced(), "paid_late")
    assert totals.set_offs == -6 * 450_00  # 30,000 × 0.05% × 30 days
    assert totals.paid == 182_700_00


# ── Rights, changes and corrections ──────────────────────────────────────────────────────────────────────────────────


def test_a_reissue_settles_the_month_again() -> None:
    assert totals_of(contract(), "reissue").reductions == -4 * 375_00  # 36 of 40


def test_a_signed_revision_raises_the_target_of_the_months_after_it() -> None:
    revision = "{every: month, max_change: 20%, needs: both_sign, otherwise: keep, retroactive: false}"
    # 40 of 44 in three months: 15,000 × 4/44 = 1,363.64 each.
    assert totals_of(contract(revision=revision), "revised").reductions == -3 * 1_363_64


def test_the_buyer_may_end_it_on_a_trigger_that_fired() -> None:
    totals = totals_of(contract(triggers=TRIGGER), "buyer_ends_on_trigger")
    assert (totals.fee, totals.reductions) == (120_000_00, -4 * 20 * 375_00)


def test_what_the_vendor_owes_beyond_its_pay_is_no_pay() -> None:
    clauses = (
        '[{id: C8, priority: "80", head: damages, kind: data_repair, on: data_incident, amount: actual_cost}]'
    )
    payments = "[{id: advance, share: 100%, on: signing}]"
    totals = totals_of(contract(clauses=clauses, payments=payments), "data_incident")
    # All was paid at signing; a month's fee of damages in March has no cash to be set off from and is claimed.
    assert (totals.paid, totals.unpaid, totals.kept) == (180_000_00, -30_000_00, 150_000_00)


RATES = '{top_up: {kind: fx, rows: [{from: "2027-01-01", value: 7.00 CNY/USD, source: annex}]}}'


def test_a_currency_up_by_a_tenth_makes_invalid_leads_a_tenth_dearer() -> None:
    amended = contract(
        currency="{code: CNY, fx: {table: top_up, at: lot}}", tables=RATES, clauses=SPEND, validity=RULES
    )
    # As in test_by_hand: 3,021.390374 a month of invalid leads; a tenth more is 3,323.53.
    assert totals_of(amended, "junk_leads").set_offs == 6 * 3_021_39
    assert totals_of(amended, "rate_move").set_offs == 6 * 3_323_53


def test_replaced_leads_are_charged_no_more_and_what_waits_is_decided_in_the_tail() -> None:
    clauses = SPEND.replace('multiple: "0.5"}', 'multiple: "0.5", replace_first: {within: 30 day}}')
    totals = totals_of(contract(clauses=clauses, validity=RULES), "replaced")
    # Five of the 14 invalid leads of 34 on 1 February are replaced: 7,500 × 0.5 × 14/34 becomes 7,500 × 0.5 × 9/34.
    # February: 3,750 × (9/34 + 13/33) = 2,469.92.
    assert (totals.set_offs, totals.held) == (5 * 3_021_39 + 2_469_92, 0)


# ── Monitors ─────────────────────────────────────────────────────────────────────────────────────────────────────────

WATCHED = """
  cpc: {metric: cpc, source: ads, period: week, limit: "<= 1.2 x bench"}
  cpl: {metric: cost_per_valid_lead, period: month}
  shown: {metric: delivered_share, of: contracted, period: month, review_below: 100%}"""
TABLES = '{bench: {rows: [{from: "2027-01-01", value: 10 CNY/click}]}, contracted: {rows: [{from: "2027-01-01", value: 90000 impression/month}]}}'
ADS = (
    "{ads: {owner: platform, kind: ads, of_record_for: [spend, clicks, impressions], definition_ref: annex}}"
)
RISES = """
  - {id: T3, when: {monitor: cpc, rises_by: 15%, against: previous_week}, for: 2 consecutive week, then: [alert]}
  - {id: T5, when: {monitor: cpl, rises_by: 0%, against: previous_month}, for: 3 consecutive month, then: [diagnosis]}"""
MADE_GOOD = """
  - {id: C4, priority: "40", head: make_good, kind: redelivery, for: shown, due: 30 day, rate: 80 CNY/1000}"""


def watched(**blocks: str) -> Amended:
    return contract(monitors=WATCHED, tables=TABLES, sources=ADS, **blocks)


def test_no_monitor_has_figures_unless_the_scenario_speaks_of_one() -> None:
    assert all(not period.monitors for period in figures(watched(), standard("exact")))


def test_a_monitor_stands_at_its_limit_times_the_factor_on_the_good_side() -> None:
    month = figures(watched(), standard("watched_poor"))[0]
    (_, week), *_ = month.monitors["cpc"].all.weeks
    assert week.numerator is not None
    assert week.denominator is not None
    assert week.numerator / week.denominator == 20  # 1.2 × 10 at 60%: dearer
    shown = month.monitors["shown"].all.month
    assert shown is not None
    assert (shown.numerator, shown.denominator) == (54_000, 90_000)


def test_figures_that_worsen_fire_the_triggers_on_a_rise() -> None:
    fired = {
        firing.id: str(firing.month)
        for firing in totals_of(watched(triggers=RISES), "watched_worse").triggers
    }
    # Weeks rise by 20% from February on; months from February to April, the third rise in April.
    assert fired == {"T3": "2027-02", "T5": "2027-04"}


@pytest.mark.parametrize(
    ("scenario", "set_offs"),
    [
        (
            "watched_poor",
            6 * 2_880_00,
        ),  # 36,000 short × 80/1,000, each month late 30 days after its statement
        ("redelivered", 0),
    ],
)
def test_what_is_not_delivered_costs_its_rate_unless_it_is_made_good(scenario: str, set_offs: int) -> None:
    assert totals_of(watched(clauses=MADE_GOOD), scenario).set_offs == set_offs
