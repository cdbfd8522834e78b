"""Value-added tax on a statement: what its invoice holds or adds, what remedies bear, and which credit notes are owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Tax
from assay.core.money import Money, round_half_away
from assay.core.period import Month
from assay.core.quantity import parse_quantity
from assay.core.settlement.postings import minor_of


@dataclass(frozen=True, slots=True)
class TaxNote:
    """The tax of one statement, minor units.

    Attributes:
        net, tax, gross: The invoice basis without tax, its tax, and both.
        added: Tax on top of the cash, the invoice lines and their suspense; 0 where prices hold it.
        remedies_tax: Tax of what is set off, positive; it lowers the payable where prices are without tax.
        credit_note: Gross amount for which a credit note is owed with this statement.
        credited: Month → gross amount noted for it so far, this statement's among it.
    """

    terms: Tax
    net: int
    tax: int
    gross: int
    added: int
    remedies_tax: int
    credit_note: int
    credited: Mapping[Month, int]

    @property
    def payable(self) -> int:
        """What the tax adds to the cash of the statement."""
        return self.added - (0 if self.terms.inclusive else self.remedies_tax)


@dataclass(frozen=True, slots=True)
class Taxed:
    """What a statement moves, minor units.

    Attributes:
        basis: The invoice basis.
        cash: Cash of the dues, the invoice lines and their suspense.
        remedies: What is set off less its suspense, positive when the vendor loses.
        bases: Month → invoice basis as it now stands, for every month so far.
    """

    basis: int
    cash: int
    remedies: int
    bases: Mapping[Month, int]


def tax_note(
    contract: Contract, moved: Taxed, noted: Sequence[Event], credited: Mapping[Month, int]
) -> TaxNote | None:
    """The tax of a statement; None for a contract that says nothing of tax.

    Args:
        contract: The version in force.
        moved: What the statement moves.
        noted: All events seen, invoices among them.
        credited: Month → gross amount noted by earlier statements.
    """
    terms = contract.tax
    if terms is None:
        return None
    tax = _tax_of(terms, moved.basis)
    owed = _credit_notes(contract, terms, moved, noted) if terms.credit_note else {}
    now = {month: max(credited.get(month, 0), amount) for month, amount in owed.items()}
    return TaxNote(
        terms=terms,
        net=moved.basis - tax if terms.inclusive else moved.basis,
        tax=tax,
        gross=moved.basis if terms.inclusive else moved.basis + tax,
        added=0 if terms.inclusive else round_half_away(terms.rate * moved.cash),
        remedies_tax=_tax_of(terms, moved.remedies) if terms.remedies_taxed else 0,
        credit_note=sum(amount - credited.get(month, 0) for month, amount in now.items()),
        credited={**credited, **now},
    )


def tax_on_top(contract: Contract, *, cash: int, remedies: int) -> int:
    """What tax adds to amounts that wait, minor units; 0 where prices hold it."""
    terms = contract.tax
    if terms is None or terms.inclusive:
        return 0
    return _tax_of(terms, cash) + (_tax_of(terms, remedies) if terms.remedies_taxed else 0)


@dataclass(frozen=True, slots=True)
class TaxSplit:
    """An amount as an invoice shows it."""

    net: Money
    tax: Money
    gross: Money


def split(amount: Money, rate: Fraction, *, inclusive: bool) -> TaxSplit:
    """An amount without its tax, its tax, and both; the tax is rounded, half away from zero."""
    tax = Money(_rounded_tax(amount.minor, rate, inclusive=inclusive), amount.currency)
    return TaxSplit(amount - tax, tax, amount) if inclusive else TaxSplit(amount, tax, amount + tax)


def _tax_of(terms: Tax, minor: int) -> int:
    return _rounded_tax(minor, terms.rate, inclusive=terms.inclusive)


def _rounded_tax(minor: int, rate: Fraction, *, inclusive: bool) -> int:
    """The tax in or on an amount, rounded half away from zero."""
    return round_half_away((rate / (1 + rate) if inclusive else rate) * minor)


def _credit_notes(contract: Contract, terms: Tax, moved: Taxed, noted: Sequence[Event]) -> dict[Month, int]:
    """Month → what its invoices exceed its gross basis by, as it now stands."""
    invoiced: dict[Month, Fraction] = {}
    for event in noted:
        if event.kind == "invoice" and event.fields.get("valid", "true") == "true":
            month = Month.parse(event.fields["of_period"])
            amount = parse_quantity(event.fields["amount"]).value
            invoiced[month] = invoiced.get(month, Fraction(0)) + amount
    owed = {}
    for month, amount in invoiced.items():
        basis = moved.bases.get(month)
        if basis is not None:
            gross = basis if terms.inclusive else basis + _tax_of(terms, basis)
            owed[month] = max(0, minor_of(amount, contract.currency) - gross)
    return owed
