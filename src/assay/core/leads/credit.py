"""Credit: every lead has exactly one owner, with a reason.

The person's last paid touch inside the window decides, be it recorded for this lead or for an earlier one of the same
person; scope says whose touch it is; a person known before is the buyer's own. What cannot be told is ``unknown``: a
queue for a person, never money.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from assay.core.contract.model import Contract, Credit, Scope
from assay.core.explain import Node
from assay.core.leads.facts import EarlierLead, LeadFacts, RowRef, Touch
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.leads.words import moment_text, row_params
from assay.core.period import day_of

IN_WINDOW = "touch.in_window"
"""Reason of the credit of a lead that the contract brought."""
_PAID = "paid_"
_OWN_CHANNELS = ("trade_show", "b2b_platform")


class Owner(StrEnum):
    """Who brought a lead."""

    CONTRACT = "contract"
    OTHER_CONTRACT = "other_contract"
    OWN = "own"
    ORGANIC = "organic"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Credited:
    """One owner and why.

    Attributes:
        owner: Who brought the lead.
        reason: Stable code, such as ``touch.in_window`` or ``known_before.orders``.
        explain: Writes the explanation.
        campaign: Of the touch that decided, as the ads reports spell it; empty without one.
        lot: ``campaign/YYYY-MM-DD`` of that touch; empty without one.
    """

    owner: Owner
    reason: str
    explain: Callable[[], Node]
    campaign: str = ""
    lot: str = ""

    @property
    def node(self) -> Node:
        """The explanation."""
        return self.explain()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that makes a person known: an earlier lead or an order."""

    kind: str
    at: datetime
    id: str
    ref: RowRef


def credit_lead(facts: LeadFacts, contract: Contract, campaigns: CampaignScope) -> Credited:
    """Give a lead its one owner.

    Order: paid touch in the window, campaign, form, known before. The first that speaks decides.

    Args:
        facts: The lead, without anything later than the moment of judging.
        contract: Scope, credit rule and zone.
        campaigns: The contract's scope beside the campaigns that the reports know.
    """
    zone = contract.term.zone
    touch = last_paid_touch(facts, contract.credit)
    if touch is None:
        return _without_touch(facts, zone)
    campaign = campaigns.spelled(touch.campaign)
    day = day_of(touch.at, zone).isoformat()
    by_scope = _BY_STANDING[campaigns.standing(campaign)] or _by_form(facts, contract.scope)
    known = None if by_scope else known_before(facts, contract.credit, campaigns, zone)
    owner, reason = by_scope or _by_record(known)
    lot = f"{campaign}/{day}"
    return Credited(
        owner, reason, partial(_touch_node, reason, facts, contract, touch, lot, known), campaign, lot
    )


def _touch_node(
    reason: str, facts: LeadFacts, contract: Contract, touch: Touch, lot: str, known: Evidence | None
) -> Node:
    zone = contract.term.zone
    campaign, _, day = lot.rpartition("/")
    params = {"campaign": campaign, "day": day, "window_days": str(contract.credit.window_days)}
    if known is not None:
        params |= {"record": known.id, "at": moment_text(known.at, zone)} | row_params(known.ref)
    elif reason != IN_WINDOW:
        params["form"] = facts.form or ""
    return Node(f"lead.credit.{reason}", params, children=_recorded_with(facts, touch, zone))


def last_paid_touch(facts: LeadFacts, credit: Credit) -> Touch | None:
    """The person's latest paid click at most ``window_days`` (of 24 hours) before the enquiry.

    Clicks recorded for the lead and for earlier leads of the same person count alike; ties go to the smallest id.
    """
    earliest_at = facts.created_at - timedelta(days=credit.window_days)
    inside = [touch for touch in _paid_touches(facts) if earliest_at <= touch.at <= facts.created_at]
    if len(inside) <= 1:
        return inside[0] if inside else None
    latest_at = max(touch.at for touch in inside)
    return min((touch for touch in inside if touch.at == latest_at), key=lambda t: (t.id, t.campaign))


def known_before(
    facts: LeadFacts, credit: Credit, campaigns: CampaignScope, zone: ZoneInfo
) -> Evidence | None:
    """The earliest record that makes the person known, or None: nobody knew them, or they had been dormant.

    ``crm`` is an earlier lead that the contract's own advertising did not bring: any other is the duplicate rule's
    business. Months are calendar months back from the day of the enquiry.
    """
    if not facts.earlier_leads and not facts.earlier_orders:
        return None
    created_on = day_of(facts.created_at, zone)
    evidence = sorted(_evidence(facts, credit, campaigns), key=lambda e: (e.at, e.kind, e.id))
    evidence = [item for item in evidence if item.kind in credit.known_before_in]
    if credit.known_before_months is not None:
        oldest_on = months_before(created_on, credit.known_before_months)
        evidence = [item for item in evidence if day_of(item.at, zone) >= oldest_on]
    if not evidence:
        return None
    if credit.dormant_after_months is not None:
        awake_on = months_before(created_on, credit.dormant_after_months)
        if day_of(evidence[-1].at, zone) < awake_on:
            return None
    return evidence[0]


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months back, or that month's last day when it is shorter.

    Example:
        >>> months_before(date(2027, 3, 31), 1).isoformat()
        '2027-02-28'
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _paid_touches(facts: LeadFacts) -> tuple[Touch, ...]:
    """Paid clicks of the person: the lead's own, then those of earlier leads."""
    if not facts.earlier_leads:
        return facts.touches
    return (*facts.touches, *(lead.touch for lead in facts.earlier_leads if lead.touch is not None))


def _recorded_with(facts: LeadFacts, touch: Touch, zone: ZoneInfo) -> tuple[Node, ...]:
    """Where the click stands when this lead's own row does not record it: the oldest earlier lead that does."""
    if touch in facts.touches:
        return ()
    lead = next(lead for lead in facts.earlier_leads if lead.touch == touch)
    params = {"record": lead.id, "at": moment_text(lead.at, zone)} | row_params(lead.ref)
    return (Node("lead.credit.recorded_with", params),)


def _evidence(facts: LeadFacts, credit: Credit, campaigns: CampaignScope) -> Iterator[Evidence]:
    for lead in facts.earlier_leads:
        if lead.channel in _OWN_CHANNELS:
            yield Evidence(lead.channel, lead.at, lead.id, lead.ref)
        elif not _brought_by_the_contract(lead, facts, credit, campaigns):
            yield Evidence("crm", lead.at, lead.id, lead.ref)
    for order in facts.earlier_orders:
        yield Evidence("orders", order.at, order.id, order.ref)


def _brought_by_the_contract(
    lead: EarlierLead, facts: LeadFacts, credit: Credit, campaigns: CampaignScope
) -> bool:
    """Whether the last paid click of the same person, within the window before an earlier lead, was the contract's.

    One of an excluded campaign or of another account was not. A paid lead of which no click, or no report of its
    campaign, is known cannot be told, and makes nobody known.
    """
    earliest_at = lead.at - timedelta(days=credit.window_days)
    rows = (other for other in facts.earlier_leads if other.sort_key <= lead.sort_key)
    touches = [row.touch for row in rows if row.touch is not None and earliest_at <= row.touch.at <= lead.at]
    if not touches:
        return lead.paid
    last = max(touches, key=lambda touch: touch.at)
    return campaigns.standing(last.campaign) not in (Standing.EXCLUDED, Standing.OTHER_ACCOUNT)


def _without_touch(facts: LeadFacts, zone: ZoneInfo) -> Credited:
    late = [touch.at for touch in facts.touches if touch.at > facts.created_at]
    old = [touch.at for touch in _paid_touches(facts) if touch.at <= facts.created_at]
    owner, reason = _by_channel(facts, late=bool(late), old=bool(old))
    return Credited(owner, reason, partial(_channel_node, reason, max(late or old, default=None), zone))


def _channel_node(reason: str, clicked_at: datetime | None, zone: ZoneInfo) -> Node:
    params = {"clicked": "" if clicked_at is None else moment_text(clicked_at, zone)}
    return Node(f"lead.credit.{reason}", params)


def _by_channel(facts: LeadFacts, *, late: bool, old: bool) -> tuple[Owner, str]:
    if late:
        return Owner.UNKNOWN, "unknown.click_after_enquiry"
    if facts.touches:
        return Owner.ORGANIC, "touch.too_old"
    if facts.channel is None:
        return Owner.UNKNOWN, "unknown.channel"
    if facts.channel.startswith(_PAID):
        return Owner.UNKNOWN, "unknown.campaign_missing"
    if facts.channel in _OWN_CHANNELS:
        return Owner.OWN, f"channel.{facts.channel}"
    return Owner.ORGANIC, "touch.too_old" if old else "touch.none"


_BY_STANDING: Mapping[Standing, tuple[Owner, str] | None] = {
    Standing.INSIDE: None,
    Standing.EXCLUDED: (Owner.OWN, "scope.campaign"),
    Standing.OTHER_ACCOUNT: (Owner.OTHER_CONTRACT, "scope.account"),
    Standing.UNKNOWN: (Owner.UNKNOWN, "unknown.campaign"),
}


def _by_record(known: Evidence | None) -> tuple[Owner, str]:
    if known is None:
        return Owner.CONTRACT, IN_WINDOW
    return Owner.OWN, f"known_before.{known.kind}"


def _by_form(facts: LeadFacts, scope: Scope) -> tuple[Owner, str] | None:
    places = (*scope.forms, *scope.inboxes)
    if not places or facts.form in places:
        return None
    return (Owner.UNKNOWN, "unknown.form") if facts.form is None else (Owner.OTHER_CONTRACT, "scope.form")
