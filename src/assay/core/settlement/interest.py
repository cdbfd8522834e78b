"""Interest on what is overdue: unpaid amount × daily rate × days, simple, on either side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.contract.model import Contract, clauses_of
from assay.core.contract.remedy import Clause
from assay.core.explain import Node
from assay.core.money import Money, decimal_text
from assay.core.settlement.postings import Draft
from assay.core.settlement.receivables import Receivable


@dataclass(frozen=True, slots=True)
class Overdue:
    """A stretch of days on which one amount was overdue. ``minor`` in minor units; both days outside are not counted."""

    minor: int
    after: date
    until: date

    @property
    def days(self) -> int:
        """Days that bear interest: the last one counts, the first does not."""
        return (self.until - self.after).days


def overdue(receivable: Receivable, today: date) -> Iterator[Overdue]:
    """The stretches on which a receivable bore interest, from the day after it was due to the day it was paid, or today."""
    if receivable.due_on is None:
        return
    unpaid, since = receivable.minor, receivable.due_on
    for day, minor in receivable.paid:
        if unpaid > 0 and day > since:
            yield Overdue(unpaid, since, day)
            since = day
        unpaid -= minor
    if unpaid > 0 and today > since:
        yield Overdue(unpaid, since, today)


def interest_lines(contract: Contract, receivables: Sequence[Receivable], today: date) -> tuple[Draft, ...]:
    """The interest on the statement of one period, whole as it stands today; what was posted before comes off it later.

    Args:
        contract: The version in force in that period.
        receivables: What either side owes by that statement.
        today: Day of the statement being drawn.
    """
    clauses = clauses_of(contract, "interest")
    drafts = (
        _draft(clause, receivable, tuple(overdue(receivable, today)), contract.currency)
        for clause in clauses
        for receivable in receivables
        if clause.by in ("both", receivable.side)
    )
    return tuple(draft for draft in drafts if draft.exact)


def _draft(clause: Clause, receivable: Receivable, stretches: Sequence[Overdue], currency: str) -> Draft:
    """Money that the buyer owes is positive, the vendor's negative."""
    rate = clause.rate if receivable.side == "buyer" else -clause.rate
    parts = [Money(item.minor, currency).amount * rate * item.days for item in stretches]
    exact = sum(parts, Fraction(0))
    children = tuple(
        Node(
            "explain.overdue",
            {
                "amount": str(Money(item.minor, currency)),
                "after": str(item.after),
                "until": str(item.until),
                "days": str(item.days),
            },
            part,
        )
        for item, part in zip(stretches, parts, strict=True)
    )
    params = {
        "clause": clause.id,
        "party": receivable.side.value,
        "rate": decimal_text(clause.rate),
        "due_on": str(receivable.due_on),
    }
    node = Node("explain.interest", params, exact, children)
    line_id = f"{clause.id}/{receivable.side}"
    return Draft(line_id, clause.id, clause.head, exact, node=node)
