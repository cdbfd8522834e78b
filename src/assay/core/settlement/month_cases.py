"""What each month's remedies depend on, gathered from the state, the outcomes, the readings and the events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.targets import force_majeure_days
from assay.core.contract.model import Amended, Contract, clauses_of
from assay.core.period import Month, day_of
from assay.core.settlement.brought import brought
from assay.core.settlement.interest import interest_lines
from assay.core.settlement.judging import Judged
from assay.core.settlement.make_good import late_make_good, make_goods
from assay.core.settlement.postings import Draft, Posted
from assay.core.settlement.receivables import Receivable, receivables
from assay.core.settlement.remedies import MonthCase
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.streak_claims import Misses, has_moved, still_claimed
from assay.core.settlement.streaks import at_the_buyers_reading, claimable, pending
from assay.core.settlement.waiting import waiting_clauses


@dataclass(frozen=True, slots=True)
class MonthCases:
    """The cases of one statement. ``posted`` grows as months are settled: each sees what the ones before left.

    ``ending`` holds the lines that a termination brings, by the month of the end; in ``moved`` are the closed months whose
    misses came into a streak, or fell out of one, since.
    """

    state: State
    amended: Amended
    judged: Judged
    figures: PeriodFigures
    posted: dict[Month, tuple[Posted, ...]]
    streaks: Misses
    streaks_at_worst: Misses
    pending: frozenset[Month]
    moved: frozenset[Month]
    owed: Mapping[Month, tuple[Receivable, ...]]
    ending: Mapping[Month, tuple[Draft, ...]]

    @classmethod
    def of(
        cls,
        state: State,
        amended: Amended,
        judged: Judged,
        figures: PeriodFigures,
        ending: Mapping[Month, tuple[Draft, ...]],
    ) -> MonthCases:
        """The cases of the statement that settles ``figures``."""
        contracts = {month: amended.for_month(month) for month in judged.by_month}
        outcomes = judged.all()
        streaks = claimable(contracts, outcomes)
        bears_interest = any(clauses_of(contract, "interest") for contract in contracts.values())
        return cls(
            state=state,
            amended=amended,
            judged=judged,
            figures=figures,
            posted={record.month: tuple(record.posted.values()) for record in state.records},
            streaks=streaks,
            streaks_at_worst=claimable(contracts, at_the_buyers_reading(outcomes)),
            pending=pending(contracts, outcomes),
            moved=frozenset(
                record.month
                for record in state.records
                if has_moved(contracts[record.month], judged.by_month[record.month], record, streaks)
            ),
            owed=_by_period(receivables(state.owed, state.noted, amended)) if bears_interest else {},
            ending=ending,
        )

    def case_of(self, record: MonthRecord) -> MonthCase:
        """The case of one month."""
        contract = self.amended.for_month(record.month)
        reading = self.judged.readings[record.month]
        today = day_of(self.figures.as_of, contract.term.zone)
        span = record.month.span.cut(contract.term.span)
        majeure = force_majeure_days(contract, self.state.noted) if _gives_back(contract) else frozenset()
        own = self._own_events(record)
        in_kind = tuple(make_goods(contract, record.figures, self.state.noted, today))
        return MonthCase(
            contract=contract,
            month=record.month,
            outcomes=self.judged.by_month[record.month],
            lots=reading.vendor.lots,
            posted=record.posted,
            others={month: lines for month, lines in self.posted.items() if month != record.month},
            lots_at_worst=reading.buyer.lots if reading.open else None,
            waiting=waiting_clauses(contract, record.figures, self.state.noted, today),
            disputed_lines=reading.disputed_lines,
            struck_lines=reading.struck_lines,
            upheld_lines=reading.upheld_lines,
            too_small_lines=reading.too_small_lines,
            streaks=self.streaks,
            streaks_at_worst=self._in_dispute(contract, record),
            streaks_moved=record.month in self.moved,
            majeure_days=sum(day in span for day in majeure),
            days=span.days,
            brought=(
                *brought(contract, own),
                *self.ending.get(record.month, ()),
                *late_make_good(in_kind),
            ),
            interest=self.interest_of(record),
            owes_in_kind=any(item.may_cost for item in in_kind),
            same_cause=_same_cause(contract, own),
            streak_grows=record.month in self.pending,
        )

    def interest_of(self, record: MonthRecord) -> tuple[Draft, ...]:
        """The interest on the statement of a month, whole as it stands today."""
        contract = self.amended.for_month(record.month)
        today = day_of(self.figures.as_of, contract.term.zone)
        return interest_lines(contract, self.owed.get(record.month, ()), today)

    def _in_dispute(self, contract: Contract, record: MonthRecord) -> Misses:
        """What refunds after a streak claimed before a dispute took it out of the certain lines."""
        if self.streaks_at_worst == self.streaks:
            return {}
        outcomes = self.judged.by_month[record.month]
        claimed = still_claimed(contract, outcomes, record, self.streaks_at_worst)
        open_only = {name: misses - self.streaks.get(name, frozenset()) for name, misses in claimed.items()}
        return {name: misses for name, misses in open_only.items() if misses}

    def _own_events(self, record: MonthRecord) -> tuple[Event, ...]:
        """The events that the month's own statement was the first to see."""
        before: datetime | None = None
        for earlier in self.state.records:
            if earlier.month < record.month:
                before = earlier.figures.as_of
        return tuple(
            event
            for event in self.state.noted
            if event.known_at <= record.figures.as_of and (before is None or event.known_at > before)
        )


def _same_cause(contract: Contract, own: Sequence[Event]) -> str:
    """``add`` where the month's own statement sees a fraud."""
    is_fraud = any(event.kind == "fraud" for event in own)
    return "add" if contract.unless_fraud and is_fraud else contract.same_cause


def _by_period(found: Sequence[Receivable]) -> dict[Month, tuple[Receivable, ...]]:
    by_period: dict[Month, tuple[Receivable, ...]] = {}
    for item in found:
        by_period[item.period] = (*by_period.get(item.period, ()), item)
    return by_period


def _gives_back(contract: Contract) -> bool:
    return contract.force_majeure is not None and contract.force_majeure.part_refund
