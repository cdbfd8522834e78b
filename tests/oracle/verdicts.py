"""One verdict and one first reason for each lead of the contract (language.md 4), in the contract's order of rules."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from tests.oracle.credit import Credit, Owner, credit, earlier_rows, month_of
from tests.oracle.facts import Enquiry, SessionDay
from tests.oracle.record import Known
from tests.oracle.terms import Agreement, Terms, days, hours, number

Verdict = Literal["valid", "invalid", "open", "not_ours"]


@dataclass(frozen=True)
class LeadReading:
    """What becomes of one lead. `qualified` is sales' word (None: none yet) and counts for valid leads only."""

    id: str
    created_at: datetime
    owner: Owner
    owner_reason: str
    verdict: Verdict
    reason: str | None
    relief: str | None
    lot: str | None
    qualified: bool | None


def read_leads(month: str, known: Known, agreement: Agreement) -> list[LeadReading]:
    """Every lead created in the month: a record belongs to the period of its creation (language.md 2)."""
    failed = failed_segments(known, agreement)
    return [
        one_lead(lead, known, agreement, failed)
        for lead in known.enquiries
        if month_of(lead.created_at) == month
    ]


def one_lead(lead: Enquiry, known: Known, agreement: Agreement, failed: set[str]) -> LeadReading:
    terms = agreement.for_month(month_of(lead.created_at))
    credited = credit(lead, known, agreement)
    lot = lot_of(credited)
    verdict: Verdict = "not_ours"
    reason: str | None = None
    relief: str | None = None
    if credited.owner == "contract":
        verdict, reason, relief = judge(lead, known, terms, in_failed_segment=lot in failed)
    return LeadReading(
        id=lead.id,
        created_at=lead.created_at,
        owner=credited.owner,
        owner_reason=credited.reason,
        verdict=verdict,
        reason=reason,
        relief=relief,
        lot=lot if credited.owner == "contract" else None,
        qualified=lead.sales if lead.judged_at is None or lead.judged_at <= known.as_of else None,
    )


def lot_of(credited: Credit) -> str | None:
    touch = credited.touch
    return f"{touch.campaign}/{touch.at.date()}" if touch else None


def judge(
    lead: Enquiry, known: Known, terms: Terms, *, in_failed_segment: bool
) -> tuple[Verdict, str | None, str | None]:
    """The first rule that applies gives the reason."""
    for rule in terms.text["validity"]["lead"]:
        name = rule["rule"]
        if name == "duplicate":
            applies = is_duplicate(lead, known, terms)
        elif name == "audience_excluded":
            applies = lead.category in terms.text["audience"]["exclude"]
        elif name == "country_outside":
            applies = lead.country not in terms.text["audience"]["markets"]
        elif name == "contact_unreachable":
            applies = not lead.reachable
        elif name == "in_failed_segment":
            applies = in_failed_segment
        elif name == "no_second_interaction":
            outcome = silence(lead, known, terms)
            if outcome != "answered":
                return (
                    ("open", None, None) if outcome == "open" else ("invalid", rule["id"], relief_of(outcome))
                )
            continue
        else:
            raise ValueError(f"this reading does not know the rule {name}")
        if applies:
            return "invalid", rule["id"], None
    return "valid", None, None


def is_duplicate(lead: Enquiry, known: Known, terms: Terms) -> bool:
    """An earlier enquiry to this buyer, through whatever channel, shares the e-mail or phone within 180 days."""
    within = days(terms.rule("lead", "duplicate")["within"])
    return any(row.created_at >= lead.created_at - within for row in earlier_rows(lead, known))


def relief_of(outcome: str) -> str | None:
    return "deemed_valid" if outcome == "silent_by_buyer" else None


def silence(
    lead: Enquiry, known: Known, terms: Terms
) -> Literal["answered", "open", "silent", "silent_by_buyer"]:
    """The rule no_second_interaction, with the clock paused until the buyer replies (language.md 4).

    Any word of theirs later than the first message counts, also one before our reply. The 72 hours run from our
    first reply and include their last minute. A reply later than 24 hours makes the silence the buyer's; so does
    no reply at all once 24 hours are over, for then the duty is broken whatever follows.
    """
    rule = terms.rule("lead", "no_second_interaction")
    duty = terms.text["duties"]["buyer"]["sales_reply"]
    replied_at, theirs = conversation(lead, known)
    reply_due = lead.created_at + hours(duty["within"])
    if replied_at is None:
        if theirs:
            return "answered"
        return "silent_by_buyer" if known.as_of > reply_due else "open"
    ends_at = replied_at + hours(rule["within"])
    if any(at <= ends_at for at in theirs):
        return "answered"
    if known.as_of <= ends_at:
        return "open"
    return "silent_by_buyer" if replied_at > reply_due else "silent"


def conversation(lead: Enquiry, known: Known) -> tuple[datetime | None, list[datetime]]:
    """Our first reply and every later word of theirs, from the log's two columns and the chats of that number."""
    chat = [each for each in known.messages if lead.phone is not None and each.phone == lead.phone]
    ours = [each.at for each in chat if not each.incoming and each.at >= lead.created_at]
    theirs = [each.at for each in chat if each.incoming and each.at > lead.created_at]
    if lead.replied_at is not None:
        ours.append(lead.replied_at)
    if lead.wrote_again_at is not None and lead.wrote_again_at > lead.created_at:
        theirs.append(lead.wrote_again_at)
    return min(ours, default=None), theirs


def bounce_ratio(day: SessionDay) -> Fraction:
    return Fraction(day.bounced, day.judged)


def failed_segments(known: Known, agreement: Agreement) -> set[str]:
    """Campaign x day inside the scope with more than 70% bounced of at least 60 judged sessions."""
    found = set()
    for day in known.sessions:
        terms = agreement.for_month(f"{day.day:%Y-%m}")
        rule = terms.rule("segment", "bounce_rate")
        enough = day.judged >= number(rule["min_n"])
        if terms.in_scope(day.campaign) and enough and bounce_ratio(day) > number(rule["over"]):
            found.add(segment(day.campaign, day.day))
    return found


def segment(campaign: str, day: date) -> str:
    return f"{campaign}/{day}"
