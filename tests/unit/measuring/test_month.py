"""The figures of a month: counted by hand from a few leads, some spend and some sessions."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.acceptance.measurements import Figure, LotLeads, Relieved, SpendLot, Status
from assay.core.contract.model import Party
from assay.core.findings import Severity
from assay.core.leads.facts import LeadFacts
from assay.core.measuring.month import Measured, measure_month
from assay.core.measuring.reach import MonthFacts, reach_of
from assay.core.measuring.sessions import SessionRow
from assay.core.measuring.spend import Spend
from assay.core.period import Month, Span
from assay.core.traffic.segments import Traffic
from assay.i18n import languages, translate
from tests.unit.leads.givens import ACCOUNTS, CONTRACT, at, contract, lead, message, read, said

MARCH = Month(2027, 3)
FIELDS = frozenset({"name", "email", "email_or_phone", "country", "product", "source"})


def spend(
    day: str,
    cost: str,
    campaign: str = "search-us",
    *,
    account: str = "google_ads/main",
    grain: str = "campaign",
    currency: str = "USD",
) -> Spend:
    micros = int(Fraction(cost) * 1_000_000)
    return Spend(account, grain, campaign, date.fromisoformat(day), currency, micros)


def sessions(
    day: str, judged: int, bounced: int, starts: int, submits: int, campaign: str = "search-us"
) -> SessionRow:
    on = date.fromisoformat(day)
    counts = Traffic(campaign, on, judged + 10, judged, bounced, 3, starts, submits)
    return SessionRow("web_sessions/site", campaign, on, counts)


def unanswered(lead_id: str, created: str) -> LeadFacts:
    return lead(created, id=lead_id, reply=None, next_message=None)


def silent(lead_id: str, created: str) -> LeadFacts:
    facts = lead(created, id=lead_id, next_message=None)
    return replace(facts, reply=message(facts.created_at))


def counted(
    campaign: str = "search-us",
    *,
    day: str = "2027-03-08",
    judged: int | None = 40,
    bounced: int | None = 30,
    invalid_a: int | None = 4,
    starts: int | None = 20,
    submits: int | None = 10,
) -> SessionRow:
    """A row whose report may be silent; by itself it fails the segment (30 of 40 > 70%) and has 4 invalid of 40."""
    on = date.fromisoformat(day)
    counts = Traffic(campaign, on, 50, judged, bounced, invalid_a, starts, submits)
    return SessionRow("web_sessions/site", campaign, on, counts)


LEADS = (
    lead("03-05 10:00", id="L1", sales=said("qualified", at("03-06 10:00"))),
    lead("03-05 11:00", id="L2", sales=said("not_qualified", at("03-06 10:00"))),
    lead("03-08 10:00", id="L3", country="FR", filled=FIELDS - {"product"}),
    silent("L4", "03-08 12:00"),
    replace(unanswered("L5", "03-09 10:00"), sales=said("qualified", at("03-10 10:00"))),
    silent("L6", "03-31 10:00"),
    lead("03-12 10:00", id="L7", channel="organic", touches=()),
    lead("03-12 11:00", id="L8", channel=None, touches=()),
)
FACTS = MonthFacts(
    leads=LEADS,
    spend=(
        spend("2027-03-05", "100.50"),
        spend("2027-03-09", "50"),
        spend("2027-03-20", "10"),
        spend("2027-03-05", "7", "brand-lumora"),
        spend("2027-03-05", "9", "partner-us", account="google_ads/partner"),
        spend("2027-03-21", "0"),
    ),
    sessions=(
        sessions("2027-03-02", 100, 20, 40, 20),
        sessions("2027-03-05", 100, 20, 30, 12),
        sessions("2027-03-07", 50, 10, 10, 5, "display"),
        sessions("2027-03-08", 40, 30, 20, 4),
        sessions("2027-03-08", 40, 30, 99, 99, "brand-lumora"),
    ),
    accounts=ACCOUNTS,
    record_fields=FIELDS,
)


def measured(facts: MonthFacts = FACTS, *, as_of: str = "04-02 09:00", text: str = CONTRACT) -> Measured:
    return measure_month(contract(text), MARCH, at(as_of), facts)


def figure_of(kpi: str, result: Measured) -> Figure:
    figure = result.figures.kpis[kpi].month
    assert figure is not None
    return figure


def verdicts(result: Measured) -> dict[str, str]:
    return {v.id: f"{v.verdict} {v.reason or v.credit_reason}" for v in result.verdicts}


def test_each_lead_has_one_verdict() -> None:
    assert verdicts(measured()) == {
        "L1": "valid touch.in_window",
        "L2": "valid touch.in_window",
        "L3": "invalid market",
        "L4": "invalid failed_segment",
        "L5": "invalid silent",
        "L6": "open silent",
        "L7": "not_ours touch.none",
        "L8": "not_ours unknown.channel",
    }


def test_valid_leads_stand_before_relief_with_the_relieved_beside() -> None:
    # L1 and L2 are valid; L5 was never answered; L6 waits; L7 and L8 are not ours.
    figure = figure_of("valid_leads", measured())
    assert read(figure.value, figure.open, figure.n, figure.status) == "2 1 6 provisional"
    assert figure.relieved == Relieved(deemed_valid=Fraction(1))


def test_figures_are_final_when_no_window_is_open() -> None:
    figure = figure_of("valid_leads", measured(as_of="04-20 09:00"))
    assert read(figure.value, figure.open, figure.status) == "2 0 final"


def test_figures_of_a_month_that_is_not_over_are_provisional() -> None:
    facts = replace(FACTS, leads=LEADS[:1])
    kpis = measured(facts, as_of="03-31 23:59").figures.kpis
    assert {kpi.month.status for kpi in kpis.values() if kpi.month} == {Status.PROVISIONAL}
    assert figure_of("valid_leads", measured(facts, as_of="04-20 00:00")).status is Status.FINAL


def test_qualified_leads_are_valid_ones_and_a_relieved_one_stands_beside() -> None:
    # L1 qualified and valid; L5 qualified and relieved; L6 open on both sides; L2 not qualified.
    figure = figure_of("qualified", measured())
    assert read(figure.value, figure.open, figure.n) == "1 1 2"
    assert figure.relieved == Relieved(deemed_valid=Fraction(1))


def test_a_lead_that_sales_may_still_judge_is_open() -> None:
    # L1 of 27 March without a verdict: sales have until 6 April.
    waiting = lead("03-27 10:00", id="L1")
    figures = [
        figure_of("qualified", measured(replace(FACTS, leads=(waiting,)), as_of=moment))
        for moment in ("04-05 09:00", "04-06 10:01")
    ]
    assert [read(f.value, f.open, f.status) for f in figures] == ["0 1 provisional", "0 0 final"]


def test_completeness_counts_required_fields_of_credited_leads() -> None:
    # Six credited leads of five required fields; L3 has no product.
    figure = figure_of("crm_fill", measured())
    assert read(figure.numerator, figure.denominator, figure.n) == "29 30 6"


def test_cost_per_lead_converts_each_day_by_its_own_rate() -> None:
    # 100.50 × 7.12 + 50 × 7.12 + 10 × 7.20 = 715.56 + 356 + 72 = 1143.56
    figure = figure_of("cpl", measured())
    assert read(figure.numerator, figure.denominator, figure.open) == read(Fraction("1143.56"), 2, 1)
    assert read(figure.currency, figure.relieved.deemed_valid) == "CNY 1"


def test_weeks_end_in_the_month_and_may_begin_before_it() -> None:
    # 1 March 2027 is a Monday. Week 1: 2, 5 and 7 March; week 2: 8 March without the brand campaign.
    weeks = measured().figures.kpis["form_rate"].weeks
    assert [read(week.start_on.day, f.numerator, f.denominator) for week, f in weeks] == [
        "1 37 80",
        "8 4 20",
        "15 0 0",
        "22 0 0",
    ]


def test_lots_are_campaign_and_day_with_cost_or_leads() -> None:
    assert measured().figures.lots[:2] == (
        SpendLot(
            id="search-us/2027-03-05",
            cost=Fraction("100.50"),
            currency="USD",
            sessions=measured().figures.lots[0].sessions,
            leads=LotLeads(credited=Fraction(2), valid=Fraction(2)),
        ),
        SpendLot(
            id="search-us/2027-03-08",
            cost=Fraction(0),
            currency="CNY",
            sessions=measured().figures.lots[1].sessions,
            leads=LotLeads(
                credited=Fraction(2), invalid={"failed_segment": Fraction(1), "market": Fraction(1)}
            ),
            failed_segment="bounce",
        ),
    )
    assert [lot.id for lot in measured().figures.lots] == [
        "search-us/2027-03-05",
        "search-us/2027-03-08",
        "search-us/2027-03-09",
        "search-us/2027-03-20",
        "search-us/2027-03-31",
    ]


def test_a_lot_shows_what_of_its_sessions_could_not_be_judged() -> None:
    counted = measured().figures.lots[0].sessions
    assert read(counted.judged, counted.unjudged, counted.invalid_a, counted.invalid_b) == "100 10 3 0"


def test_sessions_of_class_a_are_invalid_only_by_agreed_rules_on_clicks() -> None:
    without = CONTRACT.replace("  click:\n    - {id: bot, rule: declared_bot, class: A}\n", "")
    assert without != CONTRACT
    lots = measured(text=without).figures.lots
    assert {read(lot.sessions.invalid_a) for lot in lots} == {"0"}
    assert any(lot.sessions.judged for lot in lots)


def test_a_lot_carries_its_reliefs() -> None:
    lot = measured().figures.lots[2]
    assert lot.leads == LotLeads(
        credited=Fraction(1), invalid={"silent": Fraction(1)}, relieved=Relieved(deemed_valid=Fraction(1))
    )


def test_a_lead_whose_click_was_last_month_hangs_on_a_lot_without_cost() -> None:
    early = lead("03-01 09:00", touches=(replace(LEADS[0].touches[0], at=at("02-28 22:00")),))
    facts = replace(FACTS, leads=(early,), spend=(*FACTS.spend, spend("2027-02-28", "500")))
    lots = {lot.id: lot for lot in measured(facts).figures.lots}
    assert read(lots["search-us/2027-02-28"].cost, lots["search-us/2027-02-28"].leads.valid) == "0 1"


def codes(result: Measured) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in result.findings]


def test_a_lead_without_an_owner_is_named() -> None:
    assert codes(measured()) == [("leads.unknown.channel", "warning")]


@pytest.mark.parametrize(
    ("facts", "kpis", "fault"),
    [
        (replace(FACTS, leads=()), {"valid_leads", "qualified", "crm_fill", "cpl"}, Party.BUYER),
        (replace(FACTS, spend=()), {"cpl"}, Party.NEITHER),
        (replace(FACTS, sessions=()), {"form_rate"}, Party.BUYER),
    ],
)
def test_a_month_without_any_row_of_a_source_is_missing_and_not_zero(
    facts: MonthFacts, kpis: set[str], fault: Party
) -> None:
    result = measured(facts)
    found = {
        name: figure
        for name, kpi in result.figures.kpis.items()
        for figure in (kpi.month, *(week for _, week in kpi.weeks))
        if figure is not None and figure.status is Status.MISSING
    }
    assert set(found) == kpis
    assert {figure.fault for figure in found.values()} == {fault}
    assert {figure.value for figure in found.values()} == {None}
    named = {
        finding.params["kpi"] for finding in result.findings if finding.code.startswith("measure.no_rows.")
    }
    assert named == kpis


def test_sales_verdicts_that_were_never_delivered_are_missing() -> None:
    facts = replace(FACTS, leads=tuple(replace(one, in_qualifications=False) for one in LEADS))
    figure = figure_of("qualified", measured(facts))
    assert (figure.status, figure.fault) == (Status.MISSING, Party.BUYER)


def test_without_any_ads_report_nobody_can_say_whose_the_leads_are() -> None:
    figure = figure_of("valid_leads", measured(replace(FACTS, accounts={}, spend=())))
    assert (figure.status, figure.fault) == (Status.MISSING, Party.NEITHER)


def test_a_vendors_missing_report_is_the_vendors_fault() -> None:
    text = CONTRACT.replace("ga4: {owner: buyer", "ga4: {owner: vendor")
    weeks = measured(replace(FACTS, sessions=()), text=text).figures.kpis["form_rate"].weeks
    assert {figure.fault for _, figure in weeks} == {Party.VENDOR}


def unknown_in(result: Measured) -> list[tuple[str, dict[str, str]]]:
    return [
        (f.code, dict(f.params))
        for f in result.findings
        if f.code.endswith(("bounces_unknown", "clicks_unknown"))
    ]


def lot_of(result: Measured, lot_id: str = "search-us/2027-03-08") -> SpendLot:
    (lot,) = (lot for lot in result.figures.lots if lot.id == lot_id)
    return lot


def test_known_counts_charge_and_say_nothing() -> None:
    result = measured(replace(FACTS, sessions=(counted(),)))
    lot = lot_of(result)
    assert read(lot.failed_segment, lot.sessions.judged, lot.sessions.unjudged) == "bounce 40 10"
    assert lot.sessions.invalid_a == 4
    assert unknown_in(result) == []


@pytest.mark.parametrize(
    ("row", "failed", "judged", "invalid", "said"),
    [
        (counted(bounced=None), "", 40, 4, ["measure.bounces_unknown"]),
        (counted(invalid_a=None), "bounce", 0, 0, ["measure.clicks_unknown"]),
        (counted(judged=None), "", 0, 0, ["measure.bounces_unknown", "measure.clicks_unknown"]),
        (
            counted(judged=None, bounced=None, invalid_a=None),
            "",
            0,
            0,
            ["measure.bounces_unknown", "measure.clicks_unknown"],
        ),
    ],
    ids=["bounced", "invalid_a", "judged", "all"],
)
def test_nothing_is_charged_for_what_the_report_leaves_open(
    row: SessionRow, failed: str, judged: int, invalid: int, said: list[str]
) -> None:
    result = measured(replace(FACTS, sessions=(row,)))
    lot = lot_of(result)
    assert (lot.failed_segment, lot.sessions.judged, lot.sessions.invalid_a) == (failed, judged, invalid)
    assert lot.sessions.judged + lot.sessions.unjudged == 50
    params = {"campaign": "search-us", "days": "1", "month": "2027-03"}
    assert unknown_in(result) == [(code, params) for code in said]
    # L4 hangs on the lot of 8 March: only a segment that is known to fail condemns it; else it is silent, and open no more.
    assert verdicts(result)["L4"] == ("invalid failed_segment" if failed else "invalid silent")


def test_unknown_days_are_counted_for_each_campaign() -> None:
    rows = (
        counted(day="2027-03-07", judged=None),
        counted(judged=None),
        counted("display", invalid_a=None),
        counted("display", day="2027-03-09"),
        counted("brand-lumora", judged=None),  # not the contract's
        counted(day="2027-02-28", judged=None),  # said in February
    )
    assert unknown_in(measured(replace(FACTS, sessions=rows))) == [
        ("measure.bounces_unknown", {"campaign": "search-us", "days": "2", "month": "2027-03"}),
        ("measure.clicks_unknown", {"campaign": "display", "days": "1", "month": "2027-03"}),
        ("measure.clicks_unknown", {"campaign": "search-us", "days": "2", "month": "2027-03"}),
    ]


@pytest.mark.parametrize("silent_first", [True, False])
def test_a_day_of_which_one_of_two_rows_is_silent_is_unknown_and_not_the_other_row(
    silent_first: bool,
) -> None:
    # One campaign spelled in two ways. Taken as zero, the silent row would leave 30 of 40 bounced and 4 of 40 invalid.
    rows = (counted("Search-US", judged=None, bounced=None, invalid_a=None), counted())
    result = measured(replace(FACTS, sessions=rows if silent_first else rows[::-1]))
    lot = lot_of(result)
    assert (lot.failed_segment, lot.sessions.judged, lot.sessions.unjudged) == ("", 0, 100)
    assert [code for code, _ in unknown_in(result)] == ["measure.bounces_unknown", "measure.clicks_unknown"]


def test_days_of_another_zone_than_the_contracts_are_told_unless_the_accounts_days_are_agreed() -> None:
    own_days = CONTRACT.replace(", day: account_zone", "")
    zones = {"site": "Europe/Berlin", "other": "Europe/Berlin"}
    elsewhere = replace(FACTS, account_zones=zones)
    (found,) = (f for f in measured(elsewhere, text=own_days).findings if f.code == "measure.sessions_zone")
    assert found.severity is Severity.WARNING
    assert dict(found.params) == {
        "book": "web_sessions/site",
        "found": "Europe/Berlin",
        "expected": "Asia/Shanghai",
    }
    assert all(translate(lang, found.code, found.params) for lang in languages())
    outside = replace(elsewhere, sessions=(counted("brand-lumora"),))
    alike = replace(FACTS, account_zones={"site": "Asia/Shanghai"})
    for facts, text in ((outside, own_days), (alike, own_days), (FACTS, own_days), (elsewhere, CONTRACT)):
        codes_of = [finding.code for finding in measured(facts, text=text).findings]
        assert "measure.sessions_zone" not in codes_of


def test_a_contract_without_such_rules_needs_no_such_counts() -> None:
    text = CONTRACT.replace("  click:\n    - {id: bot, rule: declared_bot, class: A}\n", "")
    silent_row = replace(FACTS, sessions=(counted(judged=None, bounced=None, invalid_a=None),))
    assert [code for code, _ in unknown_in(measured(silent_row, text=text))] == ["measure.bounces_unknown"]
    lines = text.splitlines(keepends=True)
    bare = "".join(
        line
        for line in lines
        if not line.startswith(("  segment:", "    - {id: bounce", "    - {id: failed_seg"))
    )
    assert unknown_in(measured(silent_row, text=bare)) == []


def test_forms_that_were_begun_and_not_counted_when_sent_are_not_forms_unsent() -> None:
    # 20 begun and 10 sent on the 8th; of the 20 of the 9th nobody counted how many were sent.
    rows = (counted(), counted(day="2027-03-09", submits=None))
    weeks = dict(measured(replace(FACTS, sessions=rows)).figures.kpis["form_rate"].weeks)
    assert [read(f.numerator, f.denominator) for f in weeks.values() if f.denominator] == ["10 20"]
    alone = measured(replace(FACTS, sessions=rows[1:]))
    assert "measure.no_rows.forms" in [finding.code for finding in alone.findings]


FINDINGS = [
    (
        replace(FACTS, spend=(spend("2027-03-05", "5", grain="keyword"),)),
        ("measure.grain_absent", "error"),
    ),
    (
        replace(FACTS, spend=(*FACTS.spend, spend("2027-03-05", "5", grain="keyword"))),
        ("measure.two_grains", "warning"),
    ),
    (replace(FACTS, spend=(spend("2027-03-05", "5", currency="EUR"),)), ("measure.no_rate", "error")),
    (
        replace(FACTS, spend=(replace(FACTS.spend[0], cost_micros=None),)),
        ("measure.cost_unknown", "warning"),
    ),
    (
        replace(FACTS, spend=(replace(FACTS.spend[0], cost_micros=None),)),
        ("measure.kpi_unknown.cost_unstated", "warning"),
    ),
    (
        replace(FACTS, spend=(FACTS.spend[0], replace(FACTS.spend[0], source="google_ads_api"))),
        ("measure.two_exports", "warning"),
    ),
    (
        replace(FACTS, spend=(FACTS.spend[0], replace(spend("2027-03-05", "5", "display"), source="x"))),
        ("measure.exports_differ", "warning"),
    ),
    (
        replace(FACTS, spend=(*FACTS.spend, spend("2027-03-05", "5", currency="CNY"))),
        ("measure.lot_two_currencies", "error"),
    ),
    (
        replace(FACTS, sessions=(*FACTS.sessions, sessions("2027-03-05", 1, 1, 1, 1, "nobody"))),
        ("measure.unknown_campaign", "warning"),
    ),
    (
        replace(
            FACTS,
            sessions=(*FACTS.sessions, replace(FACTS.sessions[1], book="ga4/site")),
        ),
        ("measure.sessions_twice", "error"),
    ),
    (replace(FACTS, sessions=(counted(invalid_a=None),)), ("measure.clicks_unknown", "warning")),
    (replace(FACTS, sessions=(counted(bounced=None),)), ("measure.bounces_unknown", "warning")),
    (replace(FACTS, record_fields=frozenset({"name"})), ("measure.unknown_field", "error")),
    (replace(FACTS, spend=(), accounts={}), ("measure.no_rows.campaigns", "warning")),
    (replace(FACTS, spend=()), ("measure.no_rows.spend", "warning")),
    (replace(FACTS, sessions=()), ("measure.no_rows.sessions", "warning")),
    (replace(FACTS, leads=()), ("measure.no_rows.leads", "warning")),
]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("facts", "expected"), FINDINGS, ids=[code for _, (code, _) in FINDINGS])
def test_a_fault_in_the_data_is_a_finding_that_both_languages_can_say(
    facts: MonthFacts, expected: tuple[str, str], lang: str
) -> None:
    result = measured(facts)
    assert expected in codes(result)
    for finding in result.findings:
        assert translate(lang, finding.code, finding.params)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    "change",
    [
        {"channel": "paid_search", "touches": ()},
        {"touches": (replace(LEADS[0].touches[0], at=at("03-06 10:00")),)},
        {"touches": (replace(LEADS[0].touches[0], campaign="nobody"),)},
        {"form": None},
    ],
)
def test_every_lead_in_the_queue_is_named_in_both_languages(change: dict[str, object], lang: str) -> None:
    text = CONTRACT.replace("scope: {", "scope: {forms: [quote_form], ")
    facts = replace(FACTS, leads=(lead("03-05 10:00", **change),))
    (finding,) = (f for f in measured(facts, text=text).findings if f.code.startswith("leads."))
    assert "L1" in translate(lang, finding.code, finding.params)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("country", "code"),
    [("DE", "leads.window.hours_unknown.country"), (None, "leads.window.hours_unknown.no_country")],
)
def test_a_lead_whose_business_hours_nobody_agreed_is_named(
    country: str | None, code: str, lang: str
) -> None:
    # The table's only row of DE begins in April.
    hours = '{kind: business_hours, rows: [{country: US, from: "2027-01-01", tz: America/New_York, open: "09:00", close: "17:00"}, {country: DE, from: "2027-04-01", tz: Europe/Berlin, open: "08:00", close: "17:00"}]}'
    text = CONTRACT.replace("tables:\n", f"tables:\n  opening: {hours}\n").replace(
        "within: 72 h, pause", "within: 72 h, hours: business_of_lead_country, pause"
    )
    facts = replace(FACTS, leads=(lead("03-05 10:00", country=country, next_message=None),))
    (finding,) = (f for f in measured(facts, text=text).findings if f.code.startswith("leads."))
    assert finding.code == code
    assert "L1" in translate(lang, finding.code, finding.params)


def test_two_grains_are_never_added() -> None:
    twice = replace(FACTS, spend=(*FACTS.spend, spend("2027-03-05", "100.50", grain="keyword")))
    assert measured(twice).figures == measured().figures


def test_an_account_in_another_zone_is_named_unless_the_contract_agrees_to_its_day() -> None:
    abroad = replace(FACTS, account_zones={"google_ads/main": "America/New_York"})
    strict = CONTRACT.replace(", day: account_zone", "")
    assert ("measure.account_zone", "warning") in codes(measured(abroad, text=strict))
    assert "measure.account_zone" not in [code for code, _ in codes(measured(abroad))]


def test_without_a_list_of_required_fields_completeness_is_refused() -> None:
    text = CONTRACT.replace('{from: "2027-01-01", value: [name', '{from: "2027-03-06", value: [name')
    assert ("measure.no_required_fields", "error") in codes(measured(text=text))


def test_a_relief_for_a_duty_that_no_lead_shows_is_refused_by_name() -> None:
    text = CONTRACT.replace("{duty: sales_reply,", "{duty: product_data,").replace(
        "    sales_reply:",
        "    product_data: {within: 5 day, relief: {effect: exclude_days}}\n    sales_reply:",
    )
    result = measured(text=text)
    assert ("measure.duty_not_judged", "error") in codes(result)
    assert verdicts(result)["L5"] == "open silent"


def test_a_lead_created_after_the_moment_of_measuring_does_not_exist() -> None:
    assert list(verdicts(measured(as_of="03-05 10:30"))) == ["L1"]


@given(st.permutations(FACTS.leads), st.permutations(FACTS.spend), st.permutations(FACTS.sessions))
def test_the_order_of_the_facts_does_not_matter(
    leads: list[LeadFacts], rows: list[Spend], visits: list[SessionRow]
) -> None:
    assert measured(replace(FACTS, leads=leads, spend=rows, sessions=visits)) == measured()


def test_a_month_needs_its_weeks_and_the_lots_of_its_leads() -> None:
    # May 2027: the week that ends on Sunday 2 May begins on 26 April; 30 days before that is 27 March.
    reach = reach_of(contract(), Month(2027, 5))
    assert reach.days == Month(2027, 5).span
    assert reach.leads == Span(date(2027, 4, 26), date(2027, 6, 1))
    assert reach.sessions == Span(date(2027, 3, 1), date(2027, 6, 1))


def test_a_month_cut_by_the_term_has_only_the_days_of_service() -> None:
    late = contract(CONTRACT.replace('start: "2027-01-01"', 'start: "2027-01-11"'))
    assert reach_of(late, Month(2027, 1)).days == Span(date(2027, 1, 11), date(2027, 2, 1))


def test_a_month_after_the_term_counts_whole() -> None:
    assert reach_of(contract(), Month(2027, 7)).days == Month(2027, 7).span
