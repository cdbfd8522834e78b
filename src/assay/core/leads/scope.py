"""Which campaigns belong to a contract: those of its accounts, less the excluded ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from assay.core.contract.model import Scope


class Standing(StrEnum):
    """Where a campaign stands towards a contract."""

    INSIDE = "inside"
    EXCLUDED = "excluded"
    OTHER_ACCOUNT = "other_account"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CampaignScope:
    """A contract's scope beside the campaigns that the ads reports know.

    Attributes:
        scope: Accounts and excluded campaigns of the contract.
        accounts: Campaign as the reports spell it → accounts that report it, over all time known.
    """

    scope: Scope
    accounts: Mapping[str, frozenset[str]]
    _seen: dict[str, Standing] = field(default_factory=dict, init=False, repr=False, compare=False)

    def spelled(self, campaign: str) -> str:
        """The campaign as the ads reports spell it; capitals and outer blanks typed into a log do not matter."""
        if campaign in self.accounts:
            return campaign
        wanted = _folded(campaign)
        same = sorted(name for name in self.accounts if _folded(name) == wanted)
        return same[0] if same else campaign.strip()

    def standing(self, campaign: str) -> Standing:
        """Excluded first; then the account decides. A contract that names no accounts takes all of them."""
        if campaign not in self._seen:
            self._seen[campaign] = self._standing(campaign)
        return self._seen[campaign]

    def _standing(self, campaign: str) -> Standing:
        name = self.spelled(campaign)
        if any(fnmatchcase(_folded(name), _folded(pattern)) for pattern in self.scope.exclude_campaigns):
            return Standing.EXCLUDED
        if not self.scope.accounts:
            return Standing.INSIDE
        known_in = self.accounts.get(name, frozenset())
        if not known_in:
            return Standing.UNKNOWN
        return Standing.INSIDE if known_in & set(self.scope.accounts) else Standing.OTHER_ACCOUNT

    def has_account(self, account: str) -> bool:
        """Whether an ads account is the contract's."""
        return not self.scope.accounts or account in self.scope.accounts


def _folded(text: str) -> str:
    return text.strip().casefold()
