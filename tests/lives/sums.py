"""What the statements of a life add up to."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.core.period import Month
from assay.core.settlement.postings import NOTHING, Amount
from tests.lives.story import Seen


@dataclass(slots=True)
class Sums:
    """What the statements of a life add up to, kept apart from the state that should say the same.

    Attributes:
        lines: (month, line id) → all its postings.
        suspense: (month, slice id) → all that moved; what waits is below zero.
        cash, payable, claim, drawn, tax, paid, returned: Minor units over all statements.
    """

    lines: dict[tuple[Month, str], Amount] = field(default_factory=dict)
    suspense: dict[tuple[Month, str], Amount] = field(default_factory=dict)
    cash: int = 0
    payable: int = 0
    claim: int = 0
    drawn: int = 0
    tax: int = 0
    paid: int = 0
    returned: int = 0

    def add(self, seen: Seen) -> None:
        """Add a step."""
        statement = seen.statement
        for line in statement.lines:
            key = (line.month, _plain(line.id))
            self.lines[key] = self.lines.get(key, NOTHING) + line.amount
        for item in statement.suspense:
            slice_id, _, month = item.id.partition("@")
            where = (Month.parse(month) if month else statement.month, slice_id)
            self.suspense[where] = self.suspense.get(where, NOTHING) + item.amount
        self.cash += sum(due.amount - due.withheld for due in statement.dues)
        self.payable += statement.payable.minor
        self.claim += statement.closing.claim
        self.drawn += sum(bond.drawn for bond in statement.closing.bonds)
        self.tax += statement.tax.payable if statement.tax is not None else 0
        for event in seen.events:
            if event.kind == "payment":
                minor = int(event.fields["amount"].partition(" ")[0].replace(".", ""))
                self.paid += minor if event.fields["by"] == "buyer" else 0
                self.returned += minor if event.fields["by"] == "vendor" else 0


def _plain(line_id: str) -> str:
    return line_id.partition("@")[0]
