"""What a decided dispute changes in the figures of a month, to whose side, and never below nothing."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, KpiFigures, SpendLot
from assay.core.period import Month, Span
from assay.core.settlement.readings import _Change, _changed_kpi

FIRST = Month(2027, 3).first_on
WEEKS = tuple(Span(FIRST + timedelta(days=7 * i), FIRST + timedelta(days=7 * (i + 1))) for i in range(3))


def weekly(*values: int | None) -> KpiFigures:
    figures = (Figure(value=None if value is None else Fraction(value)) for value in values)
    return KpiFigures("leads", None, tuple(zip(WEEKS, figures, strict=True)))


@pytest.mark.parametrize(
    ("lot", "changed"),
    [
        ("search/2027-03-01", [13, 20, 30]),
        ("search/2027-03-08", [10, 23, 30]),
        ("search/2027-03-14", [10, 23, 30]),
        ("search/2027-03-15", [10, 20, 33]),
        ("search/2027-03-31", [10, 20, 33]),  # outside every week: the last
        (None, [10, 20, 33]),
    ],
)
def test_a_weekly_count_changes_in_the_week_of_the_lot(lot: str | None, changed: list[int]) -> None:
    spent = None if lot is None else SpendLot(lot, Fraction(100), "CNY")
    found = _changed_kpi(weekly(10, 20, 30), "valid_leads", _Change(Fraction(3), Fraction(9)), spent)
    assert [figure.value for _, figure in found.weeks] == changed
    assert [span for span, _ in found.weeks] == list(WEEKS)


@pytest.mark.parametrize(
    ("metric", "value", "denominator"),
    [
        ("valid_leads", 8, 20),  # 10 - 2 leads
        ("cost_per_valid_lead", 10, 18),  # two leads fewer share the cost
        ("sales_qualified_leads", 9, 20),  # one of them had counted as qualified
        ("form_completion_rate", 10, 20),  # not made of leads
    ],
)
def test_each_metric_loses_its_own(metric: str, value: int, denominator: int) -> None:
    given = KpiFigures("k", Figure(value=Fraction(10), denominator=Fraction(20)))
    found = _changed_kpi(given, metric, _Change(Fraction(-2), Fraction(-1)), None)
    assert found.month is not None
    assert (found.month.value, found.month.denominator) == (value, denominator)


def test_a_count_falls_to_nothing_at_most_and_a_missing_one_stays_missing() -> None:
    found = _changed_kpi(weekly(10, 20, 1), "valid_leads", _Change(Fraction(-3), Fraction(0)), None)
    assert [figure.value for _, figure in found.weeks] == [10, 20, 0]
    missing = _changed_kpi(weekly(10, 20, None), "valid_leads", _Change(Fraction(3), Fraction(0)), None)
    assert missing.weeks[-1][1].value is None
