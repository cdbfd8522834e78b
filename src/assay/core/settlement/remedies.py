"""The remedies of one month at one reading of what is still open: claims → stacking → same cause → caps → lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot, leads_wait
from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.explain import Node
from assay.core.period import Month
from assay.core.settlement.caps import cap_lines
from assay.core.settlement.claims import Claim, claims_of
from assay.core.settlement.lots import Lot, fee_lots, spend_lots
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted, rounded
from assay.core.settlement.same_cause import keep_the_greater
from assay.core.settlement.stacking import Granted, stack
from assay.core.settlement.streaks import Miss
from assay.core.settlement.terms import fee_of_month

Lines = dict[str, tuple[Draft, Amount]]
FORCE_MAJEURE = "force_majeure"
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class MonthCase:
    """All that a month's remedies depend on.

    Attributes:
        contract: The version in force.
        outcomes: Of its KPIs.
        lots: Its spend lots, disputes decided for the vendor.
        posted: What earlier statements posted for this month, by line id.
        others: What every other month has posted.
        lots_at_worst: Its spend lots, disputes decided for the buyer; None when nothing is in dispute.
        waiting: Clauses whose claims are not certain yet.
        disputed_lines: Lines in open dispute.
        struck_lines: Lines that a ruling found not to be there.
        upheld_lines: Disputed lines that a ruling decided for the buyer.
        too_small_lines: Lines that the side which gains by them finds too small, in open dispute.
        streaks: Clause id → misses that a refund after a streak may claim.
        streaks_at_worst: The same with disputes decided for the buyer, as far as they were claimed before the dispute.
        streaks_moved: Whether they are others than those that earlier statements claimed.
        majeure_days: Days of force majeure for which part of the fee comes back.
        days: Days of the month in the term as written; one that was added has no fee to give back.
        brought: Lines that events bring.
        interest: Interest on the month's statement, which no cap cuts and no closing ends.
        same_cause: ``max`` or ``add``, as it holds for this month.
        streak_grows: Whether a miss of it may yet become part of a streak that is claimed.
        owes_in_kind: Whether units are owed that cost money once they are late.
    """

    contract: Contract
    month: Month
    outcomes: Sequence[Outcome]
    lots: Sequence[SpendLot]
    posted: Mapping[str, Posted]
    others: Mapping[Month, Sequence[Posted]]
    lots_at_worst: Sequence[SpendLot] | None = None
    waiting: frozenset[str] = frozenset()
    disputed_lines: frozenset[str] = frozenset()
    struck_lines: frozenset[str] = frozenset()
    upheld_lines: frozenset[str] = frozenset()
    too_small_lines: frozenset[str] = frozenset()
    streaks: Mapping[str, frozenset[Miss]] = field(default_factory=dict)
    streaks_at_worst: Mapping[str, frozenset[Miss]] = field(default_factory=dict)
    streaks_moved: bool = False
    majeure_days: int = 0
    days: int = 0
    brought: tuple[Draft, ...] = ()
    interest: tuple[Draft, ...] = ()
    same_cause: str = "add"
    streak_grows: bool = False
    owes_in_kind: bool = False

    @property
    def has_doubt(self) -> bool:
        """Whether its lines may still change: a KPI or a charged lead is open, something waits or is in dispute, a streak may grow, units are owed."""
        in_dispute = self.lots_at_worst is not None or bool(self.disputed_lines)
        streak = self.streak_grows or bool(self.streaks_at_worst)
        waits = bool(self.waiting) or self.owes_in_kind
        open_kpi = any(outcome.worst != outcome.shortfall for outcome in self.outcomes)
        return in_dispute or streak or waits or open_kpi or leads_wait(self.contract, self.lots)

    @property
    def class_a_open(self) -> bool:
        """Whether invalid traffic of class A is in dispute: its clicks, a segment of class A, or the line that it pays."""
        if self.lots_at_worst is not None:
            segments = {rule.id for rule in self.contract.segment_rules if rule.class_ == "A"}
            for one, other in zip(self.lots, self.lots_at_worst, strict=True):
                cleared = one.failed_segment != other.failed_segment and other.failed_segment in segments
                if cleared or one.sessions.invalid_a != other.sessions.invalid_a:
                    return True
        clicks = {clause.id for clause in self.contract.clauses if clause.subject == "click.class_A"}
        return bool((self.disputed_lines | self.too_small_lines) & clicks)

    @property
    def refund_share(self) -> Fraction:
        """The part of the month's fee that comes back for force majeure."""
        return Fraction(self.majeure_days, self.days) if self.majeure_days else _ZERO


def remedies(case: MonthCase, *, worst: bool) -> Lines:
    """All remedy lines of a month, whole (not only what is new), by id.

    Args:
        case: The month.
        worst: Judge what is open, waits or is in dispute at its worst outcome instead of its best.
    """
    contract = case.contract
    fee = fee_of_month(contract, case.month)
    if case.refund_share and not _is_absent(case, FORCE_MAJEURE, worst=worst):
        fee *= 1 - case.refund_share
    measured = case.lots_at_worst if worst and case.lots_at_worst is not None else case.lots
    lots = (*fee_lots(contract, fee, case.outcomes), *spend_lots(contract, measured))
    granted = stack(_claims(case, lots, worst=worst))
    if case.same_cause == "max":
        metric_of = {kpi.id: kpi.metric for kpi in contract.kpis.values()}
        granted = keep_the_greater(granted, metric_of=metric_of, worst=worst)
    lines = _lines(case, granted) | _brought(case, worst=worst)
    return lines | cap_lines(contract, case.month, lines, case.others)


def _claims(case: MonthCase, lots: Sequence[Lot], *, worst: bool) -> Iterator[Claim]:
    """The claims that count at a reading: those that wait or are disputed only at the worst."""
    for clause in case.contract.clauses:
        if clause.id in case.waiting and not worst:
            continue
        misses = case.streaks.get(clause.id, frozenset())
        if worst:
            misses |= case.streaks_at_worst.get(clause.id, frozenset())
        for claim in claims_of(clause, lots, misses, worst=worst):
            if not _is_absent(case, claim.line_id, worst=worst):
                yield claim


def _is_absent(case: MonthCase, line_id: str, *, worst: bool) -> bool:
    return line_id in case.struck_lines or (line_id in case.disputed_lines and not worst)


def _brought(case: MonthCase, *, worst: bool) -> Lines:
    """Lines that need no lot: what events bring, and the part of the fee that force majeure gives back."""
    drafts = list(case.brought)
    if case.refund_share:
        exact = -fee_of_month(case.contract, case.month) * case.refund_share
        params = {"days": str(case.majeure_days), "of": str(case.days)}
        node = Node("explain.part_refund", params, exact)
        drafts.append(Draft(FORCE_MAJEURE, FORCE_MAJEURE, Head.FEE_REDUCTION, exact, node=node))
    kept = [draft for draft in drafts if not _is_absent(case, draft.id, worst=worst)]
    currency = case.contract.currency
    return {
        draft.id: (draft, whole_amount(draft.exact, case.posted.get(draft.id), currency)) for draft in kept
    }


def interest_of(case: MonthCase, *, worst: bool) -> Lines:
    """The month's interest lines, whole; one in dispute is not certain, one that a ruling did away with is not there."""
    currency = case.contract.currency
    return {
        draft.id: (draft, whole_amount(draft.exact, case.posted.get(draft.id), currency))
        for draft in case.interest
        if not _is_undone(case, draft, worst=worst)
    }


def _is_undone(case: MonthCase, draft: Draft, *, worst: bool) -> bool:
    """As :func:`_is_absent`; of a line that the vendor gains by, the buyer's reading is the one without it."""
    if draft.exact <= 0:
        return _is_absent(case, draft.id, worst=worst)
    return draft.id in case.upheld_lines or (draft.id in case.disputed_lines and worst)


def _lines(case: MonthCase, granted: Sequence[Granted]) -> Lines:
    """One line per clause (per KPI where a clause names them all), its lots beneath it unrounded."""
    parts: dict[str, list[Granted]] = {}
    for item in granted:
        parts.setdefault(item.claim.line_id, []).append(item)
    lines: Lines = {}
    for line_id, items in parts.items():
        clause = items[0].claim.clause
        exact = -sum((item.exact for item in items), _ZERO)
        draft = Draft(line_id, clause.id, clause.head, exact, tuple(items))
        lines[line_id] = (draft, whole_amount(exact, case.posted.get(line_id), case.contract.currency))
    return lines


def whole_amount(exact: Fraction, posted: Posted | None, currency: str) -> Amount:
    """A line's whole amount: what was posted, plus what is new, rounded on its own; one that came to nothing is nothing."""
    if posted is None:
        return rounded(exact, currency)
    return posted.amount + rounded(exact - posted.amount.exact, currency) if exact else NOTHING
