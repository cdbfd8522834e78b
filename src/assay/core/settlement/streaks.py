"""Refunds after a streak: which misses have come to a streak long enough, and which may still become or cease to be part of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.contract.model import Contract
from assay.core.period import Month, Span

Miss = tuple[str, Span]
"""A miss: KPI id and the days judged."""


def claimable(
    contracts: Mapping[Month, Contract], outcomes: Sequence[Outcome]
) -> Mapping[str, frozenset[Miss]]:
    """Clause id → misses that belong to an unbroken streak of the length that the clause asks for.

    A month is judged by the clause as its own version has it. Held and excluded periods are passed over; an open one
    ends what can be said.
    """
    found: dict[str, set[Miss]] = {}
    for clause_id, length, run in _runs(contracts, outcomes):
        if len(run) >= length:
            found.setdefault(clause_id, set()).update((item.kpi, item.span) for item in run)
    return {clause_id: frozenset(misses) for clause_id, misses in found.items()}


def at_the_buyers_reading(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Outcomes with every dispute decided for the buyer."""
    return tuple(
        replace(item, state=State.MISSED if item.worst else State.MET)
        if item.state is State.DISPUTED
        else item
        for item in outcomes
    )


def pending(contracts: Mapping[Month, Contract], outcomes: Sequence[Outcome]) -> frozenset[Month]:
    """Months with a miss in a run that may still change.

    It is too short and may grow, since what follows it is open or has not come; or it is long enough, but passed over a
    period that is still held and breaks it if its figures prove it met.
    """
    months = set[Month]()
    for _, length, run in _runs(contracts, outcomes, living=True):
        if len(run) < length:
            months.update(item.month for item in run)
    for _, length, run in _runs(contracts, outcomes):
        if len(run) >= length and _holds_one(outcomes, run):
            months.update(item.month for item in run)
    return frozenset(months)


def _holds_one(outcomes: Sequence[Outcome], run: Sequence[Outcome]) -> bool:
    """Whether a period between the first and the last miss of a run still waits for its figures."""
    first, last = run[0], run[-1]
    return any(
        item.kpi == first.kpi
        and item.state is State.HELD
        and item.is_undecided
        and first.span.start_on < item.span.start_on < last.span.start_on
        for item in outcomes
    )


def _runs(
    contracts: Mapping[Month, Contract], outcomes: Sequence[Outcome], *, living: bool = False
) -> Iterator[tuple[str, int, list[Outcome]]]:
    """Clause id, length asked for, and each run of misses of each KPI; only the last run when it must be living."""
    clauses = {
        clause.id: clause.streak
        for item in contracts.values()
        for clause in item.clauses
        if clause.streak > 1
    }
    for clause_id, length in sorted(clauses.items()):
        for kpi_id in sorted({outcome.kpi for outcome in outcomes}):
            own = [item for item in outcomes if item.kpi == kpi_id and _is_for(contracts, clause_id, item)]
            runs = list(_runs_of(own))
            for run in runs[-1:] if living else runs:
                yield clause_id, length, run


def _is_for(contracts: Mapping[Month, Contract], clause_id: str, outcome: Outcome) -> bool:
    clauses = contracts[outcome.month].clauses
    return any(item.id == clause_id and item.subject in ("kpis", outcome.kpi) for item in clauses)


def _runs_of(outcomes: Sequence[Outcome]) -> Iterator[list[Outcome]]:
    run: list[Outcome] = []
    for outcome in outcomes:
        if outcome.state.is_open:
            break
        if outcome.state.freezes_streaks:
            continue
        if outcome.state is State.MISSED:
            run.append(outcome)
        else:
            yield run
            run = []
    yield run
