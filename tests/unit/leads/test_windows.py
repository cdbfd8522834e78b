"""Windows in business hours of the lead's country and in workdays of the contract: the borders, worked by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from assay.core.contract.judged import Effect
from assay.core.contract.undertakings import BusinessHours
from assay.core.deadlines import Deadline
from assay.core.leads.facts import LeadFacts
from assay.core.leads.verdict import Sales, Verdict
from assay.core.leads.windows import business_end, calendar_end
from assay.i18n import languages, translate
from tests.unit.leads.givens import CONTRACT, at, contract, earlier, judge, lead, message, said

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
WEEKEND = frozenset({5, 6})
US = BusinessHours("US", date(2027, 1, 1), NEW_YORK, 9 * 60, 17 * 60, WEEKEND, frozenset({date(2027, 5, 31)}))
ROUND_THE_CLOCK = BusinessHours("DE", date(2027, 1, 1), BERLIN, 0, 24 * 60, frozenset(), frozenset())
TABLES = """tables:
  CN-2027:
    kind: workdays
    rows: [{from: "2027-01-01", rest: [sat, sun], holidays: ["2027-03-08"], work: ["2027-03-13"]}]
  opening:
    kind: business_hours
    rows:
      - {country: US, from: "2027-01-01", tz: America/New_York, open: "09:00", close: "17:00", rest: [sat, sun]}
      - {country: DE, from: "2027-03-01", tz: Europe/Berlin, open: "08:00", close: "17:00", rest: [sat, sun]}
"""
BUSINESS = (
    CONTRACT.replace("tables:\n", TABLES)
    .replace("week_starts: monday}", "week_starts: monday, workdays: CN-2027}")
    .replace("within: 72 h, pause", "within: 16 h, hours: business_of_lead_country, pause")
    .replace("sales_reply: {within: 24 h,", "sales_reply: {within: 8 h, hours: business_of_lead_country,")
    .replace("within: 10 day}}", "within: 10 workday}}")
)
BY = contract(BUSINESS)


def new_york(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=NEW_YORK)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=BERLIN)


def hours(number: str) -> timedelta:
    return timedelta(hours=float(number))


@pytest.mark.parametrize(
    ("start", "length", "ends"),
    [
        ("03-03 10:00", "2", "03-03 12:00"),  # within one Wednesday
        ("03-03 16:00", "1", "03-03 17:00"),  # full at closing time: it ends there, not at the next opening
        ("03-03 16:00", "1.5", "03-04 09:30"),  # one hour on Wednesday, half an hour on Thursday
        ("03-03 06:00", "1", "03-03 10:00"),  # before opening nothing passes
        ("03-03 17:00", "1", "03-04 10:00"),  # half open: at 17:00 the day is over
        ("03-05 16:00", "2", "03-08 10:00"),  # Friday afternoon: an hour, then Monday
        ("03-05 20:00", "8", "03-08 17:00"),  # Friday evening: all of Monday
        ("03-06 12:00", "1", "03-08 10:00"),  # Saturday
        ("05-28 16:00", "2", "06-01 10:00"),  # Memorial Day, Monday the 31st, is closed
        ("03-12 16:00", "2", "03-15 10:00"),  # summer time begins on Sunday the 14th; the shop clock stays
        (
            "03-03 10:00",
            "72",
            "03-16 10:00",
        ),  # nine days of eight hours: 7 on the 3rd, 8 on 4 5 8 9 10 11 12 15, 1 on the 16th
        ("03-03 20:00", "0", "03-03 20:00"),
    ],
)
def test_business_hours_pass_only_while_the_country_is_open(start: str, length: str, ends: str) -> None:
    assert business_end(new_york(start), hours(length), [US]) == new_york(ends)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("03-27 12:00", "03-28 13:00"),  # the 28th has 23 hours: 12 on the 27th, 12 more by 13:00 summer time
        ("03-28 00:00", "03-29 01:00"),  # its 23 hours and one of the 29th
        ("10-30 12:00", "10-31 11:00"),  # the 31st has 25 hours: 12, and 12 more by 11:00 winter time
        ("06-01 08:00", "06-02 08:00"),
    ],
)
def test_a_country_open_round_the_clock_counts_real_hours_over_summer_time(start: str, ends: str) -> None:
    assert business_end(berlin(start), hours("24"), [ROUND_THE_CLOCK]) == berlin(ends)


def test_a_later_row_opens_the_country_from_its_own_day() -> None:
    # From Thursday the 4th it closes at 12:00: an hour on Wednesday, three on Thursday, one on Friday.
    short = replace(US, from_on=date(2027, 3, 4), close_minute=12 * 60)
    assert business_end(new_york("03-03 16:00"), hours("5"), [US, short]) == new_york("03-05 10:00")


def test_before_the_first_row_and_without_one_nothing_is_guessed() -> None:
    assert business_end(new_york("03-03 10:00"), hours("1"), []) is None
    eve = datetime(2026, 12, 31, 12, tzinfo=NEW_YORK)
    assert business_end(eve, hours("1"), [US]) is None


def test_fractions_of_an_hour_are_exact_to_the_microsecond() -> None:
    third = timedelta(microseconds=int(Fraction(1, 3) * 3_600_000_000))
    assert business_end(new_york("03-03 16:50"), third, [US]) == new_york("03-04 09:10")


# ── The rule of silence and the duty to reply ────────────────────────────────────────────────────────────────────────


def answered(reply: datetime, **changes: object) -> LeadFacts:
    """A lead of Friday 5 March, 15:00 in New York (Saturday 04:00 in the contract's zone), and our reply."""
    return replace(lead("03-06 04:00", reply=message(reply), next_message=None), **changes)  # type: ignore[arg-type]


def test_silence_is_counted_while_the_lead_s_country_is_open() -> None:
    # Reply Friday 16:00: 1 hour, 8 on Monday, 7 on Tuesday: until Tuesday 9 March 16:00.
    facts, ends = answered(new_york("03-05 16:00")), new_york("03-09 16:00")
    waiting = judge(
        facts, as_of="03-10 05:00", by=BY
    )  # that very moment: 16:00 in New York is 05:00 the next day
    assert (waiting.verdict, waiting.open_until) == (Verdict.OPEN, ends)
    over = judge(facts, as_of="03-10 05:01", by=BY)
    assert (over.verdict, over.reason, over.decided_at, over.relief) == (
        Verdict.INVALID,
        "silent",
        ends,
        None,
    )


@pytest.mark.parametrize(
    ("wrote", "expected"), [("03-09 16:00", Verdict.VALID), ("03-09 16:01", Verdict.INVALID)]
)
def test_the_last_minute_of_the_window_still_counts(wrote: str, expected: Verdict) -> None:
    facts = answered(new_york("03-05 16:00"), next_message=message(new_york(wrote)))
    assert judge(facts, by=BY).verdict is expected


@pytest.mark.parametrize(("reply", "relief"), [("03-08 15:00", None), ("03-08 15:01", Effect.DEEMED_VALID)])
def test_the_duty_to_reply_runs_in_the_same_hours(reply: str, relief: Effect | None) -> None:
    # Friday 15:00 and 8 open hours: 2 on Friday, 6 on Monday, until 15:00.
    assert judge(answered(new_york(reply)), by=BY).relief is relief


def test_a_country_without_a_row_leaves_the_lead_open_with_the_reason() -> None:
    by = replace(BY, business_hours=BY.business_hours[1:])  # the row of DE is gone
    given = judge(answered(new_york("03-05 16:00"), country="DE"), by=by)
    assert (given.verdict, given.reason, given.open_until) == (Verdict.OPEN, "silent", None)
    assert given.node.children[2].code == "lead.window.hours_unknown.country"


def test_a_lead_of_unknown_country_is_open_unless_it_wrote_in_time_by_any_clock() -> None:
    silent = judge(answered(new_york("03-05 16:00"), country=None), by=BY)
    assert (silent.verdict, silent.node.children[2].code) == (
        Verdict.OPEN,
        "lead.window.hours_unknown.no_country",
    )
    # 16 open hours never end before 16 hours of the calendar: Saturday 08:00 is in time wherever the lead lives.
    soon = answered(new_york("03-05 16:00"), country=None, next_message=message(new_york("03-06 08:00")))
    assert judge(soon, by=BY).verdict is Verdict.VALID
    later = answered(new_york("03-05 16:00"), country=None, next_message=message(new_york("03-06 08:01")))
    assert judge(later, by=BY).verdict is Verdict.OPEN


def test_an_unanswered_lead_of_unknown_country_waits_for_its_country() -> None:
    given = judge(lead("03-06 04:00", country=None, reply=None, next_message=None), by=BY)
    assert (given.verdict, given.node.children[2].code) == (
        Verdict.OPEN,
        "lead.window.hours_unknown.no_country",
    )


def test_silence_is_open_while_nobody_can_tell_whether_the_reply_was_late() -> None:
    # The window itself is plain hours; only the duty counts business hours, of a country that is not known.
    by = contract(BUSINESS.replace("within: 16 h, hours: business_of_lead_country,", "within: 16 h,"))
    given = judge(answered(new_york("03-08 15:01"), country=None), by=by)
    assert (given.verdict, given.relief) == (Verdict.OPEN, None)
    within_eight_hours = judge(answered(new_york("03-05 23:00"), country=None), by=by)
    assert (within_eight_hours.verdict, within_eight_hours.relief) == (Verdict.INVALID, None)


# ── Workdays and months ──────────────────────────────────────────────────────────────────────────────────────────────


def test_workdays_end_with_the_last_of_them_in_the_contract_s_zone() -> None:
    # From Friday the 5th: Monday the 8th is a holiday, Saturday the 13th is worked; 9 10 11 12 13 are five.
    ends = calendar_end(at("03-05 10:00"), Deadline(Fraction(5), "workday"), BY)
    assert ends == at("03-13 23:59:59.999999")


@pytest.mark.parametrize(("as_of", "state"), [("03-18 23:59", Sales.OPEN), ("03-19 00:00", Sales.NONE)])
def test_sales_have_ten_workdays(as_of: str, state: Sales) -> None:
    # 9 10 11 12 13 15 16 17 18 19 would be ten from the 5th; the lead of the 4th counts the 5th first and ends on the 18th.
    assert judge(lead("03-04 10:00"), as_of=as_of, by=BY).sales is state


@pytest.mark.parametrize(
    ("first", "verdict"), [("2026-09-06 09:00", Verdict.INVALID), ("2026-09-05 23:59", Verdict.VALID)]
)
def test_duplicates_within_calendar_months(first: str, verdict: Verdict) -> None:
    # Six months after 6 September 2026 end with 6 March 2027.
    by = contract(CONTRACT.replace("within: 180 day", "within: 6 month"))
    assert judge(lead("03-06 10:00", earlier_leads=(earlier(first),)), by=by).verdict is verdict


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("as_of", ["03-06 05:00", "03-09 09:00", "04-05 09:00"])
def test_every_explanation_can_be_read_in_both_languages(lang: str, as_of: str) -> None:
    by = contract(BUSINESS.replace("within: 180 day", "within: 6 month"))
    given = [
        answered(new_york("03-05 16:00")),
        answered(new_york("03-05 16:00"), next_message=message(new_york("03-12 12:00"))),
        answered(new_york("03-05 16:00"), country=None),
        answered(new_york("03-12 16:00")),
        lead("03-06 04:00", reply=None, next_message=None),
        lead("03-06 04:00", earlier_leads=(earlier("02-01 10:00"),), sales=said("qualified")),
        lead("03-06 04:00", earlier_leads=(earlier("02-01 10:00", through="phone"),)),
    ]
    for facts in given:
        for _, node in judge(facts, as_of=as_of, by=by).node.walk():
            assert translate(lang, node.code, node.params)
