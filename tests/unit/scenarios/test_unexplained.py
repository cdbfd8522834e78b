"""Money computed without explanations is the money that statements show."""

from dataclasses import replace

from assay.core.explain import Node
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.scenario import Assumed
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from tests.unit.scenarios.contracts import contract, standard
from tests.unit.scenarios.test_by_hand import BONUS

NOTHING = Node("")


def test_leaving_explanations_out_changes_no_amount() -> None:
    amended = contract(clauses=BONUS)
    periods = periods_of(amended, standard("late_fraud"), Assumed())
    opening = State(amended.first.id)
    explained = [statement for statement, _ in steps(amended, opening, periods)]
    bare = [statement for statement, _ in steps(amended, opening, periods, explained=False)]
    assert any(statement.lines for statement in bare)
    for one, other in zip(explained, bare, strict=True):
        assert [replace(line, explain=NOTHING) for line in one.lines] == [
            replace(line, explain=NOTHING) for line in other.lines
        ]
        assert (one.payable, one.postings, one.suspense) == (other.payable, other.postings, other.suspense)
