"""What a monitor's figure says, why one says nothing, and which runs of readings fire a trigger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assay.core import formula
from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    MonitorFigures,
    PeriodFigures,
    Reason,
    Status,
)
from assay.core.acceptance.monitors import Reading, Watch, fire_monitors, mended, readings
from assay.core.acceptance.rhythm import spans_of
from assay.core.acceptance.triggers import Firing
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Trigger
from assay.core.findings import Place
from assay.core.period import Month, Span, parse_instant
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)
FIRST_WEEK, SECOND_WEEK = Span(date(2027, 3, 1), date(2027, 3, 8)), Span(date(2027, 3, 8), date(2027, 3, 15))
AFTER = parse_instant("2027-04-05T09:00:00+08:00")


@pytest.fixture(scope="module")
def contract() -> Contract:
    sampling = {"replies": {"claim": ">= 90%", "every": "month", "plan": {"n": "60", "accept": "9"}}}
    sampling["replies"] |= {"draw": "public_seed", "auditor": "audit"}
    changes = {"sources.audit": {"owner": "third_party", "of_record_for": ["samples"]}, "samples": sampling}
    measurements = {"opening": "none", "periods": []}
    amended, _, findings = read_case({"base": "watched", "changes": changes, "measurements": measurements})
    assert amended is not None, findings
    return amended.first


def a_monitor(metric: str = "roi_net", period: str = "month", *, every: int = 1) -> Monitor:
    return Monitor("given", metric, "ads", period, every, None, None, None, "", None, "", {}, Place())


def of(numerator: int | None, denominator: int | None = 10) -> Figure:
    top, bottom = (None if number is None else Fraction(number) for number in (numerator, denominator))
    return Figure(numerator=top, denominator=bottom)


def monthly(figure: Figure) -> KpiFigures:
    return KpiFigures("given", figure)


def weekly(*figures: tuple[Span, Figure]) -> KpiFigures:
    return KpiFigures("given", None, figures)


def read(
    contract: Contract, monitor: Monitor, given: MonitorFigures | None, noted: Sequence[Event] = ()
) -> list[Reading]:
    watched = replace(contract, monitors={"given": monitor})
    monitors = {} if given is None else {"given": given}
    figures = PeriodFigures(MARCH, AFTER, {}, monitors=monitors)
    return list(readings(watched, figures, MARCH.span, noted))


def one(contract: Contract, monitor: Monitor, figure: Figure) -> tuple[Fraction | None, Reason | None]:
    (found,) = read(contract, monitor, MonitorFigures(monthly(figure)))
    assert (found.state is Watch.UNKNOWN) == (found.value is None)
    return found.value, found.reason


def test_a_monitor_without_figures_is_unknown_once_in_a_month(contract: Contract) -> None:
    expected = Reading("given", "roi_net", MARCH, MARCH.span, "", None, "", Watch.UNKNOWN, Reason.NOT_STATED)
    assert read(contract, a_monitor(), None) == [expected]
    assert read(contract, a_monitor(period="week"), None) == [expected]


def test_of_every_second_week_each_is_unknown_and_a_figure_for_the_month_is_the_last(
    contract: Contract,
) -> None:
    # from the week of 1 January: fortnights end on 10 January, …, 7 and 21 March
    ends = [date(2027, 3, 7), date(2027, 3, 21)]
    fortnightly = a_monitor(period="week", every=2)
    assert [item.span.last_on for item in read(contract, fortnightly, None)] == ends
    (found,) = read(contract, fortnightly, MonitorFigures(monthly(of(5))))
    assert (found.span.last_on, found.value) == (ends[1], Fraction(1, 2))


def test_weeks_run_on_into_the_last_month_and_begin_anew_after_the_term(contract: Contract) -> None:
    # the term ends on 30 June; a week runs from 31 May to 6 June
    def first(month: int) -> Span:
        return spans_of(a_monitor(period="week"), contract, Month(2027, month))[0]

    assert first(6) == Span(date(2027, 5, 31), date(2027, 6, 7))
    assert first(7) == Span(date(2027, 7, 1), date(2027, 7, 5))


@pytest.mark.parametrize("empty", [monthly(Figure(status=Status.MISSING)), monthly(Figure())])
def test_channels_alone_are_read_without_a_whole(contract: Contract, empty: KpiFigures) -> None:
    given = MonitorFigures(empty, {"search": monthly(of(20)), "display": monthly(of(5))})
    found = [(item.channel, item.value) for item in read(contract, a_monitor(), given)]
    assert found == [("display", Fraction(1, 2)), ("search", 2)]


@pytest.mark.parametrize("figure", [Figure(value=Fraction(3)), of(3, None), of(None, 3)])
def test_a_whole_of_which_something_is_stated_is_read_beside_its_channels(
    contract: Contract, figure: Figure
) -> None:
    given = MonitorFigures(monthly(figure), {"search": monthly(of(20))})
    assert [item.channel for item in read(contract, a_monitor(), given)] == ["", "search"]


def test_weeks_are_read_for_the_whole_and_for_its_channels(contract: Contract) -> None:
    given = MonitorFigures(weekly((FIRST_WEEK, of(20))), {"search": weekly((SECOND_WEEK, of(5)))})
    found = [(item.channel, item.span, item.value) for item in read(contract, a_monitor(), given)]
    assert found == [("", FIRST_WEEK, 2), ("search", SECOND_WEEK, Fraction(1, 2))]


def test_other_rules_stand_beside_the_same_days_of_the_whole_only(contract: Contract) -> None:
    also = {
        "linear": weekly((FIRST_WEEK, of(30)), (SECOND_WEEK, of(40))),
        "first_touch": weekly((FIRST_WEEK, of(3, 0))),
    }
    given = MonitorFigures(weekly((FIRST_WEEK, of(20))), {"search": weekly((FIRST_WEEK, of(5)))}, also)
    found = [(item.channel, item.also) for item in read(contract, a_monitor(), given)]
    assert found == [("", (("first_touch", None), ("linear", 3))), ("search", ())]
    (by_month,) = read(
        contract, a_monitor(), MonitorFigures(monthly(of(20)), {}, {"linear": monthly(of(30))})
    )
    assert by_month.also == (("linear", 3),)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (replace(of(5), status=Status.PROVISIONAL), Reason.STILL_OPEN),
        (replace(of(5), status=Status.PROVISIONAL, reason=Reason.CENSORED), Reason.STILL_OPEN),
        (Figure(status=Status.MISSING, reason=Reason.NO_ROWS), Reason.NO_ROWS),
        (Figure(status=Status.MISSING), Reason.NOT_STATED),
        (of(5, None), Reason.NOT_STATED),
        (of(None, 5), Reason.NOT_STATED),
        (of(None, 0), Reason.NOT_STATED),
        (of(5, 0), Reason.NOTHING_COUNTED),
    ],
)
def test_what_is_not_known_says_why(contract: Contract, figure: Figure, reason: Reason) -> None:
    assert one(contract, a_monitor(), figure) == (None, reason)


def test_a_value_is_stated_or_divided_and_a_thousand_where_the_unit_says_so(contract: Contract) -> None:
    assert one(contract, a_monitor("visitors"), Figure(value=Fraction(7))) == (7, None)
    assert one(contract, a_monitor("visitors"), of(5)) == (None, Reason.NOT_STATED)
    assert one(contract, a_monitor("sales_cycle_median"), Figure(value=Fraction(7))) == (7, None)
    assert one(contract, a_monitor("cpc"), of(5)) == (Fraction(1, 2), None)
    assert one(contract, a_monitor("cpm"), of(5)) == (500, None)  # 5 ÷ 10 × 1000


@pytest.mark.parametrize(
    ("figure", "least", "known"),
    [
        (replace(of(5), n=Fraction(30)), 30, True),
        (replace(of(5), n=Fraction(29)), 30, False),
        (of(5, 30), 30, True),
        (of(5, 29), 30, False),
        (of(5, None), 1, False),
    ],
)
def test_below_its_least_records_nothing_is_said(
    contract: Contract, figure: Figure, least: int, known: bool
) -> None:
    value, reason = one(contract, replace(a_monitor(), min_n=Fraction(least)), figure)
    assert (value is not None) == known
    assert reason == (None if known else Reason.TOO_FEW)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("2", Watch.OK),
        ("1.99", Watch.REVIEW),
        ("1", Watch.REVIEW),
        ("0.99", Watch.ALERT),
        ("3.01", Watch.BREACH),
    ],
)
def test_a_limit_comes_before_an_alert_and_that_before_a_review(
    contract: Contract, value: str, state: Watch
) -> None:
    limit, floor = formula.parse("<= 3"), formula.parse("< 1")
    monitor = replace(a_monitor(), limit=limit, floor_alert=floor, review_below=Fraction(2))
    figure = Figure(value=Fraction(value))
    (found,) = read(contract, monitor, MonitorFigures(monthly(figure)))
    assert (found.value, found.limit, found.state) == (Fraction(value), "<= 3", state)


@pytest.mark.parametrize("kind", ["limit", "floor_alert"])
def test_a_line_that_names_a_table_without_a_row_cannot_be_held(contract: Contract, kind: str) -> None:
    line = {kind: formula.parse(">= 2 x benchmark_cpc")}
    given = MonitorFigures(monthly(of(5)))
    (found,) = read(replace(contract, tables={}), replace(a_monitor("cpc"), **line), given)  # type: ignore[arg-type]  # one of the two
    assert (found.value, found.state) == (Fraction(1, 2), Watch.UNKNOWN)
    (held,) = read(contract, replace(a_monitor("cpc"), **line), given)  # type: ignore[arg-type]  # one of the two
    assert held.state is (Watch.BREACH if kind == "limit" else Watch.OK)


def drawn(draw: str, errors: str, n: str = "60") -> Event:
    fields = {"sample": "replies", "of_period": "2027-03", "draw": draw, "n": n, "errors": errors}
    return Event(draw, "sample", date(2027, 4, 2), AFTER, fields)


def test_a_sample_gives_the_figure_that_nobody_states(contract: Contract) -> None:
    monitor = replace(a_monitor("auto_reply_accuracy"), sample="replies")
    # 9 errors are accepted of 60
    told = [
        ((), None, Reason.NOT_DRAWN),
        ((drawn("first", "6"),), Fraction(9, 10), None),
        ((drawn("first", "15"),), Fraction(3, 4), None),
        ((drawn("first", "5", "50"),), None, Reason.NOT_DRAWN),  # 5 and 10 not judged: the second is due
        ((drawn("first", "5", "50"), drawn("second", "5", "50")), None, Reason.INCONCLUSIVE),
    ]
    for noted, value, reason in told:
        (found,) = read(contract, monitor, None, noted)
        assert (found.value, found.reason) == (value, reason)
    (stated,) = read(contract, monitor, MonitorFigures(monthly(of(5))), (drawn("first", "6"),))
    assert stated.value == Fraction(1, 2)


def a_trigger(*, below: int | None = 2, rises: str = "", times: int = 1, channel: bool = False) -> Trigger:
    return Trigger(
        id="T4",
        kpi="",
        below_share=None,
        below_value=None if below is None else Fraction(below),
        times=times,
        per="month",
        then=("review",),
        place=Place(),
        monitor="given",
        rises_by=Fraction(rises) if rises else None,
        per_channel=channel,
    )


def seen(*values: int | None, channel: str = "") -> list[Reading]:
    """Readings of the months from January on."""
    return [
        Reading("given", "roi_net", month, month.span, channel, value, "", Watch.OK)
        for month, value in (
            (Month(2027, number), None if value is None else Fraction(value))
            for number, value in enumerate(values, start=1)
        )
    ]


def fired(
    trigger: Trigger, found: Sequence[Reading], before: Sequence[Firing] = (), *, without: int = 0
) -> list[tuple[str, int]]:
    """What fires, by id and month; ``without``: the month in which the contract has no such trigger."""
    triggers = {Month(2027, number): trigger for number in range(1, 13) if number != without}
    new = list(fire_monitors(triggers, found, Month(2027, 1), before))
    for item in new:
        assert (item.last_on, item.then) == (item.month.span.last_on, ("review",))
    return [(item.id, item.month.month) for item in new]


def before(firing: str, month: int) -> Firing:
    return Firing(firing, Month(2027, month), Month(2027, month).span.last_on, ("review",))


def test_each_run_fires_once_when_it_is_long_enough() -> None:
    found = seen(1, 1, 1, 2, 1, 2, 1, 1)
    assert fired(a_trigger(), found) == [("T4", 1), ("T4", 5), ("T4", 7)]
    assert fired(a_trigger(times=2), found) == [("T4", 2), ("T4", 8)]


def test_a_run_that_has_fired_is_passed_over_and_the_next_is_not() -> None:
    found = seen(1, 1, 2, 1)
    assert fired(a_trigger(), found, [before("T4", 1)]) == [("T4", 4)]
    assert fired(a_trigger(), found, [before("T4", 2)]) == [("T4", 4)]
    assert fired(a_trigger(), found, [before("T4/search", 1)]) == [("T4", 1), ("T4", 4)]


def test_each_channel_has_its_own_runs() -> None:
    found = [*seen(1, 1, channel="search"), *seen(2, 1, channel="a/b"), *seen(1, 1)]
    trigger = a_trigger(channel=True)
    assert fired(trigger, found) == [("T4/a/b", 2), ("T4/search", 1)]
    assert fired(trigger, found, [before("T4/search", 1)]) == [("T4/a/b", 2)]
    assert fired(trigger, found, [before("T4/a/b", 2)]) == [("T4/search", 1)]
    assert fired(a_trigger(), found) == [("T4", 1)]


def test_an_unknown_reading_is_passed_over() -> None:
    assert fired(a_trigger(times=2), seen(1, None, 1)) == [("T4", 3)]


def test_a_month_without_the_trigger_ends_a_run() -> None:
    found = seen(1, 1, 1)
    assert fired(a_trigger(times=2), found, without=2) == []
    assert fired(a_trigger(), found, without=2) == [("T4", 1), ("T4", 3)]
    assert fired(a_trigger(times=2), found, without=3) == [("T4", 2)]


def test_a_rise_is_more_than_its_share_above_the_reading_just_before() -> None:
    rises = a_trigger(below=None, rises="0.15")
    # 115 is 100 × 1.15, no more; 133 > 115 × 1.15 = 132.25
    assert fired(rises, seen(100, 115, 133)) == [("T4", 3)]
    assert fired(rises, seen(100, 116)) == [("T4", 2)]
    # nothing stands just before March, nor before the first month of all
    assert fired(rises, seen(100, None, 200)) == []
    assert fired(rises, [seen(100)[0], seen(0, 0, 200)[2]]) == []


def test_it_watches_from_the_month_that_was_agreed() -> None:
    trigger = replace(a_trigger(), after_months=2)
    assert fired(trigger, seen(1, 1, 1)) == [("T4", 3)]
    assert fired(trigger, seen(2, 2, 1)) == [("T4", 3)]


FEBRUARY_AND_MARCH = Span(date(2027, 2, 1), date(2027, 4, 1))


def cured(trigger: Trigger, found: Sequence[Reading]) -> list[bool]:
    return list(mended(trigger, found, Month(2027, 1), FEBRUARY_AND_MARCH))


def test_a_rise_is_mended_by_a_reading_that_does_not_rise_above_the_one_just_before() -> None:
    rises = a_trigger(below=None, rises="0.15")
    # 115 is 100 x 1.15, no more; 133 > 115 x 1.15 = 132.25; April is outside the cure
    assert cured(rises, seen(100, 115, 133, 1)) == [True, False]
    # nothing stands just before March: that it rose or did not cannot be told
    january, _, march = seen(100, 0, 100)
    assert cured(rises, [january, march]) == []
    assert cured(rises, [march]) == []


def test_below_a_value_each_reading_inside_the_cure_speaks_for_itself() -> None:
    assert cured(a_trigger(), seen(1, 1, 2, 2)) == [False, True]
    assert cured(a_trigger(), seen(1, None, 2)) == [True]
    assert cured(replace(a_trigger(), after_months=2), seen(1, 2, 2)) == [True]
