"""Whose lead it is (language.md 3): every lead has exactly one owner, with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tests.oracle.facts import Enquiry, Order
from tests.oracle.people import share_a_key
from tests.oracle.record import Known
from tests.oracle.terms import Agreement, days, number

Owner = Literal["contract", "other_contract", "own", "organic", "unknown"]
OWN_CHANNELS = ("trade_show", "b2b_platform")
PAID_CHANNELS = ("paid_search", "paid_display")


@dataclass(frozen=True)
class Touch:
    """A paid click. Its lot is campaign x day of the click in the contract's zone."""

    enquiry: str
    campaign: str
    at: datetime


@dataclass(frozen=True)
class Credit:
    owner: Owner
    reason: str
    touch: Touch | None


def month_of(moment: datetime) -> str:
    return f"{moment:%Y-%m}"


def same_person(one: Enquiry, other: Enquiry | Order) -> bool:
    return share_a_key(one.email, one.phone, other_email=other.email, other_phone=other.phone)


def earlier_rows(lead: Enquiry, known: Known) -> list[Enquiry]:
    """Rows of the same person that came before; two of one minute are told apart by id."""
    return [
        row
        for row in known.enquiries
        if (row.created_at, row.id) < (lead.created_at, lead.id) and same_person(lead, row)
    ]


def last_paid_touch(lead: Enquiry, known: Known, agreement: Agreement) -> Touch | None:
    """The person's last paid click in the window before the enquiry; ties go to the earliest id.

    A row with a campaign and no click time is a click on the day of its creation.
    """
    window = days(agreement.for_month(month_of(lead.created_at)).text["credit"]["window"])
    found: Touch | None = None
    for row in (*earlier_rows(lead, known), lead):
        if row.campaign is None:
            continue
        at = row.clicked_at or row.created_at
        inside = lead.created_at - window <= at <= lead.created_at
        if inside and (found is None or at > found.at):
            found = Touch(row.id, row.campaign, at)
    return found


def brought_by_the_contract(row: Enquiry, known: Known, agreement: Agreement) -> bool:
    touch = last_paid_touch(row, known, agreement)
    return touch is not None and agreement.for_month(month_of(row.created_at)).in_scope(touch.campaign)


def months_before(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date.resolution).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def known_before(lead: Enquiry, known: Known, agreement: Agreement) -> str | None:
    """Where the person was known from within 24 months: an own channel, an unpaid earlier enquiry, an order."""
    within = agreement.for_month(month_of(lead.created_at)).text["credit"]["known_before"]["within"]
    since = months_before(lead.created_at, int(number(within)))
    for row in earlier_rows(lead, known):
        if row.created_at < since:
            continue
        if row.channel in OWN_CHANNELS:
            return row.channel
        if not brought_by_the_contract(row, known, agreement):
            return "crm"
    for order in known.orders:
        if since.date() <= order.on < lead.created_at.date() and same_person(lead, order):
            return "orders"
    return None


def credit(lead: Enquiry, known: Known, agreement: Agreement) -> Credit:
    terms = agreement.for_month(month_of(lead.created_at))
    touch = last_paid_touch(lead, known, agreement)
    if touch is None:
        return Credit(*owner_without_touch(lead), touch=None)
    if not terms.in_scope(touch.campaign):
        return Credit("own", "out_of_scope", touch)
    if lead.form not in (*terms.text["scope"]["forms"], *terms.text["scope"]["inboxes"]):
        return Credit("own", "form_out_of_scope", touch)
    before = known_before(lead, known, agreement)
    if before is not None:
        return Credit("own", f"known_before:{before}", touch)
    return Credit("contract", "last_paid_touch", touch)


def owner_without_touch(lead: Enquiry) -> tuple[Owner, str]:
    """A paid channel with no trace of a click is a question for a person; money never rests on it."""
    if lead.channel in OWN_CHANNELS:
        return "own", lead.channel
    if lead.channel in PAID_CHANNELS and lead.campaign is None:
        return "unknown", "no_trace_of_a_click"
    return "organic", "no_paid_touch_in_the_window"
