"""What refunds after a streak claim of one month, beside what earlier statements claimed: streaks change after they were posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause
from assay.core.settlement.claims import line_of
from assay.core.settlement.state import MonthRecord
from assay.core.settlement.streaks import Miss
from assay.core.settlement.terms import fee_of_month

Misses = Mapping[str, frozenset[Miss]]
"""Clause id → misses that it may claim."""


def still_claimed(
    contract: Contract, outcomes: Sequence[Outcome], record: MonthRecord, found: Misses
) -> Misses:
    """Those misses of a month whose line was posted, or waits since: a dispute takes no more than it puts in suspense.

    Args:
        contract: The version in force.
        outcomes: Of the month.
        record: The month so far.
        found: What could be claimed, were every dispute decided for the buyer.
    """
    claimed: dict[str, frozenset[Miss]] = {}
    for clause, item in _refunds(contract, outcomes):
        line_id = line_of(clause, item.kpi)
        miss = (item.kpi, item.span)
        if miss in found.get(clause.id, frozenset()) and (
            line_id in record.withheld or _is_posted(record, line_id)
        ):
            claimed[clause.id] = claimed.get(clause.id, frozenset()) | {miss}
    return claimed


def has_moved(contract: Contract, outcomes: Sequence[Outcome], record: MonthRecord, found: Misses) -> bool:
    """Whether a closed month claims what belongs to no streak any more, or does not claim what now belongs to one."""
    if not record.closed or not fee_of_month(contract, record.month) * contract.fee.at_risk:
        return False
    refunds = tuple(_refunds(contract, outcomes))
    due = {
        line_of(clause, item.kpi)
        for clause, item in refunds
        if contract.kpis[item.kpi].weight and (item.kpi, item.span) in found.get(clause.id, frozenset())
    }
    lines = {line_of(clause, item.kpi) for clause, item in refunds}
    return any((line_id in due) != _is_posted(record, line_id) for line_id in lines)


def _refunds(contract: Contract, outcomes: Sequence[Outcome]) -> Iterator[tuple[Clause, Outcome]]:
    """Each refund after a streak with each outcome that it is about."""
    for clause in contract.clauses:
        for item in outcomes if clause.streak > 1 else ():
            if clause.subject in ("kpis", item.kpi):
                yield clause, item


def _is_posted(record: MonthRecord, line_id: str) -> bool:
    posted = record.posted.get(line_id)
    return posted is not None and bool(posted.amount)
