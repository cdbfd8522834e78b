"""Months that stand: closed and untouched since the step before, so that they are neither judged nor settled again.

It changes no result. What a step worked out stays in memory beside its state; a state that was read back has nothing beside
it, and every month is worked out anew. An event that speaks of a closed month opens it, or is refused. Only a delay of the
buyer that stops the vendor's clock touches months without a word of them: after one, every month is worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.core.settlement.judging import Judged
from assay.core.settlement.month import Settled
from assay.core.settlement.month_cases import MonthCases
from assay.core.settlement.pauses import stops_clock
from assay.core.settlement.state import MonthRecord, State


@dataclass(frozen=True, slots=True)
class Before:
    """What the step before worked out.

    Attributes:
        as_of: Of its statement; None before the first.
        noted: The events that it knew.
    """

    as_of: datetime | None = None
    noted: tuple[Event, ...] = ()
    judged: Judged = field(default_factory=lambda: Judged({}, {}))
    settled: Mapping[Month, Settled] = field(default_factory=dict)


def standing(state: State, amended: Amended, before: Before) -> Judged:
    """The first months of the term as they were judged, as far as each is judged the same again.

    That is so while the records are the very ones that the step before left, closed, under the same text, and
    no pool reaches into a month that is judged anew. What is held is judged anew: the last final statement releases it.
    """
    months: list[Month] = []
    if not _clock_stopped(state, amended, before):
        for record in state.records:
            settled = before.settled.get(record.month)
            if settled is None or not _is_same(settled, record, amended):
                break
            months.append(record.month)
    while months and (reaching := _first_pooling_on(before, months)) is not None:
        del months[reaching:]
    return Judged(
        {month: before.judged.by_month[month] for month in months},
        {month: before.judged.readings[month] for month in months},
    )


def _clock_stopped(state: State, amended: Amended, before: Before) -> bool:
    texts = {amended.for_month(record.month) for record in state.records}
    news = state.noted[len(before.noted) :]
    return any(stops_clock(event, contract) for event in news for contract in texts)


def _is_same(settled: Settled, record: MonthRecord, amended: Amended) -> bool:
    untouched = record.closed and settled.record is record
    is_held = any(outcome.state is KpiState.HELD for outcome in settled.outcomes)
    return untouched and settled.contract is amended.for_month(record.month) and not is_held


def _first_pooling_on(before: Before, months: Sequence[Month]) -> int | None:
    """Index of the first month with a pool that reaches beyond the last of them; months between may be no part of it."""
    end_on = months[-1].span.end_on
    for index, month in enumerate(months):
        outcomes = before.settled[month].outcomes
        if any(outcome.pooled and outcome.pooled[-1].last_on >= end_on for outcome in outcomes):
            return index
    return None


def settled_for_good(before: Before, judged: Judged, cases: MonthCases) -> Iterator[Settled]:
    """The standing months in which nothing is posted any more, as settled by the step before.

    Interest may run on, a miss may become or cease to be part of a streak, and a bonus that was posted in parts is
    reckoned once more.

    Args:
        before: The step before.
        judged: The months that stand.
        cases: Of the statement being drawn.
    """
    for month in judged.by_month:
        settled = before.settled[month]
        runs_on = settled.case.interest != cases.interest_of(settled.record)
        posted_once = all(moment == before.as_of for moment in settled.record.bonus_at.values())
        is_new = bool(settled.new_lines or settled.moved)
        in_streak = month in cases.pending or month in cases.moved
        if not runs_on and not in_streak and (posted_once or not is_new):
            yield settled.with_nothing_new()
