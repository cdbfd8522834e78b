"""What silence adds to a count and the baseline takes off, and at what rate the silent leads count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.adjusting import adjusted, baseline_of, silence_rates, silent_leads
from assay.core.acceptance.measurements import Figure, KpiFigures, PeriodFigures, Status
from assay.core.contract.model import Contract
from assay.core.period import Month, Span, parse_day, parse_instant
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)
AFTER = parse_instant("2027-04-05T09:00:00+08:00")


@pytest.fixture(scope="module")
def contract() -> Contract:
    silence = {"with_vendor_evidence": "deemed_qualified", "otherwise": "trailing_rate 3 month"}
    sales = {"judge": "sales", "needs": {"all_of": ["need"]}, "within": "14 day", "silence": silence}
    baseline = {"target_basis": "incremental", "values": {"valid_leads": "31 lead/month"}}
    changes = {"qualification": {"sales": sales}, "baseline": baseline}
    measurements = {"opening": "none", "periods": []}
    amended, _, findings = read_case(
        {"base": "monthly-basic", "changes": changes, "measurements": measurements}
    )
    assert amended is not None, findings
    return amended.first


def qualified(
    value: int | None, n: int | None, evidenced: int = 0, other: int = 0, status: Status = Status.FINAL
) -> KpiFigures:
    figure = Figure(
        status,
        None if value is None else Fraction(value),
        n=None if n is None else Fraction(n),
        silent_evidenced=Fraction(evidenced),
        silent_other=Fraction(other),
    )
    return KpiFigures("qualified", figure)


def month_of(*given: KpiFigures) -> PeriodFigures:
    return PeriodFigures(MARCH, AFTER, {item.id: item for item in given})


def rate(
    contract: Contract,
    given: KpiFigures,
    *earlier: KpiFigures | None,
    settled_by: dict[str, Fraction] | None = None,
) -> Fraction:
    """The rate of a month, the months before it given from the oldest; None for one without the KPI."""
    before = [month_of() if item is None else month_of(item) for item in earlier]
    return silence_rates(month_of(given), contract, before, settled_by or {})["qualified"]


def test_the_months_before_give_the_rate_as_many_as_were_agreed(contract: Contract) -> None:
    # 10 + 5 + 3 of 20 + 20 + 20; the month with all of 40 lies before them
    silent = qualified(8, 40, other=8)
    before = (qualified(40, 40), qualified(10, 20), qualified(5, 20), qualified(3, 20))
    assert rate(contract, silent, *before) == Fraction(18, 60)


def test_a_month_without_the_kpi_is_passed_over(contract: Contract) -> None:
    assert rate(contract, qualified(8, 40, other=8), qualified(10, 20), None) == Fraction(1, 2)
    weekly = KpiFigures("qualified", None)
    assert rate(contract, qualified(8, 40, other=8), qualified(10, 20), weekly) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("given", "own"),
    [
        (qualified(8, 40, evidenced=4, other=4), "1/4"),  # 8 of 32
        (qualified(0, 5, evidenced=2, other=2), "0"),  # none of the one that was judged
        (qualified(None, 5, other=4), "0"),
        (qualified(0, 4, other=4), "1"),
        (qualified(0, None, other=4), "1"),
    ],
)
def test_without_months_before_its_own_judged_leads_give_the_rate(
    contract: Contract, given: KpiFigures, own: str
) -> None:
    assert rate(contract, given) == Fraction(own)


def test_a_final_figure_keeps_the_rate_it_was_settled_by(contract: Contract) -> None:
    settled = {"qualified": Fraction(1, 7)}
    silent = qualified(8, 40, other=8)
    assert rate(contract, silent, qualified(10, 20), settled_by=settled) == Fraction(1, 7)
    still_open = qualified(8, 40, other=8, status=Status.PROVISIONAL)
    assert rate(contract, still_open, qualified(10, 20), settled_by=settled) == Fraction(1, 2)


def test_only_silence_needs_a_rate(contract: Contract) -> None:
    assert silence_rates(month_of(qualified(8, 40, evidenced=8)), contract, (), {}) == {}
    assert silence_rates(month_of(KpiFigures("qualified", None)), contract, (), {}) == {}
    other = replace(qualified(8, 40, other=8), id="valid_leads")
    found = silence_rates(month_of(qualified(8, 40), other), contract, (), {})
    assert found == {"valid_leads": Fraction(1, 4)}


def test_silent_leads_count_as_agreed(contract: Contract) -> None:
    figure = Figure(silent_evidenced=Fraction(2), silent_other=Fraction(9))
    assert contract.sales is not None
    # 2 whole and 9 at a third
    assert silent_leads(figure, contract, Fraction(1, 3)) == 5
    without = replace(contract, sales=replace(contract.sales, silent_with_evidence=""))
    assert silent_leads(figure, without, Fraction(1, 3)) == 3
    assert silent_leads(figure, replace(contract, sales=None), Fraction(1, 3)) == 0


def test_counts_are_judged_with_their_silent_leads_and_without_the_baseline(contract: Contract) -> None:
    leads = KpiFigures("valid_leads", Figure(value=Fraction(70)))
    missing = KpiFigures("qualified", Figure(status=Status.MISSING))
    given = {"visits": qualified(5, 9, other=3), "qualified": missing, "valid_leads": leads}
    found = adjusted(given, contract, MARCH.span, {"visits": Fraction(1)})
    # 70 less 31; what the contract does not have and what is missing stay as they are
    expected = {"valid_leads": KpiFigures("valid_leads", Figure(value=Fraction(39)))}
    assert found == given | expected
    silent = {"qualified": qualified(8, 40, evidenced=1, other=4)}
    (judged,) = adjusted(silent, contract, MARCH.span, {"qualified": Fraction(1, 4)}).values()
    assert judged == KpiFigures("qualified", replace(qualified(10, 40, 1, 4).all()[0]))
    (judged,) = adjusted(silent, contract, MARCH.span, {}).values()
    assert judged.all()[0].value == 9


def test_the_baseline_is_of_monthly_counts_by_the_days_in_term(contract: Contract) -> None:
    kpi = contract.kpis["valid_leads"]
    ten = Span(parse_day("2027-03-22"), parse_day("2027-04-01"))
    assert baseline_of(kpi, contract, MARCH.span) == 31
    assert baseline_of(kpi, contract, ten) == 10
    assert baseline_of(kpi, contract, Span(MARCH.span.end_on, MARCH.span.end_on)) == 0
    assert baseline_of(replace(kpi, period="week"), contract, ten) == 0
    assert baseline_of(contract.kpis["qualified"], contract, MARCH.span) == 0
    assert contract.baseline is not None
    total = replace(contract, baseline=replace(contract.baseline, incremental=False))
    assert baseline_of(kpi, total, MARCH.span) == 0
    assert baseline_of(kpi, replace(contract, baseline=None), MARCH.span) == 0
    rates = {"form_completion_rate": contract.baseline.values["valid_leads"]}
    odd = replace(contract, baseline=replace(contract.baseline, values=rates))
    assert baseline_of(replace(kpi, metric="form_completion_rate"), odd, MARCH.span) == 0
