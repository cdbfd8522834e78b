"""Monitors and samples of a statement as JSON."""

from __future__ import annotations

from assay.core.acceptance.monitors import Reading
from assay.core.acceptance.samples import Verdict

Document = dict[str, object]


def monitor_document(reading: Reading) -> Document:
    """A monitor; its value is exact, null when it is not known."""
    return {
        "id": reading.id,
        "metric": reading.metric,
        "period": str(reading.month),
        "from": reading.span.start_on.isoformat(),
        "to": reading.span.last_on.isoformat(),
        "channel": reading.channel or None,
        "value": None if reading.value is None else str(reading.value),
        "limit": reading.limit or None,
        "state": reading.state.value,
    }


def sample_document(verdict: Verdict) -> Document:
    """A sample; items judged and errors are null before any draw."""
    return {
        "id": verdict.plan.id,
        "period": str(verdict.period),
        "state": verdict.state.value,
        "n": None if verdict.n is None else str(verdict.n),
        "errors": None if verdict.errors is None else str(verdict.errors),
        "accept": str(verdict.plan.accept),
    }
