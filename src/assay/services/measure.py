"""Measure a month of a contract: figures of each KPI, spend lots, verdicts, and what is missing."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from assay.core.contract.model import Amended
from assay.core.measuring.month import Measured, measure_month
from assay.core.period import Month
from assay.services.gather import Desk, gather_month


def measure(
    contract: Amended,
    month: Month,
    as_of: datetime,
    *,
    desk: Desk,
    account_zones: Mapping[str, str] | None = None,
    claimed: Mapping[tuple[str, str], str] | None = None,
) -> Measured:
    """Measure one month by what the tables held at a moment.

    Args:
        contract: All versions; the month takes the one in force on its first day.
        month: The month.
        as_of: The moment, aware; the desk's tables must hold what was committed up to then and no more.
        desk: Answers the questions.
        account_zones: Ads account → IANA zone, where an export said it.
        claimed: Lead, by book and number → contract for which it counted first.

    Returns:
        Figures before relief with ``relieved`` beside, verdicts of the month's leads, findings in stable order.
    """
    version = contract.for_month(month)
    with _collector_at_rest():
        facts = gather_month(desk, version, month, as_of, account_zones or {})
        return measure_month(version, month, as_of, replace(facts, claimed=claimed or {}))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Python looks for cycles the more often the more records there are; a month makes many, and no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
