"""Whether an objection can be noted: asked of the core before it is recorded, so that no statement is refused because of it."""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.findings import Finding
from assay.core.settlement.reopening import reopen
from assay.core.settlement.state import State


def objection_problems(
    state: State, amended: Amended, before: Sequence[Event], event: Event
) -> tuple[Finding, ...]:
    """What the next statement would refuse about a dispute.

    Args:
        state: After the newest statement.
        amended: The contract with its versions.
        before: Events recorded since that statement, and disputes that stand before this one.
        event: The dispute.
    """
    records = {record.month: record for record in state.records}
    return tuple(reopen(records, event, amended, (*state.noted, *before, event)))
