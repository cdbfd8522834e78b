"""Reconcile a workspace: read every book twice, as it is and as closed months knew it, and hold them against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from assay.core.contract.model import Amended, Bilingual
from assay.core.findings import Finding, FindingsError
from assay.core.measuring.spend import to_contract_currency
from assay.core.period import Month, Span
from assay.core.reconciliation.accounts import (
    Priced,
    Reported,
    TopUps,
    ledger_lines,
    paid_lines,
    reported,
    top_ups_of,
    within,
)
from assay.core.reconciliation.gaps import Gap, gaps
from assay.core.reconciliation.lines import Line, Pair, Tolerance
from assay.core.reconciliation.observed import DAILY, OF_ADS, OF_LEDGERS, Book, Measure, Observed
from assay.core.reconciliation.pairs import pair_lines
from assay.core.reconciliation.restated import Restated, restated
from assay.core.reconciliation.top_ups import Account, Break, breaks
from assay.services.gather import Desk
from assay.services.reconcile_facts import facts
from assay.services.reconcile_files import file_lines, held, speaks_of
from assay.services.reconcile_ledgers import ledgers
from assay.services.reconcile_reading import Reading, in_scope, own_accounts
from assay.services.reconcile_reports import Unused
from assay.services.workspace import Workspace
from assay.store import counting, replacing

if TYPE_CHECKING:
    from assay.store.log import Commit

MOST_MONTHS = 120
_TABLES = {
    Measure.SESSIONS: "sessions",
    Measure.FORMS: "sessions",
    Measure.LEADS: "leads",
    Measure.CREDITED: "media_ledger",
    Measure.PAID: "media_ledger",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to reconcile.

    Attributes:
        months: In order, without holes.
        tolerances: One for every pair.
        agency: Accounts whose books came from the agency.
        contract: Cuts to its scope; None takes everything in the workspace.
    """

    months: tuple[Month, ...]
    tolerances: Mapping[Pair, Tolerance]
    agency: frozenset[str] = frozenset()
    contract: Amended | None = None

    @property
    def days(self) -> Span:
        """All their days."""
        return Span(self.months[0].first_on, self.months[-1].span.end_on)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it.

    Attributes:
        vendor: Of the contract, None without one.
        finish_by: Month → day by which it is to be reconciled, as the contract says.
        closed: Months with a released statement, among those asked for.
        lines: Every pair of figures, in order.
        gaps: Days on which a daily book is silent.
        restated: Figures of closed months that are others now.
        breaks: Statements of media ledgers that do not join, each with its account.
        top_ups: What the credit of each ads account cost.
        unused: Totals of periods that no month can be held against.
        shared: Accounts that also hold what is not the contract's; their whole is nobody's alone.
        zones: Daily book → zone of its days, where an import said it.
        held: First and last day of all daily figures in the workspace; empty without any.
        other_contracts: Those with a statement in the workspace whose service provider is not told here.
    """

    asked: Asked
    vendor: Bilingual | None
    finish_by: Mapping[Month, date]
    closed: tuple[Month, ...]
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    restated: tuple[Restated, ...]
    breaks: tuple[tuple[Account, Break], ...]
    top_ups: tuple[TopUps, ...]
    unused: tuple[Unused, ...]
    shared: frozenset[str]
    zones: Mapping[Book, str]
    held: tuple[date, ...]
    other_contracts: tuple[str, ...]


def asked_months(first: Month, last: Month) -> tuple[Month, ...]:
    """The months from one to another.

    Raises:
        FindingsError: The last lies before the first, or they are more than :data:`MOST_MONTHS`.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MOST_MONTHS:
        params = {"first": str(first), "last": str(last), "limit": str(MOST_MONTHS)}
        raise FindingsError([Finding("reconcile.months", params=params)])
    return tuple(first.plus(at) for at in range(count))


def reconcile(workspace: Workspace, asked: Asked) -> Reconciled:
    """Hold every book of the workspace against the others, as known now.

    Raises:
        FindingsError: Nothing was ever imported for an account that is said to be the agency's.
    """
    _check_agency(workspace, asked)
    desk = Desk(workspace.engine, workspace.store.tables())
    accounts = own_accounts(desk, asked.agency)
    reading = Reading(asked.contract, workspace.account_zones(), asked.agency, accounts)
    credit = [one for one in ledgers(desk) if _is_ours(one.name, asked)]
    read = facts(desk, _days_to_read(asked, credit), reading)
    inside = in_scope(read.rows, reading)
    books = {row.book for row in inside if row.measure is not Measure.OTHER_CLICKS}
    others = set(read.rows) - set(inside)
    spend = reported(read.rows, asked.agency)
    top_ups = top_ups_of(credit, spend, asked.months)
    lines = [
        *pair_lines(inside, asked.months, asked.tolerances, asked.agency),
        *ledger_lines(credit, spend, asked.months, asked.tolerances[Pair.SPEND_LEDGER]),
        *_paid(asked, top_ups, within(spend, inside)),
        *_files_of(workspace, asked, _ads(others), reading),
    ]
    closed = _closed(workspace, asked)
    term = asked.contract.latest.term.span if asked.contract else None
    return Reconciled(
        asked=asked,
        vendor=asked.contract.first.vendor if asked.contract else None,
        finish_by=dict(_finish_by(asked)),
        closed=tuple(closed),
        lines=tuple(sorted(lines, key=lambda line: line.order)),
        gaps=gaps(
            [row for row in read.rows if row.book in books], asked.months, term, _known_on(workspace, reading)
        ),
        restated=tuple(_restated(workspace, reading, closed, inside)),
        breaks=tuple((account, found) for account in credit for found in breaks(account)),
        top_ups=top_ups,
        unused=tuple(
            one for one in read.unused if one.month in asked.months and _is_ours(one.book.account, asked)
        ),
        shared=_ads(inside) & _ads(row for row in others if row.month in asked.months),
        zones=_zones(inside, asked, reading),
        held=held(workspace),
        other_contracts=_other_contracts(workspace, asked),
    )


def _check_agency(workspace: Workspace, asked: Asked) -> None:
    log = counting(workspace.store.log())
    known = sorted({str(one.details["account"]) for one in log if one.kind == "import"})
    findings = [
        Finding("reconcile.agency_unknown", params={"account": account, "known": ", ".join(known) or "—"})
        for account in sorted(asked.agency.difference(known))
    ]
    if findings:
        raise FindingsError(findings)


def _days_to_read(asked: Asked, credit: Sequence[Account]) -> Span:
    """From the month before the first, whose books are still due, or the first entry of a ledger on."""
    first = min((Month.of(one.entries[0].day) for one in credit), default=asked.months[0])
    return Span(min(first, asked.months[0].plus(-1)).first_on, asked.days.end_on)


def _is_ours(account: str, asked: Asked) -> bool:
    """Whether an ads account is the contract's in some month, or the agency's copy."""
    if asked.contract is None or account in asked.agency:
        return True
    scopes = [asked.contract.for_month(month).scope.accounts for month in asked.months]
    return any(not names or account in names for names in scopes)


def _ads(rows: Iterable[Observed]) -> frozenset[str]:
    """The accounts of ad reports and media ledgers."""
    return frozenset(row.book.account for row in rows if row.measure in OF_ADS | OF_LEDGERS)


def _files_of(workspace: Workspace, asked: Asked, others: frozenset[str], reading: Reading) -> Iterator[Line]:
    """Totals in files; without those of ads accounts that are not the contract's."""
    tolerance = asked.tolerances[Pair.FILE_TOTALS]
    for line in file_lines(workspace, asked.months, tolerance, reading.zone_of("")):
        if _is_ours(line.account, asked) or line.account not in others:
            yield line


def _zones(rows: Iterable[Observed], asked: Asked, reading: Reading) -> dict[Book, str]:
    daily = {row.book for row in rows if row.measure in DAILY and row.month in asked.months}
    return {book: reading.zones[book.account] for book in sorted(daily) if book.account in reading.zones}


def _known_on(workspace: Workspace, reading: Reading) -> date | None:
    """Day of the last import, in the contract's zone."""
    known = [commit.known_at for commit in counting(workspace.store.log()) if commit.kind == "import"]
    return max(known).astimezone(reading.zone_of("")).date() if known else None


def _paid(asked: Asked, top_ups: Sequence[TopUps], mine: Sequence[Reported]) -> Iterator[Line]:
    if asked.contract is not None:
        tolerance, currency = asked.tolerances[Pair.COST_PAID], asked.contract.latest.currency
        yield from paid_lines(top_ups, mine, tolerance, currency, _priced(asked.contract))


def _priced(amended: Amended) -> Priced:
    def priced(amount: Fraction, currency: str, day: date) -> Fraction | None:
        return to_contract_currency(amended.for_month(Month.of(day)), amount, currency, day)

    return priced


def _closed(workspace: Workspace, asked: Asked) -> dict[Month, Commit]:
    """Month asked for → the commit of its last statement; without a contract of the contract that closed it first."""
    log = workspace.store.log()
    found: dict[Month, dict[str, Commit]] = {}
    for statement in workspace.store.statements():
        month = Month.parse(statement.period)
        mine = asked.contract is None or statement.contract_id == asked.contract.first.id
        if mine and month in asked.months:
            found.setdefault(month, {})[statement.contract_id] = log[statement.commit - 1]
    return {
        month: min(commits.values(), key=lambda commit: commit.known_at)
        for month, commits in sorted(found.items())
    }


def _restated(
    workspace: Workspace, reading: Reading, closed: Mapping[Month, Commit], now: Sequence[Observed]
) -> Iterator[Restated]:
    for month, commit in closed.items():
        until = min(workspace.store.commit_as_of(commit.known_at), commit.number)
        desk = Desk(workspace.engine, workspace.store.tables(until))
        then = in_scope(facts(desk, month.span, reading).rows, reading)
        for one in restated(month, then, now):
            yield replace(one, files=_files(workspace, one, until))


def _files(workspace: Workspace, one: Restated, until: int) -> tuple[str, ...]:
    """The files of a book that speak of the month and count since a commit, or do not any longer, or replace others since."""
    table = _TABLES.get(one.measure, "spend_totals" if one.book.totals else "spend")
    log = workspace.store.log()
    then, now = ({commit.number for commit in counting(known)} for known in (log[:until], log))
    imports = (log[replacing(log[number - 1]) - 1] for number in sorted(then ^ now))
    names = (
        workspace.store.blob_name(str(commit.details["blob"]))
        for commit in imports
        if commit.kind == "import"
        and (str(commit.details["format"]), str(commit.details["account"]))
        == (one.book.source, one.book.account)
        and speaks_of(commit, table, one.month)
    )
    return tuple(dict.fromkeys(names))


def _other_contracts(workspace: Workspace, asked: Asked) -> tuple[str, ...]:
    own = {asked.contract.first.id} if asked.contract else set()
    return tuple(sorted({one.contract_id for one in workspace.store.statements()} - own))


def _finish_by(asked: Asked) -> Iterator[tuple[Month, date]]:
    for month in asked.months:
        contract = asked.contract.for_month(month) if asked.contract else None
        if contract is not None and contract.acceptance.statement_day is not None:
            yield month, month.next().first_on + timedelta(days=contract.acceptance.statement_day - 1)
