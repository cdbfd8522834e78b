"""What leads brought in the end: orders, the return on what was put in, and the days until an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Reason, Status
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract, Party
from assay.core.leads.facts import Sale
from assay.core.leads.verdict import Sales
from assay.core.measuring.attribution import Attribution, Step, attribution_of, earned
from assay.core.measuring.ground import Gap, Ground, Watched
from assay.core.measuring.returns import (
    Deal,
    Earned,
    Return,
    channels_of,
    cohort,
    credited_leads,
    deals,
    fee_of,
    median_days,
    returns,
)
from assay.core.measuring.spend import Spend
from assay.core.metrics.catalogue import Facts
from assay.core.money import allocate
from assay.core.period import Span, day_of

_KNOWN_DEDUCTIONS = ("ad_spend", "fee")


def roi_net(monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Income of a month's leads less what is deducted, over ad spend and fee, of the newest matured month.

    The rule of attribution says how much of an order is income of the contract's campaigns, and of which.
    """
    untold = [name for name in monitor.options.get("deduct", ()) if name not in _KNOWN_DEDUCTIONS]
    if untold:
        return Gap(Reason.DEDUCTION, {"parts": ", ".join(untold)})
    of_cohort = _cohort_days(monitor, ground, days)
    if of_cohort is None:
        return Gap(Reason.IMMATURE)
    if ground.last_order_on is None or ground.last_order_on < of_cohort.start_on:
        return Gap(Reason.NO_ROWS, {"facts": Facts.ORDERS})
    how = attribution_of(monitor.options)
    deducted = frozenset(monitor.options.get("deduct", ()))
    by_rule = {
        rule: _by_rule(rule, how, deducted, ground, of_cohort)
        for rule in dict.fromkeys((how.rule, *how.also))
    }
    found = by_rule.pop(how.rule)
    if isinstance(found, Gap):
        return found
    return replace(found, also={rule: _shown_beside(other) for rule, other in by_rule.items()})


def _shown_beside(found: Watched | Gap) -> Figure:
    if isinstance(found, Gap):
        return Figure(Status.MISSING, fault=Party.NEITHER, reason=found.reason)
    return found.figure


def _by_rule(
    rule: str, how: Attribution, deducted: frozenset[str], ground: Ground, of_cohort: Span
) -> Watched | Gap:
    """The return as one rule of attribution has it, and of each channel."""
    contract = ground.contract
    made, campaign_of = _cohort_deals(ground, of_cohort)
    earnings = earned(
        made, rule, contract, ground.campaigns, window_days=how.window_days, credited=campaign_of
    )
    if isinstance(earnings, Step):
        return Gap(Reason.PATH, {"record": earnings.id})
    spend = [row for row in (*ground.past_spend, *ground.material.spend) if row.day in of_cohort]
    whole = returns(earnings, spend, contract, of_cohort)
    if not isinstance(whole, Return):
        return Gap(Reason.AMOUNT, {"amount": whole.id if isinstance(whole, Sale) else whole.lot})
    by_channel = _by_channel(earnings, spend, contract, of_cohort)
    return Watched(_roi(whole, deducted), {name: _roi(part, deducted) for name, part in by_channel.items()})


def _by_channel(
    earnings: Iterable[Earned], spend: Sequence[Spend], contract: Contract, days: Span
) -> dict[str, Return]:
    """The return of each channel; the fee is allocated by ad spend, so that the channels add up to the whole."""
    channels = channels_of(spend)
    earned_by: defaultdict[str, list[Earned]] = defaultdict(list)
    for item in earnings:
        earned_by[channels.get(item.campaign, "")].append(item)
    parts = {}
    for name in sorted(set(channels.values())):
        rows = [row for row in spend if channels.get(row.campaign) == name]
        part = returns(earned_by[name], rows, contract, days)
        if isinstance(part, Return) and part.ad_spend:
            parts[name] = part
    if not parts:
        return {}
    fees = allocate(fee_of(contract, days), [part.ad_spend for part in parts.values()])
    return {
        name: Return(part.income, part.ad_spend, fee.amount)
        for (name, part), fee in zip(parts.items(), fees, strict=True)
    }


def _roi(made: Return, deducted: frozenset[str]) -> Figure:
    put_in = made.ad_spend + made.fee
    less = (made.ad_spend if "ad_spend" in deducted else 0) + (made.fee if "fee" in deducted else 0)
    return Figure(numerator=made.income - less, denominator=put_in)


def _cohort_days(monitor: Monitor, ground: Ground, days: Span) -> Span | None:
    """The days of the leads that are looked at: of the newest matured month, or, without ``matured``, these."""
    written = monitor.options.get("cohort", ())
    if not written:
        return days
    matured = int(written[0].split()[1])
    return cohort(ground.contract, ground.month, matured_days=matured, as_of_on=ground.as_of_on)


def _cohort_deals(ground: Ground, of_cohort: Span) -> tuple[list[Deal], Mapping[tuple[str, str], str]]:
    """Orders of credited leads of the days; and each such lead's campaign."""
    zone = ground.contract.term.zone
    credited = credited_leads(ground.leads(), ground.contract, ground.campaigns)
    made = [
        deal
        for deal in deals(ground.leads(), ground.contract, until=ground.as_of_on)
        if (deal.lead.book, deal.lead.id) in credited and day_of(deal.lead.created_at, zone) in of_cohort
    ]
    return made, {key: credit.campaign for key, credit in credited.items()}


def orders(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Orders of the days that come from leads credited to the contract, by the credited click and its window."""
    contract, leads = ground.contract, ground.leads()
    credited = credited_leads(leads, contract, ground.campaigns)
    made = [
        deal
        for deal in deals(leads, contract, until=ground.as_of_on)
        if (deal.lead.book, deal.lead.id) in credited and deal.sale.on in days
    ]
    how = attribution_of({})
    campaigns = {key: credit.campaign for key, credit in credited.items()}
    found = earned(
        made, how.rule, contract, ground.campaigns, window_days=how.window_days, credited=campaigns
    )
    assert not isinstance(found, Step)  # the credited click alone asks for no path
    count = Fraction(len(found))
    return Watched(Figure(status=ground.material.status(days), value=count, n=count))


def sales_cycle_median(_monitor: Monitor, ground: Ground, days: Span) -> Watched | Gap:
    """Days from enquiry to first order, of the term's credited leads so far that sales found qualified."""
    contract, leads = ground.contract, ground.leads()
    if ground.last_order_on is None:
        return Gap(Reason.NO_ROWS, {"facts": Facts.ORDERS})
    term_so_far = Span(contract.term.span.start_on, days.end_on)
    credited = credited_leads(leads, contract, ground.campaigns)
    qualified = {
        (lead.book, lead.id)
        for lead in leads
        if (lead.book, lead.id) in credited
        and lead.sales is not None
        and lead.sales.verdict == Sales.QUALIFIED
        and day_of(lead.created_at, contract.term.zone) in term_so_far
    }
    first: dict[tuple[str, str], int] = {}
    for deal in deals(leads, contract, until=ground.as_of_on):
        key = (deal.lead.book, deal.lead.id)
        if key in qualified:
            first.setdefault(key, deal.days)
    still_open = len(qualified) - len(first)
    median = median_days(list(first.values()), still_open=still_open)
    if median is None:
        return Gap(Reason.CENSORED, {"open": str(still_open), "records": str(len(qualified))})
    return Watched(Figure(value=Fraction(median), n=Fraction(len(qualified))))
