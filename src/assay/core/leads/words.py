"""How moments and rows are written into the parameters of an explanation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.leads.facts import RowRef


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 to the minute, in the contract's zone, with its offset."""
    return moment.astimezone(zone).isoformat(timespec="minutes")


def row_params(ref: RowRef) -> dict[str, str]:
    """File digest (its first 12 digits, as people cite it) and row."""
    return {"blob": ref.blob[:12], "row": str(ref.row)}
