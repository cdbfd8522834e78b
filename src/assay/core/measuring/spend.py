"""Media spend of record: one grain per account, inside the contract's scope, never two grains added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place, Severity
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.money import MICROS
from assay.core.quantity import Quantity

DEFAULT_GRAIN = "campaign"


@dataclass(frozen=True, slots=True)
class Spend:
    """Cost of one campaign on one day of the account, at one grain: micros of ``currency``, before platform credits.

    ``impressions`` and ``clicks`` are None where the report does not state them; ``channel`` is the type of campaign as
    the report writes it, in small letters.
    """

    account: str
    grain: str
    campaign: str
    day: date
    currency: str
    cost_micros: int
    impressions: int | None = None
    clicks: int | None = None
    channel: str = ""

    @property
    def lot(self) -> str:
        """Its spend lot."""
        return f"{self.campaign}/{self.day.isoformat()}"

    @property
    def cost(self) -> Fraction:
        """In major units."""
        return Fraction(self.cost_micros, MICROS)


def grain_of_record(contract: Contract) -> str:
    """The grain that the source of record for spend names (``campaign x day`` → ``campaign``)."""
    for source in contract.sources.values():
        if "spend" in source.of_record_for and source.grain:
            return source.grain.partition(" x ")[0].strip().replace(" ", "_")
    return DEFAULT_GRAIN


def spend_of_record(
    rows: Iterable[Spend], contract: Contract, campaigns: CampaignScope
) -> tuple[tuple[Spend, ...], tuple[Finding, ...]]:
    """The rows that are this contract's money, and what is wrong with the reports.

    An account that reports the month at other grains only has no spend of record: an error, not a zero. One that
    also reports other grains is measured at the grain of record alone, and the others are named.
    """
    mine = [row for row in rows if campaigns.has_account(row.account)]
    grain = grain_of_record(contract)
    kept = (row for row in mine if row.grain == grain)
    inside = (row for row in kept if campaigns.standing(row.campaign) is not Standing.EXCLUDED)
    return tuple(sorted(inside, key=_order)), tuple(_grain_findings(mine, grain))


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


def to_contract_currency(contract: Contract, amount: Fraction, currency: str, day: date) -> Fraction | None:
    """An amount in the contract's currency, by the rate of the agreed table on that day; None without a rate."""
    if currency == contract.currency:
        return amount
    table = contract.tables.get(contract.fx_table)
    row = table.at(day) if table else None
    rate = row.value if row is not None else None
    if not isinstance(rate, Quantity) or rate.unit != f"{contract.currency}/{currency}":
        return None
    return amount * rate.value


def converted_total(spend: Iterable[Spend], contract: Contract) -> tuple[Fraction, tuple[Finding, ...]]:
    """The sum of spend in the contract's currency, converted lot by lot; an error for each lot without a rate."""
    total, findings = Fraction(0), []
    for row in spend:
        amount = to_contract_currency(contract, row.cost, row.currency, row.day)
        if amount is None:
            params = {"lot": row.lot, "currency": row.currency, "expected": contract.currency}
            findings.append(Finding("measure.no_rate", Place(path=f"tables.{contract.fx_table}"), params))
        else:
            total += amount
    return total, tuple(findings)


def zone_findings(
    spend: Iterable[Spend], contract: Contract, account_zones: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Accounts whose day is of another zone than the contract's, when the contract does not agree to that day."""
    if account_day_agreed(contract):
        return ()
    zone = contract.term.zone.key
    return tuple(
        Finding(
            "measure.account_zone",
            params={"account": account, "found": account_zones[account], "expected": zone},
            severity=Severity.WARNING,
        )
        for account in sorted({row.account for row in spend})
        if account_zones.get(account, zone) != zone
    )


def account_day_agreed(contract: Contract) -> bool:
    """Whether the days of spend are those of the ads account, whatever its zone."""
    return any("spend" in source.of_record_for and source.account_day for source in contract.sources.values())


def _order(row: Spend) -> tuple[str, str, date, str]:
    return (row.account, row.campaign, row.day, row.currency)
