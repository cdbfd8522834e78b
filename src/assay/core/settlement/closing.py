"""The end of the account: what is claimed once no more cash can fall due, and the bonds that are drawn or released."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.core.contract.model import Contract
from assay.core.settlement.payments import PaymentCase
from assay.core.settlement.postings import minor_of
from assay.core.settlement.state import PaymentState

_DEBT = "undisputed_debt"


@dataclass(frozen=True, slots=True)
class BondMove:
    """What a statement does to one bond, minor units >= 0; ``held`` is what is held afterwards."""

    id: str
    lodged: int = 0
    drawn: int = 0
    released: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Closing:
    """What a statement does with a balance below zero.

    Attributes:
        claim: Claimed from the vendor, minor units >= 0.
        bonds: Every bond of the contract.
    """

    claim: int = 0
    bonds: tuple[BondMove, ...] = ()

    @property
    def drawn(self) -> int:
        """Drawn from all bonds."""
        return sum(bond.drawn for bond in self.bonds)


@dataclass(frozen=True, slots=True)
class Account:
    """Where both sides stand in a statement, minor units.

    Attributes:
        balance: Cash before what cannot be lowered is carried.
        waiting: In suspense after the statement, positive.
        owed_before: Claimed by earlier statements and not paid.
        all_due: No more cash can fall due.
        is_open: Something is provisional, waits or is in dispute, or service is still to come.
    """

    balance: int
    waiting: int
    owed_before: int
    all_due: bool
    is_open: bool


def all_due(state: PaymentState, case: PaymentCase) -> bool:
    """Whether no more cash can fall due: after a termination, or with every instalment due and no retention held."""
    if case.ended_on is not None and case.month.span.last_on >= case.ended_on:
        return True
    last_on = case.contract.term.span.last_on
    instalments = all(
        case.month.span.last_on >= last_on if payment.on == "each_month" else payment.id in state.due
        for payment in case.contract.payments
    )
    retention = case.contract.retention
    pending = retention is not None and (state.retained > 0 or retention.inside not in state.due)
    return instalments and not pending


def close(state: PaymentState, contract: Contract, account: Account) -> Closing:
    """Draw bonds for an undisputed debt, claim the rest, and release what is no longer needed."""
    debt = max(0, -account.balance - max(0, account.waiting)) if account.all_due else 0
    rest = debt
    moves = []
    for bond in contract.bonds:
        lodged = _lodged(state, bond.id, minor_of(bond.amount, contract.currency))
        held = state.bonds.get(bond.id, 0) + lodged
        drawn = min(held, rest) if _DEBT in bond.draw_for else 0
        rest -= drawn
        moves.append(BondMove(bond.id, lodged, drawn, 0, held - drawn))
    if account.all_due and not account.is_open and not rest and account.owed_before <= 0:
        moves = [BondMove(move.id, move.lodged, move.drawn, move.held, 0) for move in moves]
    return Closing(rest, tuple(moves))


def with_bonds(state: PaymentState, closing: Closing) -> PaymentState:
    """The state with what bonds hold after a statement; before the signing there are none."""
    if state.signed_on is None:
        return state
    return replace(state, bonds={**state.bonds, **{bond.id: bond.held for bond in closing.bonds}})


def _lodged(state: PaymentState, bond: str, amount: int) -> int:
    """A bond is lodged once, when the contract is signed."""
    return amount if state.signed_on is not None and bond not in state.bonds else 0
