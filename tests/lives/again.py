"""A step once more: from its saved state, in another order."""

from __future__ import annotations

import json
from dataclasses import replace

from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_document, state_of
from assay.core.settlement.statement import Statement
from assay.core.settlement.statement_json import statement_document
from tests.lives.story import Seen, settled
from tests.properties.cases import CONTRACT_ID
from tests.properties.dice import Dice


def settled_again(seen: Seen, dice: Dice) -> bytes:
    """The step once more: from the saved state, with events in another order."""
    saved = json.loads(json.dumps(state_document(seen.before)))
    before = state_of(saved, CONTRACT_ID) if seen.before.records else seen.before
    kpis = {key: seen.figures.kpis[key] for key in dice.shuffled(list(seen.figures.kpis))}
    figures = replace(seen.figures, kpis=kpis, events=tuple(dice.shuffled(seen.events)))
    return bytes_of(*settled(seen.amended, before, figures))


def bytes_of(statement: Statement, state: State) -> bytes:
    """A statement with its state as it is printed."""
    return json.dumps(statement_document(statement, state), ensure_ascii=False, sort_keys=True).encode()


def round_trips(state: State) -> bool:
    """Whether a saved state, read again, is saved to the same bytes."""
    saved = json.dumps(state_document(state), ensure_ascii=False)
    return json.dumps(state_document(state_of(json.loads(saved), CONTRACT_ID)), ensure_ascii=False) == saved
