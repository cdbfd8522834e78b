"""Monitors of what leads brought in the end: the return on what was put in, and the days until an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import Figure
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.leads.facts import Sale
from assay.core.leads.verdict import Sales
from assay.core.measuring.ground import Ground, Watched, unknown
from assay.core.measuring.returns import (
    Deal,
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
_ATTRIBUTION_DAYS = 90


def roi_net(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    """Income of a month's leads less what is deducted, over ad spend and fee, of the newest matured month."""
    contract = ground.contract
    untold = [name for name in monitor.options.get("deduct", ()) if name not in _KNOWN_DEDUCTIONS]
    if untold:
        return unknown("measure.monitor_unknown.deduction", monitor, ground, parts=", ".join(untold))
    of_cohort = _cohort_days(monitor, ground, days)
    if of_cohort is None:
        return unknown("measure.monitor_unknown.immature", monitor, ground)
    if ground.last_order_on is None or ground.last_order_on < of_cohort.start_on:
        return unknown("measure.monitor_unknown.no_rows", monitor, ground, facts=Facts.ORDERS)
    made, campaign_of = _cohort_deals(monitor, ground, of_cohort)
    spend = [row for row in (*ground.past_spend, *ground.material.spend) if row.day in of_cohort]
    whole = returns(made, spend, contract, of_cohort)
    if not isinstance(whole, Return):
        amount = whole.id if isinstance(whole, Sale) else whole.lot
        return unknown("measure.monitor_unknown.amount", monitor, ground, amount=amount)
    deducted = frozenset(monitor.options.get("deduct", ()))
    by_channel = _by_channel(made, campaign_of, spend, contract, of_cohort)
    return Watched(_roi(whole, deducted), {name: _roi(part, deducted) for name, part in by_channel.items()})


def _by_channel(
    made: Iterable[Deal],
    campaign_of: Mapping[tuple[str, str], str],
    spend: Sequence[Spend],
    contract: Contract,
    days: Span,
) -> dict[str, Return]:
    """The return of each channel; the fee is allocated by ad spend, so that the channels add up to the whole."""
    channels = channels_of(spend)
    deals_of: defaultdict[str, list[Deal]] = defaultdict(list)
    for deal in made:
        deals_of[channels.get(campaign_of[(deal.lead.book, deal.lead.id)], "")].append(deal)
    parts = {}
    for name in sorted(set(channels.values())):
        rows = [row for row in spend if channels.get(row.campaign) == name]
        part = returns(deals_of[name], rows, contract, days)
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
    matured = _days_in(monitor.options.get("cohort", ()))
    if matured is None:
        return days
    return cohort(ground.contract, ground.month, matured_days=matured, as_of_on=ground.as_of_on)


def _cohort_deals(
    monitor: Monitor, ground: Ground, of_cohort: Span
) -> tuple[list[Deal], Mapping[tuple[str, str], str]]:
    """Orders of credited leads of the days, inside the window of attribution; and each such lead's campaign."""
    zone = ground.contract.term.zone
    credited = credited_leads(ground.leads(), ground.contract, ground.campaigns)
    window = _days_in(monitor.options.get("attribution", ())) or _ATTRIBUTION_DAYS
    made = [
        deal
        for deal in deals(ground.leads(), ground.contract, until=ground.as_of_on)
        if (deal.lead.book, deal.lead.id) in credited
        and day_of(deal.lead.created_at, zone) in of_cohort
        and deal.days <= window
    ]
    return made, {key: credit.campaign for key, credit in credited.items()}


def _days_in(options: Iterable[str]) -> int | None:
    """The number of days in ``matured 90 day`` or ``window: 90 day``; None when no option has one."""
    for option in options:
        words = option.replace(":", " ").split()
        if words[-1] == "day" and words[-2].isdigit() and words[0] in ("matured", "window"):
            return int(words[-2])
    return None


def sales_cycle_median(monitor: Monitor, ground: Ground, days: Span) -> Watched | Finding:
    """Days from enquiry to first order, of the term's credited leads so far that sales found qualified."""
    contract, leads = ground.contract, ground.leads()
    if ground.last_order_on is None:
        return unknown("measure.monitor_unknown.no_rows", monitor, ground, facts=Facts.ORDERS)
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
        params = {"open": str(still_open), "records": str(len(qualified))}
        return unknown("measure.monitor_unknown.censored", monitor, ground, **params)
    return Watched(Figure(value=Fraction(median), n=Fraction(len(qualified))))
