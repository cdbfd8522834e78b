"""Duties on the day itself: what is open, met, late or no longer news when day and statement meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party
from assay.core.deadlines import parse_deadline
from assay.core.period import Month
from assay.core.settlement.duties import obligations
from assay.core.settlement.obligation import DutyCase
from assay.core.settlement.receivables import Receivable
from tests.contracts.test_cases import loaded

APRIL = Month(2027, 4)
END = date(2027, 6, 30)
TODAY = date(2027, 5, 5)
TABLE = {
    "term.workdays": "cn",
    "tables.cn": {
        "kind": "workdays",
        "rows": [{"from": "2027-01-01", "rest": ["sat", "sun"], "holidays": [], "work": [], "source": "a5"}],
    },
}


def contract(vendor: dict[str, Any], **changes: Any) -> Contract:  # noqa: ANN401  # any YAML value
    return loaded("ending", TABLE | {"duties": {"vendor": vendor}} | changes)


def event(kind: str, day: date, name: str = "e1", **fields: str) -> Event:
    return Event(name, kind, day, datetime(day.year, day.month, day.day, 2, tzinfo=UTC), fields)


def report(duty: str, day: date, of_period: str, **fields: str) -> Event:
    return event("duty", day, f"{duty}-{day}", party="vendor", duty=duty, of_period=of_period, **fields)


def case(contract: Contract, *noted: Event, month: Month = APRIL) -> DutyCase:
    return DutyCase(contract, month, noted, (), END, TODAY)


def told(case: DutyCase) -> list[tuple[str, str, str, str]]:
    return [(item.id, item.party.value, str(item.due_on), item.state.value) for item in obligations(case)]


def test_a_duty_done_once_hides_none_with_a_rhythm() -> None:
    both = contract({"licences": ["data"], "heatmap": {"per": "month"}})
    assert [duty for duty, *_ in told(case(both))] == ["heatmap", "licences/data"]


TWO_MONTHS = {"heatmap": {"per": "2 month"}}
FOUR_WEEKS = {"heatmap": {"per": "4 week"}}


@pytest.mark.parametrize(
    ("rhythm", "start", "month", "of_period", "day", "state"),
    [
        # March and April are one time; a report of March, in which none ends, speaks of it
        (TWO_MONTHS, "2027-01-01", "2027-04", "2027-03", "2027-03-20", "met"),
        (TWO_MONTHS, "2027-01-01", "2027-04", "2027-02", "2027-02-20", "unreported"),
        # so does one of the month in which the term begins, though it begins on its 15th
        (TWO_MONTHS, "2027-01-15", "2027-02", "2027-01", "2027-01-20", "met"),
        # done after its last day, it still speaks of the last time of its month
        (TWO_MONTHS, "2027-01-01", "2027-04", "2027-04", "2027-05-02", "met"),
        # 8 weeks from 1 May end on 25 June; the last days make no time, and a report of July speaks of none
        ({"heatmap": {"per": "8 week"}}, "2027-05-01", "2027-06", "2027-07", "2027-07-01", "unreported"),
        # 4 weeks from 3 June end with the term
        (FOUR_WEEKS, "2027-06-03", "2027-06", "2027-06", "2027-06-30", "met"),
    ],
)
def test_a_report_speaks_of_the_time_that_ends_in_its_month_or_lies_around_it(
    rhythm: dict[str, Any], start: str, month: str, of_period: str, day: str, state: str
) -> None:
    terms = contract(rhythm)
    term = replace(terms.term, span=replace(terms.term.span, start_on=date.fromisoformat(start)))
    done = report("heatmap", date.fromisoformat(day), of_period)
    found = obligations(case(replace(terms, term=term), done, month=Month.parse(month)))
    assert [item.state.value for item in found if item.id == "heatmap"] == [state]


def test_a_report_on_the_last_day_of_a_time_speaks_of_that_time() -> None:
    # two weeks from 1 January end on 14 January and on 28 January
    reviews = contract({"reviews": {"per": "2 week"}})
    found = told(case(reviews, report("reviews", date(2027, 1, 14), "2027-01"), month=Month(2027, 1)))
    assert [(due_on, state) for _, _, due_on, state in found] == [
        ("2027-01-14", "met"),
        ("2027-01-28", "unreported"),
    ]


def test_what_was_found_late_is_told_whatever_was_seen_before() -> None:
    fields = {"party": "vendor", "duty": "data", "from": "2027-04-02", "to": "2027-04-03"}
    late = event("late_duty", date(2027, 4, 2), **fields)
    found = told(case(contract({}), event("signing", date(2027, 1, 1)), late))
    assert found == [("data", "vendor", "2027-04-01", "late")]


def test_a_statement_sets_objections_and_final_figures_going() -> None:
    # from Wednesday 5 May: 2 workdays are Friday the 7th, 3 are Monday the 10th
    terms = contract({}, acceptance={"object_within": "2 workday", "final_by": "3 workday"})
    assert told(case(terms)) == [
        ("objection", "vendor", "2027-05-07", "open"),
        ("final_figures", "buyer", "2027-05-10", "open"),
    ]


DUE = date(2027, 4, 20)


def drawn_at(day: str | None) -> datetime | None:
    """Half past midnight of a day in Shanghai: the day before in UTC."""
    return None if day is None else datetime.fromisoformat(f"{day}T00:30:00+08:00")


def of_march(days: Sequence[str], due_on: date | None = DUE) -> Receivable:
    """100.00 from the buyer, paid on one of these days."""
    paid = tuple((date.fromisoformat(day), 10_000) for day in days)
    return Receivable(Party.BUYER, Month(2027, 3), 10_000, due_on, paid)


def payment(
    days: Sequence[str],
    today: str,
    before: str | None,
    *,
    reports: bool = False,
    known: Receivable | None = None,
) -> list[tuple[str, str]]:
    """How 100.00 due from the buyer on 20 April stands, and stood by what was known at the statement before."""
    seen = (event("payment", date(2027, 2, 1), by="buyer", of_period="2027-01"),) if reports else ()
    duty = replace(
        case(contract({}), *seen),
        owed=(of_march(days),),
        today=date.fromisoformat(today),
        before=drawn_at(before),
        owed_before=() if known is None else (known,),
    )
    return [(item, state) for item, _, _, state in told(duty)]


UNPAID = of_march([])


@pytest.mark.parametrize(
    ("paid", "today", "before", "known", "reports", "state"),
    [
        ([], "2027-04-20", None, None, False, "open"),  # it may still come today
        ([], "2027-04-21", None, None, False, "unreported"),
        ([], "2027-05-05", "2027-04-20", UNPAID, False, "unreported"),  # the statement before saw it open
        ([], "2027-05-05", "2027-04-21", UNPAID, False, ""),  # said already, and nobody reports payments
        ([], "2027-06-05", "2027-05-05", UNPAID, True, "late"),  # late it stays until it is paid
        (["2027-05-04"], "2027-06-05", "2027-05-05", of_march(["2027-05-04"]), True, ""),
        (["2027-05-05"], "2027-06-05", "2027-05-05", UNPAID, True, "late"),  # after that statement
        (["2027-04-20"], "2027-06-05", "2027-05-05", UNPAID, True, "met"),  # before it, and known only now
        (["2027-04-20"], "2027-05-05", None, None, True, "met"),
        # nobody knew of the invoice from which the days run; then it was paid in time, or its day had passed
        (["2027-04-20"], "2027-06-05", "2027-05-05", of_march(["2027-04-20"], None), True, "met"),
        ([], "2027-06-05", "2027-05-05", of_march([], None), False, "unreported"),
    ],
)
def test_a_payment_is_told_while_it_is_news(
    paid: list[str], today: str, before: str | None, known: Receivable | None, reports: bool, state: str
) -> None:
    expected = [("payment@2027-03", state)] if state else []
    assert payment(paid, today, before, reports=reports, known=known) == expected


LAST = Month(2027, 6)


@pytest.mark.parametrize(
    ("handed_over", "today", "state"),
    [
        ([], "2027-07-02", "open"),
        ([], "2027-07-03", "late"),
        (["2027-07-02"], "2027-07-05", "met"),
        (["2027-07-03"], "2027-07-05", "late"),
        (["2027-07-03", "2027-07-01"], "2027-07-05", "met"),
    ],
)
def test_the_hand_over_is_due_after_the_last_month(handed_over: list[str], today: str, state: str) -> None:
    # two workdays after Wednesday 30 June
    terms = contract({})
    terms = replace(terms, access=replace(terms.access, handover=parse_deadline("2 workday")))
    done = [
        event("hand_over", date.fromisoformat(day), f"h{number}") for number, day in enumerate(handed_over)
    ]
    noted = (event("signing", date(2027, 1, 1), "s1"), *done)
    last = replace(case(terms, *noted, month=LAST), today=date.fromisoformat(today))
    assert told(last) == [("handover", "vendor", "2027-07-02", state)]
    assert told(replace(last, month=Month(2027, 5))) == []


@pytest.mark.parametrize(("today", "state"), [("2027-07-05", "open"), ("2027-07-06", "met")])
def test_what_goes_on_after_the_end_is_open_until_its_day(today: str, state: str) -> None:
    # three workdays after Wednesday 30 June are Monday 5 July
    terms = contract({})
    terms = replace(terms, credit=replace(terms.credit, after_end=parse_deadline("3 workday")))
    after = replace(case(terms), today=date.fromisoformat(today))
    assert told(after) == [("after_end_credit", "vendor", "2027-07-05", state)]


def test_workdays_are_counted_by_the_table() -> None:
    # one workday after Friday 30 April; 85 workdays of a lock from 1 January, a Friday: 17 weeks, to Thursday 29 April
    terms = contract({"incident": {"respond": "1 workday"}, "core_team": {"lock": ">= 85 workday"}})
    incident = event("incident", date(2027, 4, 30), "i1", what="leak")
    assert [(duty, due_on) for duty, _, due_on, _ in told(case(terms, incident))] == [
        ("core_team", "2027-04-29"),
        ("incident/respond@i1", "2027-05-03"),
    ]


@pytest.mark.parametrize(
    ("reported", "known", "today", "before", "state"),
    [
        (None, 0, 0, None, "open"),  # it may still be done today
        (None, 0, 1, None, "unreported"),
        (None, 0, 5, 0, "unreported"),  # the statement before was drawn on its day
        (None, 0, 5, 1, ""),  # said already
        (1, 1, 5, 1, "late"),  # reported on the day of the statement before, after it was drawn
        (0, 0, 5, 1, ""),
        (0, 3, 5, 1, "met"),  # done in time, and known only after that statement
        (2, 2, 5, 1, "late"),
    ],
)
def test_an_answer_is_told_until_the_first_statement_after_its_day(
    reported: int | None, known: int, today: int, before: int | None, state: str
) -> None:
    # due on 12 April; all days are counted from there
    due_on = date(2027, 4, 12)
    terms = contract({"incident": {"respond": "48 h"}})
    noted = [event("incident", date(2027, 4, 10), "i1", what="leak")]
    if reported is not None:
        day = due_on + timedelta(days=reported)
        done = report("incident", day, "2027-04", part="respond", on="i1")
        noted.append(replace(done, known_at=done.known_at + timedelta(days=known - reported)))
    duty = replace(
        case(terms, *noted),
        today=due_on + timedelta(days=today),
        before=None if before is None else drawn_at(str(due_on + timedelta(days=before))),
    )
    expected = [("incident/respond@i1", "vendor", "2027-04-12", state)] if state else []
    assert told(duty) == expected


def test_what_was_known_at_the_very_moment_of_the_statement_before_is_no_news() -> None:
    # due on 12 April, done on the 11th; the statement before was drawn at the moment in which that was known
    terms = contract({"incident": {"respond": "48 h"}})
    done = report("incident", date(2027, 4, 11), "2027-04", part="respond", on="i1")
    done = replace(done, known_at=datetime.fromisoformat("2027-04-20T10:00:00+08:00"))
    noted = (event("incident", date(2027, 4, 10), "i1", what="leak"), done)
    duty = replace(case(terms, *noted), today=date(2027, 5, 5))
    assert told(replace(duty, before=done.known_at)) == []
    assert told(replace(duty, before=done.known_at - timedelta(seconds=1))) == [
        ("incident/respond@i1", "vendor", "2027-04-12", "met")
    ]
