"""The remedies of one month at one reading of what is still open: claims → stacking → same cause → caps → lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.period import Month
from assay.core.settlement.caps import cap_lines
from assay.core.settlement.claims import claims_of
from assay.core.settlement.lots import fee_lots, spend_lots
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted, rounded
from assay.core.settlement.same_cause import keep_the_greater
from assay.core.settlement.stacking import Granted, stack
from assay.core.settlement.terms import fee_of_month

Lines = dict[str, tuple[Draft, Amount]]


@dataclass(frozen=True, slots=True)
class MonthCase:
    """All that a month's remedies depend on.

    Attributes:
        contract: The version in force.
        outcomes: Of its KPIs.
        lots: Its spend lots as measured.
        posted: What earlier statements posted for this month, by line id.
        others: What every other month has posted.
        brought: Lines that events bring.
    """

    contract: Contract
    month: Month
    outcomes: Sequence[Outcome]
    lots: Sequence[SpendLot]
    posted: Mapping[str, Posted]
    others: Mapping[Month, Sequence[Posted]]
    brought: tuple[Draft, ...] = ()


def remedies(case: MonthCase, *, worst: bool) -> Lines:
    """All remedy lines of a month, whole (not only what is new), by id.

    Args:
        case: The month.
        worst: Judge what is open at its worst outcome instead of its best.
    """
    contract = case.contract
    lots = (
        *fee_lots(contract, fee_of_month(contract, case.month), case.outcomes),
        *spend_lots(contract, case.lots),
    )
    granted = stack(claim for clause in contract.clauses for claim in claims_of(clause, lots, worst=worst))
    if contract.same_cause == "max":
        metric_of = {kpi.id: kpi.metric for kpi in contract.kpis.values()}
        granted = keep_the_greater(granted, metric_of=metric_of, worst=worst)
    lines = _lines(case, granted) | _brought(case)
    return lines | cap_lines(contract, case.month, lines, case.others)


def _brought(case: MonthCase) -> Lines:
    """Lines that need no lot: what events bring."""
    currency = case.contract.currency
    return {
        draft.id: (draft, whole_amount(draft.exact, case.posted.get(draft.id), currency))
        for draft in case.brought
    }


def _lines(case: MonthCase, granted: Sequence[Granted]) -> Lines:
    """One line per clause (per KPI where a clause names them all), its lots beneath it unrounded."""
    parts: dict[str, list[Granted]] = {}
    for item in granted:
        clause, outcome = item.claim.clause, item.claim.lot.outcome
        line_id = (
            f"{clause.id}/{outcome.kpi}" if outcome is not None and clause.subject == "kpis" else clause.id
        )
        parts.setdefault(line_id, []).append(item)
    lines: Lines = {}
    for line_id, items in parts.items():
        clause = items[0].claim.clause
        exact = -sum((item.exact for item in items), Fraction(0))
        draft = Draft(line_id, clause.id, clause.head, clause.priority, exact, tuple(items))
        lines[line_id] = (draft, whole_amount(exact, case.posted.get(line_id), case.contract.currency))
    return lines


def whole_amount(exact: Fraction, posted: Posted | None, currency: str) -> Amount:
    """A line's whole amount: what was posted already, plus what is new, rounded on its own."""
    before = posted.amount if posted else NOTHING
    return before + rounded(exact - before.exact, currency)
