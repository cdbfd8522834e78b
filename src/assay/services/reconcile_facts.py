"""Read the figures of a reconciliation from a workspace: the engine sums whole numbers, days are the books' own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.contract.model import Contract, Scope
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.measuring.spend import DEFAULT_GRAIN, grain_of_record
from assay.core.money import MICROS
from assay.core.period import ONE_DAY, Span, day_of
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.top_ups import Account, Entry, Kind, in_time
from assay.core.tables import Value
from assay.queries.reconcile import LEADS_BY_MOMENT, LEDGER_ROWS
from assay.queries.sessions import SESSIONS_BY_DAY
from assay.queries.spend import SPEND_BY_DAY
from assay.services.gather import Desk, campaign_accounts, day_value, whole, whole_sum

_Row = Mapping[str, Value]
_GRAINS = (DEFAULT_GRAIN, "ad_group", "keyword", "search_term", "ad")
UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Reading:
    """How books are read.

    Attributes:
        contract: Cuts to its scope and says its zone and grain; None takes everything.
        zones: Book's account → zone of its days, where an import said it.
        agency: Accounts whose books came from the agency; they are in scope whatever it says.
    """

    contract: Contract | None
    zones: Mapping[str, str]
    agency: frozenset[str] = frozenset()

    def zone_of(self, account: str) -> ZoneInfo:
        """The contract's zone, else the book's own, else UTC."""
        if self.contract is not None:
            return self.contract.term.zone
        return ZoneInfo(self.zones.get(account, UTC))


def observed(desk: Desk, days: Span, reading: Reading) -> tuple[Observed, ...]:
    """Clicks, cost, sessions, forms and leads by book, campaign and day, whatever the scope."""
    scope = _scope(desk, reading.contract)
    rows = (*_spend(desk, days, reading), *_sessions(desk, days), *_leads(desk, days, reading))
    return tuple(replace(row, campaign=scope.spelled(row.campaign)) for row in rows)


def in_scope(desk: Desk, rows: Iterable[Observed], reading: Reading) -> tuple[Observed, ...]:
    """The rows that are the contract's business; without a contract all of them."""
    scope = _scope(desk, reading.contract)
    return tuple(row for row in rows if _inside(row, reading, scope))


def ledgers(desk: Desk) -> tuple[Account, ...]:
    """The media ledgers, each account and currency with its statements in the order of time."""
    statements: defaultdict[tuple[str, str], defaultdict[str, list[Entry]]]
    statements = defaultdict(lambda: defaultdict(list))
    for row in desk.ask(LEDGER_ROWS, ["media_ledger"], {}):
        key = str(row["account"]), str(row["currency"] or "")
        statements[key][str(row["blob"])].append(_entry(row))
    return tuple(
        Account(name, currency, tuple(sorted(map(in_time, files.values()), key=lambda one: one[0].day)))
        for (name, currency), files in sorted(statements.items())
    )


def _entry(row: _Row) -> Entry:
    return Entry(
        id=str(row["entry_id"]),
        day=day_value(row["day"]),
        kind=Kind(str(row["kind"])),
        moved=_major(row["moved_micros"]) or Fraction(0),
        balance=_major(row["balance_micros"]),
        paid=_major(row["paid_micros"]),
        paid_currency=str(row["paid_currency"] or ""),
    )


def _major(micros: Value) -> Fraction | None:
    number = whole(micros)
    return None if number is None else Fraction(number, MICROS)


def _scope(desk: Desk, contract: Contract | None) -> CampaignScope:
    return CampaignScope(contract.scope if contract else Scope(), campaign_accounts(desk))


def _inside(row: Observed, reading: Reading, scope: CampaignScope) -> bool:
    if row.book.account in reading.agency:
        return scope.standing(row.campaign) is not Standing.EXCLUDED
    if row.measure in (Measure.CLICKS, Measure.COST) and not scope.has_account(row.book.account):
        return False
    return scope.standing(row.campaign) in (Standing.INSIDE, Standing.UNKNOWN)


def _spend(desk: Desk, days: Span, reading: Reading) -> Iterator[Observed]:
    """Clicks and cost at one grain of each book: the contract's, else the coarsest that it reports."""
    rows = desk.ask(SPEND_BY_DAY, ["spend"], {"from_on": days.start_on, "to_on": days.end_on})
    grains: defaultdict[Book, set[str]] = defaultdict(set)
    for row in rows:
        grains[_book(row)].add(str(row["grain"]))
    for row in rows:
        book, campaign, day = _book(row), str(row["campaign"] or ""), day_value(row["day"])
        if row["grain"] == _grain(grains[book], reading.contract):
            cost = Fraction(whole(row["cost_micros"]) or 0, MICROS)
            yield Observed(Measure.COST, book, campaign, day, cost, str(row["currency"]))
            yield Observed(Measure.CLICKS, book, campaign, day, _count(whole_sum(row, "clicks")))


def _grain(reported: set[str], contract: Contract | None) -> str:
    if contract is not None:
        return grain_of_record(contract)
    return next((grain for grain in _GRAINS if grain in reported), min(reported))


def _sessions(desk: Desk, days: Span) -> Iterator[Observed]:
    for row in desk.ask(SESSIONS_BY_DAY, ["sessions"], {"from_on": days.start_on, "to_on": days.end_on}):
        if row["campaign"]:
            book, campaign, day = _book(row), str(row["campaign"]), day_value(row["day"])
            yield Observed(Measure.SESSIONS, book, campaign, day, _count(whole(row["sessions"])))
            yield Observed(Measure.FORMS, book, campaign, day, _count(whole(row["form_submits"])))


def _leads(desk: Desk, days: Span, reading: Reading) -> Iterator[Observed]:
    """Leads by day of their zone; the window is a day wider on both sides, whatever the zone."""
    window: dict[str, Value] = {
        "from_at": datetime.combine(days.start_on - ONE_DAY, time(), ZoneInfo(UTC)),
        "to_at": datetime.combine(days.end_on + ONE_DAY, time(), ZoneInfo(UTC)),
    }
    forms: Sequence[str] = reading.contract.scope.forms if reading.contract else ()
    for row in desk.ask(LEADS_BY_MOMENT, ["leads"], window):
        book, at = _book(row), row["created_at"]
        if not isinstance(at, datetime):
            raise TypeError(f"the engine returned {at!r} where a moment belongs")
        day = day_of(at, reading.zone_of(book.account))
        if day in days:
            leads, campaign = _count(whole(row["leads"])), str(row["campaign"])
            yield Observed(Measure.LEADS, book, campaign, day, leads)
            if not row["form"] or (forms and row["form"] not in forms):
                yield Observed(Measure.OTHER_LEADS, book, campaign, day, leads)


def _book(row: _Row) -> Book:
    return Book(str(row["source"]), str(row["account"]))


def _count(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
