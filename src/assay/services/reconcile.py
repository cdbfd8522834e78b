"""Reconcile a workspace: read every book twice, as it is and as closed months knew it, and hold them against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from assay.core.contract.model import Amended, Bilingual, Contract
from assay.core.findings import Finding, FindingsError, Severity
from assay.core.measuring.spend import to_contract_currency
from assay.core.money import decimal_text
from assay.core.period import Month, Span
from assay.core.reconciliation.accounts import Priced, TopUps, ledger_lines, paid_lines, reported, top_ups_of
from assay.core.reconciliation.gaps import Gap, gaps
from assay.core.reconciliation.lines import Line, Pair, State, Tolerance
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.pairs import pair_lines
from assay.core.reconciliation.restated import Restated, restated
from assay.core.reconciliation.top_ups import Account, Break, breaks
from assay.services.gather import Desk
from assay.services.reconcile_facts import Reading, in_scope, ledgers, observed
from assay.services.reconcile_files import file_lines, speaks_of
from assay.services.workspace import Workspace

if TYPE_CHECKING:
    from assay.store.log import Commit

MOST_MONTHS = 120
_TABLES = {
    Measure.CLICKS: "spend",
    Measure.COST: "spend",
    Measure.SESSIONS: "sessions",
    Measure.FORMS: "sessions",
    Measure.LEADS: "leads",
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
    """Hold every book of the workspace against the others, as known now."""
    desk = Desk(workspace.engine, workspace.store.tables())
    days = Span(asked.months[0].first_on, asked.months[-1].span.end_on)
    everything = observed(desk, days, _reading(workspace, asked, asked.months[0]))
    lines: list[Line] = []
    for month in asked.months:
        reading = _reading(workspace, asked, month)
        inside = in_scope(desk, (row for row in everything if row.day in month.span), reading)
        lines += pair_lines(inside, [month], asked.tolerances, asked.agency)
    accounts = _accounts(desk, asked)
    more, top_ups = _of_accounts(workspace, desk, asked, accounts)
    files = file_lines(workspace, asked.months, asked.tolerances[Pair.FILE_TOTALS])
    closed = _closed(workspace, asked)
    return Reconciled(
        asked=asked,
        vendor=asked.contract.first.vendor if asked.contract else None,
        finish_by=dict(_finish_by(asked)),
        closed=tuple(closed),
        lines=tuple(sorted((*lines, *more, *files), key=lambda line: line.order)),
        gaps=gaps(everything, asked.months, asked.contract.first.term.span if asked.contract else None),
        restated=tuple(_restated(workspace, asked, closed, everything)),
        breaks=tuple((account, found) for account in accounts for found in breaks(account)),
        top_ups=top_ups,
    )


def findings_of(done: Reconciled) -> tuple[Finding, ...]:
    """What a person should look at, as warnings: altered months first, then breaks, gaps and unexplained differences."""
    return (*_altered(done), *_broken(done), *_silent(done), *_beyond(done))


def _altered(done: Reconciled) -> Iterator[Finding]:
    for month in done.closed:
        changed = [one for one in done.restated if one.month == month]
        if changed:
            files = ", ".join(sorted({file for one in changed for file in one.files})) or "—"
            params = {"month": str(month), "count": str(len(changed)), "files": files}
            yield Finding("reconcile.restated", params=params, severity=Severity.WARNING)


def _broken(done: Reconciled) -> Iterator[Finding]:
    for account, found in done.breaks:
        params = {
            "account": account.name,
            "entry": found.entry.id,
            "day": found.entry.day.isoformat(),
            "opening": f"{decimal_text(found.opening)} {account.currency}",
            "closing": f"{decimal_text(found.closing)} {account.currency}",
        }
        yield Finding("reconcile.balance_break", params=params, severity=Severity.WARNING)


def _silent(done: Reconciled) -> Iterator[Finding]:
    for gap in done.gaps:
        params = {"month": str(gap.month), "book": str(gap.book), "days": str(gap.days)}
        yield Finding("reconcile.gap", params=params, severity=Severity.WARNING)


def _beyond(done: Reconciled) -> Iterator[Finding]:
    for pair in Pair:
        beyond = [line for line in done.lines if line.pair is pair and line.state is State.BEYOND]
        if beyond:
            months = ", ".join(sorted({str(line.month) for line in beyond}))
            params = {"pair": pair.value, "count": str(len(beyond)), "months": months}
            yield Finding("reconcile.beyond", params=params, severity=Severity.WARNING)
    if not done.lines:
        yield Finding("reconcile.nothing", severity=Severity.WARNING)


def _reading(workspace: Workspace, asked: Asked, month: Month) -> Reading:
    contract = asked.contract.for_month(month) if asked.contract else None
    return Reading(contract, workspace.account_zones(), asked.agency)


def _accounts(desk: Desk, asked: Asked) -> tuple[Account, ...]:
    names = asked.contract.latest.scope.accounts if asked.contract else ()
    return tuple(account for account in ledgers(desk) if not names or account.name in names)


def _of_accounts(
    workspace: Workspace, desk: Desk, asked: Asked, accounts: Sequence[Account]
) -> tuple[list[Line], tuple[TopUps, ...]]:
    """Spend of whole accounts, read from the first entry of their ledgers on."""
    if not accounts:
        return [], ()
    first_on = min(account.entries[0].day for account in accounts)
    days = Span(min(first_on, asked.months[0].first_on), asked.months[-1].span.end_on)
    rows = observed(desk, days, _reading(workspace, asked, asked.months[0]))
    spend = reported(rows, asked.agency)
    top_ups = top_ups_of(accounts, spend, asked.months)
    lines = list(ledger_lines(accounts, spend, asked.months, asked.tolerances[Pair.SPEND_LEDGER]))
    if asked.contract:
        latest = asked.contract.latest
        tolerance = asked.tolerances[Pair.COST_PAID]
        lines += paid_lines(top_ups, spend, tolerance, latest.currency, _priced(asked.contract))
    return lines, top_ups


def _priced(amended: Amended) -> Priced:
    def priced(amount: Fraction, currency: str, day: date) -> Fraction | None:
        return to_contract_currency(amended.for_month(Month.of(day)), amount, currency, day)

    return priced


def _closed(workspace: Workspace, asked: Asked) -> dict[Month, Commit]:
    """Month asked for → the commit of its last statement; of the contract, else of any."""
    log = workspace.store.log()
    found: dict[Month, Commit] = {}
    for statement in workspace.store.statements():
        month = Month.parse(statement.period)
        mine = asked.contract is None or statement.contract_id == asked.contract.first.id
        if mine and month in asked.months:
            found[month] = log[statement.commit - 1]
    return dict(sorted(found.items()))


def _restated(
    workspace: Workspace, asked: Asked, closed: Mapping[Month, Commit], now: Sequence[Observed]
) -> Iterator[Restated]:
    for month, commit in closed.items():
        until = workspace.store.commit_as_of(commit.known_at)
        desk = Desk(workspace.engine, workspace.store.tables(until))
        reading = _reading(workspace, asked, month)
        then = in_scope(desk, observed(desk, month.span, reading), reading)
        today = Desk(workspace.engine, workspace.store.tables())
        known = in_scope(today, (row for row in now if row.day in month.span), reading)
        for one in restated(month, then, known):
            yield replace(one, files=_files(workspace, one, until))


def _files(workspace: Workspace, one: Restated, until: int) -> tuple[str, ...]:
    """The files of a book that came after a commit and speak of the month."""
    return tuple(
        workspace.store.blob_name(str(commit.details["blob"]))
        for commit in workspace.store.log()[until:]
        if commit.kind == "import"
        and Book(str(commit.details["format"]), str(commit.details["account"])) == one.book
        and speaks_of(commit, _TABLES[one.measure], one.month)
    )


def _finish_by(asked: Asked) -> Iterator[tuple[Month, date]]:
    for month in asked.months:
        contract: Contract | None = asked.contract.for_month(month) if asked.contract else None
        if contract is not None and contract.acceptance.statement_day is not None:
            yield month, month.next().first_on + timedelta(days=contract.acceptance.statement_day - 1)
