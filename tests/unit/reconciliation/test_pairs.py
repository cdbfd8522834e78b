"""Which figures are held against each other, and what is known about their differences."""

from dataclasses import replace
from fractions import Fraction

from assay.core.reconciliation.lines import DEFAULT_TOLERANCES, Line, Pair, State
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.pairs import pair_lines
from tests.unit.reconciliation.saying import ADS, LOG, MARCH, SITE, clicks, say, sessions

COPY = Book("google_ads_report", "agency/copy")
SECOND_ADS = Book("google_ads_report", "google_ads/second")
FORM = Book("meta_leads", "meta/lumora")


def lines(*rows: Observed, pair: Pair | None = None, agency: tuple[str, ...] = ()) -> list[Line]:
    found = pair_lines(rows, [MARCH], DEFAULT_TOLERANCES, agency)
    return [line for line in found if pair is None or line.pair is pair]


def only(*rows: Observed, pair: Pair, agency: tuple[str, ...] = ()) -> Line:
    (line,) = lines(*rows, pair=pair, agency=agency)
    return line


def test_clicks_and_sessions_of_a_campaign_are_summed_over_the_month() -> None:
    # clicks 60 + 40 = 100; sessions 50 + 38 = 88; 88 − 100 = −12, allowed 20% of 100 = 20
    line = only(clicks(60), clicks(40, 2), sessions(50), sessions(38, 2), pair=Pair.CLICKS_SESSIONS)
    assert (line.first, line.second, line.difference, line.allowed) == (100, 88, -12, 20)
    assert (line.first_book, line.second_book, line.account) == (str(ADS), str(SITE), ADS.account)
    assert line.state is State.WITHIN


def test_clicks_on_days_of_which_the_site_says_nothing_explain_that_part() -> None:
    # 100 + 100 + 70 = 270 clicks; sessions 95 on the 1st, nothing at all on the 2nd and 3rd: −175 − (−170) = −5
    line = only(clicks(100), clicks(100, 2), clicks(70, 3), sessions(95), pair=Pair.CLICKS_SESSIONS)
    assert [(part.why, part.amount, part.count) for part in line.explained] == [
        ("days_without_rows", -170, 2)
    ]
    assert (line.difference, line.residual, line.state) == (-175, -5, State.WITHIN)


def test_a_day_on_which_the_site_counted_other_campaigns_explains_nothing() -> None:
    rows = (clicks(100), clicks(100, 2), sessions(95), sessions(4, 2, campaign="display"))
    line = next(line for line in lines(*rows, pair=Pair.CLICKS_SESSIONS) if line.campaign == "search")
    assert (line.explained, line.residual, line.state) == ((), -105, State.BEYOND)


def test_sessions_on_days_that_the_ads_report_lacks_explain_their_part_the_other_way() -> None:
    # 40 clicks; sessions 38 + 30: 28 more, 30 of them on a day without a report: −2 left
    line = only(clicks(40), sessions(38), sessions(30, 2), pair=Pair.CLICKS_SESSIONS)
    assert ([part.amount for part in line.explained], line.residual) == ([30], -2)


def test_a_campaign_that_only_one_side_names_is_unknown_on_the_other() -> None:
    found = lines(clicks(10), sessions(9, campaign="display"), pair=Pair.CLICKS_SESSIONS)
    assert [(line.campaign, line.first, line.second, line.state) for line in found] == [
        ("display", None, 9, State.UNKNOWN),
        ("search", 10, None, State.UNKNOWN),
    ]
    assert all(line.explained == () for line in found)


def test_one_day_that_does_not_state_its_clicks_makes_the_month_unknown() -> None:
    line = only(clicks(10), clicks(None, 2), sessions(9), sessions(9, 2), pair=Pair.CLICKS_SESSIONS)
    assert (line.first, line.second, line.state) == (None, 18, State.UNKNOWN)


def test_figures_of_other_months_are_left_out() -> None:
    assert lines(say(Measure.CLICKS, ADS, 10, 30, month=4), say(Measure.SESSIONS, SITE, 9, 28, month=2)) == []


def test_two_accounts_of_one_campaign_are_added_and_both_named() -> None:
    line = only(clicks(60), clicks(30, book=SECOND_ADS), sessions(85), pair=Pair.CLICKS_SESSIONS)
    assert (line.first, line.account) == (90, "google_ads/lumora, google_ads/second")


def test_two_counts_of_the_same_sessions_are_never_added() -> None:
    other = Book("ga4", "ga4/lumora")
    found = lines(clicks(60), sessions(55), sessions(40, book=other), pair=Pair.CLICKS_SESSIONS)
    assert [(line.second_book, line.second) for line in found] == [(str(other), 40), (str(SITE), 55)]


def test_leads_that_came_by_other_ways_explain_that_forms_are_fewer() -> None:
    # 30 forms, 12 + 25 = 37 leads in two logs, 6 of them by mail: 7 − 6 = 1 left, 2 allowed (5% of 30 = 1.5 < 2)
    line = only(
        say(Measure.FORMS, SITE, 30),
        say(Measure.FORMS, SITE, 0, 9),
        say(Measure.LEADS, FORM, 12),
        say(Measure.LEADS, LOG, 25, 9),
        say(Measure.OTHER_LEADS, LOG, 6, 9),
        pair=Pair.FORMS_LEADS,
    )
    assert [(part.why, part.amount, part.count) for part in line.explained] == [("other_ways_in", 6, 6)]
    assert (line.second, line.residual, line.allowed, line.state) == (37, 1, 2, State.WITHIN)
    assert line.second_book == f"{LOG} + {FORM}"


def test_leads_of_another_export_of_the_log_are_not_counted_as_other_ways() -> None:
    # one log in two formats: 10 leads each, 4 of them by mail in both; 6 forms + 4 = 10
    twin = Book("hubspot_contacts", LOG.account)
    line = only(
        say(Measure.FORMS, SITE, 6),
        *(say(Measure.LEADS, book, 10) for book in (LOG, twin)),
        *(say(Measure.OTHER_LEADS, book, 4) for book in (LOG, twin)),
        pair=Pair.FORMS_LEADS,
    )
    assert (line.second, [part.amount for part in line.explained], line.residual) == (10, [4], 0)


def test_a_lead_on_a_day_without_site_data_is_explained_once() -> None:
    # 30 forms, 45 leads: 15 on the 9th, of which the site says nothing, 4 of them by mail: 15 − 15 = 0 left
    line = only(
        say(Measure.FORMS, SITE, 30),
        say(Measure.LEADS, LOG, 30),
        say(Measure.LEADS, LOG, 15, 9),
        say(Measure.OTHER_LEADS, LOG, 4, 9),
        pair=Pair.FORMS_LEADS,
    )
    assert [(part.why, part.amount) for part in line.explained] == [("days_without_rows", 15)]
    assert (line.residual, line.state) == (0, State.WITHIN)


def test_a_log_of_leads_is_rightly_silent_on_days_without_one() -> None:
    line = only(
        say(Measure.FORMS, SITE, 10), say(Measure.FORMS, SITE, 10, 2), say(Measure.LEADS, LOG, 10),
        pair=Pair.FORMS_LEADS,
    )  # fmt: skip
    assert (line.explained, line.residual, line.state) == ((), -10, State.BEYOND)


def test_the_agencys_copy_is_held_against_ours_and_against_nothing_else() -> None:
    found = lines(clicks(105, book=COPY), clicks(100), sessions(97), agency=(COPY.account,))
    assert [(line.pair, line.measure, line.first, line.second) for line in found] == [
        (Pair.AGENCY_COUNTS, "clicks", 105, 100),
        (Pair.CLICKS_SESSIONS, "", 100, 97),
    ]
    # 100 − 105 = −5; 2% of 105 = 2.1
    assert (found[0].allowed, found[0].state) == (Fraction(21, 10), State.BEYOND)


def test_what_the_agency_reports_and_nobody_else_has_is_unknown() -> None:
    line = only(clicks(105, book=COPY), pair=Pair.AGENCY_COUNTS, agency=(COPY.account,))
    assert (line.first, line.second, line.state) == (105, None, State.UNKNOWN)


def test_costs_are_held_currency_by_currency() -> None:
    found = lines(
        say(Measure.COST, COPY, "100.50", unit="USD"),
        say(Measure.COST, ADS, "100.40", unit="USD"),
        say(Measure.COST, COPY, "7.00", unit="EUR"),
        pair=Pair.AGENCY_COST,
        agency=(COPY.account,),
    )
    assert [(line.unit, line.difference, line.state) for line in found] == [
        ("EUR", None, State.UNKNOWN),
        ("USD", Fraction(-1, 10), State.WITHIN),
    ]


def test_two_exports_of_one_account_are_held_against_each_other_and_counted_once() -> None:
    twin = Book("my_ads", ADS.account)
    found = lines(clicks(100), clicks(103, book=twin), sessions(98))
    assert [(line.pair, line.first, line.second) for line in found] == [
        (Pair.CLICKS_SESSIONS, 100, 98),
        (Pair.EXPORTS_COUNTS, 100, 103),
    ]


def test_of_two_exports_of_an_account_the_one_that_speaks_of_more_days_counts() -> None:
    twin = Book("my_ads", ADS.account)
    (line,) = lines(
        clicks(100), clicks(60, book=twin), clicks(50, 2, book=twin), sessions(105), sessions(0, 2),
        pair=Pair.CLICKS_SESSIONS,
    )  # fmt: skip
    assert (line.first_book, line.first, line.residual) == (str(twin), 110, -5)


def month_total(measure: Measure, value: int | str, book: Book, *, unit: str = "") -> Observed:
    return say(measure, replace(book, totals=True), value, 1, last=31, unit=unit)


def test_the_agencys_total_of_the_month_is_held_against_our_days() -> None:
    # 60 + 40 = 100 by day; 105 by the agency for the month: −5, 2.1 allowed
    line = only(
        month_total(Measure.CLICKS, 105, COPY), clicks(60), clicks(40, 31),
        pair=Pair.AGENCY_COUNTS, agency=(COPY.account,),
    )  # fmt: skip
    assert (line.first_book, line.difference, line.explained) == (
        "google_ads_report/agency/copy · spend_totals",
        -5,
        (),
    )


def test_a_total_of_ours_beside_our_days_is_another_export_and_never_added() -> None:
    found = lines(clicks(60), clicks(40, 2), month_total(Measure.CLICKS, 98, ADS), sessions(95))
    assert [(line.pair, line.first, line.second) for line in found] == [
        (Pair.CLICKS_SESSIONS, 98, 95),  # the total speaks of all 31 days, the daily report of two
        (Pair.EXPORTS_COUNTS, 100, 98),
    ]


def test_a_total_is_never_split_to_explain_silent_days() -> None:
    (line,) = lines(month_total(Measure.CLICKS, 100, ADS), sessions(60), pair=Pair.CLICKS_SESSIONS)
    assert (line.difference, line.explained) == (-40, ())


def test_days_of_a_total_on_which_the_site_is_silent_altogether_are_explained() -> None:
    # the month's total, 10 clicks, and a first half of which the site says nothing: as two totals of half a month
    halves = (
        say(Measure.CLICKS, replace(ADS, totals=True), 40, 1, last=15),
        say(Measure.CLICKS, replace(ADS, totals=True), 50, 16, last=31),
    )
    (line,) = lines(*halves, sessions(48, 20), pair=Pair.CLICKS_SESSIONS)
    assert [(part.amount, part.count) for part in line.explained] == [(-40, 15)]
    assert (line.difference, line.residual) == (-42, -2)


def test_clicks_of_the_same_campaign_in_other_accounts_explain_more_sessions() -> None:
    # 100 of ours, 50 of a campaign of that name elsewhere: 140 sessions are 40 more, 50 explained, −10 left
    line = only(
        clicks(100), say(Measure.OTHER_CLICKS, SECOND_ADS, 50), sessions(140), pair=Pair.CLICKS_SESSIONS
    )
    assert [(part.why, part.amount, part.count) for part in line.explained] == [("other_accounts", 50, 50)]
    assert (line.first, line.residual, line.account) == (100, -10, ADS.account)


def test_clicks_elsewhere_on_days_without_site_data_explain_nothing() -> None:
    (line,) = lines(
        clicks(10), say(Measure.OTHER_CLICKS, SECOND_ADS, 50, 2), sessions(9), pair=Pair.CLICKS_SESSIONS
    )
    assert line.explained == ()


def test_a_whole_account_without_campaigns_is_not_held_against_the_site() -> None:
    assert lines(clicks(10, campaign=""), sessions(9, campaign=""), pair=Pair.CLICKS_SESSIONS) == []


def test_leads_as_the_platform_counts_them_are_held_against_the_logs() -> None:
    # 40 by the platform in March, 31 + 4 = 35 logged; 10% of 40 = 4 < 5
    line = only(
        month_total(Measure.RESULTS, 40, ADS), say(Measure.LEADS, LOG, 31, 3), say(Measure.LEADS, FORM, 4, 20),
        pair=Pair.RESULTS_LEADS,
    )  # fmt: skip
    assert (line.first, line.second, line.allowed, line.explained) == (40, 35, 4, ())
    assert (line.account, line.state) == (ADS.account, State.BEYOND)


def test_a_platform_that_counts_no_leads_makes_no_line() -> None:
    assert lines(clicks(5), say(Measure.LEADS, LOG, 31), pair=Pair.RESULTS_LEADS) == []


def test_the_agencys_accounts_of_one_campaign_are_added_as_ours_are() -> None:
    other = Book(COPY.source, "agency/second")
    line = only(
        say(Measure.COST, COPY, 60, unit="USD"), say(Measure.COST, other, 40, unit="USD"),
        say(Measure.COST, ADS, 61, unit="USD"), say(Measure.COST, SECOND_ADS, 39, unit="USD"),
        pair=Pair.AGENCY_COST, agency=(COPY.account, other.account),
    )  # fmt: skip
    assert (line.first, line.second, line.state) == (100, 100, State.AGREES)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [clicks(60), clicks(40, 2), sessions(50), sessions(38, 3), say(Measure.COST, ADS, 5, unit="USD")]
    assert lines(*rows) == lines(*rows[::-1])
