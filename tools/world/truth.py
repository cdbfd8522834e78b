"""What is right: for every enquiry its owner, verdict, reason and relief, and what each month adds up to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.world import story
from tools.world.claims import Claim
from tools.world.enquiry import Enquiry
from tools.world.media import CampaignDay, of_month

OWNERS: Mapping[str, tuple[str, str]] = {
    "organic": ("organic", "no_paid_click"),
    "direct": ("organic", "no_paid_click"),
    "referral": ("organic", "no_paid_click"),
    "email": ("organic", "no_paid_click"),
    "b2b_platform": ("own", "own_channel"),
    "card": ("own", "own_channel"),
    "unknown": ("unknown", "paid_channel_without_campaign"),
    "late_click": ("organic", "click_too_old"),
    "brand": ("own", "campaign_out_of_scope"),
    "known_b2b": ("own", "known_before.b2b_platform"),
    "known_order": ("own", "known_before.orders"),
    "known_organic": ("own", "known_before.crm"),
    "known_card": ("own", "known_before.trade_show"),
}
REASONS = {
    "duplicate": "duplicate",
    "competitor": "excluded",
    "solicitation": "excluded",
    "below_minimum": "excluded",
    "job_seeker": "excluded",
    "existing": "excluded",
    "market": "market",
    "unreachable": "unreachable",
    "failed_segment": "failed_segment",
    "silent": "silent",
    "holiday": "silent",
    "leaver": "silent",
}
RELIEVED = ("holiday", "leaver")
FINDING_MONTH = "2027-06"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right about one enquiry. ``reason`` and ``relief`` are empty where there is none.

    Attributes:
        owner: ``contract``, ``own``, ``organic`` or ``unknown``; only the contract's enquiries have a verdict.
        owner_reason: Why it is not the contract's; empty for its own.
        qualified: As the statement of its month sees it: ``yes``, ``no`` or ``open``.
        qualified_final: The same when all verdicts are in.
        reason_later: Reason that a later finding gives to a record that counted as valid; empty for none.
    """

    enquiry: Enquiry
    owner: str
    owner_reason: str
    verdict: str
    reason: str
    relief: str
    qualified: str
    qualified_final: str
    reason_later: str

    def plain(self) -> dict[str, str]:
        """As written to ``truth.json``."""
        one = self.enquiry
        fields = {
            "book": one.book,
            "lead_id": one.number,
            "month": one.slot.month,
            "story": one.slot.kind,
            "owner": self.owner,
            "owner_reason": self.owner_reason,
            "verdict": self.verdict,
            "reason": self.reason,
            "relief": self.relief,
            "qualified": self.qualified,
            "qualified_final": self.qualified_final,
            "reason_later": self.reason_later,
            "same_person_as": one.original,
        }
        return {name: value for name, value in fields.items() if value}


def judgement(one: Enquiry) -> Judgement:
    """The truth about one enquiry, from its place in the story."""
    kind = one.slot.kind
    owner, owner_reason = OWNERS.get(kind, ("contract", ""))
    reason = REASONS.get(kind, "") if owner == "contract" else ""
    relief = "deemed_valid" if kind in RELIEVED else ""
    qualified = "yes" if one.verdict and one.verdict.word == "qualified" else "no"
    late = "duplicate" if kind == "hamburg" and one.slot.index else ""
    verdict = "" if owner != "contract" else "invalid" if reason else "valid"
    at_first = "open" if one.judged_late else qualified
    return Judgement(one, owner, owner_reason, verdict, reason, relief, at_first, qualified, late)


def truth_file(enquiries: Sequence[Enquiry], days: Sequence[CampaignDay], claims: Sequence[Claim]) -> bytes:
    """The whole truth as JSON: every month's counts, spend and the agency's claim, and every lead on a line of its own."""
    leads = [judgement(one) for one in enquiries]
    claimed = {claim.month: claim.leads for claim in claims}
    months = {month: _month(leads, days, month, claimed[month]) for month in story.MONTHS}
    summary = json.dumps(months, ensure_ascii=False, indent=1)
    lines = ",\n".join(json.dumps(lead.plain(), ensure_ascii=False) for lead in leads)
    return f'{{"world": "streetlight",\n"months": {summary},\n"leads": [\n{lines}\n]}}\n'.encode()


def _month(
    leads: Iterable[Judgement], days: Iterable[CampaignDay], month: str, claimed: int
) -> dict[str, object]:
    mine = [one for one in leads if one.owner == "contract" and one.enquiry.slot.month == month]
    valid = [one for one in mine if one.verdict == "valid"]
    relieved = sum(1 for one in mine if one.relief == "deemed_valid")
    return {
        "credited": len(mine),
        "valid": len(valid),
        "relieved": {"deemed_valid": relieved},
        "counted": len(valid) + relieved,
        "invalid": dict(sorted(Counter(one.reason for one in mine if one.reason).items())),
        "qualified": sum(1 for one in valid if one.qualified == "yes"),
        "qualified_open": sum(1 for one in valid if one.qualified == "open"),
        "qualified_final": sum(1 for one in valid if one.qualified_final == "yes"),
        "duplicates_found_later": sum(1 for one in valid if one.reason_later),
        "duplicates_found_later_qualified": sum(
            1 for one in valid if one.reason_later and one.qualified == "yes"
        ),
        "claimed_by_agency": claimed,
        "spend_usd": _spend(of_month(days, month)),
    }


def _spend(days: Iterable[CampaignDay]) -> dict[str, str]:
    cents = Counter[str]()
    for one in days:
        cents[one.campaign] += one.cents
    return {name: f"{cents[name] // 100}.{cents[name] % 100:02d}" for name in story.CAMPAIGNS}
