"""What is right about a market: of each lead by all that happened, and by what the buyer's books show.

A lead is **truly valid** for its vendor when a person who is none of the vendor's own came through a click on a campaign
of theirs that does not bear the buyer's name, had not been known to the buyer, asked for the first time, is from a
market, can be reached, and wrote again within 72 hours of our reply; where we never replied it counts as well. One that
is entered for another month than it came in is not valid for that month.

The **books** show less: not that a message or a click is invented, not that two mailboxes are one person's. Who bought
before they ask again is a customer there, known before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from tools.world.market.folder import Folder
from tools.world.market.leads import HONEST, Lead, Leads
from tools.world.market.sales import order_of
from tools.world.market.setting import Setting

WINDOW = timedelta(hours=72)
LEAD_HEADER = (
    "lead", "book", "came_at", "written_at", "person", "original", "vendor", "stream", "kind", "valid", "books_owner",
    "books_verdict", "books_reason", "books_relief",
)  # fmt: skip
MONTH_HEADER = (
    "vendor", "month", "claimed", "brought", "valid", "books_valid", "books_invalid", "books_relieved", "books_duplicate",
    "claimed_cost_cents", "cost_cents", "currency",
)  # fmt: skip
OWNERS = {"trade_show": "own"}
SEEN = {"employee": "excluded", "out_of_market": "market"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the books show of a lead. Owner ``vendor``, ``own`` or ``organic``; a verdict only for the vendor's."""

    owner: str
    verdict: str = ""
    reason: str = ""
    relief: str = ""


def truly_valid(lead: Lead) -> bool:
    """Whether a lead is worth what a vendor says it is."""
    if lead.kind != HONEST or lead.stream.vendor is None or lead.stream.brand:
        return False
    return lead.reachable and (lead.truly_answered or lead.replied is None)


def as_the_books_say(lead: Lead, *, bought: bool = False) -> Reading:
    """What an honest clerk finds who has the books and reads them in the order of the contract's rules.

    Args:
        lead: The lead.
        bought: Whether the books show an order of the same person before it.
    """
    if lead.stream.vendor is None:
        return Reading(OWNERS.get(lead.stream.channel, "organic"))
    if lead.stream.brand or lead.met or bought:
        return Reading("own", reason="brand" if lead.stream.brand else "known_before")
    reason = "duplicate" if lead.shares_contact else SEEN.get(lead.kind, "")
    reason = reason or ("" if lead.reachable else "unreachable") or ("silent" if _silent(lead) else "")
    relieved = reason == "silent" and lead.replied is None
    return Reading("vendor", "invalid" if reason else "valid", reason, "deemed_valid" if relieved else "")


def _silent(lead: Lead) -> bool:
    return lead.replied is None or lead.answered is None or lead.answered > lead.replied + WINDOW


class Truth:
    """Writes the truth of each lead and counts it by vendor and month of the books."""

    def __init__(self, what: Setting, folder: Folder, leads: Leads) -> None:
        self._what, self._folder, self._leads = what, folder, leads
        self.counts: Counter[tuple[int, str, str]] = Counter()
        self.kinds: Counter[str] = Counter()

    def write(self, lead: Lead) -> None:
        """Write down what is right about a lead."""
        says = as_the_books_say(lead, bought=self._bought(lead))
        valid, vendor = truly_valid(lead), lead.stream.vendor
        self.kinds[lead.kind] += 1
        if vendor is not None:
            self._count(vendor, lead, says, valid=valid)
        self._folder.table("truth/leads.csv", LEAD_HEADER).row([
            lead.number, lead.book, f"{lead.came_at:%Y-%m-%d %H:%M}", f"{lead.written_at:%Y-%m-%d %H:%M}", lead.real,
            "" if lead.original is None else f"P{lead.original:07d}",
            "" if vendor is None else self._what.vendors[vendor].name, lead.stream.name, lead.kind,
            "yes" if valid else "no", says.owner, says.verdict, says.reason, says.relief,
        ])  # fmt: skip

    def _bought(self, lead: Lead) -> bool:
        """Whether the person had bought since they first asked, in a book that keeps contacts."""
        if lead.original is None or not lead.shares_contact:
            return False
        order = order_of(self._what, self._leads.lead(lead.original))
        return order is not None and order.book != "deals" and order.on < lead.written_at.date()

    def _count(self, vendor: int, lead: Lead, says: Reading, *, valid: bool) -> None:
        month = f"{lead.written_at:%Y-%m}"
        found = ["brought"] * (says.owner == "vendor") + ["valid"] * valid
        found += [f"books_{says.verdict}"] * bool(says.verdict) + ["books_relieved"] * bool(says.relief)
        found += ["books_duplicate"] * (says.reason == "duplicate")
        for name in found:
            self.counts[vendor, month, name] += 1
