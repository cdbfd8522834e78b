"""Spend of record: what nobody states is unknown, and two exports of one account are one and the same money."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.acceptance.check import check_lots
from assay.core.acceptance.measurements import Reason, Status
from assay.core.contract.model import Party
from assay.core.findings import Place
from assay.core.leads.scope import CampaignScope
from assay.core.measuring.month import Measured
from assay.core.measuring.of_record import spend_of_record
from assay.core.measuring.reach import reach_of
from assay.core.measuring.spend import Spend
from assay.core.period import Month
from tests.unit.leads.givens import CONTRACT, contract, read
from tests.unit.measuring.test_month import FACTS, MARCH, codes, figure_of, measured, spend

REPORT, API = "google_ads_report", "google_ads_api"
CLAIMING = CONTRACT.replace(
    "combine:",
    "  - {id: C2, priority: '20', head: compensation, kind: cost_share, for: lead.invalid, lot: spend, multiple: '0.5'}\ncombine:",
)


def unsaid(day: str, campaign: str = "search-us") -> Spend:
    return replace(spend(day, "0", campaign), cost_micros=None)


def given_spend(*rows: Spend) -> Measured:
    return measured(replace(FACTS, spend=rows))


def costs(result: Measured) -> dict[str, str]:
    return {lot.id: read(lot.cost) for lot in result.figures.lots if lot.cost is None or lot.cost > 0}


def of(source: str, *rows: Spend) -> Iterator[Spend]:
    return (replace(row, source=source) for row in rows)


def test_a_cost_that_nobody_states_makes_the_cost_per_lead_missing_and_not_low() -> None:
    # 50 dollars of the 9th are known, the 5th is not: 50 × 7.12 over two leads would be far too cheap.
    result = given_spend(unsaid("2027-03-05"), spend("2027-03-09", "50"))
    figure = figure_of("cpl", result)
    assert (figure.status, figure.reason, figure.numerator) == (Status.MISSING, Reason.COST_UNSTATED, None)
    assert figure.fault is Party.NEITHER  # the reports are the platform's
    assert ("measure.cost_unknown", "warning") in codes(result)
    assert ("measure.kpi_unknown.cost_unstated", "warning") in codes(result)


def test_a_report_of_the_vendor_without_a_cost_is_the_vendors_fault() -> None:
    text = CONTRACT.replace("ads: {owner: platform", "ads: {owner: vendor")
    facts = replace(FACTS, spend=(unsaid("2027-03-05"),))
    assert figure_of("cpl", measured(facts, text=text)).fault is Party.VENDOR


def test_a_lot_whose_cost_nobody_states_has_none_even_beside_a_known_part() -> None:
    # Two rows of one campaign and day, as two spellings of an account leave them: 100.50 + unknown is unknown.
    result = given_spend(spend("2027-03-05", "100.50"), unsaid("2027-03-05"), spend("2027-03-09", "50"))
    assert costs(result) == {"search-us/2027-03-05": "None", "search-us/2027-03-09": "50"}


def test_an_unknown_cost_outside_the_scope_is_nobodys_concern() -> None:
    # brand campaigns are excluded
    assert costs(given_spend(unsaid("2027-03-05", "brand-lumora"), spend("2027-03-09", "50"))) == {
        "search-us/2027-03-09": "50"
    }


@pytest.mark.parametrize(
    ("text", "day", "refused"),
    [
        (CLAIMING, "2027-03-05", True),  # two credited leads hang on it
        (CLAIMING, "2027-03-20", False),  # nothing hangs on it: no share of it can be claimed
        (CONTRACT, "2027-03-05", False),  # no clause touches spend
    ],
)
def test_a_settlement_waits_for_a_cost_that_a_clause_may_claim(text: str, day: str, *, refused: bool) -> None:
    result = given_spend(unsaid(day))
    found = [one.code for one in check_lots(result.figures.lots, MARCH, contract(text), Place())]
    assert found == (["measurements.cost_unknown"] if refused else [])


def test_two_exports_of_one_account_and_day_are_one_spend() -> None:
    # The report has two days, the export of the interface one: the report counts on both, 100.50 and 50.
    rows = [*of(REPORT, spend("2027-03-05", "100.50"), spend("2027-03-09", "50"))]
    twice = [*rows, *of(API, spend("2027-03-05", "100.49"))]
    assert (
        costs(given_spend(*twice))
        == costs(given_spend(*rows))
        == {
            "search-us/2027-03-05": "201/2",
            "search-us/2027-03-09": "50",
        }
    )
    (finding,) = (one for one in given_spend(*twice).findings if one.code == "measure.two_exports")
    assert finding.params == {
        "account": "google_ads/main",
        "month": "2027-03",
        "exports": f"{REPORT}, {API}",
        "days": "1",
    }


def test_of_exports_with_as_many_days_the_first_by_name_counts() -> None:
    rows = [*of(REPORT, spend("2027-03-05", "100.50")), *of(API, spend("2027-03-05", "100.49"))]
    assert costs(given_spend(*rows)) == {"search-us/2027-03-05": "10049/100"}


def test_days_that_one_export_alone_has_are_not_lost() -> None:
    # First half from the report, second half from the interface: nothing stands twice, nothing is said.
    rows = [*of(REPORT, spend("2027-03-05", "100")), *of(API, spend("2027-03-20", "10"))]
    result = given_spend(*rows)
    assert costs(result) == {"search-us/2027-03-05": "100", "search-us/2027-03-20": "10"}
    assert "measure.two_exports" not in dict(codes(result))


def test_an_export_that_leaves_a_cost_unsaid_gives_way_to_one_that_states_it() -> None:
    rows = [
        *of(API, unsaid("2027-03-05"), spend("2027-03-09", "50"), spend("2027-03-20", "10")),
        *of(REPORT, spend("2027-03-05", "100.50")),
    ]
    assert costs(given_spend(*rows))["search-us/2027-03-05"] == "201/2"


def test_a_campaign_that_the_other_export_alone_names_is_unknown_and_never_added() -> None:
    # "display" may be search-us under another name, or money that the report leaves out.
    rows = [
        *of(REPORT, spend("2027-03-05", "100.50"), spend("2027-03-09", "50")),
        *of(API, spend("2027-03-05", "100.50", "display")),
    ]
    result = given_spend(*rows)
    assert costs(result) == {
        "display/2027-03-05": "None",
        "search-us/2027-03-05": "201/2",
        "search-us/2027-03-09": "50",
    }
    assert ("measure.exports_differ", "warning") in codes(result)
    assert figure_of("cpl", result).status is Status.MISSING


@pytest.mark.parametrize(
    "other",
    [
        spend("2027-03-05", "9", "brand-lumora"),  # not this contract's
        spend("2027-03-05", "0", "display"),  # nothing spent
        spend("2027-03-05", "100.50", " SEARCH-US"),  # spelled otherwise
    ],
)
def test_what_cannot_be_money_of_the_contract_raises_no_doubt(other: Spend) -> None:
    rows = [*of(REPORT, spend("2027-03-05", "100.50"), spend("2027-03-09", "50")), *of(API, other)]
    result = given_spend(*rows)
    assert "measure.exports_differ" not in dict(codes(result))
    assert costs(result) == {"search-us/2027-03-05": "201/2", "search-us/2027-03-09": "50"}


def test_two_accounts_are_two_spends() -> None:
    text = CONTRACT.replace("accounts: [google_ads/main]", "accounts: [google_ads/main, google_ads/second]")
    rows = [
        *of(REPORT, spend("2027-03-05", "100")),
        *of(API, spend("2027-03-05", "10", account="google_ads/second")),
    ]
    assert costs(measured(replace(FACTS, spend=rows), text=text)) == {"search-us/2027-03-05": "110"}


DAYS = st.integers(0, 30).map(lambda at: date(2027, 3, 1) + timedelta(days=at))
ROWS = st.lists(st.tuples(st.sampled_from([REPORT, API, "own"]), DAYS, st.integers(1, 900)), max_size=30)


@given(ROWS)
def test_what_counts_on_a_day_is_what_one_export_says_of_it(rows: list[tuple[str, date, int]]) -> None:
    said = {(source, day): cost for source, day, cost in rows}
    facts = [*(row for (source, day), cost in said.items() for row in of(source, spend(str(day), str(cost))))]
    counted = costs(given_spend(*facts))
    assert set(counted) == {f"search-us/{day}" for _, day in said}
    for _, day in said:
        stated = {cost for (_, on), cost in said.items() if on == day}
        assert Fraction(counted[f"search-us/{day}"]) in stated


def test_which_export_counts_in_a_month_does_not_depend_on_the_month_that_is_measured() -> None:
    # A week of April begins in March; the report has most days of March, though none that April looks at.
    march = [spend(f"2027-03-{day:02d}", "10") for day in range(1, 21)]
    rows = [*of(REPORT, *march, spend("2027-03-29", "7")), *of(API, spend("2027-03-29", "8"))]
    terms = contract()
    days = reach_of(terms, Month(2027, 4)).leads
    assert days.start_on == date(2027, 3, 29)
    kept, _ = spend_of_record(rows, terms, CampaignScope(terms.scope, FACTS.accounts), days)
    assert [read(row.day, row.cost) for row in kept] == ["2027-03-29 7"]
