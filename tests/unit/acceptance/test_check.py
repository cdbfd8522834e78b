"""Whether figures fit their contract: every problem is found, at its place, with what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.check import check_figures, check_kpi, check_lots
from assay.core.acceptance.measurements import (
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    MonitorFigures,
    PeriodFigures,
    Relieved,
    SpendLot,
    Status,
)
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place
from assay.core.metrics.catalogue import DELIVERED_SHARE
from assay.core.period import Month, Span, parse_instant
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)
HERE = Place("measurements", 7, "kpis.given")
MONTH = Place("measurements", 3, "periods")
AFTER = "2027-04-01T09:00:00+08:00"
Told = tuple[str, Place, dict[str, str]]
WEEKS = (Span(date(2027, 3, 1), date(2027, 3, 8)), Span(date(2027, 3, 8), date(2027, 3, 15)))


def contract_of(base: str, changes: dict[str, Any] | None = None) -> Contract:
    measurements = {"opening": "none", "periods": []}
    case = {"base": base, "changes": changes or {}, "measurements": measurements}
    amended, _, findings = read_case(case)
    assert amended is not None, findings
    return amended.first


def told(findings: Iterable[Finding]) -> list[Told]:
    return [(found.code, found.place, found.params) for found in findings]


def whole(number: str) -> Fraction:
    return Fraction(number)


def month_of(*given: KpiFigures, as_of: str = AFTER, **more: Any) -> PeriodFigures:  # noqa: ANN401  # its other parts
    kpis = {item.id: item for item in given}
    return PeriodFigures(MARCH, parse_instant(as_of), kpis, place=MONTH, **more)


def given(kpi: str, figure: Figure | None = None) -> KpiFigures:
    return KpiFigures(kpi, Figure(value=whole("50")) if figure is None else figure, place=HERE)


def test_only_what_is_measured_needs_figures() -> None:
    # the share is made of the two counts; it stands first here, and is not asked for
    share = {"formula": "qualified / valid_leads", "period": "month", "target": ">= 20%", "weight": "0.2"}
    changes = {"kpis.valid_leads.weight": "0.5", "kpis.qualified.weight": "0.3", "kpis.share": share}
    contract = contract_of("monthly-basic", changes)
    contract = replace(contract, kpis=dict(sorted(contract.kpis.items(), reverse=True)))
    contract = replace(contract, kpis={"share": contract.kpis["share"]} | dict(contract.kpis))
    assert told(check_figures(month_of(), contract, ())) == [
        ("measurements.kpi_without_data", MONTH, {"kpi": "valid_leads", "period": "2027-03"}),
        ("measurements.kpi_without_data", MONTH, {"kpi": "qualified", "period": "2027-03"}),
    ]


def test_what_a_sample_decides_is_not_asked_for() -> None:
    contract = contract_of("sampled")
    assert told(check_figures(month_of(given("valid_leads")), contract, ())) == []


def test_what_a_sample_decides_takes_no_figure() -> None:
    figures = month_of(given("valid_leads"), given("answers", Figure(source="nobody")))
    assert told(check_figures(figures, contract_of("sampled"), ())) == [
        ("measurements.kpi_takes_no_figure", HERE, {"kpi": "answers"})
    ]


def test_figures_of_no_kpi_are_refused_by_name() -> None:
    figures = month_of(given("valid_leads"), given("qualified"), given("visits"), given("calls"))
    expected = "qualified, valid_leads"
    assert told(check_figures(figures, contract_of("monthly-basic"), ())) == [
        ("contract.unknown_name", HERE, {"found": "calls", "expected": expected}),
        ("contract.unknown_name", HERE, {"found": "visits", "expected": expected}),
    ]


@pytest.mark.parametrize(
    ("as_of", "early"),
    [
        ("2027-03-31T15:59:59+00:00", True),  # 23:59:59 in Shanghai
        ("2027-03-31T16:00:00+00:00", False),
    ],
)
def test_a_statement_is_drawn_when_its_month_is_over_where_the_contract_is(as_of: str, early: bool) -> None:
    figures = month_of(given("valid_leads"), given("qualified"), as_of=as_of)
    expected = [("measurements.as_of_early", MONTH, {"period": "2027-03", "as_of": as_of})]
    assert told(check_figures(figures, contract_of("monthly-basic"), ())) == (expected if early else [])


def test_a_segment_rule_is_one_that_was_agreed() -> None:
    lots = tuple(
        SpendLot(f"search/2027-03-0{day}", whole("9"), "CNY", failed_segment=rule, place=Place(line=day))
        for day, rule in enumerate(("", "bounce", "bounces"), start=1)
    )
    expected = {"found": "bounces", "expected": "bounce, bounce_extreme"}
    assert told(check_lots(lots, MARCH, contract_of("spend-lots"), MONTH)) == [
        ("contract.unknown_name", Place(line=3), expected)
    ]


def a_kpi(metric: str, op: str = ">=", **more: Any) -> Kpi:  # noqa: ANN401  # any field
    kpi = contract_of("ratio-and-cost").kpis["cpl"]
    return replace(kpi, id="given", metric=metric, op=op, **more)


def checked(kpi: Kpi, figure: Figure) -> list[Told]:
    return told(check_kpi(given("given", figure), kpi, contract_of("ratio-and-cost"), ()))


def test_a_source_is_that_of_record_or_its_fallback() -> None:
    kpi = a_kpi("valid_leads", source="crm", fallback="audit")
    assert checked(kpi, Figure(value=whole("1"), source="crm")) == []
    assert checked(kpi, Figure(value=whole("1"), source="audit")) == []
    expected = {"kpi": "given", "found": "ads", "expected": "crm, audit"}
    assert checked(kpi, Figure(value=whole("1"), source="ads")) == [
        ("measurements.wrong_source", HERE, expected)
    ]


@pytest.mark.parametrize(
    ("metric", "currency", "expected"),
    [
        ("cost_per_valid_lead", "CNY", None),
        ("cost_per_valid_lead", "", None),
        ("cost_per_valid_lead", "USD", "CNY"),
        ("form_completion_rate", "", None),
        ("form_completion_rate", "CNY", "1"),
    ],
)
def test_only_a_cost_is_money_and_in_the_contracts_currency(
    metric: str, currency: str, expected: str | None
) -> None:
    figure = Figure(numerator=whole("30"), denominator=whole("40"), currency=currency)
    wrong = ("contract.wrong_currency", HERE, {"found": currency, "expected": expected})
    assert checked(a_kpi(metric), figure) == ([] if expected is None else [wrong])


@pytest.mark.parametrize(
    ("value", "deemed", "found"),
    [("48", "2", None), ("48", "3", "51"), ("51", "0", "51"), (None, "51", "51")],
)
def test_valid_and_deemed_records_are_no_more_than_all(
    value: str | None, deemed: str, found: str | None
) -> None:
    number = None if value is None else whole(value)
    figure = Figure(value=number, n=whole("50"), relieved=Relieved(whole(deemed), whole("0")))
    lacking = ("measurements.figure_incomplete", HERE, {"kpi": "given", "field": "value"})
    more = ("measurements.more_invalid", HERE, {"found": found, "of": "50"})
    expected = ([lacking] if value is None else []) + ([more] if found is not None else [])
    assert checked(a_kpi("valid_leads"), figure) == expected


@pytest.mark.parametrize(
    ("metric", "value", "found"),
    [
        ("valid_leads", "20", None),  # 20 valid, 2 deemed, 4 and 4 silent are 30
        ("valid_leads", "21", "31"),
        ("sales_qualified_leads", "22", None),
        ("sales_qualified_leads", "23", "31"),
    ],
)
def test_silent_leads_are_among_all_and_deemed_ones_among_the_valid(
    metric: str, value: str, found: str | None
) -> None:
    relieved, four = Relieved(deemed_valid=whole("2")), whole("4")
    figure = Figure(value=whole(value), n=whole("30"), relieved=relieved)
    figure = replace(figure, silent_evidenced=four, silent_other=four)
    more = ("measurements.more_invalid", HERE, {"found": found, "of": "30"})
    assert checked(a_kpi(metric), figure) == ([] if found is None else [more])


def test_a_cost_is_not_bounded_by_the_records_behind_it() -> None:
    figure = Figure(numerator=whole("900"), denominator=whole("3"), value=whole("900"), n=whole("3"))
    assert checked(a_kpi("cost_per_valid_lead", "<="), figure) == []


@pytest.mark.parametrize(
    ("numerator", "is_open", "deemed", "excluded", "found"),
    [
        ("4", "3", "2", "1", None),  # 10 of 10
        ("5", "3", "2", "1", "11"),
        ("4", "4", "2", "1", "11"),
        ("4", "3", "3", "1", "11"),
        ("4", "3", "2", "2", "11"),
        ("11", "0", "0", "0", "11"),
    ],
)
def test_a_ratio_is_of_its_whole_with_all_that_may_still_count(
    numerator: str, is_open: str, deemed: str, excluded: str, found: str | None
) -> None:
    figure = Figure(
        status=Status.PROVISIONAL,
        numerator=whole(numerator),
        denominator=whole("10"),
        open=whole(is_open),
        relieved=Relieved(whole(deemed), whole(excluded)),
    )
    expected = [("measurements.more_invalid", HERE, {"found": found, "of": "10"})]
    assert checked(a_kpi("form_completion_rate"), figure) == ([] if found is None else expected)


def test_a_numerator_of_nothing_is_more_than_its_whole() -> None:
    figure = Figure(numerator=whole("1"), denominator=whole("0"))
    expected = [("measurements.more_invalid", HERE, {"found": "1", "of": "0"})]
    assert checked(a_kpi("form_completion_rate"), figure) == expected
    assert checked(a_kpi(DELIVERED_SHARE), figure) == []


@pytest.mark.parametrize(
    ("metric", "fields"),
    [("valid_leads", ["value"]), ("form_completion_rate", ["numerator", "denominator"])],
)
def test_a_figure_without_its_parts_is_incomplete_and_no_more(metric: str, fields: list[str]) -> None:
    assert checked(a_kpi(metric), Figure()) == [
        ("measurements.figure_incomplete", HERE, {"kpi": "given", "field": field}) for field in fields
    ]
    assert checked(a_kpi(metric), Figure(status=Status.MISSING)) == []


def test_without_a_denominator_only_that_is_said() -> None:
    expected = {"kpi": "given", "field": "denominator"}
    assert checked(a_kpi("form_completion_rate"), Figure(numerator=whole("3"))) == [
        ("measurements.figure_incomplete", HERE, expected)
    ]


def test_a_final_figure_has_nothing_open() -> None:
    figure = Figure(value=whole("5"), open=whole("1"))
    assert checked(a_kpi("valid_leads"), figure) == [("measurements.open_but_final", HERE, {"kpi": "given"})]


def weekly(*spans: Span, figure: Figure | None = None) -> KpiFigures:
    shown = Figure(numerator=whole("3"), denominator=whole("9")) if figure is None else figure
    return KpiFigures("given", None, tuple((span, shown) for span in spans), HERE)


def test_weeks_are_those_of_the_month() -> None:
    kpi = a_kpi("form_completion_rate", period="week")
    contract = contract_of("ratio-and-cost")
    assert told(check_kpi(weekly(*WEEKS), kpi, contract, WEEKS)) == []
    other = Span(date(2027, 3, 15), date(2027, 3, 22))
    assert told(check_kpi(weekly(WEEKS[0], other), kpi, contract, WEEKS)) == [
        (
            "measurements.weeks",
            HERE,
            {
                "kpi": "given",
                "found": "2027-03-01…2027-03-07, 2027-03-15…2027-03-21",
                "expected": "2027-03-01…2027-03-07, 2027-03-08…2027-03-14",
            },
        )
    ]


def test_each_week_is_checked_like_a_month() -> None:
    kpi = a_kpi("cost_per_valid_lead", period="week")
    figure = Figure(numerator=whole("3"), denominator=whole("9"), currency="USD")
    found = check_kpi(weekly(*WEEKS, figure=figure), kpi, contract_of("ratio-and-cost"), WEEKS)
    wrong = ("contract.wrong_currency", HERE, {"found": "USD", "expected": "CNY"})
    assert told(found) == [wrong, wrong]


def test_a_month_is_no_weeks_and_weeks_are_no_month() -> None:
    contract = contract_of("ratio-and-cost")
    monthly, by_week = a_kpi("valid_leads"), a_kpi("valid_leads", period="week")
    assert told(check_kpi(weekly(*WEEKS), monthly, contract, WEEKS)) == [
        ("measurements.not_monthly", HERE, {"kpi": "given"})
    ]
    assert told(check_kpi(given("given"), by_week, contract, WEEKS)) == [
        ("measurements.not_weekly", HERE, {"kpi": "given"})
    ]
    missing = given("given", Figure(status=Status.MISSING))
    assert told(check_kpi(missing, by_week, contract, WEEKS)) == []


def test_monitors_are_those_of_the_contract_in_its_weeks() -> None:
    # weeks of March 2027 begin on Monday; that of 29 March ends in April
    contract = contract_of("watched")
    own = ("2027-03-01…2027-03-07", "2027-03-08…2027-03-14", "2027-03-15…2027-03-21", "2027-03-22…2027-03-28")
    late = (Span(date(2027, 3, 29), date(2027, 4, 5)), Span(date(2027, 3, 2), date(2027, 3, 8)))
    right = MonitorFigures(weekly(*WEEKS))
    wrong = MonitorFigures(
        weekly(WEEKS[0]), {"search": weekly(late[0])}, {"last_touch": weekly(WEEKS[1], late[1])}
    )
    unknown = MonitorFigures(given("calls"))
    figures = month_of(given("valid_leads"), monitors={"calls": unknown, "visitors": right, "cpc": wrong})
    params = {
        "kpi": "cpc",
        "found": "2027-03-29…2027-04-04, 2027-03-02…2027-03-07",
        "expected": ", ".join(own),
    }
    assert told(check_figures(figures, contract, ())) == [
        ("contract.unknown_name", HERE, {"found": "calls", "expected": "cpc, visitors"}),
        ("measurements.weeks", HERE, {"kpi": "visitors"} | _visitors()),
        ("measurements.weeks", HERE, params),
    ]


def test_a_weekly_monitor_has_no_figure_of_the_month() -> None:
    contract = contract_of("watched")
    place = Place("measurements", 9, "monitors.cpc.channels.search")
    stated = KpiFigures("search", Figure(value=whole("9")), place=place)
    empty = KpiFigures("cpc", Figure(), place=HERE)
    figures = month_of(given("valid_leads"), monitors={"cpc": MonitorFigures(empty, {"search": stated})})
    assert told(check_figures(figures, contract, ())) == [("measurements.not_weekly", place, {"kpi": "cpc"})]
    missing = MonitorFigures(given("cpc", Figure(status=Status.MISSING)))
    figures = month_of(given("valid_leads"), monitors={"cpc": missing, "visitors": MonitorFigures(stated)})
    assert told(check_figures(figures, contract, ())) == []


def test_money_of_a_monitor_is_in_the_contracts_currency() -> None:
    dollars, yuan = (
        Figure(numerator=whole("90"), denominator=whole("9"), currency=currency)
        for currency in ("USD", "CNY")
    )
    by_week = KpiFigures("cpc", None, ((WEEKS[0], yuan), (WEEKS[1], dollars)), HERE)
    also = {"linear": weekly(*WEEKS, figure=dollars), "last_touch": weekly(*WEEKS, figure=yuan)}
    figures = month_of(given("valid_leads"), monitors={"cpc": MonitorFigures(by_week, {}, also)})
    wrong = ("contract.wrong_currency", HERE, {"found": "USD", "expected": "CNY"})
    assert told(check_figures(figures, contract_of("watched"), ())) == [wrong, wrong]


def _visitors() -> dict[str, str]:
    """A monthly monitor has no weeks: both are refused, the month is expected."""
    return {"found": "2027-03-01…2027-03-07, 2027-03-08…2027-03-14", "expected": "2027-03-01…2027-03-31"}


@pytest.mark.parametrize(
    ("touched", "kinds", "claimed"),
    [
        pytest.param(
            {"sessions": LotSessions(whole("9"))}, ("C3",), True, id="judged sessions, a clause on clicks"
        ),
        pytest.param({"leads": LotLeads(whole("9"))}, ("C2",), True, id="credited leads, a clause on leads"),
        pytest.param({"failed_segment": "bounce"}, ("C3",), True, id="a failed segment"),
        pytest.param({"sessions": LotSessions(whole("9"))}, ("C1",), False, id="no clause on what was spent"),
        pytest.param({}, ("C2", "C3"), False, id="nothing in it that a clause takes"),
    ],
)
def test_a_cost_must_be_known_where_a_clause_may_claim_a_part(
    touched: dict[str, Any], kinds: tuple[str, ...], claimed: bool
) -> None:
    contract = contract_of("spend-lots")
    contract = replace(contract, clauses=tuple(item for item in contract.clauses if item.id in kinds))
    lot = SpendLot("search/2027-03-01", None, "", place=HERE, **touched)

    expected = [("measurements.cost_unknown", HERE, {"lot": lot.id})]

    assert told(check_lots((lot,), MARCH, contract, MONTH)) == (expected if claimed else [])
