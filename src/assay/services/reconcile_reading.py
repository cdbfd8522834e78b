"""How the books of a reconciliation are read: by which contract, in which zones, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.contract.model import Amended, Contract, Scope
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.period import Month
from assay.core.reconciliation.observed import OF_ADS, OF_LEDGERS, Book, Measure, Observed
from assay.core.tables import Value
from assay.queries.reconcile import CAMPAIGNS_OF_PERIODS
from assay.services.gather import DAILY_REPORTS, Desk, campaign_accounts

Row = Mapping[str, Value]
UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Reading:
    """How books are read.

    Attributes:
        amended: Cuts to its scope, by the text in force in each month, and says zone and grain; None takes everything.
        zones: Book's account → zone of its days, where an import said it.
        agency: Accounts whose books came from the agency.
        accounts: Campaign → our own ads accounts that ever reported it.
    """

    amended: Amended | None
    zones: Mapping[str, str]
    agency: frozenset[str]
    accounts: Mapping[str, frozenset[str]]

    def contract(self, month: Month) -> Contract | None:
        """The text in force in a month."""
        return self.amended.for_month(month) if self.amended else None

    def zone_of(self, account: str) -> ZoneInfo:
        """The contract's zone, else the book's own, else UTC."""
        if self.amended is not None:
            return self.amended.first.term.zone
        return ZoneInfo(self.zones.get(account, UTC))

    def scope(self, month: Month) -> CampaignScope:
        """The contract's campaigns of a month."""
        contract = self.contract(month)
        return CampaignScope(contract.scope if contract else Scope(), self.accounts)

    def spelled(self, campaign: str) -> str:
        """The campaign as the ads reports spell it."""
        return CampaignScope(Scope(), self.accounts).spelled(campaign)


def own_accounts(desk: Desk, agency: Collection[str]) -> dict[str, frozenset[str]]:
    """Campaign → ads accounts that ever reported it, by day or by period, the agency's copies left out."""
    return campaign_accounts(desk, {**DAILY_REPORTS, "spend_totals": CAMPAIGNS_OF_PERIODS}, without=agency)


def book_of(row: Row, *, totals: bool = False) -> Book:
    """Where the figures of a row stand."""
    return Book(str(row["source"]), str(row["account"]), totals)


def count_of(value: int | None) -> Fraction | None:
    """A whole number of the engine as a figure; None where nobody states it."""
    return None if value is None else Fraction(value)


def in_scope(rows: Iterable[Observed], reading: Reading) -> tuple[Observed, ...]:
    """The rows that are the contract's business; without a contract all of them.

    The site and the logs cannot tell in which account a campaign ran. Clicks of a campaign of ours that other accounts
    also have are kept as ``other_clicks``.
    """
    scopes: dict[Month, CampaignScope] = {}
    kept: list[Observed] = []
    for row in rows:
        scope = scopes.setdefault(row.month, reading.scope(row.month))
        ours = row.book.account in reading.agency or scope.has_account(row.book.account)
        standing = Standing.UNKNOWN if row.measure in OF_LEDGERS else scope.standing(row.campaign)
        if standing not in (Standing.INSIDE, Standing.UNKNOWN):
            continue
        if ours or row.measure not in (*OF_ADS, *OF_LEDGERS):
            kept.append(row)
        elif row.measure is Measure.CLICKS and standing is Standing.INSIDE:
            kept.append(replace(row, measure=Measure.OTHER_CLICKS))
    return tuple(kept)
