"""Where each account of a statement's books stands in the buyer's ledger. The one table; nothing else names accounts."""

from __future__ import annotations

import hashlib
import re

BOOKS = {
    "fee": "Expenses:Marketing:{contract}:Fee",
    "fee_reduction": "Expenses:Marketing:{contract}:FeeReduction",
    "bonus": "Expenses:Marketing:{contract}:Bonus",
    "credit_note": "Expenses:Marketing:{contract}:CreditNote",
    "interest": "Expenses:Marketing:{contract}:Interest",
    "audit_cost": "Expenses:Marketing:{contract}:AuditCost",
    "set_off": "Income:Vendor:{contract}:SetOff",
    "damages": "Income:Vendor:{contract}:Damages",
    "fee_payable": "Liabilities:Vendor:{contract}:FeePayable",
    "payable": "Liabilities:Vendor:{contract}:Payable",
    "retention": "Liabilities:Vendor:{contract}:Retention",
    "suspense": "Liabilities:Vendor:{contract}:Suspense",
    "bond": "Liabilities:Vendor:{contract}:Bond",
    "bond_pool": "Assets:Vendor:{contract}:BondPool",
    "prepaid": "Assets:Vendor:{contract}:Prepaid",
    "carry": "Assets:Vendor:{contract}:Carry",
    "vendor_debt": "Assets:Vendor:{contract}:VendorDebt",
    "credit_note_owed": "Assets:Vendor:{contract}:CreditNoteOwed",
    "tax": "Assets:Tax:{contract}:InputTax",
    "cash": "Assets:Bank:{contract}:Cash",
}
"""Account of the books → account of the ledger, from the buyer's side; debits are positive in both."""

_PLAIN = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")


def ledger_account(account: str, contract: str) -> str:
    """The account's full name, which both tools accept.

    Example:
        >>> ledger_account("fee", "HY-FS-2027-01")
        'Expenses:Marketing:HY-FS-2027-01:Fee'
    """
    return BOOKS[account].format(contract=_component(contract))


def _component(contract: str) -> str:
    """A contract's id as one part of an account name; where letters had to go, a digest keeps two ids apart."""
    if _PLAIN.fullmatch(contract):
        return contract
    kept = re.sub(r"[^A-Za-z0-9]+", "-", contract).strip("-")
    digest = hashlib.sha256(contract.encode()).hexdigest()[:8]
    return f"{kept[:1].upper()}{kept[1:]}-{digest}" if kept else f"C-{digest}"
