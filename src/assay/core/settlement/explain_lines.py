"""Explanations of lines: the sentence, the substitution, the parts and the losers, from the same values that were posted."""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.acceptance.measurements import SpendLot
from assay.core.contract.model import Contract
from assay.core.explain import Node
from assay.core.settlement.month import Settled
from assay.core.settlement.postings import Amount, Draft


def explain_line(settled: Settled, draft: Draft, amount: Amount) -> Node:
    return Node("explain.line", {}, amount.exact)


def spend_notes(contract: Contract, lots: Sequence[SpendLot]) -> tuple[Node, ...]:
    return ()
