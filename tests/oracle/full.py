"""A second reading of examples/full over the demo's files: whose lead, which verdict, by minutes counted one by one."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import comb
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.credit import Credit, credit, earlier_rows, month_of, months_before, same_person
from tests.oracle.facts import CONTRACT_OFFSET, Enquiry, read_manifest
from tests.oracle.record import Known, known_at
from tests.oracle.terms import Agreement, Terms, hours, load_strings, number
from tests.oracle.verdicts import conversation, is_duplicate, lot_of

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Read:
    """One lead: owner, verdict with its reason, the relief, and what sales had said by then."""

    owner: str
    verdict: str
    reason: str
    relief: str | None
    sales: bool | None
    created_on: date


def read_full(contract: Path, exports: Path) -> dict[str, dict[str, Read]]:
    """Month → number of the lead → what becomes of it at the month's statement."""
    terms = Terms(load_strings(contract))
    agreement = Agreement(terms, terms, date.max)
    statements, files = read_manifest(exports)
    read = {}
    for statement in statements:
        known = known_at(files, statement.as_of)
        failed = failed_months(known, terms)
        read[statement.month] = {
            lead.id: one_lead(lead, known, agreement, failed)
            for lead in known.enquiries
            if month_of(lead.created_at) == statement.month
        }
    return read


def counts(leads: dict[str, Read]) -> Counter[str]:
    """How many of the contract's leads ended how, by verdict, reason and relief."""
    ours = [lead for lead in leads.values() if lead.owner == "contract"]
    return Counter(" ".join(filter(None, (lead.verdict, lead.reason, lead.relief))) for lead in ours)


def one_lead(lead: Enquiry, known: Known, agreement: Agreement, failed: set[tuple[str, str]]) -> Read:
    terms = agreement.first
    credited = credit(lead, known, agreement)
    if credited.reason.startswith("known_before:") and is_dormant(lead, known, terms):
        credited = Credit("contract", "dormant", credited.touch)
    said = lead.sales if lead.judged_at is None or lead.judged_at <= known.as_of else None
    verdict, reason, relief = "not_ours", "", None
    if credited.owner == "contract":
        lot = lot_of(credited)
        assert lot is not None
        campaign, _, day = lot.partition("/")
        verdict, reason, relief = judge(lead, known, terms, in_failed=(campaign, day[:7]) in failed)
    return Read(credited.owner, verdict, reason, relief, said, lead.created_at.date())


def is_dormant(lead: Enquiry, known: Known, terms: Terms) -> bool:
    """Nothing heard of the person for twelve months, paid or not."""
    since = months_before(lead.created_at, int(number(terms.text["credit"]["dormant_after"]))).date()
    heard = [row.created_at.date() for row in earlier_rows(lead, known)]
    heard += [order.on for order in known.orders if same_person(lead, order)]
    return not any(since <= day < lead.created_at.date() for day in heard)


def judge(lead: Enquiry, known: Known, terms: Terms, *, in_failed: bool) -> tuple[str, str, str | None]:
    """The rules that this data can meet, in the contract's order; consent and actions are filled in for every lead."""
    brand = terms.text["tables"]["brand_terms"]["rows"][0]["value"]
    applies = {
        "duplicate": is_duplicate(lead, known, terms),
        "excluded": lead.category in terms.text["audience"]["exclude"],
        "market": lead.country not in terms.text["audience"]["markets"],
        "unreachable": not lead.reachable,
        "brand": any(term in (lead.campaign or "").replace("-", " ").split() for term in brand),
        "failed_segment": in_failed,
    }
    for rule in terms.text["validity"]["lead"]:
        if applies.get(rule["id"]):
            return "invalid", rule["id"], None
    return silence(lead, known, terms)


def silence(lead: Enquiry, known: Known, terms: Terms) -> tuple[str, str, str | None]:
    rule = terms.rule("lead", "no_second_interaction")
    duty = terms.text["duties"]["buyer"]["sales_reply"]
    replied_at, theirs = conversation(lead, known)
    due = after_open_minutes(lead.created_at, duty["within"], lead.country, terms)
    if replied_at is None:
        if theirs:
            return "valid", "", None
        return ("invalid", "silent", "deemed_valid") if known.as_of > due else ("open", "silent", None)
    ends = after_open_minutes(replied_at, rule["within"], lead.country, terms)
    if any(at <= ends for at in theirs):
        return "valid", "", None
    if known.as_of <= ends:
        return "open", "silent", None
    return "invalid", "silent", "deemed_valid" if replied_at > due else None


def after_open_minutes(start: datetime, within: str, country: str, terms: Terms) -> datetime:
    """The contract's-zone moment at which so many open minutes have passed, walked minute by minute."""
    left = hours(within) // MINUTE
    rows = terms.text["tables"]["opening_hours"]["rows"]
    row = next(each for each in rows if each["country"] == country)
    moment = start.replace(tzinfo=CONTRACT_OFFSET).astimezone(UTC)
    while left:
        left -= is_open(moment.astimezone(ZoneInfo(row["tz"])), row)
        moment += MINUTE
    return moment.astimezone(CONTRACT_OFFSET).replace(tzinfo=None)


def is_open(local: datetime, row: dict[str, Any]) -> bool:
    """Whether the minute that begins then is an open one."""
    closed = WEEKDAYS[local.weekday()] in row["rest"] or f"{local:%Y-%m-%d}" in row["holidays"]
    return not closed and row["open"] <= f"{local:%H:%M}" < row["close"]


def failed_months(known: Known, terms: Terms) -> set[tuple[str, str]]:
    """(campaign, month) with at least 200 judged sessions whose bounces are too many for a true rate of 70%."""
    rule = terms.rule("segment", "bounce_rate")
    judged: Counter[tuple[str, str]] = Counter()
    bounced: Counter[tuple[str, str]] = Counter()
    for day in known.sessions:
        if terms.in_scope(day.campaign):
            judged[day.campaign, f"{day.day:%Y-%m}"] += day.judged
            bounced[day.campaign, f"{day.day:%Y-%m}"] += day.bounced
    return {
        segment
        for segment, n in judged.items()
        if n >= number(rule["min_n"]) and tail(bounced[segment], n, number(rule["over"])) < Fraction(1, 20)
    }


@cache
def tail(at_least: int, n: int, rate: Fraction) -> Fraction:
    """The chance of so many successes or more, every term of it."""
    terms = (comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(at_least, n + 1))
    return sum(terms, Fraction(0))


def verdict_day_over(created_on: date, as_of: datetime, terms: Terms) -> bool:
    """Whether the tenth workday after the enquiry's day is over: counted day by day."""
    table = terms.text["tables"]["CN-2027"]["rows"][0]
    left, day = int(number(terms.text["qualification"]["sales"]["within"])), created_on
    while left:
        day += timedelta(days=1)
        rests = WEEKDAYS[day.weekday()] in table["rest"] or f"{day}" in table["holidays"]
        left -= f"{day}" in table["work"] or not rests
    return as_of.date() > day


def busiest_hour(known: Known, month: str) -> int:
    """The hour of the day in which most messages of a month came in; of equals the earliest."""
    wrote = {(message.phone, message.at) for message in known.messages if message.incoming}
    for lead in known.enquiries:
        person = lead.phone or lead.email or f"{lead.account} {lead.id}"
        moments = (lead.created_at, lead.wrote_again_at)
        wrote |= {(person, at) for at in moments if at is not None and at <= known.as_of}
    hours = Counter(at.hour for _, at in wrote if month_of(at) == month)
    return min(hours, key=lambda hour: (-hours[hour], hour))
