"""Monitors counted by hand, and each reason why one cannot be told."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, KpiFigures, Status
from assay.core.findings import Severity
from assay.core.leads.facts import LeadFacts, Sale
from assay.core.measuring.month import Measured, measure_month
from assay.core.measuring.reach import MonthFacts, reach_of
from assay.core.measuring.returns import median_days
from assay.core.measuring.spend import Spend
from assay.core.period import Month, Span
from assay.i18n import languages, translate
from tests.unit.leads.givens import CONTRACT, at, contract, lead, message, read, said
from tests.unit.measuring.test_month import FACTS, spend

MARCH, JUNE = Month(2027, 3), Month(2027, 6)
MONITORS = """
monitors:
  visitors: {metric: visitors, period: month, review_below: 5000 visit}
  cpm: {metric: cpm, period: week, limit: "<= benchmark_cpm"}
  cpc: {metric: cpc, period: month}
  cpl: {metric: cost_per_valid_lead, period: month}
  roi: {metric: roi_net, deduct: [ad_spend, fee], cohort: matured 90 day, attribution: {rule: last_touch, window: 60 day}}
  mql_share: {metric: mql_share, period: month}
  reply_1h: {metric: replied_within, within: 1 h}
  auto_reply: {metric: auto_reply_accuracy, period: month}
  impressions: {metric: delivered_share, of: contracted_impressions}
  cycle: {metric: sales_cycle_median, censored: true}
"""
TEXT = (
    CONTRACT.replace(
        "tables:\n",
        'tables:\n  benchmark_cpm: {channel: display, rows: [{from: "2027-01-01", value: 80 CNY/1000}]}\n'
        '  contracted_impressions: {rows: [{from: "2027-01-01", value: 31000 impression/month}]}\n',
    ).replace(
        "within: 10 day}}",
        'within: 10 day}, marketing: {points: {enquiry: 10, leave_details: 15}, threshold: "25"}}',
    )
    + MONITORS
)


def ads(
    day: str, cost: str, impressions: int | None, clicks: int | None, *, channel: str = "search"
) -> Spend:
    campaign = "search-us" if channel == "search" else "display"
    row = spend(day, cost, campaign)
    return replace(row, impressions=impressions, clicks=clicks, channel=channel)


ADS = (
    ads("2027-03-05", "100", 2000, 50),
    ads("2027-03-06", "20", 8000, 10, channel="display"),
    ads("2027-03-20", "80", 3000, 30),  # 7.20 from the 16th
)
LEADS = (
    lead("03-05 10:00", id="A", reply=message(at("03-05 11:00"))),
    lead("03-05 11:00", id="B", reply=message(at("03-05 12:01")), action=None),
    lead("03-06 11:00", id="C", reply=None, next_message=None),
    lead("03-31 23:30", id="D", reply=None, next_message=None),
)
KNOWN = replace(FACTS, leads=LEADS, spend=ADS)


def measured(
    facts: MonthFacts = KNOWN, *, month: Month = MARCH, as_of: str = "04-05 09:00", text: str = TEXT
) -> Measured:
    return measure_month(contract(text), month, at(as_of), facts)


def figure(name: str, result: Measured) -> Figure:
    found = result.figures.monitors[name].all.month
    assert found is not None
    return found


def of_month(given: KpiFigures) -> str:
    assert given.month is not None
    return read(given.month.numerator, given.month.denominator)


def reasons(result: Measured) -> dict[str, str]:
    notes = [f for f in result.findings if f.code.startswith("measure.monitor_unknown.")]
    assert {note.severity for note in notes} <= {Severity.INFO}
    return {note.params["monitor"]: note.code for note in notes}


def test_a_click_costs_spend_over_clicks_and_so_by_channel() -> None:
    # (100 + 20) × 7.12 + 80 × 7.20 = 1430.40 over 90 clicks; search alone 712 + 576 = 1288 over 80.
    found = measured().figures.monitors["cpc"]
    assert found.all.month is not None
    assert read(found.all.month.numerator, found.all.month.denominator) == "7152/5 90"
    assert {name: of_month(one) for name, one in found.channels.items()} == {
        "display": "712/5 10",
        "search": "1288 80",
    }


def test_a_limit_by_a_table_of_one_channel_looks_at_that_channel_alone() -> None:
    # The week of 1 to 7 March: display, 20 × 7.12 = 142.40 for 8,000; the other weeks have no display at all.
    weeks = measured().figures.monitors["cpm"].all.weeks
    assert [read(week.numerator, week.denominator) for _, week in weeks] == [
        "712/5 8000",
        "0 0",
        "0 0",
        "0 0",
    ]


def test_a_report_without_counts_makes_the_cost_unknown_and_not_dear() -> None:
    result = measured(replace(KNOWN, spend=(*ADS, ads("2027-03-21", "5", None, None))))
    assert (figure("cpc", result).status, reasons(result)["cpc"]) == (
        Status.MISSING,
        "measure.monitor_unknown.no_units",
    )
    assert reasons(result)["impressions"] == "measure.monitor_unknown.no_units"


def test_a_share_delivered_is_of_the_days_in_service() -> None:
    assert read(
        figure("impressions", measured()).numerator, figure("impressions", measured()).denominator
    ) == ("13000 31000")
    # From 17 March 15 of 31 days are in service: 15,000 of 31,000, and 14,999.5… of 30,999; only the 20th counts.
    late = TEXT.replace('start: "2027-01-01"', 'start: "2027-03-17"')
    cut = figure("impressions", measured(text=late))
    assert read(cut.numerator, cut.denominator) == "3000 15000"
    odd = figure("impressions", measured(text=late.replace("31000 impression", "30999 impression")))
    assert odd.denominator == 14999


def test_replies_within_the_hour_include_its_last_minute_and_wait_for_open_hours() -> None:
    # A after exactly an hour counts, B a minute later does not, C never; D of 23:30 may still be answered at 00:15.
    at_once = figure("reply_1h", measured(as_of="04-01 00:15"))
    assert read(at_once.numerator, at_once.denominator, at_once.open, at_once.status) == "1 4 1 provisional"
    later = figure("reply_1h", measured())
    assert read(later.numerator, later.denominator, later.open, later.status) == "1 4 0 final"


def test_marketing_qualified_leads_are_those_whose_known_points_reach_the_threshold() -> None:
    # A, C and D left their details: 10 + 15. B did nothing: 10.
    assert (
        read(figure("mql_share", measured()).numerator, figure("mql_share", measured()).denominator) == "3 4"
    )
    unseen = measured(text=TEXT.replace("points: {enquiry: 10,", "points: {enquiry: 10, page_view: 5,"))
    assert (figure("mql_share", unseen).status, reasons(unseen)["mql_share"]) == (
        Status.MISSING,
        "measure.monitor_unknown.acts",
    )


def test_what_no_report_measures_and_what_has_no_rows_is_missing() -> None:
    assert reasons(measured()) == {
        "auto_reply": "measure.monitor_unknown.sampled",
        "roi": "measure.monitor_unknown.immature",
        "cycle": "measure.monitor_unknown.no_rows",
    }
    empty = measured(replace(KNOWN, spend=()))
    assert [reasons(empty)[name] for name in ("cpc", "cpm", "impressions")] == [
        "measure.monitor_unknown.no_rows"
    ] * 3


# ── What leads brought ───────────────────────────────────────────────────────────────────────────────────────────────


def sale(number: str, on: str, amount: str | None, *, stage: str = "trial_order", named: bool = True) -> Sale:
    micros = None if amount is None else int(Fraction(amount) * 1_000_000)
    return Sale("erp", number, date.fromisoformat(on), named, stage, "USD", micros)


def bought(lead_id: str, created: str, *sales: Sale, display: bool = False) -> LeadFacts:
    facts = lead(created, id=lead_id, sales=said("qualified", at("03-31 10:00")), orders_since=sales)
    return replace(facts, touches=(replace(facts.touches[0], campaign="display"),)) if display else facts


PAST = (
    bought(
        "P",
        "03-05 10:00",
        sale("1", "2027-03-20", "1000"),
        sale("2", "2027-03-10", "500", stage="proforma_invoice"),
        sale("6", "2027-03-11", "800", stage="unpaid_order"),
    ),
    bought(
        "Q", "03-06 10:00", sale("3", "2027-05-05", "2000", stage="shop_order"), display=True
    ),  # the sixtieth day
    bought("R", "03-07 10:00", sale("4", "2027-05-07", "9000")),  # the sixty-first
    bought("S", "03-08 10:00", sale("5", "2027-03-09", "7000", stage="cancelled")),
)
THEN = replace(KNOWN, leads=(), spend=(), past_leads=PAST, past_spend=ADS, last_order_on=date(2027, 6, 20))


def test_the_return_of_a_matured_month() -> None:
    # 31 March and 90 days are 29 June. Income 1000 × 7.20 + 2000 × 7.20 = 21,600; put in 1,430.40 + 30,000.
    found = measured(THEN, month=JUNE, as_of="07-05 09:00").figures.monitors["roi"]
    put_in = Fraction("1430.4") + 30000
    assert found.all.month is not None
    assert (found.all.month.numerator, found.all.month.denominator) == (21600 - put_in, put_in)
    # By channel the fee follows the ad spend: display 142.40 of 1,430.40 is 2,986.58 of 30,000.00 to the fen.
    display = found.channels["display"].month
    assert display is not None
    assert display.denominator == Fraction("142.4") + Fraction("2986.58")
    assert display.numerator == 14400 - display.denominator
    assert sum(one.month.denominator or 0 for one in found.channels.values() if one.month) == put_in


def test_an_older_month_is_looked_at_until_the_next_has_matured_and_none_before() -> None:
    # On 28 June March is a day short of it: February is the newest, with the fee put in and no order from its leads.
    february = figure("roi", measured(THEN, month=JUNE, as_of="06-28 23:59"))
    assert (february.numerator, february.denominator) == (-30000, 30000)
    assert (
        reasons(measured(THEN, month=MARCH, as_of="04-05 09:00"))["roi"] == "measure.monitor_unknown.immature"
    )


def test_a_ledger_that_ends_before_the_month_or_was_never_imported_says_nothing() -> None:
    for last_on in (date(2027, 2, 28), None):
        facts = replace(THEN, last_order_on=last_on)
        assert (
            reasons(measured(facts, month=JUNE, as_of="07-05 09:00"))["roi"]
            == "measure.monitor_unknown.no_rows"
        )


def counted(metric: str, facts: MonthFacts, *, month: Month = MARCH, as_of: str = "04-05 09:00") -> Figure:
    """A monitor of one metric without options."""
    text = TEXT[: TEXT.index("monitors:")] + f"monitors: {{it: {{metric: {metric}}}}}\n"
    return figure("it", measure_month(contract(text), month, at(as_of), facts))


def test_orders_count_in_the_month_of_the_order_and_within_ninety_days() -> None:
    """March: P's trial order of the 20th; its proforma, its unpaid order and S's cancelled one are none. May: Q's on the
    5th and R's on the 7th, sixty days after leads of March. T's order of June is 92 days after 7 March, one of U's 90."""
    late = (
        bought("T", "03-07 10:00", sale("7", "2027-06-07", "100")),
        bought("U", "03-09 10:00", sale("8", "2027-06-07", "100")),
    )
    facts = replace(THEN, past_leads=(*PAST, *late))
    march = replace(facts, past_leads=(), leads=(*PAST, *late), spend=ADS)
    assert counted("orders", march).value == 1
    assert counted("orders", facts, month=Month(2027, 5), as_of="06-05 09:00").value == 2
    assert counted("orders", facts, month=JUNE, as_of="07-05 09:00").value == 1


def test_orders_are_missing_where_the_ledger_does_not_reach_the_month() -> None:
    early = replace(THEN, last_order_on=date(2027, 5, 31))
    assert counted("orders", early, month=JUNE, as_of="07-05 09:00").status is Status.MISSING


def test_impressions_are_summed_and_missing_where_a_report_leaves_them_out() -> None:
    assert counted("impressions", KNOWN).value == 2000 + 8000 + 3000
    silent = replace(KNOWN, spend=(*ADS, ads("2027-03-21", "1", None, 1)))
    assert counted("impressions", silent).status is Status.MISSING


def test_a_deduction_that_nobody_knows_makes_the_return_unknown() -> None:
    text = TEXT.replace("deduct: [ad_spend, fee]", "deduct: [returns, ad_spend]")
    assert (
        reasons(measured(THEN, month=JUNE, as_of="07-05 09:00", text=text))["roi"]
        == "measure.monitor_unknown.deduction"
    )


def test_an_order_without_an_amount_makes_the_return_unknown() -> None:
    past = (bought("P", "03-05 10:00", sale("1", "2027-03-20", None)),)
    found = measured(replace(THEN, past_leads=past), month=JUNE, as_of="07-05 09:00")
    assert reasons(found)["roi"] == "measure.monitor_unknown.amount"


def test_an_order_counts_once_for_the_lead_that_it_names_else_for_the_last_before_it() -> None:
    shared = sale("1", "2027-03-20", "1000", named=False)
    past = (
        bought("P", "03-05 10:00", shared),
        bought("Q", "03-19 10:00", shared),
        bought("R", "03-21 10:00", shared),
    )
    found = measured(replace(THEN, past_leads=past), month=JUNE, as_of="07-05 09:00")
    figure_ = figure("roi", found)
    assert figure_.numerator is not None
    assert figure_.denominator is not None
    assert figure_.numerator + figure_.denominator == 7200  # one income of 1000 × 7.20


@pytest.mark.parametrize(
    ("ordered", "still_open", "median"),
    [
        ([10, 20, 30], 0, 20),
        ([10, 20], 1, 20),
        ([10, 20], 2, 20),
        ([10, 20], 3, None),
        ([], 0, None),
        ([7], 1, 7),
    ],
)
def test_the_median_is_reached_when_half_have_ordered(
    ordered: list[int], still_open: int, median: int | None
) -> None:
    assert median_days(ordered, still_open=still_open) == median


def test_the_cycle_of_qualified_leads_to_their_first_order() -> None:
    # P 15 days, Q 60, R 61, S none: half of four have ordered within 60 days.
    found = figure("cycle", measured(THEN, month=JUNE, as_of="07-05 09:00"))
    assert (found.value, found.n) == (60, 4)
    # On 30 April only P had: three of four are open.
    assert (
        reasons(measured(THEN, month=Month(2027, 4), as_of="04-30 09:00"))["cycle"]
        == "measure.monitor_unknown.censored"
    )


def test_monitors_that_look_back_reach_to_the_start_of_the_term() -> None:
    assert reach_of(contract(TEXT), JUNE).past == Span(date(2027, 1, 1), date(2027, 5, 31))
    assert reach_of(contract(), JUNE).past.days == 0


@pytest.mark.parametrize("lang", languages())
def test_every_reason_can_be_read_in_both_languages(lang: str) -> None:
    results = [
        measured(),
        measured(replace(KNOWN, spend=())),
        measured(replace(KNOWN, spend=(*ADS, ads("2027-03-21", "5", None, None)))),
        measured(text=TEXT.replace("points: {enquiry: 10,", "points: {enquiry: 10, page_view: 5,")),
        measured(THEN, month=Month(2027, 4), as_of="04-30 09:00"),
        measured(THEN, month=JUNE, as_of="07-05 09:00", text=TEXT.replace("[ad_spend, fee]", "[returns]")),
    ]
    for result in results:
        for finding in result.findings:
            assert translate(lang, finding.code, finding.params)
