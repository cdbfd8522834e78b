"""Which days a month's figures rest on, and the facts gathered for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from assay.core.acceptance.rhythm import spans_of
from assay.core.contract.model import Contract
from assay.core.leads.facts import LeadFacts
from assay.core.measuring.monitors import LOOKING_BACK
from assay.core.measuring.sessions import SessionRow
from assay.core.measuring.spend import Spend
from assay.core.metrics.catalogue import Facts
from assay.core.period import Month, Span, weeks_of


@dataclass(frozen=True, slots=True)
class Reach:
    """Days that a month's figures rest on.

    Attributes:
        days: Days of the month that are in service.
        leads: Those, and the days before them of weeks and longer stretches that end in the month.
        sessions: Whole months, back to the earliest lot on which a lead of ``leads`` can hang.
        past: The term's days before ``leads`` that a measure looks back on; empty when none does.
    """

    days: Span
    leads: Span
    sessions: Span
    past: Span


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What was gathered for a month, by :class:`Reach`. Order does not matter.

    Attributes:
        leads: Facts of each lead.
        spend: Rows of every account, grain and export, in whole months: which of two exports counts is decided by month.
        sessions: Rows of every book.
        accounts: Campaign → ads accounts that ever reported it.
        record_fields: Fields of a lead's record that can be checked for completeness.
        account_zones: Account of ads or sessions → its IANA zone, where the export says it.
        past_leads: Facts of the leads of :attr:`Reach.past`.
        past_spend: The same of those days.
        last_order_on: Newest day of any order ledger; None when none was imported.
        inbound: Moment → messages that came in then, of everybody; gathered where a peak hour is asked for.
        claimed: Lead, by book and number → contract for which it counted first; this one leaves it out.
    """

    leads: Sequence[LeadFacts]
    spend: Sequence[Spend]
    sessions: Sequence[SessionRow]
    accounts: Mapping[str, frozenset[str]]
    record_fields: frozenset[str]
    account_zones: Mapping[str, str] = field(default_factory=dict)
    past_leads: Sequence[LeadFacts] = ()
    past_spend: Sequence[Spend] = ()
    last_order_on: date | None = None
    inbound: Mapping[datetime, int] = field(default_factory=dict)
    claimed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def without(self, sources: frozenset[str]) -> MonthFacts:
        """The same without the rows of some sources of the contract, such as those that only stand in for others."""
        return replace(
            self,
            leads=[lead for lead in self.leads if source_of(lead.book) not in sources],
            sessions=[row for row in self.sessions if source_of(row.book) not in sources],
            spend=[row for row in self.spend if _owner_of(row.account) not in sources],
        )

    def standing_in(self, other: MonthFacts, source: str, absent: frozenset[Facts]) -> MonthFacts:
        """``other`` with this one's rows of a source in the place of what is absent there."""
        leads, sessions, spend = other.leads, other.sessions, other.spend
        if absent & {Facts.LEADS, Facts.VERDICTS}:
            leads = [lead for lead in self.leads if source_of(lead.book) == source]
        if absent & {Facts.SESSIONS, Facts.FORMS}:
            sessions = [row for row in self.sessions if source_of(row.book) == source]
        if Facts.SPEND in absent:
            spend = [row for row in self.spend if _owner_of(row.account) == source]
        return replace(other, leads=leads, sessions=sessions, spend=spend)


def source_of(book: str) -> str:
    """The contract's source that a book belongs to: what its account begins with.

    Example:
        >>> source_of("web_sessions/audit/site"), source_of("enquiry_log/crm")
        ('audit', 'crm')
    """
    return _owner_of(book.partition("/")[2])


def _owner_of(account: str) -> str:
    return account.partition("/")[0]


def reach_of(contract: Contract, month: Month) -> Reach:
    """The days to gather for a month. A month after the term, added by an extension, counts whole."""
    days = days_of(contract, month)
    stretches = (
        span for monitor in contract.monitors.values() for span in spans_of(monitor, contract, month)
    )
    starts_on = min([days.start_on, *(span.start_on for span in (*weeks_in(contract, month), *stretches))])
    earliest_lot_on = starts_on - timedelta(days=contract.credit.window_days)
    metrics = {item.metric for item in contract.kpis.values()} | {
        item.metric for item in contract.monitors.values()
    }
    looks_back = bool(metrics & LOOKING_BACK)
    past_from = min(contract.term.span.start_on, starts_on) if looks_back else starts_on
    return Reach(
        days,
        Span(starts_on, days.end_on),
        Span(Month.of(earliest_lot_on).first_on, days.end_on),
        Span(past_from, starts_on),
    )


def days_of(contract: Contract, month: Month) -> Span:
    """Days of the month in service; all of a month after the term."""
    span, term = month.span, contract.term.span
    return span if span.start_on >= term.end_on else span.cut(term)


def weeks_in(contract: Contract, month: Month) -> tuple[Span, ...]:
    """Weeks that belong to the month; one after the term is a span of its own, so that no week before it changes."""
    term = contract.term
    span = month.span if month > Month.of(term.span.last_on) else term.span
    return weeks_of(month, term=span, week_starts=term.week_starts)
