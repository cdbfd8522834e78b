"""A case: a drawn contract with a drawn life, settled; and what was settled, looked at from inside."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.core.settlement import fold as folding
from assay.core.settlement.month import Settled, settle_month
from assay.core.settlement.postings import Posted
from assay.core.settlement.stacking import Granted
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from tests.properties.contracts import DrawnContract, Length, draw_contract, draw_length
from tests.properties.dice import Dice
from tests.properties.lives import Life, draw_life

CHUNKS = 16
PERIODS = int(os.environ.get("ASSAY_PROPERTY_PERIODS", "20000"))
CONTRACT_ID = "AS-DRAWN"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement, the state after it, and what it did to each month so far."""

    statement: Statement
    state: State
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A contract and a life, settled once."""

    seed: str
    length: Length
    contract: DrawnContract
    amended: Amended
    life: Life
    periods: tuple[PeriodFigures, ...]
    steps: tuple[Step, ...]
    explained: bool

    def dice(self, purpose: str) -> Dice:
        """Chance of its own for one property, so that properties do not disturb each other."""
        return Dice(f"{self.seed} {purpose}")

    @property
    def end(self) -> State:
        return self.steps[-1].state

    @property
    def document(self) -> dict[str, Any]:
        return self.contract.document

    def settled(self) -> Iterator[Settled]:
        for step in self.steps:
            yield from step.settled

    def granted(self) -> Iterator[Granted]:
        """Every claim that took something, in any reading of any month."""
        for settled in self.settled():
            for draft, _ in settled.lines.values():
                yield from (part for part in draft.parts if part.share)


def draw_case(seed: str, *, explained: bool = True) -> Case:
    dice = Dice(seed)
    length = draw_length(dice)
    contract = draw_contract(dice, length)
    amended = contract.load()
    life = draw_life(dice, amended, length)
    periods = life.load()
    steps = settle(amended, periods, explained=explained)
    return Case(seed, length, contract, amended, life, periods, steps, explained)


def draw_chunk(chunk: int) -> tuple[Case, ...]:
    """Cases of one chunk, until they hold its share of the periods; every fourth with its explanations."""
    cases: list[Case] = []
    periods = 0
    while periods < -(-PERIODS // CHUNKS):
        cases.append(draw_case(f"{chunk}/{len(cases)}", explained=len(cases) % 4 == 0))
        periods += cases[-1].length.periods
    return tuple(cases)


def settle(
    amended: Amended,
    periods: Sequence[PeriodFigures],
    *,
    opening: State | None = None,
    explained: bool = True,
) -> tuple[Step, ...]:
    """All steps of the fold, from the zero state or another. Without explanations only the money is computed, sooner."""
    seen: list[Settled] = []

    def spy(*args: Any) -> Settled:  # noqa: ANN401  # the arguments of settle_month as they come
        seen.append(settle_month(*args))
        return seen[-1]

    steps = []
    with patch.object(folding, "settle_month", spy):
        start = opening or State(CONTRACT_ID)
        for statement, state in folding.steps(amended, start, periods, explained=explained):
            steps.append(Step(statement, state, tuple(seen)))
            seen.clear()
    return tuple(steps)


def posted_by_month(state: State) -> dict[Month, tuple[Posted, ...]]:
    return {record.month: tuple(record.posted.values()) for record in state.records}


def lines_of(state: State) -> dict[tuple[Month, str], Fraction]:
    """(month, line id) → its exact amount over all statements, a bonus with its own cap; what came to nothing is left out."""
    lines: dict[tuple[Month, str], Fraction] = {}
    for month, posted in posted_by_month(state).items():
        for line in posted:
            key = (month, line.id.removesuffix("/cap"))
            lines[key] = lines.get(key, Fraction(0)) + line.amount.exact
    return {key: exact for key, exact in lines.items() if exact}


def money_of(step: Step) -> list[object]:
    """All amounts of a statement, without the explanations and without the digest of the contract's text."""
    statement = step.statement
    return [
        statement.fee,
        [(line.id, line.clause, line.head, line.amount, line.month) for line in statement.lines],
        statement.dues,
        statement.suspense,
        (statement.carry_before, statement.carry_after, statement.payable),
        sorted(statement.outcomes, key=lambda outcome: (outcome.month, outcome.kpi, outcome.span)),
        statement.triggers,
        statement.postings,
    ]
