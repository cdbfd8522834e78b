"""Which periods are judged together, and with which factors: pools, weeks, formulas and samples of several months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from assay.core.acceptance.accept import PeriodInput, accept
from assay.core.acceptance.measurements import Figure, KpiFigures, Relieved, Status
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.samples import SampleVerdict, Verdict
from assay.core.contract.model import Contract, Party
from assay.core.period import Month, Span
from tests.contracts.test_cases import read_case

JUNE = Month(2027, 6)
WEEKS = (Span(date(2027, 3, 1), date(2027, 3, 8)), Span(date(2027, 3, 8), date(2027, 3, 15)))


@cache
def pooling() -> Contract:
    """A ratio and a cost per lead, both pooled below 20 records; targets 95% and at most 400.00."""
    cost = {"metric": "cost_per_valid_lead", "source": "ads", "period": "month", "target": "<= 400 CNY/lead"}
    cost |= {"weight": "0.3", "min_n": "20", "below_min_n": "pool"}
    return contract_of("ratio-and-cost", {"kpis.cpl": cost})


def contract_of(base: str, changes: dict[str, Any] | None = None) -> Contract:
    measurements = {"opening": "none", "periods": []}
    case = {"base": base, "changes": changes or {}, "measurements": measurements}
    amended, _, findings = read_case(case)
    assert amended is not None, findings
    return amended.first


def period(contract: Contract, month: Month, kpi: str, figure: Figure | None, **more: Any) -> PeriodInput:  # noqa: ANN401  # its other parts
    kpis = {} if figure is None else {kpi: KpiFigures(kpi, figure)}
    return PeriodInput(contract, month, month.span, more.pop("weeks", ()), kpis, frozenset(), **more)


def of(numerator: int, denominator: int, **more: Any) -> Figure:  # noqa: ANN401  # its other parts
    return Figure(numerator=Fraction(numerator), denominator=Fraction(denominator), **more)


def months(kpi: str, *figures: Figure | None, last: Month = JUNE, **more: Any) -> list[Outcome]:  # noqa: ANN401  # what every month has
    """The outcomes of a pooling KPI from January on, in order of month."""
    given = [
        period(pooling(), Month(2027, number), kpi, figure, **more)
        for number, figure in enumerate(figures, start=1)
    ]
    return [outcome for judged in accept(given, last_month=last) for outcome in judged]


def told(found: Iterable[Outcome]) -> list[tuple[int, State, Fraction | None, Fraction, Fraction]]:
    return [(item.month.month, item.state, item.value, item.shortfall, item.worst) for item in found]


def test_a_pool_ends_with_its_quarter_and_the_next_begins_alone() -> None:
    # 18 of 18 by March, below 20; April 1 of 2 waits for its own quarter
    found = months("crm_fill", of(6, 6), of(6, 6), of(6, 6), of(1, 2))
    assert told(found) == [
        (1, State.MET, 1, 0, 0),
        (2, State.MET, 1, 0, 0),
        (3, State.MET, 1, 0, 0),
        (4, State.WAITING, Fraction(1, 2), 0, 1),
    ]
    quarter = tuple(Month(2027, number).span for number in (1, 2, 3))
    assert [item.pooled for item in found] == [quarter, quarter, quarter, ()]


def test_a_pool_of_a_quarter_gone_by_waits_while_one_of_its_figures_is_open() -> None:
    # February has a figure of its own that is open: until it is final nobody knows what January joins
    provisional = of(3, 3, status=Status.PROVISIONAL, open=Fraction(1))
    found = months("crm_fill", of(6, 6), provisional, of(6, 6), of(20, 20))
    assert [(item.month.month, item.state) for item in found] == [
        (1, State.WAITING),
        (2, State.WAITING),
        (3, State.WAITING),
        (4, State.MET),
    ]
    assert [item.state for item in months("crm_fill", of(6, 6), provisional, of(6, 6))] == [State.WAITING] * 3


def test_a_pool_ends_with_the_term() -> None:
    # 9 of 10 are not 20 yet, but no month follows: (95 - 90) ÷ 95 = 1/19
    assert told(months("crm_fill", of(9, 10), last=Month(2027, 1))) == [
        (1, State.MISSED, Fraction(9, 10), Fraction(1, 19), Fraction(1, 19))
    ]


def test_a_month_that_was_not_measured_leaves_the_later_ones_judged() -> None:
    assert told(months("crm_fill", None, of(19, 20))) == [(2, State.MET, Fraction(19, 20), 0, 0)]


def test_costs_pool_until_enough_leads_are_there() -> None:
    # 4,000 ÷ 10 and 6,000 ÷ 10 are 500 a lead: (500 - 400) ÷ 400 = 1/4
    found = months("cpl", of(4000, 10), of(6000, 10))
    quarter = Fraction(1, 4)
    assert told(found) == [(number, State.MISSED, 500, quarter, quarter) for number in (1, 2)]
    assert [(item.numerator, item.denominator) for item in found] == [(10_000, 20), (10_000, 20)]


def test_one_lead_in_a_whole_quarter_is_judged_by_what_it_cost() -> None:
    # 300 for one lead; 400 may be
    found = months("cpl", of(100, 0), of(100, 1), of(100, 0))
    assert told(found) == [(number, State.MET, 300, 0, 0) for number in (1, 2, 3)]


def test_money_on_no_lead_in_a_whole_quarter_misses_whole_and_nothing_on_none_is_met() -> None:
    found = months("cpl", of(0, 0), of(1, 0), of(0, 0))
    assert told(found) == [(number, State.MISSED, None, 1, 1) for number in (1, 2, 3)]
    found = months("cpl", of(0, 0), of(0, 0), of(0, 0))
    assert told(found) == [(number, State.MET, None, 0, 0) for number in (1, 2, 3)]


def test_a_limit_of_zero_is_met_by_nothing_spent_only() -> None:
    free = replace(pooling(), kpis={"cpl": replace(pooling().kpis["cpl"], base=Fraction(0))})
    given = [period(free, Month(2027, 1), "cpl", figure) for figure in (of(0, 1), of(1, 1))]
    found = [accept([item], last_month=Month(2027, 1))[0][0] for item in given]
    assert [(item.state, item.shortfall) for item in found] == [(State.MET, 0), (State.MISSED, 1)]


def test_a_floor_of_zero_for_a_pooled_ratio_is_met_by_zero() -> None:
    floor = replace(pooling(), kpis={"crm_fill": replace(pooling().kpis["crm_fill"], base=Fraction(0))})
    given = period(floor, Month(2027, 1), "crm_fill", of(0, 5))
    found = accept([given], last_month=Month(2027, 1))[0][0]
    assert (found.state, found.shortfall) == (State.MET, 0)


def test_a_revision_moves_the_target_of_a_pool() -> None:
    # 95% × 0.8 = 76%; 15 of 20 are 75%: 1/76 short
    found = months("crm_fill", of(15, 19), of(0, 1), revisions={"crm_fill": Fraction(4, 5)})
    assert {(item.target.value, item.target.revision) for item in found} == {
        (Fraction(76, 100), Fraction(4, 5))
    }
    assert [item.shortfall for item in found] == [Fraction(1, 76)] * 2


def test_relief_leaves_the_target_of_a_pool_as_it_is() -> None:
    relieved = of(15, 19, relieved=Relieved(exclude_record=Fraction(3)))
    given = period(pooling(), Month(2027, 1), "crm_fill", relieved)
    given = replace(given, relief_days=frozenset(Month(2027, 1).span.each_day()[:10]))
    target = accept([given], last_month=JUNE)[0][0].target
    assert (target.value, target.available_days, target.days) == (Fraction(95, 100), 31, 31)
    assert (target.excluded, target.baseline) == (0, 0)


def test_a_weekly_figure_missing_for_the_month_is_missing_in_each_week() -> None:
    contract = contract_of("weekly-form")
    missing = Figure(status=Status.MISSING, fault=Party.VENDOR)
    given = period(contract, Month(2027, 3), "form_rate", missing, weeks=WEEKS)
    found = accept([given], last_month=JUNE)[0]
    assert [(item.span, item.state, item.shortfall) for item in found] == [
        (span, State.MISSED, 1) for span in WEEKS
    ]


SHARE = {"formula": "qualified / valid_leads", "period": "month", "target": ">= 20%", "weight": "0.2"}


@cache
def by_formula() -> Contract:
    changes = {"kpis.valid_leads.weight": "0.5", "kpis.qualified.weight": "0.3", "kpis.share": SHARE}
    return contract_of("monthly-basic", changes)


def shared(qualified: int, valid: int, **more: Any) -> Outcome:  # noqa: ANN401  # what the month has
    counts = {"qualified": qualified, "valid_leads": valid}
    kpis = {kpi: KpiFigures(kpi, Figure(value=Fraction(value))) for kpi, value in counts.items()}
    month = Month(2027, 3)
    given = PeriodInput(by_formula(), month, month.span, (), kpis, frozenset(), **more)
    (found,) = (item for item in accept([given], last_month=JUNE)[0] if item.kpi == "share")
    return found


def test_a_revision_moves_the_target_of_a_formula() -> None:
    # 20% × 1.5 = 30%; 6 ÷ 40 = 15%, half of it
    found = shared(6, 40, revisions={"share": Fraction(3, 2)})
    assert (found.target.value, found.shortfall) == (Fraction(3, 10), Fraction(1, 2))


def test_a_formula_with_nothing_to_divide_by_follows_the_terms_of_what_is_missing() -> None:
    assert (shared(0, 0).state, shared(0, 0).worst) == (State.HELD, 1)


def test_a_revision_moves_the_target_of_a_sample() -> None:
    # 90% × 0.9 = 81%; 45 of 60 right are 75%: 6 ÷ 81 short
    contract, month = contract_of("sampled"), Month(2027, 3)
    failed = SampleVerdict("replies", month, Verdict.FAIL, 60, 15, 9, final=True)
    given = period(contract, month, "", None, samples={"replies": failed})
    given = replace(given, revisions={"answers": Fraction(9, 10)})
    (found,) = accept([given], last_month=JUNE)[0]
    assert (found.kpi, found.state, found.target.value) == ("answers", State.MISSED, Fraction(81, 100))
    assert found.shortfall == Fraction(6, 81)
