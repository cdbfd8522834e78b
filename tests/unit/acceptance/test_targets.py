"""What a target is made of, and which days relieve the vendor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from assay.core.acceptance.measurements import Event, Figure, Relieved
from assay.core.acceptance.targets import Target, force_majeure_days, relief_days, target_of
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.period import Month, Span, parse_day, parse_instant
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)


@cache
def contract() -> Contract:
    """Notice of force majeure within 24 hours; late product data relieve their days, late replies do not."""
    case = {"base": "monthly-basic", "measurements": {"opening": "none", "periods": []}}
    amended, _, findings = read_case(case)
    assert amended is not None, findings
    return amended.first


def days_of(month: int, first: int, last: int) -> list[date]:
    return [date(2027, month, day) for day in range(first, last + 1)]


def a_kpi(metric: str) -> Kpi:
    return replace(contract().kpis["valid_leads"], metric=metric, season={3: Fraction(6, 5)})


def test_a_count_asks_for_its_share_of_the_days_and_less_what_left_it() -> None:
    # 50 × 1.2 × 0.9 = 54; 20 days in term, 5 of them relieved: 54 × 15 ÷ 20 = 40.5; less 2
    span = Span(date(2027, 3, 12), date(2027, 4, 1))
    figure = Figure(relieved=Relieved(Fraction(7), Fraction(2)))
    relieved = frozenset(days_of(3, 8, 16))
    found = target_of(
        a_kpi("valid_leads"), MARCH, span, figure, relieved, Fraction(9, 10), baseline=Fraction(3)
    )
    assert found == Target(
        Fraction("38.5"), Fraction(50), Fraction(6, 5), 15, 20, Fraction(2), Fraction(9, 10), Fraction(3)
    )


def test_what_is_no_count_asks_for_the_same_whatever_is_relieved() -> None:
    figure = Figure(relieved=Relieved(Fraction(7), Fraction(2)))
    found = target_of(
        a_kpi("form_completion_rate"),
        MARCH,
        MARCH.span,
        figure,
        frozenset(days_of(3, 8, 16)),
        Fraction(9, 10),
        baseline=Fraction(3),
    )
    assert found == Target(
        Fraction(54), Fraction(50), Fraction(6, 5), 31, 31, Fraction(0), Fraction(9, 10), Fraction(0)
    )


def test_without_season_and_relief_it_is_what_was_written() -> None:
    found = target_of(a_kpi("valid_leads"), Month(2027, 4), Month(2027, 4).span, Figure(), frozenset())
    assert found == Target(Fraction(50), Fraction(50), Fraction(1), 30, 30, Fraction(0))


@pytest.mark.parametrize(("last", "value"), [(1, 0), (2, 60)])
def test_of_no_day_nothing_is_asked_and_of_one_day_all(last: int, value: int) -> None:
    span = Span(date(2027, 3, 1), date(2027, 3, last))
    found = target_of(a_kpi("valid_leads"), MARCH, span, Figure(), frozenset())
    assert (found.value, found.available_days, found.days) == (value, last - 1, last - 1)


def test_a_month_relieved_whole_asks_for_nothing() -> None:
    relieved = frozenset(MARCH.span.each_day())
    assert target_of(a_kpi("valid_leads"), MARCH, MARCH.span, Figure(), relieved).value == 0


def majeure(**fields: str) -> Event:
    told = {"party": "vendor", "cause": "natural_disaster", "from": "2027-03-10", "to": "2027-03-12"}
    return _event("force_majeure", told | {"notice": "2027-03-11"} | fields)


def late(**fields: str) -> Event:
    told = {"party": "buyer", "duty": "product_data", "from": "2027-03-05", "to": "2027-03-06"}
    return _event("late_duty", told | fields)


def _event(kind: str, fields: dict[str, str]) -> Event:
    known = parse_instant("2027-03-20T10:00:00+08:00")
    return Event("e1", kind, parse_day("2027-03-20"), known, fields)


@pytest.mark.parametrize(
    ("events", "days"),
    [
        ([majeure()], days_of(3, 10, 12)),
        ([majeure(), majeure(**{"from": "2027-03-12", "to": "2027-03-13"})], days_of(3, 10, 13)),
        ([majeure(notice="2027-03-12")], days_of(3, 12, 12)),
        ([majeure(notice="2027-03-13")], []),
        ([majeure(notice="2027-03-11T23:59:59+08:00")], days_of(3, 10, 12)),
        ([majeure(notice="2027-03-11T16:00:00+00:00")], days_of(3, 12, 12)),  # the 12th in Shanghai
        ([majeure(cause="routine_algorithm_update")], []),
        ([majeure(party="buyer")], []),
        ([majeure(**{"from": "2027-03-12", "to": "2027-03-10"})], []),
        # the vendor is late when it begins; before, after, or another's duty takes nothing
        ([majeure(), late(party="vendor", **{"from": "2027-03-10", "to": "2027-03-10"})], []),
        ([majeure(), late(party="vendor", **{"from": "2027-03-01", "to": "2027-03-31"})], []),
        (
            [majeure(), late(party="vendor", **{"from": "2027-03-01", "to": "2027-03-09"})],
            days_of(3, 10, 12),
        ),
        (
            [majeure(), late(party="vendor", **{"from": "2027-03-11", "to": "2027-03-12"})],
            days_of(3, 10, 12),
        ),
        (
            [majeure(), late(duty="sales_reply", **{"from": "2027-03-01", "to": "2027-03-31"})],
            days_of(3, 10, 12),
        ),
        ([majeure(), _event("reply", {"by": "vendor"})], days_of(3, 10, 12)),
        ([late()], days_of(3, 5, 6)),
        (
            [late(), majeure(), late(**{"from": "2027-03-06", "to": "2027-03-07"})],
            [*days_of(3, 5, 7), *days_of(3, 10, 12)],
        ),
        ([late(party="vendor")], []),
        ([late(duty="sales_reply")], []),
        ([late(duty="nobody_owes")], []),
    ],
)
def test_whole_days_relieve_a_vendor_that_told_in_time(events: list[Event], days: list[date]) -> None:
    assert sorted(relief_days(contract(), iter(events))) == days


def test_force_majeure_counts_days_even_where_it_moves_no_target() -> None:
    terms = contract().force_majeure
    assert terms is not None
    keeps = replace(contract(), force_majeure=replace(terms, prorate_target=False))
    assert _told(relief_days(keeps, [majeure(), late()])) == days_of(3, 5, 6)
    assert _told(force_majeure_days(keeps, iter([majeure(), late()]))) == days_of(3, 10, 12)
    none = replace(contract(), force_majeure=None)
    assert _told(relief_days(none, [majeure()])) == []
    assert _told(force_majeure_days(none, [majeure()])) == []


def _told(days: Iterable[date]) -> list[date]:
    return sorted(days)
