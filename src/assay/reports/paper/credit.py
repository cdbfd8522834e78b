"""Which invoices of which month a credit note corrects, and by how much: from the events and the states of stored statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.money import Money, total
from assay.i18n.figures import fraction_of


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it was reported.

    Attributes:
        id: Under which it was recorded; the tax office's number is not known.
        on_day: The day on which it took effect.
        amount: With tax.
    """

    id: str
    on_day: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Credited:
    """A month that was invoiced too high; amounts are with tax.

    Attributes:
        invoices: Its valid invoices.
        before: Credit notes that earlier statements asked for.
        now: What this one asks for.
    """

    period: str
    invoices: tuple[Invoice, ...]
    before: Money
    now: Money

    @property
    def invoiced(self) -> Money:
        """All invoices together."""
        return total((invoice.amount for invoice in self.invoices), self.now.currency)

    @property
    def should_be(self) -> Money:
        """What the month's invoices should come to now."""
        return self.invoiced - self.before - self.now


def credited_of(document: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> list[Credited]:
    """The months for which a statement asks for a credit note; none where the statements do not tell which they are.

    Args:
        document: The statement.
        earlier: Those before it, oldest first.
    """
    before = earlier[-1]["state"]["credited"] if earlier else {}
    found = [
        _credited(period, int(before.get(period, "0")), int(minor), document)
        for period, minor in sorted(document["state"]["credited"].items())
        if minor != before.get(period, "0")
    ]
    wanted = fraction_of(document["tax"]["credit_note"])
    return found if sum((one.now.amount for one in found), Fraction(0)) == wanted else []


def invoices_of(document: Mapping[str, Any], period: str) -> tuple[Invoice, ...]:
    """The valid invoices of a month that a statement knows."""
    return tuple(
        Invoice(
            event["id"],
            event["effective"],
            Money.exactly(fraction_of(event["amount"].partition(" ")[0]), document["currency"]),
        )
        for event in document["state"]["noted"]
        if event["kind"] == "invoice"
        and event["of_period"] == period
        and event.get("valid", "true") == "true"
    )


def _credited(period: str, before: int, now: int, document: Mapping[str, Any]) -> Credited:
    currency = document["currency"]
    invoices = invoices_of(document, period)
    return Credited(period, invoices, Money(before, currency), Money(now - before, currency))
