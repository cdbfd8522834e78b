"""Whose work an order was: the enquiries that led to it, and how the contract's rule shares its money among them.

The path of an order is the enquiry that it came from and the same person's earlier ones, as far back as the window
reaches. Only enquiries by a paid click of the contract's campaigns earn for it: what falls on a direct visit, on an
organic one, on a brand campaign or on somebody else's is not credited to paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assay.core.contract.judged import ATTRIBUTION_RULES
from assay.core.contract.model import Contract
from assay.core.leads.facts import LeadFacts, Sale
from assay.core.leads.rules import is_brand
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.measuring.returns import Deal, Earned
from assay.core.money import Money, allocate
from assay.core.period import day_of
from assay.core.quantity import parse_hours

LAST_PAID_TOUCH = "last_paid_touch"
_DAYS = 90
_FIRST_AND_LAST = Fraction(2, 5)


@dataclass(frozen=True, slots=True)
class Attribution:
    """How orders are attributed.

    Attributes:
        rule: One of ``ATTRIBUTION_RULES``; without one written, the credited click takes all.
        also: Rules shown beside it.
        window_days: An enquiry so many days before the order still counts.
    """

    rule: str = LAST_PAID_TOUCH
    also: tuple[str, ...] = ()
    window_days: int = _DAYS


@dataclass(frozen=True, slots=True)
class Step:
    """One enquiry of a path; ``paid`` is None where its log does not tell whether a paid click brought it."""

    at: datetime
    book: str
    id: str
    campaign: str
    paid: bool | None


def attribution_of(options: Mapping[str, tuple[str, ...]]) -> Attribution:
    """The rule as a monitor writes it: ``rule: …``, ``also: …, …``, ``window: 90 day``."""
    written = dict(text.split(": ", 1) for text in options.get("attribution", ()))
    also = tuple(rule for rule in written.get("also", "").split(", ") if rule in ATTRIBUTION_RULES)
    days = int(parse_hours(written["window"]) // 24) if "window" in written else _DAYS
    return Attribution(written.get("rule", LAST_PAID_TOUCH), also, days)


def weights(rule: str, steps: int) -> tuple[Fraction, ...]:
    """The share of each enquiry of a path, oldest first; they sum to 1. A path of none has none.

    Example:
        >>> [str(share) for share in weights("position_based", 4)]
        ['2/5', '1/10', '1/10', '2/5']
    """
    if rule == "first_touch":
        return (Fraction(1), *(Fraction(0),) * (steps - 1)) if steps else ()
    if rule == "last_touch":
        return (*(Fraction(0),) * (steps - 1), Fraction(1)) if steps else ()
    if rule == "linear" or steps <= 2:
        return (Fraction(1, steps),) * steps if steps else ()
    middle = (1 - 2 * _FIRST_AND_LAST) / (steps - 2)
    return (_FIRST_AND_LAST, *(middle,) * (steps - 2), _FIRST_AND_LAST)


def path_of(deal: Deal, contract: Contract, campaigns: CampaignScope, window_days: int) -> tuple[Step, ...]:
    """The enquiries that led to an order, oldest first, each once."""
    own = _own_step(deal.lead, campaigns)
    steps = {(own.book, own.id): own}
    for lead in deal.lead.earlier_leads:
        campaign = campaigns.spelled(lead.touch.campaign) if lead.touch is not None else ""
        paid = None if not campaign and (lead.paid or lead.channel is None) else bool(campaign)
        steps[lead.book, lead.id] = Step(lead.at, lead.book, lead.id, campaign, paid)
    inside = (
        step
        for step in steps.values()
        if 0 <= (deal.sale.on - day_of(step.at, contract.term.zone)).days <= window_days
    )
    return tuple(sorted(inside, key=lambda step: (step.at, step.book, step.id)))


def _own_step(lead: LeadFacts, campaigns: CampaignScope) -> Step:
    campaign = campaigns.spelled(lead.touches[0].campaign) if lead.touches else ""
    told = lead.channel is not None and not lead.channel.startswith("paid_")
    return Step(lead.created_at, lead.book, lead.id, campaign, bool(campaign) if campaign or told else None)


def earned(
    deals: Iterable[Deal],
    rule: str,
    contract: Contract,
    campaigns: CampaignScope,
    *,
    window_days: int,
    credited: Mapping[tuple[str, str], str],
) -> tuple[Earned, ...] | Step:
    """What the contract's campaigns earned of each order by a rule; or the first enquiry of which nobody can tell.

    Args:
        deals: Orders of leads that are the contract's.
        rule: One of ``ATTRIBUTION_RULES``.
        contract: The version in force.
        campaigns: The contract's scope beside the campaigns that the reports know.
        window_days: How far back a path reaches.
        credited: Lead, by book and number → campaign of the click that made it the contract's.
    """
    found: list[Earned] = []
    for deal in deals:
        if rule == LAST_PAID_TOUCH:
            campaign = credited[deal.lead.book, deal.lead.id]
            if deal.days <= window_days and not is_brand(campaign, contract, deal.lead_on):
                found.append(Earned(deal.sale, campaign, deal.sale.amount_micros))
            continue
        path = path_of(deal, contract, campaigns, window_days)
        shares = weights(rule, len(path))
        for step, share, micros in zip(path, shares, _split(deal.sale, shares), strict=True):
            if share and _cannot_tell(step, campaigns):
                return step
            if share and _earns(step, contract, campaigns):
                found.append(Earned(deal.sale, step.campaign, micros))
    return tuple(found)


def _split(sale: Sale, shares: Sequence[Fraction]) -> Sequence[int | None]:
    """An order's amount in whole micros, by largest remainder; None for each where the ledger does not say it."""
    if sale.amount_micros is None or not shares:
        return (None,) * len(shares)
    return [part.minor for part in allocate(Money(sale.amount_micros, sale.currency or ""), shares)]


def _cannot_tell(step: Step, campaigns: CampaignScope) -> bool:
    """Whether nobody knows what brought an enquiry, or whose its campaign is."""
    return step.paid is None or (step.paid and campaigns.standing(step.campaign) is Standing.UNKNOWN)


def _earns(step: Step, contract: Contract, campaigns: CampaignScope) -> bool:
    """Whether an enquiry came by a campaign of the contract that is no brand campaign."""
    if not step.paid or campaigns.standing(step.campaign) is not Standing.INSIDE:
        return False
    return not is_brand(step.campaign, contract, day_of(step.at, contract.term.zone))
