"""The books of a statement: double entry in minor units of one currency, zero sum, append-only.

Signs: a debit is positive, a credit negative, from the buyer's side. ``fee_payable`` is the vendor's fee earned and not yet
due; ``prepaid`` is cash due before it was earned; ``payable`` stays open until a payment is seen, and so does
``vendor_debt``, what is claimed from the vendor. ``bond_pool`` is the money that the vendor lodged, ``bond`` what of it
must go back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assay.core.contract.model import Party
from assay.core.contract.remedy import Head
from assay.core.settlement.closing import Closing
from assay.core.settlement.receivables import Paid

ACCOUNTS = (
    "fee",
    "fee_reduction",
    "bonus",
    "set_off",
    "fee_payable",
    "prepaid",
    "retention",
    "suspense",
    "carry",
    "tax",
    "payable",
    "vendor_debt",
    "bond",
    "bond_pool",
    "cash",
)


class UnbalancedError(ArithmeticError):
    """The books of a statement do not balance: a fault of ours, and the statement is not released."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg: an account, minor units, and the line or payment it comes from."""

    account: str
    minor: int
    ref: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What a statement moves, minor units.

    Attributes:
        fee: Fee earned.
        lines: (line id, head, amount); money that the vendor loses is negative.
        dues: (payment id, falls due, withheld as retention); a release is due 0, withheld negative.
        suspense: (slice id, amount); in negative, out positive.
        carry_before, carry_after: Balances <= 0.
        payable: Cash to pay.
        closing: What is claimed, and how bonds move.
        paid: Payments seen.
        tax: Tax on top of the cash; below zero when remedies bear more.
    """

    fee: int
    lines: Sequence[tuple[str, Head, int]]
    dues: Sequence[tuple[str, int, int]]
    suspense: Sequence[tuple[str, int]]
    carry_before: int
    carry_after: int
    payable: int
    closing: Closing = field(default_factory=Closing)
    paid: Sequence[Paid] = ()
    tax: int = 0


def postings(movement: Movement, balances: Mapping[str, int]) -> tuple[Posting, ...]:
    """All legs of a statement; they sum to zero and leave ``payable`` at what is to be paid.

    Args:
        movement: What the statement moves.
        balances: Account balances before.

    Raises:
        UnbalancedError: They do not; checked on every statement.
    """
    legs = list(_legs(movement, balances))
    if sum(leg.minor for leg in legs) != 0:
        raise UnbalancedError("the postings do not sum to zero")
    if -sum(leg.minor for leg in legs if leg.account == "payable") != movement.payable:
        raise UnbalancedError("the postings do not leave what is to be paid")
    legs += (leg for item in movement.paid for leg in _payment(item))
    return tuple(leg for leg in legs if leg.minor)


def after(balances: Mapping[str, int], legs: Sequence[Posting]) -> dict[str, int]:
    """Balances after a statement."""
    result = dict(balances)
    for leg in legs:
        result[leg.account] = result.get(leg.account, 0) + leg.minor
    return {account: minor for account, minor in sorted(result.items()) if minor}


def _legs(movement: Movement, balances: Mapping[str, int]) -> Iterator[Posting]:
    yield from _earn(movement.fee, balances)
    earned = -balances.get("fee_payable", 0) + movement.fee - min(movement.fee, balances.get("prepaid", 0))
    for payment, due, withheld in movement.dues:
        from_earned = max(0, min(due, earned))
        earned -= from_earned
        yield Posting("fee_payable", from_earned, payment)
        yield Posting("prepaid", due - from_earned, payment)
        yield Posting("retention", -withheld, payment)
        yield Posting("payable", withheld - due, payment)
    for line, head, amount in movement.lines:
        account = head.value if head.on_invoice else "set_off"
        yield Posting(account, amount, line)
        yield Posting("payable", -amount, line)
    for slice_id, amount in movement.suspense:
        yield Posting("suspense", amount, slice_id)
        yield Posting("payable", -amount, slice_id)
    yield Posting("tax", movement.tax, "tax")
    yield Posting("payable", -movement.tax, "tax")
    carried = movement.carry_after - movement.carry_before
    yield Posting("carry", -carried, "carry")
    yield Posting("payable", carried, "carry")
    yield from _closing(movement.closing)


def _closing(closing: Closing) -> Iterator[Posting]:
    for bond in closing.bonds:
        ref = f"bond/{bond.id}"
        yield Posting("bond_pool", bond.lodged, ref)
        yield Posting("bond", -bond.lodged, ref)
        yield Posting("bond", bond.drawn, ref)
        yield Posting("payable", -bond.drawn, ref)
        yield Posting("cash", bond.drawn, ref)
        yield Posting("bond_pool", -bond.drawn, ref)
        yield Posting("bond", bond.released, ref)
        yield Posting("bond_pool", -bond.released, ref)
    yield Posting("vendor_debt", closing.claim, "claim")
    yield Posting("payable", -closing.claim, "claim")


def _payment(paid: Paid) -> Iterator[Posting]:
    account, minor = ("payable", paid.minor) if paid.side is Party.BUYER else ("vendor_debt", -paid.minor)
    yield Posting(account, minor, f"payment/{paid.id}")
    yield Posting("cash", -minor, f"payment/{paid.id}")


def _earn(fee: int, balances: Mapping[str, int]) -> Iterator[Posting]:
    from_prepaid = min(fee, balances.get("prepaid", 0))
    yield Posting("fee", fee, "fee")
    yield Posting("prepaid", -from_prepaid, "fee")
    yield Posting("fee_payable", from_prepaid - fee, "fee")
