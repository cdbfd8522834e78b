"""The statement that is answered: as it was released, with the verdicts that it told and the state after the newest one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.leads.frozen import verdicts_from_document
from assay.core.leads.verdict import LeadVerdict
from assay.core.period import Month, parse_instant
from assay.core.settlement.delivered import delivery_of, object_until
from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_of
from assay.services.recorded import recorded_events
from assay.services.settle import VERDICTS
from assay.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Answered:
    """A stored statement.

    Attributes:
        amended: The contract with its versions.
        month: Of the statement.
        version: Of the statement.
        digest: SHA-256 of its bytes.
        document: The statement.
        figures: The month's figures that it was drawn on.
        verdicts: Of the month's leads, as it told them.
        state: After the newest statement of the contract.
        recorded: Events recorded for the contract.
    """

    amended: Amended
    month: Month
    version: int
    digest: str
    document: Mapping[str, Any]
    figures: PeriodFigures
    verdicts: tuple[LeadVerdict, ...]
    state: State
    recorded: tuple[Event, ...]

    @property
    def contract(self) -> Contract:
        """The version of the month."""
        return self.amended.for_month(self.month)

    @property
    def as_of(self) -> datetime:
        """When the statement was drawn."""
        return parse_instant(self.document["as_of"])

    @property
    def number(self) -> str:
        """What the document is cited by."""
        return f"{self.contract.id} {self.month} v{self.version}"

    @property
    def news(self) -> tuple[Event, ...]:
        """Recorded events that no statement has seen."""
        return tuple(
            event for event in self.recorded if self.state.as_of is None or event.known_at > self.state.as_of
        )

    @property
    def delivery(self) -> Event | None:
        """The first delivery that is recorded."""
        return delivery_of(self.month, (*self.state.noted, *self.news))

    @property
    def object_until(self) -> date | None:
        """The last day to object, None where the contract sets none."""
        return object_until(self.figures, self.contract, (*self.state.noted, *self.news))


def answered(workspace: Workspace, amended: Amended, month: Month) -> Answered:
    """The latest statement of a month.

    Raises:
        FindingsError: ``cli.not_settled``; ``settlement.state_of_other_text``: it was drawn on another text.
    """
    contract_id = amended.first.id
    stored = workspace.store.statement(contract_id, str(month))
    if stored is None:
        raise FindingsError([Finding("cli.not_settled", params={"period": str(month)})])
    document = json.loads(stored.data)
    if document["contract"]["digest"] != amended.for_month(month).digest:
        raise FindingsError([Finding("settlement.state_of_other_text", params={"contract": contract_id})])
    return Answered(
        amended,
        month,
        stored.version,
        stored.digest,
        document,
        _figures(state_of(document["state"], contract_id), month),
        _verdicts(workspace, contract_id, month, parse_instant(document["as_of"])),
        _newest_state(workspace, contract_id),
        recorded_events(workspace, contract_id),
    )


def _figures(state: State, month: Month) -> PeriodFigures:
    return next(record.figures for record in state.records if record.month == month)


def _verdicts(
    workspace: Workspace, contract_id: str, month: Month, drawn_at: datetime
) -> tuple[LeadVerdict, ...]:
    """The verdicts that the statement told; what a later one found of the same leads is not its word."""
    key = f"{contract_id}/{month}"
    kept = [
        record
        for record in workspace.store.records(VERDICTS)
        if record.key == key and record.known_at <= drawn_at
    ]
    return verdicts_from_document(json.loads(kept[-1].payload)) if kept else ()


def _newest_state(workspace: Workspace, contract_id: str) -> State:
    newest = max(
        (item for item in workspace.store.statements() if item.contract_id == contract_id),
        key=lambda item: (item.period, -item.version),
    )
    return state_of(json.loads(newest.data)["state"], contract_id)
