"""Spend of record: one grain and one export per account and day, inside the contract's scope, never two of them added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assay.core.contract.model import Contract
from assay.core.findings import Finding, Severity
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.measuring.spend import Spend, grain_of_record
from assay.core.period import Month, Span


@dataclass(frozen=True, slots=True)
class _Exports:
    """The exports of one account in one month, best first: the one that states the cost of most days; of equals the first by name."""

    names: tuple[str, ...]
    stated: frozenset[tuple[str, date]]

    def counting(self, day: date, present: Iterable[str]) -> str:
        """The one that counts on a day: the best of those that state its cost, else the best of those that speak of it."""
        here = [name for name in self.names if name in set(present)]
        return next((name for name in here if (name, day) in self.stated), here[0])


def spend_of_record(
    rows: Iterable[Spend], contract: Contract, campaigns: CampaignScope, days: Span
) -> tuple[tuple[Spend, ...], tuple[Finding, ...]]:
    """The rows of some days that are this contract's money, and what is wrong with the reports.

    An account that reports the days at other grains only has no spend of record: an error, not a zero. One that
    also reports other grains is measured at the grain of record alone, and the others are named. Of two exports of one
    account one counts on each day. A campaign that another export alone names on such a day may be the same money under
    another name or money that the first leaves out: its cost is unknown until a person says which.

    Args:
        rows: Of every account, grain and export, for the whole months of the days: which export counts is decided by month.
        contract: The version in force.
        campaigns: Its scope.
        days: The days asked for.
    """
    mine = [row for row in rows if campaigns.has_account(row.account)]
    grain = grain_of_record(contract)

    def inside(row: Spend) -> bool:
        return row.day in days and campaigns.standing(row.campaign) is not Standing.EXCLUDED

    kept, findings = _one_export((row for row in mine if row.grain == grain), inside)
    grains = _grain_findings([row for row in mine if row.day in days], grain)
    return tuple(sorted(filter(inside, kept), key=_order)), (*grains, *findings)


def _one_export(
    rows: Iterable[Spend], inside: Callable[[Spend], bool]
) -> tuple[list[Spend], tuple[Finding, ...]]:
    """The rows that count, and what to say of the others; only the days and campaigns ``inside`` are spoken of."""
    accounts: defaultdict[tuple[str, Month], list[Spend]] = defaultdict(list)
    for row in rows:
        accounts[row.account, Month.of(row.day)].append(row)
    kept: list[Spend] = []
    findings: list[Finding] = []
    for (account, month), every in sorted(accounts.items()):
        exports = _exports(every)
        counted, others = _parted(every, exports)
        unsure = [row for row in _named_elsewhere(counted, others) if inside(row)]
        kept += [*counted, *(replace(row, cost_micros=None, impressions=None, clicks=None) for row in unsure)]
        params = {"account": account, "month": str(month), "exports": ", ".join(exports.names)}
        findings += _export_findings(params, [row for row in others if inside(row)], unsure)
    return kept, tuple(findings)


def _exports(rows: Sequence[Spend]) -> _Exports:
    spoken = {(row.source, row.day) for row in rows}
    stated = spoken - {(row.source, row.day) for row in rows if row.cost is None}
    days: defaultdict[str, int] = defaultdict(int)
    for source, _ in stated:
        days[source] += 1
    names = sorted({source for source, _ in spoken}, key=lambda name: (-days[name], name))
    return _Exports(tuple(names), frozenset(stated))


def _parted(rows: Sequence[Spend], exports: _Exports) -> tuple[list[Spend], list[Spend]]:
    """The rows that count, and those of days on which another export counts."""
    present: defaultdict[date, set[str]] = defaultdict(set)
    for row in rows:
        present[row.day].add(row.source)
    counting = {day: exports.counting(day, names) for day, names in present.items()}
    counted = [row for row in rows if row.source == counting[row.day]]
    return counted, [row for row in rows if row.source != counting[row.day]]


def _named_elsewhere(counted: Sequence[Spend], others: Iterable[Spend]) -> Iterator[Spend]:
    """Rows that cost something, or may, of a campaign that the counting export does not name on their day; one a day."""
    named = {_lot(row) for row in counted}
    for row in sorted(others, key=_order):
        if row.cost != 0 and _lot(row) not in named:
            named.add(_lot(row))
            yield row


def _export_findings(
    params: dict[str, str], others: Sequence[Spend], unsure: Sequence[Spend]
) -> Iterator[Finding]:
    if others:
        days = {"days": str(len({row.day for row in others}))}
        yield Finding("measure.two_exports", params=params | days, severity=Severity.WARNING)
    if unsure:
        named = {"campaigns": ", ".join(sorted({row.campaign for row in unsure}))}
        yield Finding("measure.exports_differ", params=params | named, severity=Severity.WARNING)


def _grain_findings(rows: Sequence[Spend], grain: str) -> Iterator[Finding]:
    grains: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        grains[row.account].add(row.grain)
    for account, found in sorted(grains.items()):
        others = ", ".join(sorted(found - {grain}))
        params = {"account": account, "grain": grain, "others": others}
        if grain not in found:
            yield Finding("measure.grain_absent", params=params)
        elif others:
            yield Finding("measure.two_grains", params=params, severity=Severity.WARNING)


def _lot(row: Spend) -> tuple[str, date]:
    """Campaign and day; capitals and outer blanks in which two exports differ do not matter."""
    return row.campaign.strip().casefold(), row.day


def _order(row: Spend) -> tuple[str, str, date, str, str]:
    return (row.account, row.campaign, row.day, row.currency, row.source)
