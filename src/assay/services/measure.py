"""Measure a month of a contract: figures of each KPI, spend lots, verdicts, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assay.core.contract.model import Amended
from assay.core.measuring.month import Measured, measure_month
from assay.core.period import Month
from assay.ports import Engine
from assay.services.gather import Desk, Tables, gather_month


def measure(
    contract: Amended,
    month: Month,
    as_of: datetime,
    *,
    engine: Engine,
    tables: Tables,
    account_zones: Mapping[str, str] | None = None,
) -> Measured:
    """Measure one month by what the tables held at a moment.

    Args:
        contract: All versions; the month takes the one in force on its first day.
        month: The month.
        as_of: The moment, aware; ``tables`` must hold what was committed up to then and no more.
        engine: Runs the questions.
        tables: Canonical table → Parquet files; one left out is empty.
        account_zones: Ads account → IANA zone, where an export said it.

    Returns:
        Figures before relief with ``relieved`` beside, verdicts of the month's leads, findings in stable order.
    """
    version = contract.for_month(month)
    facts = gather_month(Desk(engine, tables), version, month, as_of, account_zones or {})
    return measure_month(version, month, as_of, facts)
