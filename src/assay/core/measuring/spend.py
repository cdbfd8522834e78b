"""Media spend: what a campaign cost on a day, and what that is in the contract's currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place, Severity
from assay.core.money import MICROS
from assay.core.period import Month
from assay.core.quantity import Quantity

DEFAULT_GRAIN = "campaign"


@dataclass(frozen=True, slots=True)
class Spend:
    """Cost of one campaign on one day of the account, at one grain: micros of ``currency``, before platform credits.

    ``cost_micros``, ``impressions`` and ``clicks`` are None where the report does not state them; ``channel`` is the type
    of campaign as the report writes it, in small letters; ``source`` is the format of the export.
    """

    account: str
    grain: str
    campaign: str
    day: date
    currency: str
    cost_micros: int | None
    impressions: int | None = None
    clicks: int | None = None
    channel: str = ""
    source: str = ""

    @property
    def lot(self) -> str:
        """Its spend lot."""
        return f"{self.campaign}/{self.day.isoformat()}"

    @property
    def cost(self) -> Fraction | None:
        """In major units; None where nobody states it, which is not zero."""
        return None if self.cost_micros is None else Fraction(self.cost_micros, MICROS)


def grain_of_record(contract: Contract) -> str:
    """The grain that the source of record for spend names (``campaign x day`` → ``campaign``)."""
    for source in contract.sources.values():
        if "spend" in source.of_record_for and source.grain:
            return source.grain.partition(" x ")[0].strip().replace(" ", "_")
    return DEFAULT_GRAIN


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


def converted_total(
    spend: Iterable[Spend], contract: Contract
) -> tuple[Fraction | None, tuple[Finding, ...]]:
    """The sum of spend in the contract's currency, converted lot by lot; an error for each lot without a rate.

    None where one report does not state a cost: the sum of the others is not the sum.
    """
    total, whole, findings = Fraction(0), True, []
    for row in spend:
        if row.cost is None:
            whole = False
            continue
        amount = to_contract_currency(contract, row.cost, row.currency, row.day)
        if amount is None:
            params = {"lot": row.lot, "currency": row.currency, "expected": contract.currency}
            findings.append(Finding("measure.no_rate", Place(path=f"tables.{contract.fx_table}"), params))
        else:
            total += amount
    return total if whole else None, tuple(findings)


def unknown_costs(spend: Iterable[Spend], month: Month) -> tuple[Finding, ...]:
    """A warning for each campaign with days whose cost no report states. Nothing takes them for free."""
    missing = Counter((row.account, row.campaign) for row in spend if row.cost is None)
    return tuple(
        Finding(
            "measure.cost_unknown",
            params={"account": account, "campaign": campaign, "days": str(days), "month": str(month)},
            severity=Severity.WARNING,
        )
        for (account, campaign), days in sorted(missing.items())
    )


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
