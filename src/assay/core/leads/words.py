"""How moments and rows are written into the parameters of an explanation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.leads.facts import RowRef


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """To the minute, in the contract's zone, with its offset: ``2027-03-05 10:00+08:00``."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="minutes")


def row_params(ref: RowRef) -> dict[str, str]:
    """File digest (its first 12 digits, as people cite it) and row."""
    return {"blob": ref.blob[:12], "row": str(ref.row)}
