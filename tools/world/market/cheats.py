"""The families of cheating: what each is, how common, and that each can be turned off or up without touching the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.world.market.draws import Draws


@dataclass(frozen=True, slots=True)
class Family:
    """One way to cheat. ``of`` names what the share counts; the share is in a thousand of these."""

    share: int
    of: str
    meaning: str


FAMILIES: Mapping[str, Family] = {
    "duplicate_exact": Family(12, "leads", "an earlier lead of the same vendor, the same person and contacts again"),
    "duplicate_spelled": Family(12, "leads", "the same person and contacts, written otherwise"),
    "duplicate_mailbox": Family(6, "leads", "the same person with another mailbox, half of them with another phone too"),
    "out_of_market": Family(25, "leads", "a real person from a country that the buyer does not sell to"),
    "list_bought": Family(20, "leads", "a person from a bought list, typed into the form; they never came and never write"),
    "employee": Family(5, "leads", "somebody of the vendor's own; sales noticed"),
    "known_before": Family(15, "leads", "a person whom the buyer met at a fair or sold to before the vendor began"),
    "fabricated_reply": Family(12, "leads", "a person who never wrote again; the message in the log is invented"),
    "backdated": Family(60, "leads of the first 5 days of a month", "entered as of the month before"),
    "test_lead": Family(6, "leads", "a form filled in to test it, left in the log; the number is dead"),
    "brand_resold": Family(600, "leads of brand campaigns", "they searched for the buyer by name and are claimed all the same"),
    "other_vendor": Family(15, "leads of the others", "claimed by a vendor who did not bring them"),
    "invented": Family(40, "claims", "claimed; nobody of that name or address ever wrote"),
    "bot_declared": Family(30, "visits", "programs that say so in their agent"),
    "bot_undeclared": Family(40, "visits", "programs from a data centre that call themselves browsers"),
    "click_burst": Family(40, "campaign days", "an hour of clicks from one network, half as many as the whole day's"),
    "restated_days": Family(150, "last days of a month", "a later report puts the cost of a past day up"),
    "inflated_spend": Family(350, "vendor months", "the vendor's summary states more cost than the platform"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cheats:
    """The share of each family, in a thousand. A family that is not named is off."""

    shares: Mapping[str, int]

    def hits(self, family: str, draws: Draws, temper: int = 100) -> bool:
        """Whether the family strikes here; one choice is used up in any case. ``temper`` is in percent of the share."""
        return draws.below(100_000) < self.shares.get(family, 0) * temper

    def per_thousand(self, family: str, temper: int = 100) -> int:
        """The share that a vendor of this temper has."""
        return self.shares.get(family, 0) * temper // 100


def cheats(changes: Iterable[tuple[str, int]] = (), *, honest: bool = False) -> Cheats:
    """The usual shares, or none at all, with changes.

    Raises:
        KeyError: There is no such family.
    """
    shares = {name: 0 if honest else family.share for name, family in FAMILIES.items()}
    for name, share in changes:
        if name not in FAMILIES:
            raise KeyError(name)
        shares[name] = share
    return Cheats(shares)
