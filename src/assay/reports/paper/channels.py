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
        cost: Before platform credits, in ``currency``; None where nobody states the cost of some day.
        credited, valid: Leads; those deemed valid count as valid, as the KPIs count them.
    """

    name: str
    currency: str
    cost: Fraction | None = _ZERO
    credited: Fraction = _ZERO
    valid: Fraction = _ZERO

    @property
    def per_valid(self) -> Fraction | None:
        """Cost of a valid lead; None without one, and where the cost is not known."""
        return self.cost / self.valid if self.cost is not None and self.valid else None

    def with_lot(self, cost: Fraction | None, leads: Mapping[str, Any]) -> Channel:
        """With one lot more."""
        credited, valid = (fraction_of(leads.get(name, "0")) for name in ("credited", "valid"))
        valid += fraction_of(leads.get("relieved", {}).get("deemed_valid", "0"))
        known = None if self.cost is None or cost is None else self.cost + cost
        return Channel(self.name, self.currency, known, self.credited + credited, self.valid + valid)


def figures_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The month's own figures, as its state keeps them; empty for a month after the term."""
    found = (record["figures"] for record in document["state"]["records"])
    return next((each for each in found if each["period"] == document["period"]), {})


def channels_of(document: Mapping[str, Any]) -> tuple[Channel, ...]:
    """Campaigns, the cheapest valid lead first; those without one last, the dearest of them on top."""
    found: dict[tuple[str, str], Channel] = {}
    lots = figures_of(document).get("lots", {}).get("spend", ())
    priced = {_campaign(lot): _price(lot)[1] for lot in lots if _price(lot)[1]}
    for lot in lots:
        name, (cost, currency) = _campaign(lot), _price(lot)
        key = name, currency or priced.get(name, "")
        found[key] = found.get(key, Channel(*key)).with_lot(cost, lot.get("leads") or {})
    return tuple(sorted(found.values(), key=_rank))


def _campaign(lot: Mapping[str, Any]) -> str:
    return str(lot["id"]).rpartition("/")[0] or str(lot["id"])


def _price(lot: Mapping[str, Any]) -> tuple[Fraction | None, str]:
    """Cost and currency; neither where nobody states the cost."""
    number, _, currency = str(lot["cost"]).partition(" ")
    return (fraction_of(number), currency) if currency else (None, "")


def spent(document: Mapping[str, Any]) -> dict[str, Fraction | None]:
    """What the month's media cost, before platform credits, by currency; None where a campaign's cost is not known."""
    sums: dict[str, Fraction | None] = {}
    for channel in channels_of(document):
        before = sums.get(channel.currency, _ZERO)
        sums[channel.currency] = None if before is None or channel.cost is None else before + channel.cost
    return sums


def _rank(channel: Channel) -> tuple[bool, Fraction, str]:
    per_valid = channel.per_valid
    return per_valid is None, -(channel.cost or _ZERO) if per_valid is None else per_valid, channel.name
