"""What credited leads brought: orders, income against what was put in, and how long an order takes.

An order comes from the lead that it names; one that names none, from the last lead of the same person on or before
its day. A proforma invoice is an offer, an unpaid order a promise, and a cancelled order is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.leads.credit import Credited, Owner, credit_lead
from assay.core.leads.facts import LeadFacts, Sale
from assay.core.leads.scope import CampaignScope
from assay.core.measuring.spend import Spend, to_contract_currency
from assay.core.money import MICROS, Money
from assay.core.period import Month, Span, day_of, months_of

SOLD = frozenset({"sample_order", "trial_order", "bulk_order", "repeat_order", "shop_order"})


@dataclass(frozen=True, slots=True)
class Deal:
    """An order beside the lead that it came from."""

    lead: LeadFacts
    lead_on: date
    sale: Sale

    @property
    def days(self) -> int:
        """Whole days from the enquiry's day to the order's."""
        return (self.sale.on - self.lead_on).days


@dataclass(frozen=True, slots=True)
class Earned:
    """What a campaign of the contract earned of an order: micros of its currency; None where the ledger says no amount."""

    sale: Sale
    campaign: str
    micros: int | None


@dataclass(frozen=True, slots=True)
class Return:
    """Income and what was put in, in the contract's currency; both exact."""

    income: Fraction
    ad_spend: Fraction
    fee: Fraction


def deals(leads: Iterable[LeadFacts], contract: Contract, *, until: date) -> tuple[Deal, ...]:
    """Orders up to a day, each beside one lead, in order of day, ledger and number."""
    zone = contract.term.zone
    found: defaultdict[tuple[str, str], list[Deal]] = defaultdict(list)
    for lead in leads:
        lead_on = day_of(lead.created_at, zone)
        for sale in lead.orders_since:
            if sale.stage in SOLD and lead_on <= sale.on <= until:
                found[sale.key].append(Deal(lead, lead_on, sale))
    chosen = (max(same, key=lambda deal: (deal.sale.named, deal.lead.sort_key)) for same in found.values())
    return tuple(sorted(chosen, key=lambda deal: (deal.sale.on, deal.sale.key)))


def credited_leads(
    leads: Iterable[LeadFacts], contract: Contract, campaigns: CampaignScope
) -> dict[tuple[str, str], Credited]:
    """The leads that are the contract's, by book and number, with their campaign."""
    found = ((lead, credit_lead(lead, contract, campaigns)) for lead in leads)
    return {(lead.book, lead.id): credit for lead, credit in found if credit.owner is Owner.CONTRACT}


def cohort(contract: Contract, month: Month, *, matured_days: int, as_of_on: date) -> Span | None:
    """The newest month of the term, up to this one, whose last day lies so many days back; None when there is none."""
    first = Month.of(contract.term.span.start_on)
    while first <= month:
        days = month.span.cut(contract.term.span)
        if days.days and days.last_on + timedelta(days=matured_days) <= as_of_on:
            return days
        month = month.plus(-1)
    return None


def fee_of(contract: Contract, days: Span) -> Money:
    """The service fee of the days, of each month by its days, to the minor unit, as the invoice has it."""
    share = sum((Fraction(days.cut(month.span).days, month.days) for month in months_of(days)), Fraction(0))
    return Money.of(contract.fee.monthly * share, contract.currency)


def returns(
    made: Iterable[Earned], spend: Sequence[Spend], contract: Contract, days: Span
) -> Return | Sale | Spend:
    """What was earned of orders and what was put in on the days; or the first amount that cannot be told or converted."""
    income, ad_spend = Fraction(0), Fraction(0)
    for item in made:
        sale, amount = item.sale, None
        if item.micros is not None and sale.currency is not None:
            amount = to_contract_currency(contract, Fraction(item.micros, MICROS), sale.currency, sale.on)
        if amount is None:
            return sale
        income += amount
    for row in spend:
        cost = row.cost
        if cost is not None:
            cost = to_contract_currency(contract, cost, row.currency, row.day)
        if cost is None:
            return row
        ad_spend += cost
    return Return(income, ad_spend, fee_of(contract, days).amount)


def median_days(ordered: Sequence[int], *, still_open: int) -> int | None:
    """The fewest days within which at least half had ordered; None when more than half are open, or there is nobody.

    Example:
        >>> median_days([30, 10, 20], still_open=2), median_days([30, 10], still_open=3)
        (30, None)
    """
    half = (len(ordered) + still_open + 1) // 2
    return sorted(ordered)[half - 1] if 0 < half <= len(ordered) else None


def channels_of(spend: Iterable[Spend]) -> Mapping[str, str]:
    """Campaign → channel as the reports write it; the first in the alphabet where they differ, none left out."""
    found: dict[str, str] = {}
    for row in spend:
        if row.channel:
            found[row.campaign] = min(found.get(row.campaign, row.channel), row.channel)
    return found
