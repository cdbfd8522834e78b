"""What a person should look at after a reconciliation, as warnings: altered months first."""

from __future__ import annotations

from collections.abc import Iterator

from assay.core.findings import Finding, Severity
from assay.core.money import decimal_text
from assay.core.reconciliation.lines import Pair, State
from assay.services.reconcile import Reconciled

ALARM = "reconcile.restated"


def findings_of(done: Reconciled) -> tuple[Finding, ...]:
    """Altered months, breaks of ledgers, silent days, zones, totals that are not used, single sides, unexplained differences."""
    found = (
        *_altered(done),
        *_broken(done),
        *_silent(done),
        *_zones(done),
        *_unused(done),
        *_one_sided(done),
        *_beyond(done),
        *_others(done),
    )
    return found if done.lines else (*found, _nothing(done))


def _altered(done: Reconciled) -> Iterator[Finding]:
    for month in done.closed:
        changed = [one for one in done.restated if one.month == month]
        if changed:
            files = ", ".join(sorted({file for one in changed for file in one.files})) or "—"
            yield _warning("reconcile.restated", month=str(month), count=str(len(changed)), files=files)


def _broken(done: Reconciled) -> Iterator[Finding]:
    for account, found in done.breaks:
        yield _warning(
            "reconcile.balance_break",
            account=account.name,
            entry=found.entry.id,
            day=found.entry.day.isoformat(),
            opening=f"{decimal_text(found.opening)} {account.currency}",
            closing=f"{decimal_text(found.closing)} {account.currency}",
        )


def _silent(done: Reconciled) -> Iterator[Finding]:
    for gap in done.gaps:
        yield _warning("reconcile.gap", month=str(gap.month), book=str(gap.book), days=str(gap.days))


def _zones(done: Reconciled) -> Iterator[Finding]:
    """Days of several zones: near midnight a click and its session fall on different days, and in different months."""
    contract = done.asked.contract
    agreed = {contract.first.id: contract.first.term.zone.key} if contract else {}
    zones = {**{str(book): zone for book, zone in done.zones.items()}, **agreed}
    if done.zones and len(set(zones.values())) > 1:
        books = ", ".join(f"{name} {zone}" for name, zone in zones.items())
        yield _warning("reconcile.zones", books=books)


def _unused(done: Reconciled) -> Iterator[Finding]:
    for one in done.unused:
        periods = ", ".join(f"{days.start_on}…{days.last_on}" for days in one.periods)
        yield _warning("reconcile.totals_unused", month=str(one.month), book=str(one.book), periods=periods)


def _beyond(done: Reconciled) -> Iterator[Finding]:
    for pair in Pair:
        beyond = [line for line in done.lines if line.pair is pair and line.state is State.BEYOND]
        if beyond:
            months = ", ".join(sorted({str(line.month) for line in beyond}))
            yield _warning("reconcile.beyond", pair=pair.value, count=str(len(beyond)), months=months)


def _one_sided(done: Reconciled) -> Iterator[Finding]:
    for pair in Pair:
        alone = [line for line in done.lines if line.pair is pair and line.state is State.UNKNOWN]
        if alone:
            months = ", ".join(sorted({str(line.month) for line in alone}))
            yield _warning("reconcile.one_sided", pair=pair.value, count=str(len(alone)), months=months)


def _others(done: Reconciled) -> Iterator[Finding]:
    """A reconciliation knows one contract's service provider at a time."""
    if done.other_contracts:
        asked = done.asked.contract.first.id if done.asked.contract else ""
        code = "reconcile.other_contracts" if asked else "reconcile.no_contract"
        params = {"others": ", ".join(done.other_contracts)} | ({"contract": asked} if asked else {})
        yield Finding(code, params=params, severity=Severity.INFO)


def _nothing(done: Reconciled) -> Finding:
    return _warning("reconcile.nothing", held="…".join(day.isoformat() for day in done.held) or "—")


def _warning(code: str, **params: str) -> Finding:
    return Finding(code, params=params, severity=Severity.WARNING)
