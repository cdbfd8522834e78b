"""What each campaign brought and cost in a month, from the lots that the statement keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.i18n.figures import fraction_of

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Channel:
    """A campaign's month, of one currency.

    Attributes:
        cost: Before platform credits, in ``currency``.
        credited, valid: Leads.
    """

    name: str
    currency: str
    cost: Fraction = _ZERO
    credited: Fraction = _ZERO
    valid: Fraction = _ZERO

    @property
    def per_valid(self) -> Fraction | None:
        """Cost of a valid lead; None without one."""
        return self.cost / self.valid if self.valid else None

    def with_lot(self, cost: Fraction, leads: Mapping[str, Any]) -> Channel:
        """With one lot more."""
        credited, valid = (fraction_of(leads.get(name, "0")) for name in ("credited", "valid"))
        return Channel(
            self.name, self.currency, self.cost + cost, self.credited + credited, self.valid + valid
        )


def figures_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The month's own figures, as its state keeps them; empty for a month after the term."""
    found = (record["figures"] for record in document["state"]["records"])
    return next((each for each in found if each["period"] == document["period"]), {})


def channels_of(document: Mapping[str, Any]) -> tuple[Channel, ...]:
    """Campaigns, the cheapest valid lead first; those without one last, the dearest of them on top."""
    found: dict[tuple[str, str], Channel] = {}
    for lot in figures_of(document).get("lots", {}).get("spend", ()):
        name = str(lot["id"]).rpartition("/")[0] or str(lot["id"])
        number, _, currency = str(lot["cost"]).partition(" ")
        before = found.get((name, currency), Channel(name, currency))
        found[name, currency] = before.with_lot(fraction_of(number), lot.get("leads") or {})
    return tuple(sorted(found.values(), key=_rank))


def spent(document: Mapping[str, Any]) -> dict[str, Fraction]:
    """What the month's media cost, before platform credits, by currency."""
    sums: dict[str, Fraction] = {}
    for channel in channels_of(document):
        sums[channel.currency] = sums.get(channel.currency, _ZERO) + channel.cost
    return sums


def _rank(channel: Channel) -> tuple[bool, Fraction, str]:
    per_valid = channel.per_valid
    return per_valid is None, -channel.cost if per_valid is None else per_valid, channel.name
