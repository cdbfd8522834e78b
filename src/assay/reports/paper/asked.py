"""What is left to invoice for a month: not what was invoiced for it before, and not what a credit note corrects anyway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.money import Money, total
from assay.core.settlement.tax import TaxSplit, split
from assay.i18n.figures import fraction_of
from assay.reports.paper.credit import invoices_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The invoice that a statement asks for, with tax.

    Attributes:
        gross: The invoice basis with its tax, as the statement holds it.
        credited: Reductions in it that the credit note of the same statement takes off an invoice that is out.
        invoiced: Invoices of the month that were there before its statement.
        rate: Of the tax; None where the contract says nothing of tax.
    """

    gross: Money
    credited: Money
    invoiced: Money
    rate: Fraction | None

    @property
    def now(self) -> Money:
        """What is to be invoiced."""
        return self.gross + self.credited - self.invoiced

    @property
    def is_other(self) -> bool:
        """Whether it is another amount than the statement's."""
        return bool(self.credited.minor or self.invoiced.minor)

    @property
    def split(self) -> TaxSplit | None:
        """What is to be invoiced without its tax, the tax, and both."""
        return None if self.rate is None else split(self.now, self.rate, inclusive=True)


def asked_of(document: Mapping[str, Any]) -> Asked:
    """What a statement asks to be invoiced."""
    tax = document.get("tax")
    gross = document["invoice_basis"] if tax is None else tax["gross"]
    return Asked(
        _money(fraction_of(gross), document),
        _credited(document, tax),
        _invoiced(document),
        None if tax is None else fraction_of(tax["rate"]),
    )


def _credited(document: Mapping[str, Any], tax: Mapping[str, str] | None) -> Money:
    """For the month itself all of its credit note; for earlier months as far as lines of this statement lower them."""
    wanted = _money(fraction_of(tax["credit_note"]) if tax is not None else Fraction(0), document)
    none = _money(Fraction(0), document)
    if tax is None or not wanted.minor:
        return none
    known = {month: int(minor) for month, minor in document["state"]["credited"].items()}
    found = Money(known.pop(document["period"], 0), document["currency"])
    for month, minor in known.items():
        lowered = -sum(
            (
                fraction_of(line["amount"])
                for line in document["lines"]
                if line["period"] == month and Head(line["head"]).on_invoice
            ),
            Fraction(0),
        )
        if lowered > 0:
            inclusive = tax["prices"] == "inclusive"
            with_tax = split(_money(lowered, document), fraction_of(tax["rate"]), inclusive=inclusive).gross
            found += Money(min(minor, with_tax.minor), document["currency"])
    return Money(min(found.minor, wanted.minor), document["currency"])


def _invoiced(document: Mapping[str, Any]) -> Money:
    found = invoices_of(document, document["period"])
    return total((invoice.amount for invoice in found), document["currency"])


def _money(amount: Fraction, document: Mapping[str, Any]) -> Money:
    return Money.exactly(amount, document["currency"])
