"""Statements' documents with books written by hand, and the golden cases as documents."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.core.settlement.statement_json import statement_document
from tests.contracts.test_cases import CASES, _read, steps_of_case

Document = dict[str, Any]
Leg = tuple[str, str, str]

CONTRACT = "HY-FS-2027-01"
JANUARY = (("fee", "1000.00", "fee"), ("payable", "-1000.00", "monthly"))
FEBRUARY = (
    ("fee", "1000.00", "fee"),
    ("payable", "-1000.00", "monthly"),
    ("fee_reduction", "-90.91", "C1/valid_leads"),
    ("payable", "90.91", "C1/valid_leads"),
)


def statement(
    period: str,
    legs: Sequence[Leg],
    *,
    contract: str = CONTRACT,
    currency: str = "CNY",
    balances: Mapping[str, str] | None = None,
    months: int = 1,
) -> Document:
    """A statement drawn on the 5th of the month after, at 00:30 in +08:00 (still the 4th in UTC).

    Args:
        period: Its month.
        legs: Account, amount, ref.
        contract: The contract's id.
        currency: Of the amounts.
        balances: Of the state after it; no state when None.
        months: How many months that state knows.
    """
    year, month = map(int, period.split("-"))
    after = f"{year + month // 12}-{month % 12 + 1:02d}"
    document: Document = {
        "assay": "statement/v1",
        "contract": {"id": contract, "version": "1.0.0", "digest": "0" * 64},
        "period": period,
        "version": "1",
        "as_of": f"{after}-05T00:30:00+08:00",
        "currency": currency,
        "lines": [],
        "postings": [{"account": account, "amount": amount, "ref": ref} for account, amount, ref in legs],
    }
    if balances is not None:
        document["state"] = {"records": [{}] * months, "balances": dict(balances)}
    return document


def golden(path: Path) -> list[Document]:
    """The statements of a golden case, each with its state."""
    pairs, _ = steps_of_case(_read(path))
    return [statement_document(item, state) for item, state in pairs]


SETTLED = [path for path in CASES if "refused" not in _read(path)]
