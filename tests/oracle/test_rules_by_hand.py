"""The judge is judged: the second reading's rules on small figures worked by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.chats import read_chat
from tests.oracle.credit import credit, months_before
from tests.oracle.facts import CONTRACT_OFFSET, Channel, Enquiry, ExportFile, Message, Order
from tests.oracle.measures import Lot, Week
from tests.oracle.money import Line, Room, claim_spend, cut, fen, same_cause_max
from tests.oracle.people import phone_key
from tests.oracle.pooling import judge_weeks
from tests.oracle.record import Known
from tests.oracle.terms import Agreement, Terms
from tests.oracle.verdicts import is_duplicate, silence

CREATED = datetime(2027, 3, 10, 9, 0)  # noqa: DTZ001 - naive, in the contract's zone
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

TERMS = Terms(
    {
        "term": {"start": "2027-01-01", "end": "2027-06-30"},
        "scope": {
            "accounts": ["google_ads/huayao-main"],
            "forms": ["quote_form"],
            "inboxes": ["sales"],
            "exclude": [{"campaign": "brand*"}],
        },
        "credit": {"window": "30 day", "known_before": {"within": "24 month"}},
        "validity": {
            "lead": [
                {"id": "duplicate", "rule": "duplicate", "within": "180 day"},
                {"id": "silent", "rule": "no_second_interaction", "within": "72 h"},
            ]
        },
        "duties": {"buyer": {"sales_reply": {"within": "24 h"}}},
        "kpis": {"form_rate": {"target": ">= 35%", "min_n": "20"}},
        "clauses": [
            {"id": "C2", "priority": "20", "multiple": "0.5", "tolerance": "0%", "except": ["excluded"]},
            {"id": "C3", "priority": "30", "for": "segment", "multiple": "2", "includes_principal": "true"},
        ],
    }
)
AGREEMENT = Agreement(TERMS, TERMS, date(2027, 1, 1))

LEAD = Enquiry(
    account="crm/enquiry-log",
    id="L2",
    known_at=CREATED,
    created_at=CREATED,
    channel="paid_search",
    campaign="search-us",
    clicked_at=CREATED - HOUR,
    form="quote_form",
    email="buyer@harbor.example",
    phone="+13035550100",
    country="US",
    reachable=True,
    category="normal",
    replied_at=CREATED + HOUR,
    wrote_again_at=None,
    sales=None,
    judged_at=None,
)
EARLIER = replace(LEAD, id="L1", created_at=CREATED - 5 * DAY, clicked_at=CREATED - 5 * DAY)


def known(*enquiries: Enquiry, orders: tuple[Order, ...] = (), messages: tuple[Message, ...] = ()) -> Known:
    as_of = CREATED + 20 * DAY
    return Known(as_of, enquiries or (LEAD,), orders=orders, spend=(), sessions=(), messages=messages)


@pytest.mark.parametrize(
    ("replied_after", "wrote_after", "outcome"),
    [
        (HOUR, HOUR + 72 * HOUR, "answered"),  # the last minute still counts
        (HOUR, HOUR + 72 * HOUR + timedelta(minutes=1), "silent"),
        (24 * HOUR, None, "silent"),  # a reply in exactly 24 hours is in time
        (24 * HOUR + timedelta(minutes=1), None, "silent_by_buyer"),
        (30 * HOUR, 2 * HOUR, "answered"),  # they wrote again before our late reply
        (None, None, "silent_by_buyer"),
        (None, 2 * HOUR, "answered"),
        (18 * DAY, None, "open"),  # the 72 hours are not over on day 20
    ],
)
def test_silence_runs_from_our_reply_and_is_the_buyers_after_24_hours(
    replied_after: timedelta | None, wrote_after: timedelta | None, outcome: str
) -> None:
    lead = replace(
        LEAD,
        replied_at=None if replied_after is None else CREATED + replied_after,
        wrote_again_at=None if wrote_after is None else CREATED + wrote_after,
    )
    assert silence(lead, known(lead), TERMS) == outcome


def test_a_chat_fills_what_the_log_leaves_blank() -> None:
    lead = replace(LEAD, replied_at=None)
    first = Message("+13035550100", CREATED, incoming=True)
    reply = Message("+13035550100", CREATED + 2 * HOUR, incoming=False)
    again = Message("+13035550100", CREATED + 30 * HOUR, incoming=True)
    assert silence(lead, known(lead, messages=(first, reply)), TERMS) == "silent"
    assert silence(lead, known(lead, messages=(first, reply, again)), TERMS) == "answered"


def test_a_second_enquiry_through_our_ads_is_a_duplicate_and_still_this_contracts() -> None:
    record = known(EARLIER, LEAD)
    assert credit(LEAD, record, AGREEMENT).owner == "contract"
    assert is_duplicate(LEAD, record, TERMS)
    assert not is_duplicate(EARLIER, record, TERMS)


@pytest.mark.parametrize("channel", ["trade_show", "b2b_platform", "organic_search"])
def test_a_person_met_without_our_ads_is_known_before(channel: Channel) -> None:
    earlier = replace(EARLIER, channel=channel, campaign=None, clicked_at=None)
    assert credit(LEAD, known(earlier, LEAD), AGREEMENT).owner == "own"


@pytest.mark.parametrize(
    ("on", "owner"),
    [
        (date(2027, 3, 9), "own"),
        (date(2027, 3, 10), "contract"),  # not before the enquiry
        (date(2025, 3, 10), "own"),  # 24 months to the day
        (date(2025, 3, 9), "contract"),
    ],
)
def test_an_order_of_the_last_24_months_makes_a_person_known(on: date, owner: str) -> None:
    order = Order("erp", "SO-1", on, email="buyer@harbor.example", phone=None)
    assert credit(LEAD, known(LEAD, orders=(order,)), AGREEMENT).owner == owner


@pytest.mark.parametrize(
    ("changes", "owner"),
    [
        ({"clicked_at": CREATED - 30 * DAY}, "contract"),
        ({"clicked_at": CREATED - 30 * DAY - timedelta(minutes=1)}, "organic"),
        ({"campaign": None, "clicked_at": None}, "unknown"),
        ({"campaign": "brand-huayao"}, "own"),
        ({"channel": "trade_show", "campaign": None, "clicked_at": None}, "own"),
    ],
)
def test_credit_asks_for_a_paid_click_in_scope_within_thirty_days(
    changes: dict[str, object], owner: str
) -> None:
    lead = replace(LEAD, **changes)  # type: ignore[arg-type]
    assert credit(lead, known(lead), AGREEMENT).owner == owner


def test_months_are_counted_back_to_the_last_day_that_exists() -> None:
    assert months_before(datetime(2027, 3, 31), 1) == datetime(2027, 2, 28)  # noqa: DTZ001
    assert months_before(datetime(2028, 2, 29), 24) == datetime(2026, 2, 28)  # noqa: DTZ001
    assert months_before(datetime(2027, 12, 5), 12) == datetime(2026, 12, 5)  # noqa: DTZ001


def test_a_phone_is_one_number_however_it_is_written() -> None:
    assert phone_key("+49 221 4710000", "DE") == phone_key("0221 4710000", "DE") == "+492214710000"
    assert phone_key("", "DE") is None


def week(month: str, first: int, numerator: int, denominator: int) -> Week:
    start = date.fromisoformat(f"{month}-{first:02d}")
    return Week(month, start, start + timedelta(days=6), numerator, denominator)


def test_a_small_week_takes_the_sums_of_the_following_ones_until_the_quarter_ends() -> None:
    # 3/9 waits; with 10/31 it is 13/40 = 32.5%: (35 - 32.5)/35 = 1/14. The second alone is 10/31: 1 - 200/217 = 17/217.
    both = judge_weeks([week("2027-02", 1, 3, 9), week("2027-02", 8, 10, 31)], TERMS)
    assert [each.shortfall for each in both] == [Fraction(1, 14), Fraction(17, 217)]
    waiting = judge_weeks([week("2027-02", 22, 3, 9)], TERMS)
    assert [each.in_month for each in waiting] == [None]
    at_quarter_end = judge_weeks([week("2027-03", 22, 3, 10)], TERMS)
    assert [(each.in_month, each.shortfall) for each in at_quarter_end] == [("2027-03", Fraction(1, 7))]


def lot(id_: str, cost: str, *, credited: int, invalid: dict[str, int], failed: str | None = None) -> Lot:
    money = Fraction(cost)
    valid = credited - sum(invalid.values())
    return Lot(id_, money, "CNY", money, None, failed, credited, valid, invalid, relieved={})


WORKED_MONTH = [
    lot("search/all", "18765.44", credited=66, invalid={"duplicate": 8, "silent": 18}),
    lot("display/2027-03-13", "1234.56", credited=4, invalid={"failed_segment": 4}, failed="bounce"),
]


def test_it_gives_the_worked_month_of_the_language() -> None:
    claims = claim_spend(WORKED_MONTH, TERMS)
    c2 = sum((each.c2 for each in claims), Fraction(0))
    c3 = sum((each.c3 for each in claims), Fraction(0))
    assert (c2, fen(c2), fen(c3)) == (Fraction(3049384, 825), 369622, 246912)
    lines = [
        Line("C2", "C2", "compensation", -c2, -fen(c2)),
        Line("C3", "C3", "compensation", -c3, -fen(c3)),
    ]
    assert [(each.id, each.minor) for each in cut("K1", lines, Room(Fraction(6000), 600000), TERMS)] == [
        ("K1/C3", 16534)
    ]


def test_the_fifteen_missing_leads_of_the_worked_month_are_charged_once() -> None:
    # C1 18000/55 = 327.27 a lead, C2 18765.44 x 0.5/66 = 142.16 a lead: fifteen come off C2, eleven stay.
    claims = claim_spend(WORKED_MONTH, TERMS)
    assert same_cause_max(claims, Fraction(40), Fraction(55), Fraction(18000)) == 0
    assert sum(each.c2 for each in claims) == Fraction(117284, 75)


def test_excepted_reasons_stay_credited_and_are_not_claimed() -> None:
    # 1000 x 1/4 x 0.5 = 125
    (claim,) = claim_spend([lot("search/1", "1000", credited=4, invalid={"silent": 1, "excluded": 1})], TERMS)
    assert (claim.c2, claim.invalid) == (125, 1)


def test_rounded_cuts_meet_the_limit_to_the_fen() -> None:
    # 3500.0033 + 3000.0133 - 6000 = 500.0167, yet the rounded lines leave 500.01 to cut.
    lines = [
        Line("C2", "C2", "compensation", Fraction(-1050001, 300), -350000),
        Line("C3", "C3", "compensation", Fraction(-225001, 75), -300001),
    ]
    (only,) = cut("K1", lines, Room(Fraction(6000), 600000), TERMS)
    assert (only.id, only.exact, only.minor) == ("K1/C3", Fraction(30001, 60), 50001)


def test_half_a_fen_goes_away_from_zero() -> None:
    assert [fen(Fraction(amount, 1000)) for amount in (5, -5, 4, -4)] == [1, -1, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "19/01/2027, 18:57 - +1 602-555-0100: Hi\n20/01/2027, 10:14 - Leo Li: Hello: there\n",
        "[1/19/27, 6:57:00 PM] \u202a+1 (602) 555\u20110100\u202c: Hi\n[1/20/27, 10:14:00 AM] Leo Li: Hello\nmore\n",
        "2027/1/19 晚上6:57 - +1 602-555-0100: Hi\n2027/1/20 上午10:14 - Leo Li: Hello\n",
    ],
)
def test_a_chat_is_read_in_each_of_its_spellings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "_chat.txt"
    path.write_text(text, encoding="utf-8")
    file = ExportFile(path, datetime(2027, 2, 1, tzinfo=CONTRACT_OFFSET), "whatsapp_chat", "whatsapp/Leo Li")
    assert read_chat(file) == [
        Message("+16025550100", datetime(2027, 1, 19, 18, 57), incoming=True),  # noqa: DTZ001
        Message("+16025550100", datetime(2027, 1, 20, 10, 14), incoming=False),  # noqa: DTZ001
    ]
