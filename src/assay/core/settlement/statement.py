"""The statement: what is owed for a month, line by line, with what each line rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assay.core.acceptance.monitors import Reading
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.samples import SampleVerdict
from assay.core.acceptance.triggers import Firing
from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.findings import Place
from assay.core.money import Money
from assay.core.period import Month
from assay.core.settlement.closing import Closing
from assay.core.settlement.ledger import Posting
from assay.core.settlement.make_good import MakeGood
from assay.core.settlement.obligation import Obligation
from assay.core.settlement.payments import Due
from assay.core.settlement.postings import Amount
from assay.core.settlement.tax import TaxNote


@dataclass(frozen=True, slots=True)
class Line:
    """One posting of a statement.

    Attributes:
        id: ``clause/kpi``, ``cap/clause``; with ``@month`` when it trues up an earlier month.
        clause: Clause, or the cap for a cap's line.
        head: What it is in the books.
        amount: Exact and rounded; money that the vendor loses is negative.
        month: The month it is about.
        place: Where the clause stands in the contract.
        explain: How it was computed.
    """

    id: str
    clause: str
    head: Head
    amount: Amount
    month: Month
    place: Place
    explain: Node


@dataclass(frozen=True, slots=True)
class Slice:
    """A movement of suspense: in negative, out positive. ``id`` and ``head`` are those of the line it would become."""

    id: str
    amount: Amount
    head: Head


@dataclass(frozen=True, slots=True)
class Reissue:
    """A closed month settled anew after an error; its statement stands beside the earlier one under a new number.

    Attributes:
        number: The new number, from 2.
        reason: As signed.
        event: Id of the event that both signed.
        fee: The month's fee.
        lines: All its lines as they now stand.
    """

    month: Month
    number: int
    reason: str
    event: str
    fee: Amount
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed for a month.

    Attributes:
        contract_id, contract_version, contract_digest: What it settles.
        month: The month.
        as_of: When it was drawn; events known later belong to the next.
        number: The statement's version, from 1.
        currency: Of every amount.
        fee: The month's earned fee.
        lines: No zero lines.
        dues: Cash that falls due.
        suspense: This statement's movements.
        carry_before, carry_after: Minor units <= 0.
        outcomes: KPI outcomes of the month, and of earlier months decided now.
        metrics: KPI id and metric id of those outcomes.
        triggers: Fired and not withdrawn.
        postings: The books; they sum to zero.
        spend_notes: Lots with cost and no lead, and leads with no paid lot.
        closing: What is claimed from the vendor, and how bonds move.
        disputes: Ids of the disputes that are open.
        reissues: Months that this statement settled anew.
        tax: Value-added tax; None when the contract says nothing of it.
        monitors: Readings of the month's monitors.
        samples: Audit samples whose period ends with the month.
        make_goods: What the vendor owes in kind, or delivered since.
        obligations: Duties that fell due or are still to come, and what goes on after the end.
    """

    contract_id: str
    contract_version: str
    contract_digest: str
    month: Month
    as_of: datetime
    number: int
    currency: str
    fee: Amount
    lines: tuple[Line, ...]
    dues: tuple[Due, ...]
    suspense: tuple[Slice, ...]
    carry_before: int
    carry_after: int
    outcomes: tuple[Outcome, ...]
    metrics: tuple[tuple[str, str], ...]
    triggers: tuple[Firing, ...]
    postings: tuple[Posting, ...]
    spend_notes: tuple[Node, ...]
    closing: Closing = field(default_factory=Closing)
    disputes: tuple[str, ...] = ()
    reissues: tuple[Reissue, ...] = ()
    tax: TaxNote | None = None
    monitors: tuple[Reading, ...] = ()
    samples: tuple[SampleVerdict, ...] = ()
    make_goods: tuple[MakeGood, ...] = ()
    obligations: tuple[Obligation, ...] = ()

    @property
    def invoice_basis(self) -> Money:
        """The month's earned fee plus its fee_reduction and bonus lines."""
        return Money(self.fee.minor + self._sum(on_invoice=True), self.currency)

    @property
    def set_offs(self) -> Money:
        """What is set off, positive."""
        return Money(-self._sum(on_invoice=False), self.currency)

    @property
    def payable(self) -> Money:
        """Cash to pay with this statement, never below zero."""
        settled = self.closing.claim + self.closing.drawn
        return Money(self.uncarried + settled - self.carry_after, self.currency)

    @property
    def uncarried(self) -> int:
        """Cash before what cannot be lowered is carried, minor units."""
        moved = sum(item.amount.minor for item in self.suspense)
        cash = sum(due.cash for due in self.dues)
        lines = sum(line.amount.minor for line in self.lines)
        tax = self.tax.payable if self.tax is not None else 0
        return cash + lines + moved + tax + self.carry_before

    def _sum(self, *, on_invoice: bool) -> int:
        return sum(line.amount.minor for line in self.lines if line.head.on_invoice is on_invoice)

    def line(self, line_id: str) -> Line:
        """The line of that id.

        Raises:
            KeyError: There is none.
        """
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)


def sorted_lines(lines: Sequence[Line], current: Month, priority: dict[str, int]) -> tuple[Line, ...]:
    """Lines of the month first, then true-ups by month; by priority, cap lines last."""

    def key(line: Line) -> tuple[bool, Month, bool, tuple[int, ...], str]:
        is_cap = line.clause not in priority
        rank = () if is_cap else (priority[line.clause],)
        return (line.month != current, line.month, is_cap, rank, line.id)

    return tuple(sorted(lines, key=key))
