"""The statement that is answered: as it was released, with the verdicts that it told and the state after the newest one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError
from assay.core.leads.frozen import verdicts_from_document
from assay.core.leads.verdict import LeadVerdict
from assay.core.period import Month, parse_instant
from assay.core.settlement.delivered import delivery_of, objection_until
from assay.core.settlement.state import MonthRecord, State
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
        drawn_at: When the statement that told it was drawn: its own, or that which saw the reissue.
        records: The months as that statement left them.
        verdicts: Of the month's leads, as it told them.
        state: After the newest statement of the contract.
        recorded: Events recorded for the contract.
    """

    amended: Amended
    month: Month
    version: int
    digest: str
    document: Mapping[str, Any]
    drawn_at: datetime
    records: tuple[MonthRecord, ...]
    verdicts: tuple[LeadVerdict, ...]
    state: State
    recorded: tuple[Event, ...]

    @property
    def contract(self) -> Contract:
        """The version of the month."""
        return self.amended.for_month(self.month)

    @property
    def as_of(self) -> datetime:
        """The moment by which the month's data were read."""
        return parse_instant(self.document["as_of"])

    @property
    def figures(self) -> PeriodFigures:
        """The month's figures that it was drawn on."""
        return record_of(self.month, self.records).figures

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
        """The first delivery of this version that is recorded."""
        return delivery_of(self.month, (*self.state.noted, *self.news), self.version)

    @property
    def object_until(self) -> date | None:
        """The last day to object, None where the contract sets none."""
        return self._last_day((*self.state.noted, *self.news))

    def is_in_time_without(self, event: Event, came_on: date) -> bool:
        """Whether a day would be one on which to object if an event had not happened."""
        last_on = self._last_day([one for one in (*self.state.noted, *self.news) if one.id != event.id])
        return last_on is None or came_on <= last_on

    def _last_day(self, events: Sequence[Event]) -> date | None:
        record = record_of(self.month, self.state.records)
        return objection_until(record, self.state.records, self.contract, events)


def record_of(month: Month, records: Iterable[MonthRecord]) -> MonthRecord:
    """The record of a month that was settled."""
    return next(record for record in records if record.month == month)


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
    told = _told_by(workspace, contract_id, document)
    return Answered(
        amended,
        month,
        stored.version,
        stored.digest,
        document,
        parse_instant(told["as_of"]),
        state_of(told["state"], contract_id).records,
        _verdicts(workspace, contract_id, month, parse_instant(document["as_of"])),
        _newest_state(workspace, contract_id),
        recorded_events(workspace, contract_id),
    )


def _told_by(workspace: Workspace, contract_id: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statement that told a version: itself, or of a reissued one that in which its money is posted."""
    posted_in = document.get("reissue", {}).get("posted_in", "")
    found = (
        json.loads(one.data)
        for one in workspace.store.statements()
        if (one.contract_id, one.period, one.version) == (contract_id, posted_in, 1)
    )
    return next(found, document)


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
