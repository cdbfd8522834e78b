"""What the workings of a statement's lines have in common: the statement, the sheets, and where each result stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assay.core.contract.model import Contract
from assay.core.period import ONE_DAY, Span
from assay.core.settlement.disputed import own_line
from assay.reports.paper.page import Source
from assay.reports.workbook.book import Book
from assay.reports.workbook.lots import Lots
from assay.reports.workbook.outcomes import Node, find
from assay.reports.workbook.page import Page

Document = Mapping[str, Any]
Line = Mapping[str, Any]

_FORCE_MAJEURE, _REFUND = "force_majeure", "explain.part_refund"
_CHANGES = frozenset(("dispute", "ruling", "final_measurement", "reissue"))


@dataclass
class Working:
    """A statement on its way into workings.

    Attributes:
        contract: The version of the month, its term cut where the statement knows of a termination.
        page: The sheet of workings.
        fee, fee_exact: Addresses of the month's fee on it, as posted and unrounded.
        cells: Line id → address of its computed amount on it.
        exacts: Line id → address of its unrounded value, where it has one.
        moves: Part of the settlement → address of its computed amount on it, or of a figure that its formula needs.
        lots: The sheet of lots, made when a line needs it.
    """

    book: Book
    source: Source
    contract: Contract
    page: Page
    fee: str = ""
    fee_exact: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    exacts: dict[str, str] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    lots: Lots | None = None

    def __post_init__(self) -> None:
        ends = [
            date.fromisoformat(event["effective"]) for event in self.noted if event["kind"] == "termination"
        ]
        if ends:
            self.contract = _cut(self.contract, min(ends))

    @property
    def document(self) -> Document:
        """The statement."""
        return self.source.document

    @property
    def earlier(self) -> Sequence[Document]:
        """The statements before it."""
        return self.source.earlier

    @property
    def noted(self) -> Sequence[Mapping[str, Any]]:
        """The events that the statement knows of."""
        events: Sequence[Mapping[str, Any]] = self.document["state"]["noted"]
        return events

    def sheet_of_lots(self) -> Lots:
        """The sheet of lots."""
        if self.lots is None:
            self.lots = Lots(self.book, self.book.leaf("lots"))
        return self.lots

    def part_refund(self, period: str) -> Node | None:
        """What force majeure gave back of a month's fee, as the latest statement that speaks of it tells; None where nothing."""
        for document in (self.document, *reversed(self.earlier)):
            for line in document["lines"]:
                if line["period"] == period and own_line(line["id"]) == _FORCE_MAJEURE:
                    tree: Node = line["explain"]
                    return tree if tree["code"] == _REFUND else find(tree, _REFUND)
        return None

    def measured(self, period: str) -> Mapping[str, Mapping[str, Any]]:
        """Lot id → the lot as measured, of a month; none where events since then changed what is counted."""
        if any(event["kind"] in _CHANGES for event in self.noted):
            return {}
        for record in self.document["state"]["records"]:
            if record["figures"]["period"] == period:
                return {lot["id"]: lot for lot in record["figures"].get("lots", {}).get("spend", ())}
        return {}


def _cut(contract: Contract, last_on: date) -> Contract:
    """The contract with its last day of service."""
    term = contract.term.span
    end_on = max(term.start_on, min(term.end_on, last_on + ONE_DAY))
    return replace(contract, term=replace(contract.term, span=Span(term.start_on, end_on)))
