"""A life drawn month by month beside its settlement, so that each event fits what the statements before it said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.read import figures_of
from assay.core.contract.document import tree_of
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.ending import ended
from assay.core.settlement.events import added_months
from assay.core.settlement.fold import step, steps
from assay.core.settlement.standing import Before
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from tests.lives.contracts import PERIODS, draw_whole_contract
from tests.lives.dealings import draw_dealings
from tests.lives.figures import draw_month
from tests.lives.money_moves import draw_acceptance, draw_money_moves, draw_termination
from tests.lives.quarrels import draw_quarrels
from tests.lives.scene import Scene
from tests.lives.wrong import draw_wrong
from tests.properties.cases import CONTRACT_ID
from tests.properties.contracts import DrawnContract, Length
from tests.properties.dice import Dice
from tests.properties.gaps import as_of
from tests.properties.lives import Life

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One step: what went in, and what came out."""

    amended: Amended
    before: State
    figures: PeriodFigures
    events: tuple[Event, ...]
    statement: Statement
    after: State


@dataclass(slots=True)
class Story:
    """A contract and its life so far; ``steps`` draws and settles the rest of it.

    Attributes:
        document: The month being settled, for whoever looks at a step that failed.
        refused: Codes of the findings by which what fits nothing was refused.
        before: What the last step worked out, from which the next goes on.
    """

    seed: str
    length: Length
    contract: DrawnContract
    amended: Amended
    dice: Dice
    ends_at: int | None
    periods: list[Document] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    owes: dict[Month, Document] = field(default_factory=dict)
    document: Document = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    before: Before = field(default_factory=Before)

    @property
    def life(self) -> Life:
        """All periods and events so far, for settling them again."""
        return Life(tuple(self.periods), tuple(self.events))

    def steps(self) -> Iterator[Seen]:
        """Each step as it is drawn and settled."""
        state = State(CONTRACT_ID)
        for index in range(PERIODS):
            seen = self._step(index, state)
            yield seen
            state = seen.after

    def _step(self, index: int, state: State) -> Seen:
        scene = self._scene(index, state)
        if index == self.ends_at:
            draw_termination(scene)
            scene.amended = ended(self.amended, (*state.noted, *_events_of(scene)))
            scene.added = added_months(state, scene.amended)
        document, final = draw_month(scene)
        scene.figures = _loaded(document)
        draw_money_moves(scene)
        draw_dealings(scene)
        draw_quarrels(scene)
        draw_acceptance(scene)
        if self.dice.chance(2):
            self._try_wrong(scene, document)
        self.document = document | {"events": scene.events}
        events = sorted(_events_of(scene), key=lambda event: (event.known_at, event.id))
        figures = replace(scene.figures, events=tuple(events))
        try:
            statement, after, self.before = step(
                state, self.amended, figures, figures.events, self.before, explained=False
            )
        except FindingsError as refused:
            if {finding.code for finding in refused.findings} != {"settlement.no_ground"}:
                raise
            self.refused.append("settlement.no_ground")  # what the right rests on was cured: they go on
            self.ends_at = None
            return self._step(index, state)
        self.periods.append(document)
        self.events += scene.events
        self.statements.append(statement)
        for event in scene.events:
            if event["kind"] == "final_measurement":
                self.owes.pop(Month.parse(event["of_period"]))
        if final:
            self.owes[scene.month] = final
        return Seen(self.amended, state, figures, figures.events, statement, after)

    def _try_wrong(self, scene: Scene, document: Document) -> None:
        """A statement with an event that fits nothing is refused, for that reason."""
        code, event = draw_wrong(scene)
        try:
            settled(self.amended, scene.state, _loaded(document | {"events": [*scene.events, event]}))
        except FindingsError as refused:
            codes = [finding.code for finding in refused.findings]
            self.refused += codes
            if code in codes:
                return
        raise AssertionError(f"{event} was not refused by {code}")

    def _scene(self, index: int, state: State) -> Scene:
        month = self.length.first.plus(index)
        amended = ended(self.amended, state.noted)
        return Scene(
            dice=self.dice,
            amended=amended,
            added=added_months(state, amended),
            state=state,
            month=month,
            as_of=as_of(month),
            owes=self.owes,
            statements=self.statements,
            is_last=index == PERIODS - 1,
        )


def settled(amended: Amended, state: State, figures: PeriodFigures) -> tuple[Statement, State]:
    """One step from a state alone, as if it had been read back, without explanations."""
    ((statement, after),) = steps(amended, state, [figures], explained=False)
    return statement, after


def draw_story(seed: str) -> Story:
    """A contract whose life can be drawn; the same seed draws the same one."""
    dice = Dice(seed)
    added = int(dice.chance(30))
    term = PERIODS - added - dice.pick((0, 0, 2, 4, 4, 6, 12))
    length = Length(Month(2026, 1).plus(dice.whole(0, 15)), term, added, PERIODS)
    contract = draw_whole_contract(dice, length)
    ends_at = dice.whole(1, term - 1) if dice.chance(20) else None
    return Story(seed, length, contract, contract.load(), dice, ends_at)


def _events_of(scene: Scene) -> tuple[Event, ...]:
    document = {
        "period": str(scene.month),
        "as_of": scene.as_of.isoformat(),
        "kpis": {},
        "events": scene.events,
    }
    return _loaded(document).events


def _loaded(document: Document) -> PeriodFigures:
    figures, findings = figures_of(tree_of(document))
    if findings:
        raise FindingsError(list(findings))
    return figures
