"""Events that were recorded in the workspace, as the settlement takes them."""

from __future__ import annotations

from collections.abc import Iterable

import rfc8785

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.read import load_events
from assay.core.acceptance.write import event_document
from assay.services.workspace import Workspace


def recorded_events(workspace: Workspace, contract_id: str) -> tuple[Event, ...]:
    """The events of a contract that were recorded and count, in the order in which they were recorded."""
    return tuple(
        event
        for stored in workspace.store.events()
        if stored.contract_id == contract_id
        for event in load_events(stored.payload.decode("utf-8"), f"log/{stored.commit:09d}.json")
    )


def events_payload(events: Iterable[Event]) -> bytes:
    """Canonical bytes of an events file."""
    document = {"assay": "events/v1", "events": [event_document(event) for event in events]}
    return rfc8785.dumps(document)  # type: ignore[arg-type]
