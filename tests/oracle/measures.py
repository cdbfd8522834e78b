"""The figures of a month: four KPIs before relief, and the spend lots with their leads (language.md 5, 6, 8)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.oracle.facts import SessionDay
from tests.oracle.record import Known
from tests.oracle.terms import Agreement, Terms, days
from tests.oracle.verdicts import LeadReading, failed_segments, read_leads, segment


@dataclass(frozen=True)
class Count:
    """`value` is certain and before relief, `open` still undecided, `deemed_valid` the relieved beside it; n = all."""

    value: int
    open: int
    deemed_valid: int
    n: int

    @property
    def final(self) -> bool:
        return self.open == 0


@dataclass(frozen=True)
class Cost:
    """Spend of the month in the contract's currency, over valid leads before relief."""

    numerator: Fraction
    denominator: int
    deemed_valid: int


@dataclass(frozen=True)
class Week:
    """Form submissions over form starts; a week belongs to the month of its last day."""

    month: str
    first: date
    last: date
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Lot:
    """Campaign x day. `invalid` counts by reason, `relieved` those of them deemed valid; cost in contract currency."""

    id: str
    paid: Fraction
    paid_currency: str
    cost: Fraction
    sessions: SessionDay | None
    failed: str | None
    credited: int
    valid: int
    invalid: dict[str, int]
    relieved: dict[str, int]

    @property
    def deemed_valid(self) -> int:
        return sum(self.relieved.values())


@dataclass(frozen=True)
class Measured:
    """What the record at `as_of` says about one month."""

    month: str
    as_of: datetime
    leads: tuple[LeadReading, ...]
    valid_leads: Count
    qualified: Count
    cost_per_lead: Cost
    weeks: tuple[Week, ...]
    lots: tuple[Lot, ...]
    leads_without_lot: tuple[str, ...]

    @property
    def final(self) -> bool:
        return self.valid_leads.final and self.qualified.final


def measure(month: str, known: Known, agreement: Agreement) -> Measured:
    terms = agreement.for_month(month)
    leads = read_leads(month, known, agreement)
    lots = read_lots(month, known, agreement, leads)
    valid = count_valid(leads)
    with_cost = {lot.id for lot in lots if lot.cost > 0}
    return Measured(
        month=month,
        as_of=known.as_of,
        leads=tuple(leads),
        valid_leads=valid,
        qualified=count_qualified(leads, known.as_of, terms),
        cost_per_lead=Cost(sum((lot.cost for lot in lots), Fraction(0)), valid.value, valid.deemed_valid),
        weeks=read_weeks(month, known, agreement),
        lots=tuple(lots),
        leads_without_lot=tuple(
            lead.id for lead in leads if lead.owner == "contract" and lead.lot not in with_cost
        ),
    )


def count_valid(leads: list[LeadReading]) -> Count:
    ours = [lead for lead in leads if lead.owner == "contract"]
    return Count(
        value=sum(lead.verdict == "valid" for lead in ours),
        open=sum(lead.verdict == "open" for lead in ours),
        deemed_valid=sum(lead.relief == "deemed_valid" for lead in ours),
        n=len(ours),
    )


def count_qualified(leads: list[LeadReading], as_of: datetime, terms: Terms) -> Count:
    """Valid leads that sales called qualified; open while sales may still speak, or while validity is undecided.

    n counts the leads that are valid before relief or undecided, as `qualified: {n: "40"}` beside
    `valid_leads: {value: "40"}` in language.md 8.
    """
    window = days(terms.text["qualification"]["sales"]["within"])
    value = undecided = deemed = considered = 0
    for lead in leads:
        counts = lead.verdict in ("valid", "open") or lead.relief == "deemed_valid"
        if lead.owner != "contract" or not counts:
            continue
        considered += lead.verdict in ("valid", "open")
        may_still_qualify = lead.qualified is None and as_of < lead.created_at + window
        if may_still_qualify or (lead.verdict == "open" and lead.qualified):
            undecided += 1
        elif lead.qualified and lead.relief == "deemed_valid":
            deemed += 1
        elif lead.qualified:
            value += 1
    return Count(value=value, open=undecided, deemed_valid=deemed, n=considered)


def read_lots(month: str, known: Known, agreement: Agreement, leads: list[LeadReading]) -> list[Lot]:
    """Spend of the contract's accounts and campaigns, one lot for each campaign and day, at the rate of its day."""
    terms = agreement.for_month(month)
    failed = failed_segments(known, agreement)
    agreed = bool(terms.text["validity"].get("click"))
    sessions = {
        segment(each.campaign, each.day): each if agreed else replace(each, class_a=0)
        for each in known.sessions
    }
    lots = []
    for spend in known.spend:
        ours = spend.account in terms.text["scope"]["accounts"] and terms.in_scope(spend.campaign)
        if f"{spend.day:%Y-%m}" != month or not ours:
            continue
        if spend.currency != "USD":
            raise ValueError("the rate table of this contract is for USD")
        lot = segment(spend.campaign, spend.day)
        here = [lead for lead in leads if lead.lot == lot]
        lots.append(
            Lot(
                id=lot,
                paid=spend.cost,
                paid_currency=spend.currency,
                cost=spend.cost * terms.rate(spend.day),
                sessions=sessions.get(lot),
                failed="bounce" if lot in failed else None,
                credited=len(here),
                valid=sum(lead.verdict == "valid" for lead in here),
                invalid=count_reasons(here),
                relieved=count_reasons([lead for lead in here if lead.relief == "deemed_valid"]),
            )
        )
    return sorted(lots, key=lambda lot: lot.id)


def count_reasons(leads: list[LeadReading]) -> dict[str, int]:
    return dict(Counter(lead.reason for lead in leads if lead.reason is not None))


def weeks_of_term(terms: Terms) -> list[tuple[date, date]]:
    """Monday to Sunday, cut by the term's start and end (language.md 2)."""
    if terms.text["term"]["week_starts"] != "monday":
        raise ValueError("this reading knows weeks that start on Monday")
    mondays = [
        terms.start + timedelta(days=offset)
        for offset in range(1, (terms.end - terms.start).days + 1)
        if (terms.start + timedelta(days=offset)).weekday() == 0
    ]
    starts = [terms.start, *mondays, terms.end + timedelta(days=1)]
    return [(first, after - timedelta(days=1)) for first, after in pairwise(starts)]


def read_weeks(month: str, known: Known, agreement: Agreement) -> tuple[Week, ...]:
    """The weeks whose last day lies in the month, over the campaigns in scope by that month's text."""
    terms = agreement.for_month(month)
    found = []
    for first, last in weeks_of_term(terms):
        if f"{last:%Y-%m}" != month:
            continue
        inside = [
            each for each in known.sessions if first <= each.day <= last and terms.in_scope(each.campaign)
        ]
        found.append(
            Week(
                month=month,
                first=first,
                last=last,
                numerator=sum(each.form_submits for each in inside),
                denominator=sum(each.form_starts for each in inside),
            )
        )
    return tuple(found)
