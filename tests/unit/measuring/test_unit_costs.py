"""KPIs on the cost of a click and of a thousand impressions, and on shares: counted by hand, settled to the fen."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, Reason, Status
from assay.core.acceptance.outcomes import judge
from assay.core.acceptance.targets import target_of
from assay.core.contract.model import Party
from assay.core.findings import Severity
from assay.core.measuring.month import Measured, measure_month
from assay.core.measuring.reach import MonthFacts
from assay.core.period import Span
from assay.i18n import languages, translate
from tests.unit.leads.givens import at, contract, read
from tests.unit.measuring.test_monitors import ADS, KNOWN, MARCH, TEXT, ads

OLD = (
    'cpl: {metric: cost_per_valid_lead, source: ads, period: month, target: "<= 400 CNY/lead", weight: "0.1"}'
)
CPC = 'it: {metric: cpc, source: ads, period: month, target: "<= 15 CNY/click", weight: "0.1"}'
CPM = 'it: {metric: cpm, source: ads, period: month, target: "<= 100 CNY/1000", weight: "0.1"}'
WEEKLY = CPC.replace("period: month", 'period: week, min_n: "20", below_min_n: pool')
SHARE = 'it: {metric: delivered_share, of: contracted_impressions, source: ads, period: month, target: ">= 90%", weight: "0.1"}'
MQL = 'it: {metric: mql_share, source: crm, period: month, target: ">= 30%", weight: "0.1"}'
REPLY = (
    'it: {metric: replied_within, within: 1 h, source: crm, period: month, target: ">= 95%", weight: "0.1"}'
)


def text_with(kpi: str) -> str:
    assert OLD in TEXT
    return TEXT.replace(OLD, kpi)


def measured(kpi: str, facts: MonthFacts = KNOWN) -> Measured:
    return measure_month(contract(text_with(kpi)), MARCH, at("04-05 09:00"), facts)


def month(result: Measured) -> Figure:
    figure = result.figures.kpis["it"].month
    assert figure is not None
    return figure


def said(result: Measured) -> set[str]:
    return {finding.code for finding in result.findings if finding.params.get("kpi") == "it"}


def test_a_click_costs_spend_over_clicks_converted_day_by_day() -> None:
    # (100 + 20) USD × 7.12 + 80 USD × 7.20 = 854.40 + 576.00 = 1,430.40 over 50 + 10 + 30 clicks.
    figure = month(measured(CPC))
    assert read(figure.numerator, figure.denominator, figure.n, figure.currency) == "7152/5 90 90 CNY"
    assert figure.status is Status.FINAL


def test_a_week_has_its_own_clicks_and_pools_below_its_number() -> None:
    # 5 and 6 March are in the week of the 1st: 120 × 7.12 = 854.40 over 60; the 20th is in that of the 15th: 576 over 30.
    weeks = measured(WEEKLY).figures.kpis["it"].weeks
    assert [(str(span.start_on), read(one.numerator, one.denominator)) for span, one in weeks] == [
        ("2027-03-01", "4272/5 60"),
        ("2027-03-08", "0 0"),
        ("2027-03-15", "576 30"),
        ("2027-03-22", "0 0"),
    ]


def judged(kpi: str, figure: Figure) -> tuple[Fraction | None, Fraction, Fraction | None, Fraction | None]:
    agreed = contract(text_with(kpi))
    days = Span(date(2027, 3, 1), date(2027, 4, 1))
    own = agreed.kpis["it"]
    outcome = judge(own, MARCH, days, figure, target_of(own, MARCH, days, figure, frozenset()))
    return outcome.value, outcome.shortfall, outcome.numerator, outcome.denominator


def test_a_cost_per_thousand_is_judged_by_the_thousand() -> None:
    # 1,430.40 for 13,000 impressions: 110.0307… a thousand, against 100: (1430.4 − 1300) ÷ 1300 = 0.1003…
    value, shortfall, numerator, denominator = judged(CPM, month(measured(CPM)))
    assert (numerator, denominator) == (Fraction("1430.4"), 13)
    assert value == Fraction("1430.4") / 13
    assert shortfall == Fraction("130.4") / 1300


def test_cost_without_a_click_is_no_cost_of_nothing() -> None:
    # 30 USD and no click: nobody can say what a click costs; the language's shortfall of a cost without unit is 1.
    figure = month(measured(CPC, replace(KNOWN, spend=(ads("2027-03-05", "30", 500, 0),))))
    assert (figure.numerator, figure.denominator) == (Fraction("213.6"), 0)
    assert judged(CPC, figure)[:2] == (None, 1)


def test_a_report_without_clicks_makes_the_figure_missing_and_names_the_owner() -> None:
    result = measured(CPC, replace(KNOWN, spend=(*ADS, ads("2027-03-21", "5", None, None))))
    figure = month(result)
    assert (figure.status, figure.fault, figure.reason) == (Status.MISSING, Party.NEITHER, Reason.NO_UNITS)
    assert said(result) == {"measure.kpi_unknown.no_units"}


def test_a_month_without_spend_has_no_figure() -> None:
    result = measured(CPC, replace(KNOWN, spend=()))
    assert month(result).status is Status.MISSING
    assert said(result) == {"measure.no_rows.spend"}


def test_a_day_without_a_rate_makes_the_figure_missing_and_is_told() -> None:
    row = replace(ads("2027-03-21", "5", 10, 1), currency="EUR")
    result = measured(CPC, replace(KNOWN, spend=(*ADS, row)))
    assert month(result).status is Status.MISSING
    told = (finding for finding in result.findings if finding.severity is not Severity.INFO)
    levels = {finding.code: finding.severity for finding in told}
    assert levels == dict.fromkeys(("measure.kpi_unknown.no_units", "measure.no_rate"), Severity.WARNING)


def test_shares_are_measured_for_a_fee_as_for_a_monitor() -> None:
    # 13,000 of 31,000 impressions; three of four leads marketing-qualified; one of four answered within the hour.
    shares = [month(measured(kpi)) for kpi in (SHARE, MQL, REPLY)]
    assert [read(one.numerator, one.denominator) for one in shares] == ["13000 31000", "3 4", "1 4"]


def test_what_a_share_lacks_is_said_and_the_figure_is_missing() -> None:
    no_points = text_with(MQL).replace(
        ', marketing: {points: {enquiry: 10, leave_details: 15}, threshold: "25"}', ""
    )
    result = measure_month(contract(no_points), MARCH, at("04-05 09:00"), KNOWN)
    assert (month(result).status, month(result).fault) == (Status.MISSING, Party.BUYER)
    assert said(result) == {"measure.kpi_unknown.no_scoring"}
    unseen = text_with(MQL).replace("points: {enquiry: 10,", "points: {enquiry: 10, page_view: 5,")
    assert said(measure_month(contract(unseen), MARCH, at("04-05 09:00"), KNOWN)) == {
        "measure.kpi_unknown.acts"
    }
    assert said(measured(REPLY.replace("within: 1 h, ", ""))) == {"measure.kpi_unknown.not_measured"}
    assert said(measured(REPLY.replace("within: 1 h,", "within: 1 h, test: peak_hour,"))) == {
        "measure.kpi_unknown.no_rows"
    }


@pytest.mark.parametrize("lang", languages())
def test_what_is_said_can_be_read_in_both_languages(lang: str) -> None:
    results = [
        measured(CPC, replace(KNOWN, spend=(*ADS, ads("2027-03-21", "5", None, None)))),
        measured(REPLY.replace("within: 1 h, ", "")),
        measured(REPLY.replace("within: 1 h,", "within: 1 h, test: peak_hour,")),
    ]
    for result in results:
        for finding in result.findings:
            assert translate(lang, finding.code, finding.params)
