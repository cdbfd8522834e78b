"""Days of grace: how long after the day of the statement a missing figure may still come before it counts as missed."""

from __future__ import annotations

from datetime import date, datetime

from assay.core.contract.model import Contract
from assay.core.period import Month, day_of


def grace_ends_on(contract: Contract, month: Month, as_of: datetime) -> date | None:
    """The last day of grace for a month's figures; None where the contract gives none.

    Args:
        contract: The version in force in that month.
        month: The month of the figures.
        as_of: Of the month's statement; its day counts where the contract names no day of the statement.
    """
    terms = contract.acceptance
    if contract.missing.grace is None:
        return None
    stated_on = day_of(as_of, contract.term.zone)
    if terms.statement_day is not None:
        stated_on = month.next().first_on.replace(day=terms.statement_day)
        if contract.workdays is not None:
            stated_on = contract.workdays.moved(stated_on, terms.if_holiday)
    return contract.missing.grace.last_day(stated_on, contract.workdays)
